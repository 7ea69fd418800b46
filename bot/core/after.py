"""What stands right after a name: what it does, what follows it, what it is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core import cuewords as words
from bot.core.aliases import lookup
from bot.core.cue import (
    Cue,
    appositions,
    in_titled,
    is_noun,
    means_else,
    opens_sentence,
    owns,
)
from bot.core.cuewords import exactly, is_given, kinds
from bot.core.inflect import is_ordinary, is_word
from bot.core.stopwords import is_stop
from bot.models import Sense
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.document import Document
    from bot.core.evaluate import Hit
    from bot.core.text import Token

_AHEAD: Final = 3
"""Words after a comma among which an apposition is looked for."""

_INFINITIVES: Final = frozenset({"ar", "er", "ir"})


def after(document: Document, hit: Hit) -> Iterator[Cue]:
    where = document.field_of(hit.last)
    end = document.tokens[hit.last].end
    following = document.texts[where][end : end + 30]
    if words.AGE.match(following):
        yield Cue("p", 2.5, say("an age after it"))
    if document.between(hit.last) is None:
        return
    token = document.tokens[hit.last + 1]
    if (document.between(hit.last) or "").strip() == "&":
        yield Cue("o", 4, say("“& {word}” after it", word=token.raw))
    if document.adjacent(hit.last) or document.hyphened(hit.last):
        yield from _follower(document, hit, token)
    elif following.lstrip()[:1] in {",", "("}:
        yield from _located(document, hit.last + 1)
        yield from _apposed(document, hit.last + 1)


def _follower(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """Weigh the word right after a name by the first thing that it is."""
    yield from (
        list(_title_or_date(document, hit, token))
        or list(_deed(document, hit, token))
        or list(_belongings(document, hit, token))
        or list(_speech(document, hit, token))
        or list(_next(document, hit, token))
    )


def _title_or_date(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    if document.words[hit.first] in words.MONTHS and token.text.isdigit():
        yield Cue("t", 3, say("{word} after it", word=token.raw))
    elif token.raw[0].isupper() and "p" in kinds("APPOSED", document.words[hit.first]):
        yield Cue("t", 4, say("a title"))


def _deed(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """See what a name does; "to" makes a headline of what it will do."""
    note = say("“{word}” after it", word=token.raw)
    if does := exactly("DOES", token.text):
        yield from (Cue(kind, 1.0, note) for kind in sorted(does))
    elif token.text == "to" and document.language == "en":
        yield from (Cue(kind, 0.5, note) for kind in "lop")


def _belongings(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """See what belongs to a name: Shell shares, Jordan River; a German noun has its capital."""
    if document.language == "de" and token.raw[0].islower():
        return
    found = kinds("FOLLOW", token.text) - ({"t"} if owns(document, hit.last) else frozenset())
    note = say("“{word}” after it", word=token.raw)
    yield from (Cue(kind, 4 / len(found), note) for kind in sorted(found))


def _speech(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    beyond = document.words[hit.last + 1 : hit.last + 3][-1]
    if token.text in words.SPEECH or beyond in words.SPEECH:
        weight = 1.2 if is_given(document.words[hit.first]) else 0.5
        yield Cue("p", weight, say("a verb of saying after it"))


def _next(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    opens = opens_sentence(document, hit.first)
    if token.raw[0].isupper():
        yield from _surname(document, hit, token)
    if opens and (token.raw[0].islower() or in_titled(document, hit.first)):
        yield from _clause(document, hit, token)


def _clause(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """See a common noun that opens its sentence: Total des dégâts, Reading helps."""
    raw = document.tokens[hit.first].raw
    if document.language == "de" and token.text[-2:] == "en" and not is_stop(token.text, "de"):
        yield Cue("t", 1.2, say("the plural {word} after it", word=token.raw))
    elif token.text in words.POSSESSED and _is_common(raw, document.language):
        yield Cue("t", 2.5, say("“{word}” after it", word=token.raw))
    elif document.language == "fr" and token.text in {"le", "la", "les"} and _is_common(raw, "fr"):
        yield Cue("t", 1.2, say("“{word}” after it", word=token.raw))
    elif document.language == "es" and raw.endswith("mos") and token.text[-2:] in _INFINITIVES:
        yield Cue("t", 2.5, say("“{word}” after it", word=token.raw))
    elif document.language == "en" and raw.endswith("ing") and not is_stop(token.text, "en"):
        yield Cue("t", 1.4, say("“{word}” after it", word=token.raw))


def _is_common(raw: str, language: str) -> bool:
    """Tell whether a name is a form of a common word: Tours de magie."""
    return is_noun(raw, language) or (language == "fr" and is_ordinary(raw, language))


def _surname(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """Weigh a capital after the name: Paris Hilton, but also Total Direct."""
    language = document.language
    if owns(document, hit.last) or is_stop(token.text, language):
        return
    if language == "de":
        if is_given(document.words[hit.first]) and not means_else(document, hit.last + 1):
            yield Cue("p", 2.2, say("the surname {word} after it", word=token.raw))
        return
    titled, raw = in_titled(document, hit.first), document.tokens[hit.first].raw
    if next(iter(document.words[hit.last + 2 : hit.last + 3]), "") in {"jr", "sr"}:
        yield Cue("p", 4, say("the name {word} after it", word=f"{token.raw} Jr."))
        return
    unknown = language in {"fr", "en"} and not (
        means_else(document, hit.last + 1) or is_ordinary(token.raw, language)
    )
    if is_given(token.text) and not is_given(document.words[hit.first]) and is_noun(raw, language):
        yield Cue("t", 2.5, say("the given name {word} after it", word=token.raw))
    elif is_given(document.words[hit.first]) and (unknown or not titled):
        yield Cue("p", 4, say("the surname {word} after it", word=token.raw))
    elif opens_sentence(document, hit.first) and is_word(raw, language) and not unknown:
        yield Cue("t", 0.8, say("{word} after it", word=token.raw))
    elif unknown or not titled:
        weight = 1.8 if unknown else 1.2 if language == "es" else 0.8
        yield Cue("p", weight, say("the name {word} after it", word=token.raw))
        yield Cue("o", 0.8, say("the name {word} after it", word=token.raw))


def _apposed(document: Document, index: int) -> Iterator[Cue]:
    """See what a name is said to be after a comma: X, a former singer; X, ville du sud."""
    for at in range(index, min(index + _AHEAD, len(document.tokens))):
        token = document.tokens[at]
        if found := appositions(document, at) if token.raw[0].islower() else frozenset():
            yield from (
                Cue(k, 2.5 / len(found), say("“{word}” after it", word=token.raw))
                for k in sorted(found)
            )
            return
        if not document.adjacent(at) or token.raw[0].isupper() or token.text in words.PLURAL:
            return
        if is_stop(token.text, document.language) and (
            token.text not in words.ARTICLES | words.ONE
        ):
            return


def _located(document: Document, index: int) -> Iterator[Cue]:
    """See a place after a comma or parenthesis: Victoria, en Colombie; Florence (Italie)."""
    skip = 1 if document.words[index] in words.WHERE | words.ARTICLES else 0
    if index + skip >= len(document.tokens):
        return
    token = document.tokens[index + skip]
    named = lookup(token.raw) if token.raw[0].isupper() else ()
    if any(entity.sense is Sense.PLACE for entity in named):
        yield Cue("l", 2.5, say("{word} after it", word=token.raw))
