"""A headline for what was posted without one: its first words."""

from __future__ import annotations

from itertools import islice

from bot.core.language.graphemes import whole_end
from bot.core.language.sentences import split_sentences

LONGEST = 100
"""Characters of a headline made of a text, by hand: headlines of news have some eighty."""
_LOOKED_AT = 1_000
"""Characters of a text that are looked at, by hand: its first sentence, however long."""


def headline_of(title: str, *texts: str) -> str:
    """Return a title, or the first words of the first text that says something.

    That is its first sentence, cut at a blank where it is long.
    """
    if title:
        return title
    told = next((text for text in map(str.strip, texts) if text), "")
    line = next(filter(None, map(str.strip, told[:_LOOKED_AT].splitlines())), "")
    for start, end in islice(split_sentences(line), 1):
        line = line[start:end]
    line = " ".join(line.split())
    if len(line) <= LONGEST:
        return line
    head, blank, _ = line[:LONGEST].rpartition(" ")
    return (
        head if blank and len(head) > LONGEST // 2 else line[: whole_end(line, LONGEST - 1)]
    ) + "…"
