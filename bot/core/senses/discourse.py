"""What stands around a name: names it is joined with, quotes, what it is called next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.language.stopwords import is_stop
from bot.core.names.given_names import is_given
from bot.core.senses.evidence import (
    Evidence,
    apposition_kinds,
    in_titled,
    known_as,
    opens_sentence,
    shared_evidence,
    tabled_as,
)
from bot.core.senses.function_words import QUOTES, UNQUOTES, words_of
from bot.core.senses.lexicon import lexicon_of
from bot.core.senses.signs import Kind, Sign
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.language.document import Document
    from bot.core.watch.hits import Hit

_SENTENCE: Final = 40
"""Words within which a sentence has to end for the next one to be looked at. By hand: who takes up
a name does so soon.
"""

_SUBJECT: Final = 4
"""Words from its article in which the noun of the next sentence is looked for. By hand: article,
two adjectives and the noun.
"""


def listed_evidence(document: Document, hit: Hit) -> Iterator[Evidence]:
    """See of what kind the names are that a name is joined with: Apple and Samsung."""
    said = words_of(document.language)
    for step, edge in ((-1, hit.first), (1, hit.last)):
        joint, other = edge + step, edge + 2 * step
        if not (0 <= other < len(document.tokens) and document.words[joint] in said.joints):
            continue
        if any(document.between(min(i, i + step)) is None for i in (edge, joint)):
            continue
        name = document.tokens[other].raw
        found = known_as(name) if name[0].isupper() else ()
        if len(found) == 1:
            yield Evidence(Sign.LISTED, found[0], say("{word} beside it", word=name))


def described_evidence(document: Document, hit: Hit) -> Iterator[Evidence]:
    """See what the next sentence calls it: "Boulanger prévient ... L'enseigne indique"."""
    at, size = hit.last + 1, len(document.tokens)
    lowest = hit.last + _SENTENCE
    while at < min(size, lowest) and not opens_sentence(document, at):
        at += 1
    if at >= min(size, lowest) or document.words[at] not in words_of(document.language).articles:
        return
    for index in range(at + 1, min(at + _SUBJECT, size)):
        if opens_sentence(document, index) or not document.adjacent(index - 1):
            return
        if found := _described_kinds(document, index):
            yield from _taken_up(document, hit, at, index, found)
            return
        if is_stop(document.words[index], document.language):
            return


def _taken_up(
    document: Document, hit: Hit, at: int, index: int, found: frozenset[Kind]
) -> Iterator[Evidence]:
    """Keep what the words from `at` to `index` cannot say of another name of the sentence."""
    names = _other_names(document, hit, at)
    found -= {kind for name in names for kind in known_as(name)}
    if names:
        found -= {Kind.PLACE}
    if tabled_as(document.written(hit.first, hit.last)) == {Kind.PLACE}:
        found -= {Kind.ORGANISATION}
    note = say("“{word}” in the next sentence", word=document.written(at, index))
    yield from shared_evidence(
        Sign.NEXT_SENTENCE if names else Sign.NEXT_SENTENCE_ALONE, found, note
    )


def _described_kinds(document: Document, index: int) -> frozenset[Kind]:
    """Return what a noun says of what it takes up; a president is not his country."""
    word, said = document.words[index], words_of(document.language)
    if word.endswith(said.plural_endings) or word in said.no_take_up:
        return frozenset()
    found = apposition_kinds(document, index)
    if Kind.PLACE in lexicon_of(document.language).heads.kinds(word):
        found -= {Kind.PERSON}
    return found


def _other_names(document: Document, hit: Hit, end: int) -> list[str]:
    """List the capitalised words of the sentence of a hit besides it and the first."""
    if in_titled(document, hit.first):
        return []
    start = hit.first
    while start > 0 and not opens_sentence(document, start):
        start -= 1
    capitals = words_of(document.language).traits.noun_capitals
    return [
        token.raw
        for index, token in enumerate(document.tokens[start:end], start)
        if token.raw[0].isupper() and not hit.first <= index <= hit.last and index > start
        if not capitals or known_as(token.raw) or is_given(token.text)
    ]


def quoted_evidence(document: Document, hit: Hit) -> Iterator[Evidence]:
    """See a name alone in quotes: mostly a work."""
    text = document.texts[document.field_of(hit.first)]
    before = text[: document.tokens[hit.first].start][-2:].strip("\u00a0\u202f ")
    after = text[document.tokens[hit.last].end :][:2].strip("\u00a0\u202f ")
    if before[-1:] in QUOTES and after[:1] in UNQUOTES:
        yield Evidence(Sign.QUOTED, Kind.THING, say("alone in quotes"))
