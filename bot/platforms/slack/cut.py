"""Lengths as Slack counts them, and texts cut where it hurts least."""

from __future__ import annotations

import unicodedata

from bot.core.language.sentences import sentences

ELLIPSIS = " …"
_JOINER = "\u200d"
_VIRAMA = 9
_SPACING_VOWELS = "\u0e33\u0eb3"


def size(text: str) -> int:
    """Count a text in UTF-16 units, the larger of the counts that Slack may use."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, limit: int) -> str:
    """Shorten a text to `limit` units: after a sentence, else a word, never inside a character."""
    if size(text) <= limit:
        return text
    head = _head(text, limit - len(ELLIPSIS))
    if not head:
        return "…"[: max(limit, 0)]
    least = len(head) // 2
    end = max((end for _, end in sentences(head) if end < len(head)), default=0)
    if end <= least:
        end = max(head.rfind(" "), head.rfind("\n"))
    kept = head[:end] if end > least else head
    return kept.rstrip() + ELLIPSIS


def _head(text: str, limit: int) -> str:
    """Take the longest beginning of at most `limit` units that ends with a whole character."""
    raw = text[: max(limit, 0)].encode("utf-16-le", "replace")
    at = len(raw[: max(limit, 0) * 2].decode("utf-16-le", "ignore"))
    while 0 < at < len(text) and _joined(text, at):
        at -= 1
    return text[:at]


def _joined(text: str, at: int) -> bool:
    """Tell whether a cut before `text[at]` would split one character as people see it."""
    before, after = text[at - 1], text[at]
    if _flag(before) and _flag(after):
        return _flags_before(text, at) % 2 == 1
    linked = before == _JOINER or unicodedata.combining(before) == _VIRAMA
    return linked or _extends(after) or (_jamo(before) and _jamo(after))


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or char in _SPACING_VOWELS
        or char in "\u200c\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\uff9e" <= char <= "\uff9f"
    )


def _jamo(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\uac00" <= char <= "\ud7ff"


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _flag(text[start - 1]):
        start -= 1
    return at - start
