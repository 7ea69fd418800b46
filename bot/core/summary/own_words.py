"""Tell what an article says from what its feed puts into every text, such as a call to subscribe.

For summaries alone: matching reads everything, so nothing that repeats can silence a watch.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.language.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARED_BY = 3
"""Other articles with a sentence from which it is the feed's, by hand: a dispatch and its two
updates share sentences that are news."""


def without_shared(text: str, others: Iterable[str], *, keep: str = "") -> str:
    """Leave out the sentences that other articles of the feed hold word for word.

    `keep` is a sentence that stays. Where most of the text would go, all of it stays.
    """
    counts = Counter(key for other in others for key in set(_sentence_keys(other)))
    spans = split_sentences(text)
    own = [
        (start, end)
        for start, end in spans
        if counts[_sentence_key(text[start:end])] < SHARED_BY or (keep and keep in text[start:end])
    ]
    if len(own) == len(spans) or 2 * sum(end - start for start, end in own) < len(text):
        return text
    return "".join(_with_break(text, start, end) for start, end in own).strip()


def _with_break(text: str, start: int, end: int) -> str:
    """Give a sentence with what parts it from the next: a line's end stays one."""
    blank = text[end : len(text) - len(text[end:].lstrip())]
    return text[start:end] + ("\n" if "\n" in blank else " ")


def _sentence_keys(text: str) -> list[str]:
    return [_sentence_key(text[start:end]) for start, end in split_sentences(text)]


def _sentence_key(sentence: str) -> str:
    return " ".join(sentence.casefold().split())
