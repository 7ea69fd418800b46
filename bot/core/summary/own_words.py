"""Tell what an article says from what its feed puts into every text, such as a call to subscribe.

For summaries alone: matching reads everything, so nothing that repeats can silence a watch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.language.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARED_BY = 3
"""Other articles with a sentence from which it is the feed's, by hand: a dispatch and its two
updates share sentences that are news."""


class FeedLines:
    """The sentences that other articles of a feed hold."""

    def __init__(self, others: Iterable[str]) -> None:
        self._others = [(other, _plain(other)) for other in others]

    def shares(self, sentence: str) -> bool:
        """Tell whether enough of them hold a sentence word for word."""
        key = _plain(sentence)
        # Few hold the words at all, and only those are cut into sentences.
        holding = [other for other, plain in self._others if key in plain]
        if len(holding) < SHARED_BY:
            return False
        return sum(key in _sentence_keys(other) for other in holding) >= SHARED_BY


def without_shared(text: str, lines: FeedLines, *, keep: str = "") -> str:
    """Leave out the sentences that are the feed's own.

    `keep` is a sentence that stays. Where most of the text would go, all of it stays.
    """
    spans = split_sentences(text)
    own = [
        (start, end)
        for start, end in spans
        if (keep and keep in text[start:end]) or not lines.shares(text[start:end])
    ]
    if len(own) == len(spans) or 2 * sum(end - start for start, end in own) < len(text):
        return text
    return "".join(_with_break(text, start, end) for start, end in own).strip()


def _with_break(text: str, start: int, end: int) -> str:
    """Give a sentence with what parts it from the next: a line's end stays one."""
    blank = text[end : len(text) - len(text[end:].lstrip())]
    return text[start:end] + ("\n" if "\n" in blank else " ")


def _sentence_keys(text: str) -> set[str]:
    return {_plain(text[start:end]) for start, end in split_sentences(text)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
