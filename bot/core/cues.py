"""What stands right beside a name, and for which kind of thing each piece of it speaks.

Kinds are one letter: o organisation, l place, p person, t thing (a storm, a film, a fruit).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.core import sensewords
from bot.core.aliases import lookup
from bot.core.inflect import is_ordinary, is_word
from bot.core.stopwords import is_stop
from bot.core.text import word_set
from bot.models import Sense

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.document import Document
    from bot.core.evaluate import Hit
    from bot.core.text import Token

KINDS: Final = {Sense.ORGANISATION: "o", Sense.PLACE: "l", Sense.PERSON: "p"}

_BACK: Final = 3
"""Words before a name among which its designator is looked for."""

_OF: Final = word_set("de d' du des of von vom del della di")
_ARTICLES: Final = word_set("le la l' les the el los las der die das dem den")
_ONE: Final = word_set("a an une un some every each no ein eine einen einem una unas unos deux")
_IN: Final = {
    "à": 1.5, "in": 2.5, "en": 3.0, "au": 2.0, "aux": 2.0, "near": 2.5, "across": 2.5, "nach": 2.0,
    "throughout": 2.5, "vers": 1.0, "depuis": 0.7, "from": 0.7, "towards": 0.7, "aus": 1.0,
    "inside": 1.5, "outside": 1.5, "within": 1.0, "into": 1.0, "to": 0.5, "hacia": 1.5, "bei": 0.7,
    "over": 0.3, "entre": 0.5, "between": 0.5, "around": 1.0, "leaving": 0.5, "visiting": 1.0,
    "desde": 1.0, "jusqu'": 0.5, "through": 1.0,
}  # fmt: skip
_NOT_IN: Final = word_set(
    """
    grace face quant oppose opposes confie confiee appartient appartenant contrairement lie liee
    lies liees invest invested investing investors stake stakes shares interest confidence
    belief believe believed action participation confiance investi investir vendu vendue succede
    succeder fidele hommage consacre consacree dedie dediee reference attribue attribuee
    reproche
    """
)
_WHERE: Final = word_set("en in au aux im")
_SPEECH: Final = word_set(
    """
    dit declare affirme explique repond confie raconte estime assure said says told adds added
    sagte erklarte dijo afirmo declaro
    """
)
_AGE = re.compile(r"\W{0,3}(?:aged? |âgée? de )?\(?\d{1,2}(?: ?(?:ans|years|Jahre|años)\b|\)|,)")
_ENDINGS: Final = ("innen", "in", "s", "x", "n")
"""What may follow a word of a table: the plural, a German feminine."""

_COMPOUND: Final = 9
"""Letters from which a German word is looked at for the noun it ends in."""

_PARTICLES: Final = {
    "von": 5, "van": 5, "zu": 5, "ter": 5, "bin": 5, "ibn": 5, "ben": 5, "di": 5, "da": 5,
    "del": 5, "della": 5, "dos": 5, "el": 4, "al": 4, "de": 4, "du": 4, "d'": 4, "le": 3, "la": 3,
}  # fmt: skip
"""Words inside the names of people, and how much a given name before them weighs."""

_MONTHS: Final = word_set(
    """
    may march april june july august january february september october november december mai
    juin avril mars aout juli juni
    """
)
_DATING: Final = word_set(
    "last next since until early late mid this every in of by before after during fin debut depuis"
)
_POSSESSED: Final = word_set("de des du d' of")
_PLURALS: Final = word_set("people men women children police they we you who to")
_AND: Final = word_set("et and und y e ou or oder o")
_GERMAN: Final = word_set(
    "der die das dem den des im am ihr ihre unser unsere sein seine kein keine"
)
_QUOTES: Final = frozenset('«“"„‘')
_UNQUOTES: Final = frozenset('»”"“’')


class Cue(NamedTuple):
    """A piece of evidence: for which kind, how strong, and in words."""

    kind: str
    weight: float
    note: str


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return word_set(sensewords.GIVEN)


@lru_cache(maxsize=4)
def _table(name: str) -> dict[str, frozenset[str]]:
    """Map each word of a table to the kinds it speaks for."""
    table: dict[str, set[str]] = {}
    for kind, words in getattr(sensewords, name).items():
        for word in words.split():
            table.setdefault(word, set()).add(kind)
    if name == "TOPICS":
        for word in sensewords.APPOSED["o"].split():
            table.setdefault(word, set()).add("o")
    return {word: frozenset(kinds) for word, kinds in table.items()}


def kinds(name: str, word: str) -> frozenset[str]:
    """Return the kinds a word speaks for, by a table; a plural goes with its singular."""
    table = _table(name)
    if word in table:
        return table[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and (found := table.get(word.removesuffix(ending))):
            return found
    return frozenset()


def _appositions(document: Document, index: int) -> frozenset[str]:
    """Return what a word says of the name it stands before: station-service, Justizministerin."""
    word = document.words[index]
    if index and document.hyphened(index - 1):
        whole = f"{document.words[index - 1]}-{word}"
        return _table("APPOSED").get(whole) or kinds("APPOSED", word)
    found = kinds("APPOSED", word)
    if found or document.language != "de" or len(word) < _COMPOUND:
        return found
    for cut in range(3, len(word) - 3):
        if found := kinds("APPOSED", word[cut:]):
            return found
    return found


def is_namesake(document: Document, at: int) -> bool:
    """Tell whether a surname has another given name before it: Brigitte for Macron."""
    if at == 0 or not document.adjacent(at - 1) or _owner(document, at - 1):
        return False
    return any(cue.kind == "p" for cue in _name_before(document, at))


def beside(document: Document, hit: Hit) -> Iterator[Cue]:
    """Yield what stands right beside a hit, and what its name is known as."""
    if hit.shadowed:
        yield Cue("t", 5, "part of another name")
    yield from _before(document, hit)
    yield from _after(document, hit)
    yield from _listed(document, hit)
    yield from _quoted(document, hit)
    for kind in _known(document.written(hit.first, hit.last)):
        yield Cue(kind, 0.6, "the name is known as such")


def _known(name: str) -> tuple[str, ...]:
    """Return the kinds the tables of names know a name as."""
    return tuple(sorted({KINDS[entity.sense] for entity in lookup(name)}))


def leads_into(document: Document, low: int, first: int) -> bool:
    """Tell whether the words from `low` only say that the name at `first` is a place: État de X."""
    before = document.words[low:first]
    return (
        bool(before)
        and before[-1] in _OF
        and all(
            word in _OF or word in _ARTICLES or "l" in kinds("OF_HEADS", word) for word in before
        )
    )


def opens_sentence(document: Document, index: int) -> bool:
    """Tell whether a word is the first of its sentence or field."""
    if index == 0 or document.between(index - 1) is None:
        return True
    return document.sentence(index) != document.sentence(index - 1)


def in_titled(document: Document, index: int) -> bool:
    """Tell whether a word is in a headline in title case, where capitals mean nothing."""
    return document.titled and document.field_of(index) == 0


# ---- before ----------------------------------------------------------------------------------


def _before(document: Document, hit: Hit) -> Iterator[Cue]:
    at = hit.first
    if at == 0 or document.between(at - 1) is None:
        return
    if document.adjacent(at - 1) and not _owner(document, at - 1):
        yield from _name_before(document, at)
        yield from _preposition(document, at)
        yield from _article(document, hit)
    yield from _designator(document, at)
    yield from _head_of(document, at)


def _owner(document: Document, index: int) -> bool:
    """Tell whether a word carries a possessive 's."""
    gap = document.between(index) or ""
    return gap[:2].lower() in {"'s", "’s"}


