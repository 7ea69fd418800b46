"""What stands right before a name: given names, articles, prepositions, what it is called."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.core import cuewords as words
from bot.core.aliases import lookup
from bot.core.cue import (
    Cue,
    appositions,
    in_titled,
    is_capitalised,
    is_noun,
    known_as,
    means_else,
    opens_sentence,
    owns,
)
from bot.core.cuewords import is_given, kinds
from bot.core.inflect import is_ordinary, is_word
from bot.core.stopwords import is_stop
from bot.core.text import tokens
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.document import Document
    from bot.core.evaluate import Hit

_BACK: Final = 3
"""Words before a name among which its designator is looked for."""

_SAME_GIVEN: Final = 0.75
"""Share from which two spellings are one given name: Sergej, Sergueï."""

_TAKES: Final = 4
"""Words between a verb of giving and its "to"."""


def before(document: Document, hit: Hit) -> Iterator[Cue]:
    at = hit.first
    if at == 0 or document.between(at - 1) is None:
        return
    if (document.between(at - 1) or "").strip() == "&":
        yield Cue("o", 6, say("“{word} &” before it", word=document.tokens[at - 1].raw))
    if _is_eponym(document, at):
        yield Cue("l", 6, say("a name with hyphens before it, as on a street sign"))
    elif document.adjacent(at - 1) and not owns(document, at - 1):
        yield from _name_before(document, at)
        yield from _preposition(document, at)
        yield from _article(document, hit)
    yield from _designator(document, at)
    yield from _head_of(document, at)


def _is_eponym(document: Document, at: int) -> bool:
    """Tell whether a given name is joined to a surname as only what is named after people is.

    French writes rue Jean-Jaurès and lycée Charles-de-Gaulle, but Jean Jaurès.
    """
    while at and document.hyphened(at - 1):
        at -= 1
        if is_given(document.words[at]) and document.tokens[at].raw[0].isupper():
            named_after = at > 0 and document.adjacent(at - 1) and not document.hyphened(at - 1)
            return named_after and "l" in appositions(document, at - 1)
    return False


def _name_before(document: Document, at: int) -> Iterator[Cue]:
    token = document.tokens[at - 1]
    raw, word = token.raw, token.text
    if is_given(word) and raw[0].isupper():
        yield Cue("p", 5, say("the given name {word} before it", word=raw))
    elif word in words.PARTICLES:
        yield from _nobiliary(document, at - 1)
    elif len(word) == 1 and raw.isupper() and word not in {"a", "i", "y", "o"}:
        yield Cue("p", 3, say("the initial {word} before it", word=raw))
    elif _unknown_name(document, at - 1):
        yield Cue("p", 2.2, say("the name {word} before it", word=raw))
    elif _is_name_part(document, at - 1):
        yield Cue("o", 1.2, say("{word} before it", word=raw))


def _nobiliary(document: Document, at: int) -> Iterator[Cue]:
    """See a given name before a particle: Werner von Siemens, Charles de Gaulle."""
    if at and document.words[at] in {"la", "le"} and document.words[at - 1] == "de":
        at -= 1
    if at == 0 or not document.adjacent(at - 1):
        return
    given, particle = document.tokens[at - 1], document.words[at]
    if given.raw[0].isupper() and is_given(given.text):
        yield Cue(
            "p", words.PARTICLES[particle], say("the given name {word} before it", word=given.raw)
        )


def _unknown_name(document: Document, index: int) -> bool:
    """Tell whether a word may be a given name that no list has."""
    token = document.tokens[index]
    if not is_capitalised(token) or document.language == "de" or means_else(document, index):
        return False
    if is_ordinary(token.raw, document.language):
        return False
    tabled = document.language in {"fr", "en"}
    return tabled or not (in_titled(document, index) or opens_sentence(document, index))


def _is_name_part(document: Document, index: int) -> bool:
    """Tell whether an ordinary word is big for no other reason than a name: Radio France."""
    token = document.tokens[index]
    if not is_capitalised(token) or document.language not in {"fr", "en", "es"}:
        return False
    if in_titled(document, index) or opens_sentence(document, index):
        return False
    return not means_else(document, index)


def _preposition(document: Document, at: int) -> Iterator[Cue]:
    token = document.tokens[at - 1]
    word = _function_word(document, at - 1)
    if document.words[at] in words.MONTHS and (word in words.DATING or word.isdigit()):
        yield Cue("t", 3, say("“{word}” before it", word=token.raw))
    elif word.isdigit() and not (len(word) == 4 and word[:2] in {"19", "20"}):
        yield Cue("t", 1.5, say("{word} before it", word=token.raw))
    elif word in words.ARTICLES and at > 1 and document.words[at - 2] in words.IN:
        shown = f"{document.tokens[at - 2].raw} {token.raw}"
        weight = 2.2 if document.language == "en" else 1.5
        yield Cue("l", weight, say("“{word}” before it", word=shown))
    elif word in words.IN and (taker := _takes(document, at - 1)):
        yield Cue("o", 0.8, say("“{word}” before it", word=taker))
    elif word in words.ONE or (word == "a" and document.language == "en"):
        yield Cue("t", 2.5, say("“{word}” before it", word=token.raw))
    elif word == "chez":
        yield Cue("o", 1.5, say("“{word}” before it", word="chez"))
    elif word in words.IN:
        yield Cue("l", words.IN[word], say("“{word}” before it", word=token.raw))
    elif word in words.REACHING or (word == "for" and document.words[at - 2] in words.TOWARDS):
        yield Cue("l", 0.8, say("“{word}” before it", word=token.raw))


def _takes(document: Document, index: int) -> str:
    """Return the word near before a preposition that takes it: invested in, amende à."""
    reach = _TAKES if document.words[index] in words.TO else 1
    for at in range(index - 1, max(-1, index - 1 - reach), -1):
        if document.between(at) is None or not document.adjacent(at):
            return ""
        if document.words[at] in words.NOT_IN:
            return document.tokens[at].raw
    return ""


def _article(document: Document, hit: Hit) -> Iterator[Cue]:
    """Weigh a definite article, or what else goes with common nouns: the Amazon, neue Halle."""
    at, language = hit.first, document.language
    token = document.tokens[at - 1]
    word, note = token.text, say("“{word}” before it", word=token.raw)
    own = document.tokens[at].raw
    noun = is_word(own, language)
    if language == "fr" and word in {"le", "la", "l'"}:
        yield Cue("l", 0.8, note)
        if noun and "l" not in known_as(own):
            yield Cue("t", 1.6, note)
    elif language == "fr" and word in words.PLURAL and is_ordinary(own, language):
        yield Cue("t", 1.6, note)
    elif language == "en" and word == "the":
        heads = _heads_nothing(document, hit.last)
        yield Cue("l", 0.8, note)
        if noun or heads:
            yield Cue("t", 0.8 if not noun else 2.4 if heads else 1.4, note)
    elif language == "de" and token.raw[0].islower() and _is_one_such(document, at - 1):
        yield Cue("t", 2.5, say("“{word}” before it", word=document.tokens[at - 2].raw))
    elif language == "de" and (word in words.GERMAN or _is_german_adjective(document, at - 1)):
        yield Cue("t", 2.5 if is_noun(own, "de") else 1.5, note)
    elif language == "es" and word in {"el", "la", "las", "los"}:
        yield Cue("t", 1.0 if word == "el" else 1.2, note)


def _heads_nothing(document: Document, index: int) -> bool:
    """Tell whether no noun follows to which a name could belong."""
    if not document.adjacent(index):
        return True
    return is_stop(document.words[index + 1], document.language)


def _is_one_such(document: Document, index: int) -> bool:
    """Tell whether a German adjective has an article before it: ein heller Stern."""
    if index == 0 or is_stop(document.words[index], "de") or not document.adjacent(index - 1):
        return False
    before = document.words[index - 1]
    return before in words.ONE or (before in words.GERMAN and document.words[index][-1] in "en")


def _is_german_adjective(document: Document, index: int) -> bool:
    """Tell whether a word is declined as what stands before a noun: gesundes Essen."""
    token = document.tokens[index]
    if len(token.text) < 4 or is_stop(token.text, "de") or lookup(token.raw):
        return False
    if token.raw[0].isupper():
        return opens_sentence(document, index) and token.text.endswith(("e", "er", "es"))
    return token.text.endswith("es")


def _function_word(document: Document, index: int) -> str:
    """Return a folded word, but "à" where French means it; a capital has often lost its accent."""
    token = document.tokens[index]
    if document.language == "fr" and token.raw in {"à", "À", "A"}:
        return "à"
    return token.text


def _designator(document: Document, at: int) -> Iterator[Cue]:
    """Look back over adjectives for what the name is in apposition to: le groupe russe X."""
    for index in range(at - 1, max(-1, at - 1 - _BACK), -1):
        if not document.adjacent(index) or owns(document, index):
            return
        found = appositions(document, index)
        if found and _is_verb(document, index):
            return
        if found:
            word = document.tokens[index].raw
            yield from (
                Cue(kind, 4, say("“{word}” before it", word=word)) for kind in sorted(found)
            )
            return
        if document.language in {"en", "de"} and document.tokens[index].raw[0].islower():
            return
        if is_stop(document.words[index], document.language) or document.words[index] in words.OF:
            return


def _is_verb(document: Document, index: int) -> bool:
    """Tell whether an English word that is also a verb is one: activists storm Shell."""
    if document.language != "en" or index == 0 or not document.adjacent(index - 1):
        return False
    word, before = document.words[index], document.words[index - 1]
    return before in words.PLURALS or (
        len(before) > 3
        and before[-1] == "s"
        and not owns(document, index - 1)
        and not is_stop(before, "en")
        and word[-1] != "s"
        and "t" in kinds("APPOSED", word)
    )


def _head_of(document: Document, at: int) -> Iterator[Cue]:
    """Look at what belongs to the name: le PDG de X, inhabitants of X."""
    index = at - 1
    if document.words[index] in words.ARTICLES and index > 0:
        index -= 1
    if index < 1 or document.words[index] not in words.OF or not document.adjacent(index - 1):
        return
    for head in range(index - 1, max(-1, index - 3), -1):
        found = kinds("OF_HEADS", document.words[head])
        if not found and "l" in kinds("APPOSED", document.words[head]):
            found = frozenset("l")
        if found:
            word = document.tokens[head].raw
            yield from (
                Cue(kind, 3 / len(found), say("“{word}” before it", word=word))
                for kind in sorted(found)
            )
            return


def is_namesake(document: Document, at: int, entity: str = "") -> bool:
    """Tell whether a surname has another given name before it: Brigitte for Macron.

    The given name of the entity itself is none, however it is spelled: Wolodymyr, Volodymyr.
    """
    if at == 0 or not document.adjacent(at - 1) or owns(document, at - 1):
        return False
    word = document.words[at - 1]
    if len(word) < 2 or _is_own_given(word, entity):
        return False
    return any(cue.kind == "p" for cue in _name_before(document, at))


def _is_own_given(word: str, entity: str) -> bool:
    return any(SequenceMatcher(None, word, own).ratio() >= _SAME_GIVEN for own in _given_of(entity))


@lru_cache(maxsize=1024)
def _given_of(entity: str) -> frozenset[str]:
    """Return the first words of the full names of somebody known, folded."""
    names = [form.text for one in lookup(entity) if one.id == entity for form in one.forms]
    return frozenset(tokens(name)[0].text for name in names if " " in name)


def leads_into(document: Document, low: int, first: int) -> bool:
    """Tell whether the words from `low` only say that the name at `first` is a place: État de X."""
    before = document.words[low:first]
    return (
        bool(before)
        and before[-1] in words.OF
        and all(
            word in words.OF or word in words.ARTICLES or "l" in kinds("OF_HEADS", word)
            for word in before
        )
    )
