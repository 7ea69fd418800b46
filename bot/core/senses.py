"""Tell by the words around a homonym whether it is an organisation, a place or a person.

Three layers of evidence are added up: what stands right beside the name (a given name, "le
groupe", "in", "CEO of"), what stands near it (mercenaries, opera, inhabitants), and what the
same name is elsewhere in the article: an article mostly keeps to one sense, so "Richard Wagner"
in the lead decides for a bare "Wagner" below. A fourth kind, thing, stands for everything that
is none of the three: a storm, a film, a fruit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bot.core import sensewords
from bot.core.aliases import lookup
from bot.core.stopwords import is_stop
from bot.core.text import word_set
from bot.models import Sense

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.document import Document
    from bot.core.evaluate import Hit
    from bot.core.text import Token

KINDS: Final = {Sense.ORGANISATION: "o", Sense.PLACE: "l", Sense.PERSON: "p"}
_NAMES: Final = {"o": "an organisation", "l": "a place", "p": "a person", "t": "something else"}

_NEAR: Final = 14
"""Words on each side that count as near."""

_BACK: Final = 3
"""Words before a name among which its designator is looked for."""

_OF: Final = word_set("de d' du des of von vom del della di")
_ARTICLES: Final = word_set("le la l' les the el los las der die das dem den")
_ONE: Final = word_set("a an une un some every no ein eine einen einem una unas unos deux")
_IN: Final = {
    "in": 2.5, "en": 3.0, "au": 2.0, "aux": 2.0, "near": 2.5, "across": 2.5, "nach": 2.0,
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
_PLURAL_ARTICLE: Final = frozenset({"les", "the", "los", "die"})


Scores: TypeAlias = dict[str, float]


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
    return {word: frozenset(kinds) for word, kinds in table.items()}


def judge(document: Document, hits: list[Hit], sense: Sense) -> list[Hit]:
    """Keep the hits that speak for a sense, or against none; each with its evidence as note."""
    unsure = [hit for hit in hits if _is_unsure(document, hit)]
    local = {id(hit): list(_local(document, hit)) for hit in unsure}
    whole = _tally(cue for cues in local.values() for cue in cues)
    topics = _topics(document, 0, len(document.tokens))
    kept: list[Hit] = []
    for hit in hits:
        cues = local.get(id(hit))
        if cues is None:
            kept.append(hit)
            continue
        verdict = _verdict(document, hit, cues, whole, topics, sense, len(unsure))
        if verdict is not None:
            kept.append(replace(hit, note=verdict))
    return kept


def _is_unsure(document: Document, hit: Hit) -> bool:
    """Tell whether a hit may mean something else: one word, and not a demonym or acronym."""
    surface = hit.surface
    if surface.kind in {"demonym", "acronym", "own", "exact"} and surface.entity:
        return False
    return hit.first == hit.last


def _verdict(
    document: Document,
    hit: Hit,
    cues: list[Cue],
    whole: Scores,
    topics: Scores,
    sense: Sense,
    count: int,
) -> str | None:
    """Weigh the evidence; None drops the hit, else the strongest reason in words."""
    wanted = KINDS[sense]
    if _is_common_noun(document, hit):
        return None
    own = _tally(cues)
    scores = dict(own)
    for kind in "olpt":
        others = (whole[kind] - own[kind]) / max(1, count - 1)
        scores[kind] += min(3.0, others)
    near = _topics(document, hit.first - _NEAR, hit.last + _NEAR + 1)
    for kind in "olpt":
        scores[kind] += min(2.4, 0.8 * near[kind]) + min(1.6, 0.2 * topics[kind])
    scores[wanted] += 0.5
    rival = max((kind for kind in "olpt" if kind != wanted), key=lambda kind: scores[kind])
    if scores[rival] > scores[wanted]:
        return None
    best = max((cue for cue in cues if cue.kind == wanted), key=lambda c: c.weight, default=None)
    note = best.note if best else "the words around speak for nothing else"
    return f"{_NAMES[wanted]}: {note}"


def _tally(cues: Iterator[Cue] | list[Cue]) -> Scores:
    scores = dict.fromkeys("olpt", 0.0)
    for cue in cues:
        scores[cue.kind] += cue.weight
    return scores


def _topics(document: Document, low: int, high: int) -> Scores:
    """Count the topic words between two places, each word once."""
    table = _table("TOPICS")
    found = set(document.words[max(0, low) : high])
    counts = dict.fromkeys("olpt", 0.0)
    for word in found:
        for kind in table.get(word, ()):
            counts[kind] += 1
    return counts


def _is_common_noun(document: Document, hit: Hit) -> bool:
    """Tell whether a name is written small, or big only because it opens a sentence."""
    token = document.tokens[hit.first]
    return token.raw[0].islower()


# ---- what stands beside ----------------------------------------------------------------------


def _local(document: Document, hit: Hit) -> Iterator[Cue]:
    yield from _before(document, hit)
    yield from _after(document, hit)
    yield from _known(document, hit)


def _known(document: Document, hit: Hit) -> Iterator[Cue]:
    """Weigh what the table of names knows under this name: a mild prior."""
    kinds = {KINDS[entity.sense] for entity in lookup(document.written(hit.first, hit.last))}
    for kind in sorted(kinds):
        yield Cue(kind, 0.6, "the name is known as such")


def _titled(document: Document, index: int) -> bool:
    """Tell whether the field is a headline in title case, where capitals mean nothing."""
    where = document.field_of(index)
    if where != 0:
        return False
    words = [token for token in document.tokens[: document.ends[0]] if len(token.raw) > 3]
    return sum(token.raw[0].isupper() for token in words) > 0.7 * len(words) and len(words) > 3


def _before(document: Document, hit: Hit) -> Iterator[Cue]:
    at = hit.first
    if at == 0 or document.between(at - 1) is None:
        return
    if document.adjacent(at - 1) and not _owner(document, at - 1):
        yield from _name_before(document, at)
        yield from _preposition(document, at)
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
    elif len(word) == 1 and raw.isupper() and raw not in {"A", "I", "Y", "O"}:
        yield Cue("p", 3, f"the initial {raw} before")
    elif _unknown_name(document, at - 1):
        yield Cue("p", 2.2, f"the name {raw} before")


def _unknown_name(document: Document, index: int) -> bool:
    """Tell whether a word may be a given name that no list has."""
    token = document.tokens[index]
    if not token.raw[0].isupper() or token.raw.isupper() or document.language == "de":
        return False
    if _titled(document, index) or token.text in _table("APPOSED") or token.text in _IN:
        return False
    return (
        not is_stop(token.text, document.language)
        and not lookup(token.raw)
        and token.text not in _table("TOPICS")
        and not _opens_sentence(document, index)
    )


def _opens_sentence(document: Document, index: int) -> bool:
    if index == 0 or document.between(index - 1) is None:
        return True
    return document.sentence(index) != document.sentence(index - 1)


def _preposition(document: Document, at: int) -> Iterator[Cue]:
    token = document.tokens[at - 1]
    word = "à" if token.raw.lower() == "à" else token.text
    two = document.words[at - 2] if at > 1 else ""
    if word in _ONE or (word == "a" and document.language == "en"):
        yield Cue("t", 2.5, f"“{token.raw}” before")
    elif word == "chez":
        yield Cue("o", 1.5, "“chez” before")
    elif (word == "à" or word in _IN) and two in _NOT_IN:
        yield Cue("o", 0.8, f"“{two}” before")
    elif word == "à":
        yield Cue("l", 1.5, "“à” before")
    elif word in _IN:
        yield Cue("l", _IN[word], f"“{token.raw}” before")
    elif word in {"la", "le", "l'"} and document.language == "fr":
        yield Cue("l", 0.8, f"“{token.raw}” before")


def _designator(document: Document, at: int) -> Iterator[Cue]:
    """Look back over adjectives for what the name is in apposition to: le groupe russe X."""
    table = _table("APPOSED")
    for index in range(at - 1, max(-1, at - 1 - _BACK), -1):
        if not document.adjacent(index) or _owner(document, index):
            return
        word = document.words[index]
        kinds = table.get(word)
        if kinds and not (document.tokens[index].raw[0].isupper() and "t" in kinds):
            yield from (Cue(kind, 4, f"“{document.tokens[index].raw}” before") for kind in kinds)
            return
        if is_stop(word, document.language) or word in _OF:
            return


def _head_of(document: Document, at: int) -> Iterator[Cue]:
    """Look at what belongs to the name: le PDG de X, inhabitants of X."""
    index = at - 1
    if document.words[index] in _ARTICLES and index > 0:
        index -= 1
    if index < 1 or document.words[index] not in _OF or not document.adjacent(index - 1):
        return
    table = _table("OF_HEADS")
    for head in range(index - 1, max(-1, index - 3), -1):
        kinds = table.get(document.words[head])
        if kinds:
            word = document.tokens[head].raw
            yield from (Cue(kind, 3 / len(kinds), f"“{word} of” before") for kind in kinds)
            return


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
    kinds = _table("FOLLOW").get(token.text)
    if kinds:
        yield from (Cue(kind, 4 / len(kinds), f"“{token.raw}” after") for kind in kinds)
    elif token.text in _SPEECH or document.words[hit.last + 1 : hit.last + 3][-1] in _SPEECH:
        yield Cue("p", 0.5, "a verb of saying after")
    elif token.raw[0].isupper() and not _titled(document, hit.first):
        yield from _surname(document, hit, token)


def _surname(document: Document, hit: Hit, token: Token) -> Iterator[Cue]:
    """Weigh a capital after the name: Paris Hilton, but also Total Direct."""
    if (
        document.language == "de"
        or _owner(document, hit.last)
        or is_stop(token.text, document.language)
    ):
        return
    if document.words[hit.first] in _given():
        yield Cue("p", 4, f"the surname {token.raw} after")
    else:
        yield Cue("p", 0.8, f"the name {token.raw} after")
        yield Cue("o", 0.8, f"the name {token.raw} after")


def _located(document: Document, index: int) -> Iterator[Cue]:
    """See a place after a comma or parenthesis: Victoria, en Colombie; Florence (Italie)."""
    skip = 1 if document.words[index] in _WHERE | _ARTICLES else 0
    if index + skip >= len(document.tokens):
        return
    token = document.tokens[index + skip]
    if any(entity.sense is Sense.PLACE for entity in lookup(token.raw)):
        yield Cue("l", 2.5, f"{token.raw} after")
