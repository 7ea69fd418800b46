"""What servers are asked for and what they answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.said import Words


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask a feed's server for, with the validators of the last answer."""

    url: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The feed has nothing new: 304, or a body that is byte for byte the last one."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    max_age: float | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that came back; `charset` is what HTTP said, `moved_to` a permanent new address.

    `refresh` is the Refresh header, `links` the Link headers, `left` what remains of the time for a
    page in seconds.
    """

    body: bytes
    url: str
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    max_age: float | None = None
    moved_to: str = ""
    refresh: str = ""
    links: str = ""
    left: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The poll gave nothing; `reason` is for people, `fix` for the operator. `gone` ends it all."""

    reason: Words
    retry_after: float | None = None
    gone: bool = False
    status: int | None = None
    fix: Words = ""


FetchResult = NotModified | Fetched | Failed
