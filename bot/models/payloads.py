"""What a delivery carries besides the story that it is of: one type for each kind."""

from __future__ import annotations

from dataclasses import dataclass

from bot.said import Said


@dataclass(frozen=True, slots=True)
class Condensed:
    """An article in short; `by_model` when a language model wrote it instead of its author."""

    text: str
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class KeptSummary:
    """The summary that an alert showed for an article of that title, so that edits say the same."""

    of: str
    title: str
    summary: str
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class DigestPayload:
    """The held alerts that a digest shows, by id."""

    deliveries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoticePayload:
    """What a notice says, put into words for its reader."""

    title: Said
    lines: tuple[Said, ...]


Payload = KeptSummary | DigestPayload | NoticePayload
