"""What stands right after a name: what it does, what follows it, what it is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.language.inflection import has_lemmas, is_ordinary, is_word
from bot.core.language.stopwords import is_stop
from bot.core.names.aliases import entities_named
from bot.core.names.given_names import is_given
from bot.core.senses.evidence import (
    Evidence,
    apposition_kinds,
    has_possessive,
    in_titled,
    is_noun,
    means_else,
    opens_sentence,
    shared_evidence,
    word_after,
)
from bot.core.senses.function_words import age_pattern, words_of
from bot.core.senses.lexicon import lexicon_of
from bot.core.senses.signs import Kind, Sign
from bot.models import Sense
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.language.document import Document
    from bot.core.language.text import Token
    from bot.core.watch.hits import Hit

_AHEAD: Final = 3
"""Words after a comma among which an apposition is looked for: a former French singer. By hand."""

_AGE: Final = 30
"""Letters after a name in which an age is looked for. By hand: ", who is now 43 years old" is not
looked for.
"""


def evidence_after(document: Document, hit: Hit) -> Iterator[Evidence]:
    where = document.field_of(hit.last)
    end = document.tokens[hit.last].end
    following = document.texts[where][end : end + _AGE]
    if age_pattern(document.language).match(following):
        yield Evidence(Sign.AGE_AFTER, Kind.PERSON, say("an age after it"))
    if document.between(hit.last) is None:
        return
    token = document.tokens[hit.last + 1]
    if (document.between(hit.last) or "").strip() == "&":
        note = say("“& {word}” after it", word=token.raw)
        yield Evidence(Sign.JOINED_AFTER, Kind.ORGANISATION, note)
    if document.adjacent(hit.last) or document.hyphened(hit.last):
        yield from _evidence_follower(document, hit, token)
    elif following.lstrip()[:1] in {",", "("}:
        yield from _evidence_located(document, hit.last + 1)
        yield from _evidence_apposed(document, hit.last + 1)


def _evidence_follower(document: Document, hit: Hit, token: Token) -> Iterator[Evidence]:
    """Weigh the word right after a name by the first thing that it is."""
    yield from (
        list(_title_or_date(document, hit, token))
        or list(_evidence_deed(document, token))
        or list(_evidence_belongings(document, hit, token))
        or list(_evidence_speech(document, hit, token))
        or list(_evidence_next(document, hit, token))
    )


def _title_or_date(document: Document, hit: Hit, token: Token) -> Iterator[Evidence]:
    name, language = document.words[hit.first], document.language
    if name in words_of(language).months and token.text.isdigit():
        yield Evidence(Sign.DATE_AFTER, Kind.THING, say("{word} after it", word=token.raw))
    elif token.raw[0].isupper() and Kind.PERSON in lexicon_of(language).designators.kinds(name):
        yield Evidence(Sign.IS_TITLE, Kind.THING, say("a title"))


def _evidence_deed(document: Document, token: Token) -> Iterator[Evidence]:
    """See what a name does; "to" makes a headline of what it will do."""
    note = say("“{word}” after it", word=token.raw)
    if does := lexicon_of(document.language).deeds.exactly(token.text):
        yield from (Evidence(Sign.DEED, kind, note) for kind in sorted(does))
    elif token.text in words_of(document.language).will:
        doers = (kind for kind in Kind if kind != Kind.THING)
        yield from (Evidence(Sign.WILL, kind, note) for kind in doers)


def _evidence_belongings(document: Document, hit: Hit, token: Token) -> Iterator[Evidence]:
    """See what belongs to a name: Shell shares, Jordan River; a German noun has its capital."""
    language = document.language
    if words_of(language).traits.noun_capitals and token.raw[0].islower():
        return
    found = lexicon_of(language).followers.kinds(token.text)
    if has_possessive(document, hit.last):
        found -= {Kind.THING}
    yield from shared_evidence(Sign.BELONGING, found, say("“{word}” after it", word=token.raw))


def _evidence_speech(document: Document, hit: Hit, token: Token) -> Iterator[Evidence]:
    said = words_of(document.language)
    if token.text in said.speech or word_after(document, hit.last, 2) in said.speech:
        given = is_given(document.words[hit.first])
        sign = Sign.SPEECH_OF_GIVEN if given else Sign.SPEECH
        yield Evidence(sign, Kind.PERSON, say("a verb of saying after it"))


def _evidence_next(document: Document, hit: Hit, token: Token) -> Iterator[Evidence]:
    opens = opens_sentence(document, hit.first)
    if token.raw[0].isupper():
        yield from _evidence_surname(document, hit, token)
    if opens and (token.raw[0].islower() or in_titled(document, hit.first)):
        yield from _evidence_clause(document, hit, token)


def _evidence_clause(document: Document, hit: Hit, token: Token) -> Iterator[Evidence]:
    """See a common noun that opens its sentence: Total des dégâts, Reading helps."""
    if sign := _clause_sign(document, hit, token):
        note = say("“{word}” after it", word=token.raw)
        if sign is Sign.PLURAL_VERB:
            note = say("the plural {word} after it", word=token.raw)
        yield Evidence(sign, Kind.THING, note)


def _clause_sign(document: Document, hit: Hit, token: Token) -> Sign | None:
    language, raw = document.language, document.tokens[hit.first].raw
    said, stop = words_of(language), is_stop(token.text, language)
    if token.text.endswith(said.plural_verb_endings) and not stop:
        return Sign.PLURAL_VERB
    if token.text in said.possessed and _is_common(raw, language):
        return Sign.POSSESSED
    if token.text in said.objects and _is_common(raw, language):
        return Sign.OBJECT_AFTER
    if raw.endswith(said.we_endings) and token.text.endswith(said.infinitive_endings):
        return Sign.WE_FORM
    return Sign.GERUND if raw.endswith(said.gerund_endings) and not stop else None


def _is_common(raw: str, language: str) -> bool:
    """Tell whether a name is a form of a common word: Tours de magie."""
    inflected = words_of(language).traits.inflected_nouns
    return is_noun(raw, language) or (inflected and is_ordinary(raw, language))


def _evidence_surname(document: Document, hit: Hit, token: Token) -> Iterator[Evidence]:
    """Weigh a capital after the name: Paris Hilton, but also Total Direct."""
    said = words_of(document.language)
    if has_possessive(document, hit.last) or is_stop(token.text, document.language):
        return
    given = is_given(document.words[hit.first])
    if said.traits.noun_capitals:
        if given and not means_else(document, hit.last + 1):
            note = say("the surname {word} after it", word=token.raw)
            yield Evidence(Sign.SURNAME_AMONG_CAPITALS, Kind.PERSON, note)
    elif word_after(document, hit.last, 2) in said.name_ends:
        end = document.tokens[hit.last + 2].raw
        note = say("the name {word} after it", word=f"{token.raw} {end}")
        yield Evidence(Sign.GENERATION, Kind.PERSON, note)
    else:
        yield from _evidence_capital(document, hit, token, given)


def _evidence_capital(
    document: Document, hit: Hit, token: Token, given: bool
) -> Iterator[Evidence]:
    language, raw = document.language, document.tokens[hit.first].raw
    titled = in_titled(document, hit.first)
    unknown = has_lemmas(language) and not (
        means_else(document, hit.last + 1) or is_ordinary(token.raw, language)
    )
    if is_given(token.text) and not given and is_noun(raw, language):
        note = say("the given name {word} after it", word=token.raw)
        yield Evidence(Sign.GIVEN_AFTER_NOUN, Kind.THING, note)
    elif given and (unknown or not titled):
        note = say("the surname {word} after it", word=token.raw)
        yield Evidence(Sign.SURNAME_AFTER, Kind.PERSON, note)
    elif opens_sentence(document, hit.first) and is_word(raw, language) and not unknown:
        note = say("{word} after it", word=token.raw)
        yield Evidence(Sign.CAPITAL_AFTER_WORD, Kind.THING, note)
    elif unknown or not titled:
        yield from _longer_name(language, token, unknown)


def _longer_name(language: str, token: Token, unknown: bool) -> Iterator[Evidence]:
    """See a name that goes on: of a person or an organisation."""
    unlisted = words_of(language).own and not has_lemmas(language)
    sign = Sign.CAPITAL_UNLISTED if unlisted else Sign.CAPITAL_AFTER
    note = say("the name {word} after it", word=token.raw)
    for kind in (Kind.PERSON, Kind.ORGANISATION):
        yield Evidence(Sign.UNKNOWN_AFTER if unknown else sign, kind, note)


def _evidence_apposed(document: Document, index: int) -> Iterator[Evidence]:
    """See what a name is said to be after a comma: X, a former singer; X, ville du sud."""
    said = words_of(document.language)
    for at in range(index, min(index + _AHEAD, len(document.tokens))):
        token = document.tokens[at]
        if found := apposition_kinds(document, at) if token.raw[0].islower() else frozenset():
            yield from shared_evidence(
                Sign.APPOSITION, found, say("“{word}” after it", word=token.raw)
            )
            return
        if not document.adjacent(at) or token.raw[0].isupper() or token.text in said.plurals:
            return
        article = token.text in said.articles or token.text in said.one
        if is_stop(token.text, document.language) and not article:
            return


def _evidence_located(document: Document, index: int) -> Iterator[Evidence]:
    """See a place after a comma or parenthesis: Victoria, en Colombie; Florence (Italie)."""
    said = words_of(document.language)
    if document.words[index] in said.where or document.words[index] in said.articles:
        index += 1
    if index >= len(document.tokens):
        return
    token = document.tokens[index]
    named = entities_named(token.raw) if token.raw[0].isupper() else ()
    if any(entity.sense is Sense.PLACE for entity in named):
        yield Evidence(Sign.LOCATED, Kind.PLACE, say("{word} after it", word=token.raw))
