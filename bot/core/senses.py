"""Tell by the words around a homonym whether it is an organisation, a place or a person.

Three layers of evidence are added up: what stands right beside the name (a given name, "le
groupe", "in", "CEO of"), what stands near it (mercenaries, opera, inhabitants), and what the
same name is elsewhere in the article: an article mostly keeps to one sense, so "Richard Wagner"
in the lead decides for a bare "Wagner" below. A fourth kind, thing, stands for everything that
is none of the three: a storm, a film, a fruit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bot.core import sensewords
from bot.core.aliases import lookup
from bot.core.inflect import is_word
from bot.core.stopwords import is_stop
from bot.core.text import word_set
from bot.models import Sense

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.document import Document
    from bot.core.evaluate import Hit
    from bot.core.text import Token

KINDS: Final = {Sense.ORGANISATION: "o", Sense.PLACE: "l", Sense.PERSON: "p"}
_NAMES: Final = {"o": "an organisation", "l": "a place", "p": "a person", "t": "something else"}

_PRIOR: Final = 0.5
"""What a watch's sense is given in advance."""

_UNBACKED: Final = 0.6
"""What topic words count for a kind that nothing beside the name speaks for."""

_NEAR: Final = 14
"""Words on each side that count as near."""

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
    if name == "TOPICS":
        for word in sensewords.APPOSED["o"].split():
            table.setdefault(word, set()).add("o")
    return {word: frozenset(kinds) for word, kinds in table.items()}


def _kinds(name: str, word: str) -> frozenset[str]:
    """Return the kinds a word speaks for, by a table; a plural goes with its singular."""
    table = _table(name)
    return table.get(word) or table.get(word[:-1] if word[-1] in "sxn" else word, frozenset())


def judge(document: Document, hits: list[Hit], sense: Sense) -> list[Hit]:
    """Keep the hits that speak for a sense, or against none; each with its evidence as note."""
    unsure = [hit for hit in hits if _is_unsure(hit)]
    local = {id(hit): list(_local(document, hit)) for hit in unsure}
    whole = _tally(chain(*local.values()))
    far = _topics(document, 0, len(document.tokens)) if unsure else {}
    case = _Case(document, KINDS[sense], len(unsure), whole, far)
    kept: list[Hit] = []
    for hit in hits:
        cues = local.get(id(hit))
        if cues is None and not hit.shadowed:
            kept.append(hit)
        elif cues is not None and (note := _verdict(case, hit, cues)):
            kept.append(replace(hit, note=note))
    return kept


@dataclass(frozen=True, slots=True)
class _Case:
    """What all hits of a name in one article share.

    `whole` sums up what stands beside them, `far` counts the topic words of the article.
    """

    document: Document
    wanted: str
    count: int
    whole: Scores
    far: Scores


def _is_unsure(hit: Hit) -> bool:
    """Tell whether a hit may mean something else: one word, and not a demonym or acronym."""
    surface = hit.surface
    if surface.kind in {"demonym", "acronym", "own", "exact"} and surface.entity:
        return False
    return hit.first == hit.last


def _verdict(case: _Case, hit: Hit, cues: list[Cue]) -> str:
    """Weigh the evidence; "" drops the hit, else the strongest reason in words."""
    document, wanted = case.document, case.wanted
    if document.tokens[hit.first].raw[0].islower():
        return ""
    own = _tally(cues)
    near = _topics(document, hit.first - _NEAR, hit.last + _NEAR + 1)
    scores: Scores = {}
    for kind in "olpt":
        elsewhere = min(3.0, (case.whole[kind] - own[kind]) / max(1, case.count - 1))
        topics = min(2.4, 0.8 * near[kind]) + min(1.6, 0.2 * case.far[kind])
        backed = kind in {wanted, "t"} or own[kind] > 0 or elsewhere > 0
        scores[kind] = own[kind] + elsewhere + topics * (1 if backed else _UNBACKED)
    scores[wanted] += _PRIOR
    scores["t"] += _commonness(document, hit)
    if max(scores.values()) > scores[wanted]:
        return ""
    best = max((cue for cue in cues if cue.kind == wanted), key=lambda c: c.weight, default=None)
    note = best.note if best else "the words around speak for nothing else"
    return f"{_NAMES[wanted]}: {note}"


