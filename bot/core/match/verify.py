"""Verify what was looked up: capitals, accents, what lies between the words of a hit."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.core.language.inflection import LANGUAGES, is_inflection
from bot.core.language.keys import INSERTED
from bot.core.language.stopwords import is_stop
from bot.core.language.text import word_set
from bot.core.names.given_names import is_given
from bot.core.watch.surfaces import Case, bare_word

if TYPE_CHECKING:
    from bot.core.language.document import Document
    from bot.core.language.text import Token
    from bot.core.watch.surfaces import Surface

_SPELLS_WORD: Final = word_set(
    """
    who us it ice aids act all can are may men pot mai les ses sur cas car est par pas pie sol
    son ton tue vie art bac don fin mer mur nom os eta ira mit das der die sie wie was war bus
    ass asp ont sont elle ils nos mes tes des les une aux van port cap bit bar gap gas oil lot
    map net nut pen pet pin rat red sad sat see sea set sir sit six ski sun tax tea ten tie tip
    top toy try two use via war way win yes you arc asa bas bon bus but cap sic fer fil foi gaz
    mal mon net non oui pot pan rue sac thé tir tri tas une vue eau des dia mas sin con por ler
    start dream raft salt mad seal star step care aid arm air
    """
)
_SHOUTED: Final = word_set("un who is it la le el os no so as at am an en ai es on eu au du ou ma")
"""Function words that are also acronyms; "us" is rarer in a headline than the US."""

_ARTICLES: Final = word_set("le la les the die der das el los las il lo gli i o os as")
_WRITTEN: Final = frozenset({"literal", "group", "person"})


def locate_surface(document: Document, first: int, surface: Surface) -> tuple[int, int] | None:
    """Verify that a surface stands at a word; return the first and last word of the hit."""
    last = first + surface.width - 1
    if first < 0 or last >= len(document.tokens) or not _is_spelled(document, first, last, surface):
        return None
    if surface.language and document.language not in {"", surface.language}:
        return None
    if not _is_joined(document, first, last, surface):
        return None
    if surface.tail:
        found = _name_tail(document, last, surface)
        if found is None:
            return None
        last = found
    return (first, last) if _right_letters(document, first, last, surface) else None


def _is_spelled(document: Document, first: int, last: int, surface: Surface) -> bool:
    words = document.words
    if surface.slots:
        if not all(words[first + i] in slot for i, slot in enumerate(surface.slots)):
            return False
        return surface.kind != "inflection" or _is_inflected(document, first, surface)
    if surface.prefix:
        *whole, begun = surface.words
        return words[first:last] == whole and words[last].startswith(begun)
    return tuple(words[first : last + 1]) in surface.spellings


def _is_inflected(document: Document, first: int, surface: Surface) -> bool:
    """Confirm every inflected word in the article's language, any of four when unknown."""
    language = surface.language or document.language
    languages = (language,) if language else LANGUAGES
    return all(
        any(raw.lower() == token.raw.lower() or is_inflection(raw, token.raw, x) for x in languages)
        for raw, token in zip(surface.raws, document.tokens[first:], strict=False)
    )


def _is_joined(document: Document, first: int, last: int, surface: Surface) -> bool:
    if surface.joins and not document.hyphened(last):
        return False
    if surface.glued:
        return all(document.hyphened(index) for index in range(first, last))
    return all(
        document.adjacent(index, punctuated=surface.punctuated) for index in range(first, last)
    )


def _name_tail(document: Document, last: int, surface: Surface) -> int | None:
    """Find the rest of a name behind one inserted, capitalised word; return its last word."""
    at = last + 1
    tokens_, size = document.tokens, len(document.tokens)
    if at >= size or not document.adjacent(last) or document.hyphened(last):
        return None
    if not tokens_[at].raw[0].isupper():
        return None
    while at + 1 < size and at - last <= INSERTED:
        end = at + len(surface.tail)
        if tuple(document.words[at + 1 : end + 1]) == surface.tail:
            return end if all(document.adjacent(index) for index in range(at, end)) else None
        if not document.hyphened(at):
            return None
        at += 1
    return None