def _name_before(document: Document, at: int) -> Iterator[Cue]:
    token = document.tokens[at - 1]
    raw, word = token.raw, token.text
    if word in _given() and raw[0].isupper():
        yield Cue("p", 5, f"the given name {raw} before")
    elif word in _PARTICLES:
        yield from _nobiliary(document, at - 1)
    elif len(word) == 1 and raw.isupper() and raw not in {"A", "I", "Y", "O"}:
        yield Cue("p", 3, f"the initial {raw} before")
    elif _unknown_name(document, at - 1):
        yield Cue("p", 2.2, f"the name {raw} before")
    elif _is_name_part(document, at - 1):
        yield Cue("o", 1.2, f"{raw} before")


def _nobiliary(document: Document, at: int) -> Iterator[Cue]:
    """See a given name before a particle: Werner von Siemens, Charles de Gaulle."""
    if at and document.words[at] in {"la", "le"} and document.words[at - 1] == "de":
        at -= 1
    if at == 0 or not document.adjacent(at - 1):
        return
    given, particle = document.tokens[at - 1], document.words[at]
    if given.raw[0].isupper() and given.text in _given():
        yield Cue("p", _PARTICLES[particle], f"the given name {given.raw} before")


def _unknown_name(document: Document, index: int) -> bool:
    """Tell whether a word may be a given name that no list has."""
    token = document.tokens[index]
    if not _is_capitalised(token) or document.language == "de" or _means(document, index):
        return False
    if is_ordinary(token.raw, document.language):
        return False
    tabled = document.language in {"fr", "en"}
    return tabled or not (in_titled(document, index) or opens_sentence(document, index))


