"""What is known of the past of a database: whether it is the newest, what channels show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Lineage(StrEnum):
    """How a file relates to what ran before it in its place."""

    SAME = "same"
    """It was closed well, and nothing else ran here since."""
    UNCLEAN = "unclean"
    """What ran was killed, or nobody kept note beside the file: it may be any."""
    OLDER = "older"
    """Something was posted from here that it does not know."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was posted after `since` and before `at` may be unknown to the database.

    `older` is when an older file began to run, None where it is not certain that one did; what
    came before `told` counts as told where there is no history, since `db restore` put the file
    in place.
    """

    since: datetime
    at: datetime
    older: datetime | None = None
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of ours that stands in a channel; `ref` is empty where it cannot be edited."""

    ref: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A channel whose history could not be read when it had to be, since when and why."""

    tenant: str
    channel: str
    reason: str
    at: datetime
