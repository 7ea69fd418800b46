"""Characters as people see them: a flag, a family, a letter with its marks is one.

Unicode's rules for where one ends come with `regex` (its pattern X). Nothing that is cut for
people is cut inside one.
"""

from __future__ import annotations

from typing import Final

import regex

LONGEST: Final = 64
"""Code points of a character that is kept whole, by hand: a family of four with skin tones has 11,
what is longer is a heap of marks, which hides nothing when it is cut."""

_REACH: Final = 4_096
"""Code points before a cut that are looked at, by hand: more than any message shows."""

# Alone, X counts back over all flags before each: a hundred thousand would take minutes.
_CHARACTER: Final = regex.compile(
    r"[\U0001F1E6-\U0001F1FF]{2}[\p{Grapheme_Extend}\p{Mc}\u200d]*|\X"
)


def whole_end(text: str, end: int) -> int:
    """Move an end back so that it parts no character."""
    if not 0 < end < len(text):
        return min(max(end, 0), len(text))
    start = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1), end - _REACH, 0)
    last = start
    for match in _CHARACTER.finditer(text, start, end + LONGEST):
        if match.end() > end:
            break
        last = match.end()
    return last if end - last < LONGEST else end