def _right_letters(document: Document, first: int, last: int, surface: Surface) -> bool:
    found = document.tokens[first : last + 1]
    if _hangul_inside(document, first) or (
        surface.case in {Case.ACRONYM, Case.EXACT} and _is_shouted(document, first, last)
    ):
        return False
    match surface.case:
        case Case.CAPITAL:
            if _is_other_word(document, found, surface):
                return False
            return _has_capital(found[0]) and _accents_fit(found, surface)
        case Case.SMALL:
            return found[0].raw[0].islower()
        case Case.SOME:
            return any(_has_capital(token) for token in found)
        case Case.ACRONYM:
            return _is_acronym(found[0])
        case Case.EXACT:
            return tuple(bare_word(token.raw) for token in found) == surface.raws
        case _:
            return _accents_fit(found, surface) and _nouns_fit(document, found, surface)


def _is_other_word(document: Document, found: list[Token], surface: Surface) -> bool:
    """Tell whether a function word has but the letters of a name: Über, not Uber."""
    word = found[0].text
    if len(found) > 1 or not surface.raws or not is_stop(word, document.language):
        return False
    return _accent_places(found[0].raw.lower()) != _accent_places(surface.raws[0].lower())


def _accents_fit(found: list[Token], surface: Surface) -> bool:
    """Tell whether an atom typed with accents meets a word without others: grève, not grevé."""
    if surface.kind != "literal" or all(raw.isascii() for raw in surface.raws):
        return True
    return all(
        len(raw) != len(token.raw) or _accent_places(token.raw) <= _accent_places(raw)
        for raw, token in zip(surface.raws, found, strict=True)
    )


def _nouns_fit(document: Document, found: list[Token], surface: Surface) -> bool:
    """Tell whether what a phrase writes big is big where that matters: Die Linke, Le Maire.

    It does in German, where every noun is, and behind an article that belongs to a name.
    """
    if surface.kind not in _WRITTEN or len(found) != len(surface.raws) or len(found) == 1:
        return True
    named = surface.raws[0][0].isupper() and surface.words[0] in _ARTICLES
    if not named and (document.language != "de" or surface.kind != "literal"):
        return True
    return all(
        not raw[0].isupper() or _has_capital(token)
        for raw, token in zip(surface.raws, found, strict=True)
    )


@lru_cache(maxsize=4096)
def _accent_places(raw: str) -> frozenset[int]:
    """Return which letters of a word have an accent."""
    letters = enumerate(unicodedata.normalize("NFC", raw))
    return frozenset(at for at, letter in letters if len(unicodedata.normalize("NFD", letter)) > 1)


def _is_shouted(document: Document, first: int, last: int) -> bool:
    """Tell whether what looks like an acronym is a function word in a headline of capitals."""
    if first != last or not (document.loud and document.field_of(first) == 0):
        return False
    word = document.words[first]
    return word in _SHOUTED and is_stop(word, document.language)


def _hangul_inside(document: Document, first: int) -> bool:
    """Tell whether a Korean hit begins inside a run; what follows may be a particle."""
    if first == 0 or not "\uac00" <= document.tokens[first].raw[0] <= "\ud7a3":
        return False
    return document.between(first - 1) == "" and document.tokens[first - 1].raw[0] >= "\uac00"


def _has_capital(token: Token) -> bool:
    """Tell whether a word begins with a capital; a script without case always does."""
    initial = token.raw[0]
    return initial.isupper() or initial.lower() == initial.upper()


def _is_acronym(token: Token) -> bool:
    letters = [char for char in token.raw if char.isalpha()]
    if all(char.isupper() for char in letters):
        return True
    spells = token.text in _SPELLS_WORD or is_given(token.text)
    return len(letters) > 2 and _has_capital(token) and not spells