def _is_name_part(document: Document, index: int) -> bool:
    """Tell whether an ordinary word is big for no other reason than a name: Radio France."""
    token = document.tokens[index]
    if not _is_capitalised(token) or document.language not in {"fr", "en", "es"}:
        return False
    if in_titled(document, index) or opens_sentence(document, index):
        return False
    return not _means(document, index)


def _is_capitalised(token: Token) -> bool:
    return token.raw[0].isupper() and (not token.raw.isupper() or len(token.raw) == 1)


def _means(document: Document, index: int) -> bool:
    """Tell whether a capitalised word is understood otherwise than as part of a name."""
    token = document.tokens[index]
    return bool(
        token.text in _IN
        or token.text in _MONTHS
        or is_stop(token.text, document.language)
        or kinds("APPOSED", token.text)
        or kinds("TOPICS", token.text)
        or lookup(token.raw)
    )


def _preposition(document: Document, at: int) -> Iterator[Cue]:
    token = document.tokens[at - 1]
    word = _function_word(document, at - 1)
    if document.words[at] in _MONTHS and (word in _DATING or word.isdigit()):
        yield Cue("t", 3, f"“{token.raw}” before")
    elif word in _ARTICLES and at > 1 and document.words[at - 2] in _IN:
        yield Cue("l", 1.5, f"“{document.tokens[at - 2].raw} {token.raw}” before")
    elif word in _IN and at > 1 and document.words[at - 2] in _NOT_IN:
        yield Cue("o", 0.8, f"“{document.tokens[at - 2].raw}” before")
    elif word in _ONE or (word == "a" and document.language == "en"):
        yield Cue("t", 2.5, f"“{token.raw}” before")
    elif word == "chez":
        yield Cue("o", 1.5, "“chez” before")
    elif word in _IN:
        yield Cue("l", _IN[word], f"“{token.raw}” before")


def _article(document: Document, hit: Hit) -> Iterator[Cue]:
    """Weigh a definite article, or what else goes with common nouns: the Amazon, neue Halle."""
    at, language = hit.first, document.language
    token = document.tokens[at - 1]
    word, note = token.text, f"“{token.raw}” before"
    noun = is_word(document.tokens[at].raw, language)
    if language == "fr" and word in {"le", "la", "l'"}:
        yield Cue("l", 0.8, note)
        if noun:
            yield Cue("t", 1.6, note)
    elif language == "en" and word == "the":
        heads = _heads_nothing(document, hit.last)
        yield Cue("l", 0.8, note)
        if noun:
            yield Cue("t", 2.4 if heads else 1.4, note)
    elif language == "de" and (word in _GERMAN or _is_german_adjective(document, at - 1)):
        yield Cue("t", 1.5, note)
    elif language == "es" and word in {"la", "las", "los"}:
        yield Cue("t", 1.2, note)


def _heads_nothing(document: Document, index: int) -> bool:
    """Tell whether no noun follows to which a name could belong."""
    if not document.adjacent(index):
        return True
    return is_stop(document.words[index + 1], document.language)


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
        if not document.adjacent(index) or _owner(document, index):
            return
        found = _appositions(document, index)
        if found and not _is_verb(document, index):
            word = document.tokens[index].raw
            yield from (Cue(kind, 4, f"“{word}” before") for kind in sorted(found))
            return
        if is_stop(document.words[index], document.language) or document.words[index] in _OF:
            return


def _is_verb(document: Document, index: int) -> bool:
    """Tell whether an English word that is also a verb is one: activists storm Shell."""
    if document.language != "en" or index == 0 or not document.adjacent(index - 1):
        return False
    word, before = document.words[index], document.words[index - 1]
    return before in _PLURALS or (
        len(before) > 3
        and before[-1] == "s"
        and not _owner(document, index - 1)
        and not is_stop(before, "en")
        and word[-1] != "s"
        and "t" in kinds("APPOSED", word)
    )


