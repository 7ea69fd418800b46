"""Tell by the words around a homonym whether it is an organisation, a place or a person.

Evidence is collected in three layers: what stands right beside the name (a given name, "le
groupe", "in", "CEO of"), what stands near it (mercenaries, opera, inhabitants), and what the
same name is elsewhere in the article: an article mostly keeps to one sense, so "Richard Wagner"
in the lead decides for a bare "Wagner" below. A fourth kind, thing, stands for everything that
is none of the three: a storm, a film, a fruit.

This only collects, by name; model.toml says what each piece is worth, and the verdict is
the kind with the greatest sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bot.core.language.inflection import has_lemmas, is_ordinary
from bot.core.names.given_names import is_given
from bot.core.senses.collect import evidence_beside
from bot.core.senses.evidence import Evidence, is_big_by_place, is_noun, tabled_as, word_before
from bot.core.senses.function_words import listed_as, words_of
from bot.core.senses.left_context import is_namesake
from bot.core.senses.lexicon import topic_kinds
from bot.core.senses.model import in_use
from bot.core.senses.signs import Kind, Sign
from bot.said import NOTHING, Said, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.language.document import Document
    from bot.core.senses.model import Scores
    from bot.core.watch.hits import Hit
    from bot.models import Sense

_NAMES = {
    Kind.ORGANISATION: say("an organisation"),
    Kind.PLACE: say("a place"),
    Kind.PERSON: say("a person"),
    Kind.THING: say("something else"),
}


class Verdict(NamedTuple):
    """Whether a hit has the sense that is asked for, and the evidence for what it is."""

    kept: bool
    note: Said = NOTHING


def judge_hits(document: Document, hits: list[Hit], sense: Sense) -> list[Verdict]:
    """Tell of each hit whether it speaks for a sense, or against none."""
    local = {
        at: list(evidence_beside(document, hit)) for at, hit in enumerate(hits) if _is_unsure(hit)
    }
    whole = in_use().sums(chain(*local.values()))
    far = _count_topics(document, 0, len(document.tokens)) if local else {}
    case = _Case(document, Kind(sense), len(local), whole, far)
    return [
        _reach_verdict(case, hit, local[at]) if at in local else Verdict(not hit.shadowed)
        for at, hit in enumerate(hits)
    ]


@dataclass(frozen=True, slots=True)
class _Case:
    """What all hits of a name in one article share.

    `whole` sums up what stands beside them, `far` counts the topic words of the article.
    """

    document: Document
    wanted: Kind
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


def _reach_verdict(case: _Case, hit: Hit, local: list[Evidence]) -> Verdict:
    """Weigh the evidence; the note gives the strongest piece of what stands beside the name."""
    if case.document.tokens[hit.first].raw[0].islower():
        return Verdict(kept=False, note=say("written small"))
    if case.wanted == Kind.PERSON and _is_somebody_else(case.document, hit):
        return Verdict(kept=False, note=say("somebody else of this name"))
    weighed = in_use()
    winner = weighed.winner([*local, *_evidence_around(case, hit, local)], case.wanted)
    kept = winner == case.wanted
    best = max((one for one in local if one.kind == winner), key=weighed.worth, default=None)
    default = say("the words around speak for nothing else") if kept else say("the words around it")
    note = best.note if best else default
    return Verdict(kept, say("{kind}: {evidence}", kind=_NAMES[winner], evidence=note))


def _is_somebody_else(document: Document, hit: Hit) -> bool:
    """Tell whether a surname that stands for one known person has another given name."""
    if hit.first != hit.last or not is_namesake(document, hit.first, hit.surface.entity):
        return False
    return Kind.PERSON in tabled_as(document.written(hit.first, hit.last))


def _evidence_around(case: _Case, hit: Hit, local: list[Evidence]) -> Iterator[Evidence]:
    """Yield the evidence that is not right beside the name."""
    own = in_use().sums(local)
    elsewhere = {
        kind: (case.whole[kind] - own[kind]) / max(1, case.count - 1) for kind in case.whole
    }
    most = in_use().limits.most_elsewhere
    for kind, weight in elsewhere.items():
        if weight > 0:
            yield Evidence(Sign.ELSEWHERE, kind, strength=min(most, weight))
    backed = {kind for kind in Kind if own[kind] > 0 or elsewhere[kind] > 0}
    yield from _evidence_topics(case, hit, backed)
    yield from _evidence_usual(case, hit)
    yield from _evidence_commonness(case.document, hit)


def _evidence_usual(case: _Case, hit: Hit) -> Iterator[Evidence]:
    """Yield what speaks for a kind in advance: that it is asked for, or what it mostly is."""
    yield Evidence(Sign.ASKED, case.wanted)
    usual = listed_as(case.document.words[hit.first])
    for kind in sorted(usual) if case.wanted not in usual else ():
        yield Evidence(Sign.USUAL, kind)
    if case.wanted == Kind.PLACE and _heads_colon(case.document, hit):
        yield Evidence(Sign.HEADING, Kind.PLACE)


_TOPIC_SIGNS = {
    "backed": (Sign.TOPIC_NEAR, Sign.TOPIC_FAR),
    "unbacked": (Sign.TOPIC_NEAR_UNBACKED, Sign.TOPIC_FAR_UNBACKED),
    "proper": (Sign.TOPIC_NEAR_PROPER, Sign.TOPIC_FAR_PROPER),
}


def _evidence_topics(case: _Case, hit: Hit, backed: set[Kind]) -> Iterator[Evidence]:
    """Yield the topics near and in the article; they tell less where nothing else says so.

    What is asked for and a common thing need no backing, but a thing has no capital of names.
    """
    limits, document = in_use().limits, case.document
    near = _count_topics(document, hit.first - limits.near, hit.last + limits.near + 1)
    backed |= {case.wanted, Kind.THING}
    if is_given(document.words[hit.first]):
        backed.add(Kind.PERSON)
    for kind in case.far:
        proper = kind == Kind.THING and _is_proper(document, hit)
        how = "proper" if proper else "backed" if kind in backed else "unbacked"
        by_near, by_far = _TOPIC_SIGNS[how]
        if kind in near:
            yield Evidence(by_near, kind, strength=min(limits.most_near, near[kind]))
        yield Evidence(by_far, kind, strength=min(limits.most_far, case.far[kind]))


def _is_proper(document: Document, hit: Hit) -> bool:
    """Tell whether a common word has a capital that only a name has: in 2024 Turkey exported."""
    token, language = document.tokens[hit.first], document.language
    if is_big_by_place(document, hit.first) or not has_lemmas(language):
        return False
    said, leading = words_of(language), word_before(document, hit.first)
    if leading in said.articles or leading in said.one or leading in said.contracted:
        return False
    return Kind.THING not in listed_as(token.text) and is_noun(token.raw, language)


def _evidence_commonness(document: Document, hit: Hit) -> Iterator[Evidence]:
    """See whether a name is only a common word: the article writes it small, or big by place."""
    token, language = document.tokens[hit.first], document.language
    if token.text in document.small:
        yield Evidence(Sign.SMALL, Kind.THING)
    by_place = is_big_by_place(document, hit.first)
    nouns_are_big = words_of(language).traits.noun_capitals
    if (by_place or nouns_are_big) and is_noun(token.raw, language):
        yield Evidence(Sign.NOUN_BY_PLACE, Kind.THING)
    elif by_place and is_ordinary(token.raw, language) and not _heads_colon(document, hit):
        yield Evidence(Sign.WORD_BY_PLACE, Kind.THING)


def _heads_colon(document: Document, hit: Hit) -> bool:
    """Tell whether a name stands before a colon: Tours : un gymnase détruit."""
    return (document.between(hit.last) or "").strip() == ":"


def _count_topics(document: Document, low: int, high: int) -> Scores:
    """Count the topic words between two places by kind, each word once, telling ones for more."""
    telling, counts = in_use().limits.telling, dict[Kind, float]()
    for word in set(document.words[max(0, low) : high]):
        for kind, tells in topic_kinds(word, document.language):
            counts[kind] = counts.get(kind, 0) + (telling if tells else 1)
    return counts
