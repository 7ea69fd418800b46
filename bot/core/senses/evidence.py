"""A piece of evidence on a name, and the questions about words that pieces are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core.language.inflection import is_word
from bot.core.language.stopwords import is_stop
from bot.core.language.text import fold
from bot.core.names.aliases import entities_named
from bot.core.senses.function_words import listed_as, words_of
from bot.core.senses.lexicon import lexicon_of
from bot.core.senses.signs import Kind, Sign
from bot.said import NOTHING, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.language.document import Document
    from bot.core.language.text import Token
    from bot.core.watch.hits import Hit

_COMPOUND: Final = 9
"""Letters from which a compound is looked at for the noun it ends in; shorter ones are chance. By
hand.
"""

_STEM: Final = 3
"""Letters that either part of a compound has at least. By hand: shorter ends are endings."""


class Evidence(NamedTuple):
    """A named piece of evidence: for which kind it speaks, what is said of it, and how much of it.

    The strength is 1, a count, or the share of a word that speaks for several kinds.
    """

    sign: Sign
    kind: Kind
    note: Said = NOTHING
    strength: float = 1


def shared_evidence(sign: Sign, kinds: Iterable[Kind], note: Said) -> Iterator[Evidence]:
    """Yield evidence that speaks for any of several kinds, so for each the less."""
    found = sorted(kinds)
    for kind in found:
        yield Evidence(sign, kind, note, 1 / len(found))


def word_before(document: Document, at: int, back: int = 1) -> str:
    """Return the folded word so many words before another, empty outside of its field."""
    return document.words[at - back] if _is_beside(document, at, at - back) else ""


def word_after(document: Document, at: int, ahead: int = 1) -> str:
    """Return the folded word so many words after another, empty outside of its field."""
    return document.words[at + ahead] if _is_beside(document, at, at + ahead) else ""


def _is_beside(document: Document, at: int, other: int) -> bool:
    inside = 0 <= other < len(document.words)
    return inside and document.field_of(other) == document.field_of(at)


def tabled_as(name: str) -> frozenset[Kind]:
    """Return the kinds that the tables of aliases know a name as."""
    return frozenset(Kind(entity.sense) for entity in entities_named(name))


def known_as(name: str) -> tuple[Kind, ...]:
    """Return the kinds that the tables of aliases and of other names know a name as."""
    return tuple(sorted(tabled_as(name) | listed_as(fold(name))))


def is_accented(document: Document, hit: Hit) -> bool:
    """Tell whether a text writes a name with an accent that no table has: Thalès, Thales."""
    if not words_of(document.language).traits.accents_tell or hit.first != hit.last:
        return False
    raw = document.tokens[hit.first].raw.lower()
    written = {form.text.lower() for entity in entities_named(raw.title()) for form in entity.forms}
    return not raw.isascii() and raw not in written and fold(raw) in written


def apposition_kinds(document: Document, index: int) -> frozenset[Kind]:
    """Return what a word says of the name it stands before: station-service, Justizministerin."""
    word, table = document.words[index], lexicon_of(document.language).designators
    if index and document.hyphened(index - 1):
        return table.exactly(f"{word_before(document, index)}-{word}") or table.kinds(word)
    found = table.kinds(word)
    if found or not words_of(document.language).traits.compounds or len(word) < _COMPOUND:
        return found
    endings = (word[cut:] for cut in range(_STEM, len(word) - _STEM))
    return next((found for ending in endings if (found := table.kinds(ending))), frozenset())


def is_noun(raw: str, language: str) -> bool:
    """Tell whether a name is also a common word; of some languages a list of such nouns."""
    listed, word = words_of(language).nouns, fold(raw)
    singulars = {word.removesuffix(ending) for ending in ("e", "en", "n", "er", "s", "es")}
    return is_word(raw, language) or not listed.isdisjoint(singulars)


def opens_sentence(document: Document, index: int) -> bool:
    """Tell whether a word is the first of its sentence or field."""
    if index == 0 or document.between(index - 1) is None:
        return True
    return document.sentence(index) != document.sentence(index - 1)


def in_titled(document: Document, index: int) -> bool:
    """Tell whether a word is in a headline in title case, where capitals mean nothing."""
    title_case = words_of(document.language).traits.title_case
    return document.titled and title_case and document.field_of(index) == 0


def is_big_by_place(document: Document, index: int) -> bool:
    """Tell whether a word has its capital from where it stands, which then means nothing."""
    return opens_sentence(document, index) or in_titled(document, index)


def has_possessive(document: Document, index: int) -> bool:
    """Tell whether a word carries a possessive 's."""
    gap = document.between(index) or ""
    return gap[:2].lower() in {"'s", "’s"}


def is_capitalised(token: Token) -> bool:
    return token.raw[0].isupper() and (not token.raw.isupper() or len(token.raw) == 1)


def means_else(document: Document, index: int) -> bool:
    """Tell whether a capitalised word is understood otherwise than as part of a name."""
    token, language = document.tokens[index], document.language
    said, known = words_of(language), lexicon_of(language)
    return bool(
        said.of_places(token.text)
        or token.text in said.months
        or is_stop(token.text, language)
        or known.designators.kinds(token.text)
        or known.topics.kinds(token.text)
        or entities_named(token.raw)
    )