def _commonness(document: Document, hit: Hit) -> float:
    """Weigh whether a name is only a common word: the article writes it small, or big by place."""
    token = document.tokens[hit.first]
    weight = 0.0
    if token.text in document.small:
        weight += 1.4
    if _opens_sentence(document, hit.first) and is_word(token.raw, document.language):
        weight += 0.9
    return weight


def _tally(cues: Iterable[Cue]) -> Scores:
    scores = dict.fromkeys("olpt", 0.0)
    for cue in cues:
        scores[cue.kind] += cue.weight
    return scores


def _topics(document: Document, low: int, high: int) -> Scores:
    """Count the topic words between two places, each word once."""
    counts = dict.fromkeys("olpt", 0.0)
    for word in set(document.words[max(0, low) : high]):
        for kind in _kinds("TOPICS", word):
            counts[kind] += 1
    return counts


def _is_common_noun(document: Document, hit: Hit) -> bool:
    """Tell whether a name is written small, or big only because it opens a sentence."""
    token = document.tokens[hit.first]
    return token.raw[0].islower()


def is_namesake(document: Document, at: int) -> bool:
    """Tell whether a surname has another given name before it: Brigitte for Macron."""
    if at == 0 or not document.adjacent(at - 1) or _owner(document, at - 1):
        return False
    return any(cue.kind == "p" for cue in _name_before(document, at))


# ---- what stands beside ----------------------------------------------------------------------


def _local(document: Document, hit: Hit) -> Iterator[Cue]:
    if hit.shadowed:
        yield Cue("t", 5, "part of another name")
    yield from _before(document, hit)
    yield from _after(document, hit)
    yield from _known(document, hit)


def _known(document: Document, hit: Hit) -> Iterator[Cue]:
    """Weigh what the table of names knows under this name: a mild prior."""
    kinds = {KINDS[entity.sense] for entity in lookup(document.written(hit.first, hit.last))}
    for kind in sorted(kinds):
        yield Cue(kind, 0.6, "the name is known as such")


def _titled(document: Document, index: int) -> bool:
    """Tell whether a word is in a headline in title case, where capitals mean nothing."""
    return document.titled and document.field_of(index) == 0


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
    if _titled(document, index) or _kinds("APPOSED", token.text) or token.text in _IN:
        return False
    return (
        not is_stop(token.text, document.language)
        and not lookup(token.raw)
        and not _kinds("TOPICS", token.text)
        and not _opens_sentence(document, index)
    )


def _opens_sentence(document: Document, index: int) -> bool:
    if index == 0 or document.between(index - 1) is None:
        return True
    return document.sentence(index) != document.sentence(index - 1)


def _preposition(document: Document, at: int) -> Iterator[Cue]:
    token = document.tokens[at - 1]
    word = _function_word(document, at - 1)
    if word in _ARTICLES and at > 1 and document.words[at - 2] in _IN:
        yield Cue("l", 1.5, f"“{document.tokens[at - 2].raw} {token.raw}” before")
    elif word in _IN and at > 1 and document.words[at - 2] in _NOT_IN:
        yield Cue("o", 0.8, f"“{document.tokens[at - 2].raw}” before")
    elif word in _ONE or (word == "a" and document.language == "en"):
        yield Cue("t", 2.5, f"“{token.raw}” before")
    elif word in {"le", "la", "l'"} and document.language == "fr":
        yield Cue("l", 0.8, f"“{token.raw}” before")
    elif word in {"das", "der", "die", "dem"} and document.language == "de":
        yield Cue("t", 1.5, f"“{token.raw}” before")
    elif word == "chez":
        yield Cue("o", 1.5, "“chez” before")
    elif word in _IN:
        yield Cue("l", _IN[word], f"“{token.raw}” before")


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
        word = document.words[index]
        kinds = _kinds("APPOSED", word)
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
    for head in range(index - 1, max(-1, index - 3), -1):
        kinds = _kinds("OF_HEADS", document.words[head])
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
    kinds = _kinds("FOLLOW", token.text)
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