def _head_of(document: Document, at: int) -> Iterator[Cue]:
    """Look at what belongs to the name: le PDG de X, inhabitants of X."""
    index = at - 1
    if document.words[index] in _ARTICLES and index > 0:
        index -= 1
    if index < 1 or document.words[index] not in _OF or not document.adjacent(index - 1):
        return
    for head in range(index - 1, max(-1, index - 3), -1):
        found = kinds("OF_HEADS", document.words[head])
        if found:
            word = document.tokens[head].raw
            yield from (Cue(kind, 3 / len(found), f"“{word} of” before") for kind in sorted(found))
            return


# ---- after -----------------------------------------------------------------------------------


def _after(document: Document, hit: Hit) -> Iterator[Cue]:
    where = document.field_of(hit.last)
    end = document.tokens[hit.last].end
    following = document.texts[where][end : end + 30]
    if _AGE.match(following):
        yield Cue("p", 2.5, "an age after")
    if document.between(hit.last) is None:
        return
    token = document.tokens[hit.last + 1]
    if document.adjacent(hit.last) or document.hyphened(hit.last):
        yield from _follower(document, hit, token)
    elif following.lstrip()[:1] in {",", "("}:
        yield from _located(document, hit.last + 1)


def _follower(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    found = kinds("FOLLOW", token.text)
    beyond = document.words[hit.last + 1 : hit.last + 3][-1]
    if document.words[hit.first] in _MONTHS and token.text.isdigit():
        yield Cue("t", 3, f"{token.raw} after")
    elif found:
        yield from (Cue(k, 4 / len(found), f"“{token.raw}” after") for k in sorted(found))
    elif token.text in _SPEECH or beyond in _SPEECH:
        weight = 1.2 if document.words[hit.first] in _given() else 0.5
        yield Cue("p", weight, "a verb of saying after")
    elif token.raw[0].isupper():
        yield from _surname(document, hit, token)
    elif opens_sentence(document, hit.first):
        yield from _clause(document, hit, token)


def _clause(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """See a common noun that opens its sentence: Total des dégâts, Reading helps."""
    raw = document.tokens[hit.first].raw
    if token.text in _POSSESSED and is_word(raw, document.language):
        yield Cue("t", 2.5, f"“{token.raw}” after")
    elif document.language == "en" and raw.endswith("ing") and not is_stop(token.text, "en"):
        yield Cue("t", 1.4, f"“{token.raw}” after")


def _surname(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """Weigh a capital after the name: Paris Hilton, but also Total Direct."""
    language = document.language
    if language == "de" or _owner(document, hit.last) or is_stop(token.text, language):
        return
    titled = in_titled(document, hit.first)
    unknown = language in {"fr", "en"} and not (
        _means(document, hit.last + 1) or is_ordinary(token.raw, language)
    )
    if document.words[hit.first] in _given() and (unknown or not titled):
        yield Cue("p", 4, f"the surname {token.raw} after")
    elif unknown or not titled:
        yield Cue("p", 1.8 if unknown else 0.8, f"the name {token.raw} after")
        yield Cue("o", 0.8, f"the name {token.raw} after")


def _located(document: Document, index: int) -> Iterator[Cue]:
    """See a place after a comma or parenthesis: Victoria, en Colombie; Florence (Italie)."""
    skip = 1 if document.words[index] in _WHERE | _ARTICLES else 0
    if index + skip >= len(document.tokens):
        return
    token = document.tokens[index + skip]
    if any(entity.sense is Sense.PLACE for entity in lookup(token.raw)):
        yield Cue("l", 2.5, f"{token.raw} after")


# ---- around ----------------------------------------------------------------------------------


def _listed(document: Document, hit: Hit) -> Iterator[Cue]:
    """See of what kind the names are that a name is joined with: Apple and Samsung."""
    for step, edge in ((-1, hit.first), (1, hit.last)):
        joint, other = edge + step, edge + 2 * step
        if not (0 < other < len(document.tokens) - 1 and document.words[joint] in _AND):
            continue
        if any(document.between(min(i, i + step)) is None for i in (edge, joint)):
            continue
        name = document.tokens[other].raw
        found = _known(name) if name[0].isupper() else ()
        if len(found) == 1:
            yield Cue(found[0], 1.5, f"{name} beside it")


def _quoted(document: Document, hit: Hit) -> Iterator[Cue]:
    """See a name alone in quotes: mostly a work."""
    text = document.texts[document.field_of(hit.first)]
    before = text[: document.tokens[hit.first].start][-2:].strip("\u00a0\u202f ")
    after = text[document.tokens[hit.last].end :][:2].strip("\u00a0\u202f ")
    if before[-1:] in _QUOTES and after[:1] in _UNQUOTES:
        yield Cue("t", 0.9, "alone in quotes")
