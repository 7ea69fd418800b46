"""What stands right before a name: given names, articles, prepositions, what it is called."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.core.language.inflection import has_lemmas, is_ordinary, is_word
from bot.core.language.stopwords import is_stop
from bot.core.language.text import tokens
from bot.core.names.aliases import entities_named
from bot.core.names.given_names import is_given
from bot.core.senses.evidence import (
    Evidence,
    apposition_kinds,
    has_possessive,
    is_big_by_place,
    is_capitalised,
    is_noun,
    known_as,
    means_else,
    opens_sentence,
    shared_evidence,
    word_before,
)
from bot.core.senses.function_words import respellings, words_of
from bot.core.senses.lexicon import lexicon_of
from bot.core.senses.model import in_use
from bot.core.senses.signs import Kind, Sign
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.language.document import Document
    from bot.core.senses.function_words import Words
    from bot.core.watch.hits import Hit

_BACK: Final = 3
"""Words before a name among which its designator is looked for: "group of the state" is far. By
hand.
"""

_TAKES: Final = 4
"""Words between a verb of giving and its "to": inflige une amende record à. By hand: further off
another verb may take it.
"""

_DECLINED: Final = 4
"""Letters from which a word with the ending of an adjective is taken for one; "des" is none. By
hand.
"""

_SUBJECT: Final = 4
"""Letters from which a plural is taken for what does something; "his" and "was" are none. By
hand.
"""

_CENTURIES: Final = frozenset({"19", "20"})
"""What a year begins with, which stands before names of every kind."""


def evidence_before(document: Document, hit: Hit) -> Iterator[Evidence]:
    at = hit.first
    if at == 0 or document.between(at - 1) is None:
        return
    if (document.between(at - 1) or "").strip() == "&":
        note = say("“{word} &” before it", word=document.tokens[at - 1].raw)
        yield Evidence(Sign.JOINED_BEFORE, Kind.ORGANISATION, note)
    if _is_eponym(document, at):
        note = say("a name with hyphens before it, as on a street sign")
        yield Evidence(Sign.STREET_SIGN, Kind.PLACE, note)
    elif document.adjacent(at - 1) and not has_possessive(document, at - 1):
        yield from _name_before(document, at)
        yield from _function_word(document, at)
        yield from _evidence_article(document, hit)
    yield from _evidence_designator(document, at)
    yield from _head_of(document, at)


def _is_eponym(document: Document, at: int) -> bool:
    """Tell whether a given name is joined to a surname as only what is named after people is.

    French writes rue Jean-Jaurès and lycée Charles-de-Gaulle, but Jean Jaurès.
    """
    while at and document.hyphened(at - 1):
        at -= 1
        if is_given(document.words[at]) and document.tokens[at].raw[0].isupper():
            named_after = at > 0 and document.adjacent(at - 1) and not document.hyphened(at - 1)
            return named_after and Kind.PLACE in apposition_kinds(document, at - 1)
    return False


def _name_before(document: Document, at: int) -> Iterator[Evidence]:
    token, said = document.tokens[at - 1], words_of(document.language)
    raw, word = token.raw, token.text
    if is_given(word) and raw[0].isupper():
        note = say("the given name {word} before it", word=raw)
        yield Evidence(Sign.GIVEN_BEFORE, Kind.PERSON, note)
    elif particle := _particle_sign(said, word):
        yield from _evidence_nobiliary(document, at - 1, particle)
    elif len(word) == 1 and raw.isupper() and word not in said.letters:
        note = say("the initial {word} before it", word=raw)
        yield Evidence(Sign.INITIAL_BEFORE, Kind.PERSON, note)
    elif _unknown_name(document, at - 1):
        note = say("the name {word} before it", word=raw)
        yield Evidence(Sign.UNKNOWN_BEFORE, Kind.PERSON, note)
    elif _is_name_part(document, at - 1):
        note = say("{word} before it", word=raw)
        yield Evidence(Sign.NAME_PART_BEFORE, Kind.ORGANISATION, note)


def _particle_sign(said: Words, word: str) -> Sign | None:
    """Name what a particle of names is worth after a given name; articles are less sure."""
    if word in said.particles_sure:
        return Sign.GIVEN_PARTICLE
    if word in said.particles_likely:
        return Sign.GIVEN_COMMON_PARTICLE
    return Sign.GIVEN_ARTICLE if word in said.particles_weak else None


def _evidence_nobiliary(document: Document, at: int, particle: Sign) -> Iterator[Evidence]:
    """See a given name before a particle: Werner von Siemens, Charles de Gaulle, Jean de la X."""
    said = words_of(document.language)
    if particle is Sign.GIVEN_ARTICLE and word_before(document, at) in said.particles_likely:
        at -= 1
    if at == 0 or not document.adjacent(at - 1):
        return
    given = document.tokens[at - 1]
    if given.raw[0].isupper() and is_given(given.text):
        sign = _particle_sign(said, document.words[at]) or particle
        note = say("the given name {word} before it", word=given.raw)
        yield Evidence(sign, Kind.PERSON, note)


def _unknown_name(document: Document, index: int) -> bool:
    """Tell whether a word may be a given name that no list has."""
    token, language = document.tokens[index], document.language
    if words_of(language).traits.noun_capitals or not is_capitalised(token):
        return False
    if means_else(document, index) or is_ordinary(token.raw, language):
        return False
    return has_lemmas(language) or not is_big_by_place(document, index)


def _is_name_part(document: Document, index: int) -> bool:
    """Tell whether an ordinary word is big for no other reason than a name: Radio France."""
    said = words_of(document.language)
    if not said.own or said.traits.noun_capitals or not is_capitalised(document.tokens[index]):
        return False
    return not (is_big_by_place(document, index) or means_else(document, index))


def _function_word(document: Document, at: int) -> Iterator[Evidence]:
    """Weigh the function word or number before a name by the first thing that it is."""
    token, said = document.tokens[at - 1], words_of(document.language)
    word = respellings(document.language).get(token.raw, token.text)
    note = say("“{word}” before it", word=token.raw)
    if document.words[at] in said.months and (word in said.dating or word.isdigit()):
        yield Evidence(Sign.DATING_BEFORE, Kind.THING, note)
    elif word.isdigit() and not _is_year(word):
        yield Evidence(Sign.NUMBER_BEFORE, Kind.THING, say("{word} before it", word=token.raw))
    elif word in said.articles and said.of_places(word_before(document, at, 2)):
        yield from _preposition_and_article(document, at)
    elif said.of_places(word):
        yield from _evidence_preposition(document, at, word)
    elif word in said.one:
        yield Evidence(Sign.INDEFINITE, Kind.THING, note)
    elif word in said.at_firm:
        yield Evidence(Sign.AT_FIRM, Kind.ORGANISATION, note)
    elif word in said.reaching or _is_bound(document, at, said):
        yield Evidence(Sign.REACHED, Kind.PLACE, note)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word[:2] in _CENTURIES


def _is_bound(document: Document, at: int, said: Words) -> bool:
    """Tell whether something heads for the name: a ferry is bound for Zorbal."""
    return word_before(document, at) in said.bound_for and (
        word_before(document, at, 2) in said.bound
    )


def _preposition_and_article(document: Document, at: int) -> Iterator[Evidence]:
    article, preposition = document.tokens[at - 1], document.tokens[at - 2]
    weak = words_of(document.language).traits.names_take_no_article
    note = say("“{word}” before it", word=f"{preposition.raw} {article.raw}")
    yield Evidence(Sign.PLACE_RARE_ARTICLE if weak else Sign.PLACE_ARTICLE, Kind.PLACE, note)


def _evidence_preposition(document: Document, at: int, word: str) -> Iterator[Evidence]:
    """See a preposition, unless a word near before takes it: amende à."""
    said = words_of(document.language)
    if taker := _taker_before(document, at - 1, word, said):
        note = say("“{word}” before it", word=taker)
        yield Evidence(Sign.TAKEN, Kind.ORGANISATION, note)
        return
    sign = (
        Sign.PLACE_MOSTLY
        if word in said.place_mostly
        else Sign.PLACE_OFTEN
        if word in said.place_often
        else Sign.PLACE_SOMETIMES
        if word in said.place_sometimes
        else Sign.PLACE_SELDOM
    )
    note = say("“{word}” before it", word=document.tokens[at - 1].raw)
    yield Evidence(sign, Kind.PLACE, note)


def _taker_before(document: Document, index: int, word: str, said: Words) -> str:
    """Return the word near before a preposition that takes it: invested in, amende à."""
    reach = _TAKES if word in said.to else 1
    for at in range(index - 1, max(-1, index - 1 - reach), -1):
        if document.between(at) is None or not document.adjacent(at):
            return ""
        if document.words[at] in said.takers:
            return document.tokens[at].raw
    return ""


def _evidence_article(document: Document, hit: Hit) -> Iterator[Evidence]:
    """Weigh an article as places have, or what goes with common nouns: the Amazon, neue Halle."""
    at, said = hit.first, words_of(document.language)
    token = document.tokens[at - 1]
    if token.text in said.articles_of_places:
        yield Evidence(Sign.ARTICLE, Kind.PLACE, say("“{word}” before it", word=token.raw))
        yield from _article_of_noun(document, hit)
    elif token.raw[0].islower() and _is_one_such(document, at - 1):
        note = say("“{word}” before it", word=document.tokens[at - 2].raw)
        yield Evidence(Sign.ONE_SUCH, Kind.THING, note)
    elif token.text in said.determiners or _is_declined(document, at - 1):
        yield from _evidence_determiner(document, at)
    elif token.text in said.determiners_weak:
        note = say("“{word}” before it", word=token.raw)
        yield Evidence(Sign.DETERMINER_WEAK, Kind.THING, note)


def _article_of_noun(document: Document, hit: Hit) -> Iterator[Evidence]:
    """See an article before what is a common word too: the shell, le total."""
    own, language = document.tokens[hit.first].raw, document.language
    note = say("“{word}” before it", word=document.tokens[hit.first - 1].raw)
    if words_of(language).traits.names_take_no_article:
        if is_word(own, language):
            yield Evidence(Sign.ARTICLE_NOUN, Kind.THING, note)
        if _heads_nothing(document, hit.last):
            yield Evidence(Sign.ARTICLE_ALONE, Kind.THING, note)
    elif is_word(own, language) and Kind.PLACE not in known_as(own):
        yield Evidence(Sign.ARTICLE_NOUN, Kind.THING, note)


def _evidence_determiner(document: Document, at: int) -> Iterator[Evidence]:
    own, language = document.tokens[at].raw, document.language
    note = say("“{word}” before it", word=document.tokens[at - 1].raw)
    if not has_lemmas(language):
        sign = Sign.DETERMINER_NOUN if is_noun(own, language) else Sign.DETERMINER
        yield Evidence(sign, Kind.THING, note)
    elif is_ordinary(own, language):
        yield Evidence(Sign.DETERMINER_ORDINARY, Kind.THING, note)


def _heads_nothing(document: Document, index: int) -> bool:
    """Tell whether no noun follows to which a name could belong."""
    if not document.adjacent(index):
        return True
    return is_stop(document.words[index + 1], document.language)


def _is_one_such(document: Document, index: int) -> bool:
    """Tell whether an adjective that is declined has an article before it: ein heller Stern."""
    said = words_of(document.language)
    if index == 0 or not said.weak_adjective_endings or not document.adjacent(index - 1):
        return False
    if is_stop(document.words[index], document.language):
        return False
    article, adjective = document.words[index - 1], document.words[index]
    return article in said.one or (
        article in said.determiners and adjective.endswith(said.weak_adjective_endings)
    )


def _is_declined(document: Document, index: int) -> bool:
    """Tell whether a word is declined as what stands before a noun: gesundes Essen."""
    token, said = document.tokens[index], words_of(document.language)
    if not said.adjective_endings or len(token.text) < _DECLINED:
        return False
    if is_stop(token.text, document.language) or entities_named(token.raw):
        return False
    if token.raw[0].isupper():
        return opens_sentence(document, index) and token.text.endswith(
            said.opening_adjective_endings
        )
    return token.text.endswith(said.adjective_endings)


def _evidence_designator(document: Document, at: int) -> Iterator[Evidence]:
    """Look back over adjectives for what the name is in apposition to: le groupe russe X."""
    said = words_of(document.language)
    for index in range(at - 1, max(-1, at - 1 - _BACK), -1):
        if not document.adjacent(index) or has_possessive(document, index):
            return
        found = apposition_kinds(document, index)
        if found and _is_verb(document, index):
            return
        if found:
            note = say("“{word}” before it", word=document.tokens[index].raw)
            yield from (Evidence(Sign.DESIGNATOR, kind, note) for kind in sorted(found))
            return
        if not said.traits.adjectives_follow and document.tokens[index].raw[0].islower():
            return
        if is_stop(document.words[index], document.language) or document.words[index] in said.of:
            return


def _is_verb(document: Document, index: int) -> bool:
    """Tell whether a word that is also a verb is one: activists storm Shell."""
    said = words_of(document.language)
    if not said.verb_subjects or index == 0 or not document.adjacent(index - 1):
        return False
    word, subject = document.words[index], document.words[index - 1]
    return subject in said.verb_subjects or (
        len(subject) >= _SUBJECT
        and subject.endswith(said.subject_endings)
        and not has_possessive(document, index - 1)
        and not is_stop(subject, document.language)
        and not word.endswith(said.subject_endings)
        and Kind.THING in lexicon_of(document.language).designators.kinds(word)
    )


def _head_of(document: Document, at: int) -> Iterator[Evidence]:
    """Look at what belongs to the name: le PDG de X, inhabitants of X."""
    index, said, known = at - 1, words_of(document.language), lexicon_of(document.language)
    if document.words[index] in said.articles and index > 0:
        index -= 1
    if index < 1 or document.words[index] not in said.of or not document.adjacent(index - 1):
        return
    for head in range(index - 1, max(-1, index - 3), -1):
        found = known.heads.kinds(document.words[head])
        if not found and Kind.PLACE in known.designators.kinds(document.words[head]):
            found = frozenset({Kind.PLACE})
        if found:
            note = say("“{word}” before it", word=document.tokens[head].raw)
            yield from shared_evidence(Sign.HEAD, found, note)
            return


def is_namesake(document: Document, at: int, entity: str = "") -> bool:
    """Tell whether a surname has another given name before it: Brigitte for Macron.

    The given name of the entity itself is none, however it is spelled: Wolodymyr, Volodymyr.
    """
    if at == 0 or not document.adjacent(at - 1) or has_possessive(document, at - 1):
        return False
    word = document.words[at - 1]
    if len(word) < 2 or _is_own_given(word, entity):
        return False
    return any(found.kind == Kind.PERSON for found in _name_before(document, at))


def _is_own_given(word: str, entity: str) -> bool:
    alike = in_use().limits.same_given
    return any(SequenceMatcher(None, word, own).ratio() >= alike for own in _given_of(entity))


@lru_cache(maxsize=1024)
def _given_of(entity: str) -> frozenset[str]:
    """Return the first words of the full names of somebody known, folded."""
    names = [form.text for one in entities_named(entity) if one.id == entity for form in one.forms]
    return frozenset(tokens(name)[0].text for name in names if " " in name)


def leads_into(document: Document, low: int, first: int) -> bool:
    """Tell whether the words from `low` only say that the name at `first` is a place: État de X."""
    leading, said = document.words[low:first], words_of(document.language)
    heads = lexicon_of(document.language).heads
    return (
        bool(leading)
        and leading[-1] in said.of
        and all(
            word in said.of or word in said.articles or Kind.PLACE in heads.kinds(word)
            for word in leading
        )
    )
