"""A piece of evidence on a name, and the questions about words that pieces are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core import cuewords as words
from bot.core.aliases import lookup
from bot.core.cuewords import exactly, kinds, listed_as, nouns
from bot.core.inflect import is_word
from bot.core.stopwords import is_stop
from bot.core.text import fold
from bot.models import Sense
from bot.said import Said

if TYPE_CHECKING:
    from bot.core.document import Document
    from bot.core.evaluate import Hit
    from bot.core.text import Token

KINDS: Final = {Sense.ORGANISATION: "o", Sense.PLACE: "l", Sense.PERSON: "p"}

_COMPOUND: Final = 9
"""Letters from which a German word is looked at for the noun it ends in."""


class Cue(NamedTuple):
    """A piece of evidence: for which kind, how strong, and what is said of it."""

    kind: str
    weight: float
    note: Said


def tabled_as(name: str) -> frozenset[str]:
    """Return the kinds that the tables of aliases know a name as."""
    return frozenset(KINDS[entity.sense] for entity in lookup(name))


def known_as(name: str) -> tuple[str, ...]:
    """Return the kinds that the tables of aliases and of other names know a name as."""
    return tuple(sorted(tabled_as(name) | listed_as(fold(name))))


def accented(document: Document, hit: Hit) -> bool:
    """Tell whether a French text writes a name with an accent that no table has: Thalès, Thales."""
    if document.language != "fr" or hit.first != hit.last:
        return False
    raw = document.tokens[hit.first].raw.lower()
    written = {form.text.lower() for entity in lookup(raw.title()) for form in entity.forms}
    return not raw.isascii() and raw not in written and fold(raw) in written


def appositions(document: Document, index: int) -> frozenset[str]:
    """Return what a word says of the name it stands before: station-service, Justizministerin."""
    word = document.words[index]
    if index and document.hyphened(index - 1):
        whole = f"{document.words[index - 1]}-{word}"
        return exactly("APPOSED", whole) or kinds("APPOSED", word)
    found = kinds("APPOSED", word)
    if found or document.language != "de" or len(word) < _COMPOUND:
        return found
    for cut in range(3, len(word) - 3):
        if found := kinds("APPOSED", word[cut:]):
            return found
    return found


def is_noun(raw: str, language: str) -> bool:
    """Tell whether a name is also a common word; of German and Spanish a list of such nouns."""
    listed, word = nouns(language), fold(raw)
    singulars = {word.removesuffix(ending) for ending in ("e", "en", "n", "er", "s", "es")}
    return is_word(raw, language) or not listed.isdisjoint(singulars)


def opens_sentence(document: Document, index: int) -> bool:
    """Tell whether a word is the first of its sentence or field."""
    if index == 0 or document.between(index - 1) is None:
        return True
    return document.sentence(index) != document.sentence(index - 1)


def in_titled(document: Document, index: int) -> bool:
    """Tell whether a word is in an English headline in title case, where capitals mean nothing."""
    return document.titled and document.language in {"en", ""} and document.field_of(index) == 0


def owns(document: Document, index: int) -> bool:
    """Tell whether a word carries a possessive 's."""
    gap = document.between(index) or ""
    return gap[:2].lower() in {"'s", "’s"}


def is_capitalised(token: Token) -> bool:
    return token.raw[0].isupper() and (not token.raw.isupper() or len(token.raw) == 1)


def means_else(document: Document, index: int) -> bool:
    """Tell whether a capitalised word is understood otherwise than as part of a name."""
    token = document.tokens[index]
    return bool(
        token.text in words.IN
        or token.text in words.MONTHS
        or is_stop(token.text, document.language)
        or kinds("APPOSED", token.text)
        or kinds("TOPICS", token.text)
        or lookup(token.raw)
    )
