"""Lengths as chat platforms count them, and texts cut where it hurts least."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.language.graphemes import whole_end
from bot.core.language.sentences import split_sentences

ELLIPSIS = "…"


def text_width(text: str) -> int:
    """Count UTF-16 units: never less than what Discord or Slack counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_text(
    text: str,
    room: int,
    write: Callable[[str], str] = str,
    *,
    ellipsis: str = ELLIPSIS,
    always: bool = False,
) -> str:
    """Write a text into so many units: whole, or up to a sentence, a word or a character.

    An ellipsis follows what was cut, after a whole sentence only if `always`.
    """
    text = text[: room + 1]
    written = write(text)
    if text_width(written) <= room:
        return written
    end = _longest_fitting(text, lambda part: text_width(write(part + ellipsis)) <= room)
    kept, ended = _tidy_end(text, end)
    return write(kept if ended and not always else kept + ellipsis) if kept else ""


def _longest_fitting(text: str, fits: Callable[[str], bool]) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    return low


def _tidy_end(text: str, end: int) -> tuple[str, bool]:
    """Move an end back to a sentence's (True), a word's or a whole character's."""
    ends = [stop for _, stop in split_sentences(text) if stop <= end]
    if ends and ends[-1] * 2 >= end:
        return text[: ends[-1]].rstrip(), True
    blank = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if blank * 2 >= end > 0:
        return text[:blank].rstrip(" ,;:–—-\n"), False
    return text[: whole_end(text, end)], False
