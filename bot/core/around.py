"""What stands around a name: names it is joined with, quotes, what it is called next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core import cuewords as words
from bot.core.cue import Cue, appositions, in_titled, known_as, opens_sentence, tabled_as
from bot.core.cuewords import is_given, kinds
from bot.core.stopwords import is_stop
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.document import Document
    from bot.core.evaluate import Hit

_SENTENCE: Final = 40
"""Words within which a sentence has to end for the next one to be looked at."""


def listed(document: Document, hit: Hit) -> Iterator[Cue]:
    """See of what kind the names are that a name is joined with: Apple and Samsung."""
    for step, edge in ((-1, hit.first), (1, hit.last)):
        joint, other = edge + step, edge + 2 * step
        if not (0 <= other < len(document.tokens) and document.words[joint] in words.AND):
            continue
        if any(document.between(min(i, i + step)) is None for i in (edge, joint)):
            continue
        name = document.tokens[other].raw
        found = known_as(name) if name[0].isupper() else ()
        if len(found) == 1:
            yield Cue(found[0], 1.5, say("{word} beside it", word=name))


def described(document: Document, hit: Hit) -> Iterator[Cue]:
    """See what the next sentence calls it: "Boulanger prévient ... L'enseigne indique"."""
    at, size = hit.last + 1, len(document.tokens)
    lowest = hit.last + _SENTENCE
    while at < min(size, lowest) and not opens_sentence(document, at):
        at += 1
    if at >= min(size, lowest) or document.words[at] not in words.ARTICLES:
        return
    names = _other_names(document, hit, at)
    others = {kind for name in names for kind in known_as(name)}
    for index in range(at + 1, min(at + 4, size)):
        if opens_sentence(document, index) or not document.adjacent(index - 1):
            return
        if found := _description(document, index):
            found -= others | ({"l"} if names else set())
            if tabled_as(document.written(hit.first, hit.last)) == {"l"}:
                found -= {"o"}
            weight = (1.0 if names else 2.2) / max(1, len(found))
            note = say("“{word}” in the next sentence", word=document.written(at, index))
            yield from (Cue(kind, weight, note) for kind in sorted(found))
            return
        if is_stop(document.words[index], document.language):
            return


def _description(document: Document, index: int) -> frozenset[str]:
    """Return what a noun says of what it takes up; a president is not his country."""
    word = document.words[index]
    if (word[-1] in "sx" and document.language != "de") or word in words.NO_TAKE_UP:
        return frozenset()
    return appositions(document, index) - ({"p"} if "l" in kinds("OF_HEADS", word) else frozenset())


def _other_names(document: Document, hit: Hit, end: int) -> list[str]:
    """List the capitalised words of the sentence of a hit besides it and the first."""
    if in_titled(document, hit.first):
        return []
    start = hit.first
    while start > 0 and not opens_sentence(document, start):
        start -= 1
    return [
        token.raw
        for index, token in enumerate(document.tokens[start:end], start)
        if token.raw[0].isupper() and not hit.first <= index <= hit.last and index > start
        if document.language != "de" or known_as(token.raw) or is_given(token.text)
    ]


def quoted(document: Document, hit: Hit) -> Iterator[Cue]:
    """See a name alone in quotes: mostly a work."""
    text = document.texts[document.field_of(hit.first)]
    before = text[: document.tokens[hit.first].start][-2:].strip("\u00a0\u202f ")
    after = text[document.tokens[hit.last].end :][:2].strip("\u00a0\u202f ")
    if before[-1:] in words.QUOTES and after[:1] in words.UNQUOTES:
        yield Cue("t", 0.9, say("alone in quotes"))
