"""Tell by the words around a homonym whether it is an organisation, a place or a person.

Three layers of evidence are added up: what stands right beside the name (a given name, "le
groupe", "in", "CEO of"), what stands near it (mercenaries, opera, inhabitants), and what the
same name is elsewhere in the article: an article mostly keeps to one sense, so "Richard Wagner"
in the lead decides for a bare "Wagner" below. A fourth kind, thing, stands for everything that
is none of the three: a storm, a film, a fruit.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bot.core.before import is_namesake
from bot.core.cue import KINDS, in_titled, is_noun, opens_sentence, tabled_as
from bot.core.cues import beside
from bot.core.cuewords import ARTICLES, ONE, is_given, listed_as, telling, topic
from bot.core.inflect import is_ordinary
from bot.core.stopwords import is_stop
from bot.said import NOTHING, Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.cue import Cue
    from bot.core.document import Document
    from bot.core.evaluate import Hit
    from bot.models import Sense

_NAMES: Final = {
    "o": say("an organisation"),
    "l": say("a place"),
    "p": say("a person"),
    "t": say("something else"),
}

_PRIOR: Final = 0.5
"""What a watch's sense is given in advance."""

_USUAL: Final = 0.6
"""What is given to what a name mostly stands for where that is not the watch's sense."""

_HEADING: Final = 1.0
"""What a place gains before a colon; local papers head their news so: Laval : une usine ferme."""

_UNBACKED: Final = 0.6
"""What topic words count for a kind that nothing beside the name speaks for."""

_PROPER: Final = 0.4
"""What topic words count for a common thing where the name is written as no common word is."""

_NEAR: Final = 14
"""Words on each side that count as near."""

Scores: TypeAlias = dict[str, float]


class Verdict(NamedTuple):
    """Whether a hit has the sense that is asked for, and the evidence for what it is."""

    kept: bool
    note: Said = NOTHING


def judge(document: Document, hits: list[Hit], sense: Sense) -> list[Verdict]:
    """Tell of each hit whether it speaks for a sense, or against none."""
    local = {at: list(beside(document, hit)) for at, hit in enumerate(hits) if _is_unsure(hit)}
    whole = _tally(chain(*local.values()))
    far = _topics(document, 0, len(document.tokens)) if local else {}
    case = _Case(document, KINDS[sense], len(local), whole, far)
    return [
        _verdict(case, hit, local[at]) if at in local else Verdict(not hit.shadowed)
        for at, hit in enumerate(hits)
    ]


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
    """Tell whether a hit may mean something else: no demonym, acronym or long name.

    The full name of a person may stand in that of a library.
    """
    surface = hit.surface
    if surface.kind in {"demonym", "acronym", "own", "exact"} and surface.entity:
        return False
    return hit.first == hit.last or surface.kind == "person"


def _verdict(case: _Case, hit: Hit, cues: list[Cue]) -> Verdict:
    """Weigh the evidence; the note gives the strongest piece of it."""
    if case.document.tokens[hit.first].raw[0].islower():
        return Verdict(kept=False, note=say("written small"))
    if case.wanted == "p" and _is_somebody_else(case.document, hit):
        return Verdict(kept=False, note=say("somebody else of this name"))
    scores = _scores(case, hit, cues)
    winner = max(scores, key=lambda kind: (scores[kind], kind == case.wanted))
    kept = winner == case.wanted
    best = max((cue for cue in cues if cue.kind == winner), key=lambda c: c.weight, default=None)
    default = say("the words around speak for nothing else") if kept else say("the words around it")
    evidence = best.note if best else default
    return Verdict(kept, say("{kind}: {evidence}", kind=_NAMES[winner], evidence=evidence))


def _is_somebody_else(document: Document, hit: Hit) -> bool:
    """Tell whether a surname that stands for one known person has another given name."""
    if hit.first != hit.last or not is_namesake(document, hit.first, hit.surface.entity):
        return False
    return "p" in tabled_as(document.written(hit.first, hit.last))


def _scores(case: _Case, hit: Hit, cues: list[Cue]) -> Scores:
    own = _tally(cues)
    near = _topics(case.document, hit.first - _NEAR, hit.last + _NEAR + 1)
    scores: Scores = {}
    named = {case.wanted, "t", "p" if is_given(case.document.words[hit.first]) else "t"}
    for kind in "olpt":
        elsewhere = min(3.0, (case.whole[kind] - own[kind]) / max(1, case.count - 1))
        topics = min(2.4, 0.8 * near[kind]) + min(1.6, 0.2 * case.far[kind])
        backed = kind in named or own[kind] > 0 or elsewhere > 0
        weight = 1.0 if backed else _UNBACKED
        if kind == "t" and _is_proper(case.document, hit):
            weight = _PROPER
        scores[kind] = own[kind] + elsewhere + topics * weight
    scores[case.wanted] += _PRIOR
    usual = listed_as(case.document.words[hit.first])
    for kind in usual if case.wanted not in usual else ():
        scores[kind] += _USUAL
    if case.wanted == "l" and _heads(case.document, hit):
        scores["l"] += _HEADING
    scores["t"] += _commonness(case.document, hit)
    return scores


def _is_proper(document: Document, hit: Hit) -> bool:
    """Tell whether a common word has a capital that only a name has: in 2024 Turkey exported."""
    token = document.tokens[hit.first]
    by_place = opens_sentence(document, hit.first) or in_titled(document, hit.first)
    if by_place or document.language not in {"en", "fr"} or "t" in listed_as(token.text):
        return False
    if document.words[hit.first - 1] in ARTICLES | ONE | {"au", "aux", "du", "des"}:
        return False
    return is_noun(token.raw, document.language)


def _commonness(document: Document, hit: Hit) -> float:
    """Weigh whether a name is only a common word: the article writes it small, or big by place."""
    token = document.tokens[hit.first]
    weight = 1.4 if token.text in document.small else 0.0
    by_place = opens_sentence(document, hit.first) or in_titled(document, hit.first)
    if (by_place or document.language == "de") and is_noun(token.raw, document.language):
        weight += 0.9
    elif by_place and is_ordinary(token.raw, document.language) and not _heads(document, hit):
        weight += 0.7
    return weight


def _heads(document: Document, hit: Hit) -> bool:
    """Tell whether a name stands before a colon: Tours : un gymnase détruit."""
    return (document.between(hit.last) or "").strip() == ":"


def _tally(cues: Iterable[Cue]) -> Scores:
    scores = dict.fromkeys("olpt", 0.0)
    for cue in cues:
        scores[cue.kind] += cue.weight
    return scores


def _topics(document: Document, low: int, high: int) -> Scores:
    """Weigh the topic words between two places, each word once."""
    counts = dict.fromkeys("olpt", 0.0)
    for word in set(document.words[max(0, low) : high]):
        if is_stop(word, document.language):
            continue
        strong = telling(word, document.language)
        for kind in topic(word, document.language) | strong:
            counts[kind] += 2.5 if kind in strong else 1
    return counts
