"""Match watches against articles: one automaton over all of them, trees only where it hits."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from bot.core.aliases import lookup
from bot.core.before import is_namesake, leads_into
from bot.core.document import FIELDS, Document
from bot.core.evaluate import Evaluation, Hit
from bot.core.history import fts_query as fts_query
from bot.core.senses import judge
from bot.core.surfaces import Surface
from bot.core.text import fold
from bot.core.tree import Atom, Field, Node, Not, Or, children
from bot.core.verify import locate
from bot.core.watch import Watch as Watch
from bot.core.watch import compile_watch as compile_watch
from bot.models import Match, Sense, Span
from bot.said import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.models import Article

MAX_HITS: Final = 500
"""Hits of one watch in one article that are looked at."""

MAX_SPANS: Final = 50
MAX_REASONS: Final = 10
_REACH: Final = 4
"""Words on each side that may make a hit part of a longer name."""


class Drop(NamedTuple):
    """A hit that does not count, and why."""

    hit: Hit
    why: Said


class Missed(NamedTuple):
    """A watch that did not hit although its words occur, and why."""

    watch: str
    reasons: tuple[Said, ...]


class Matcher:
    """Match articles against many watches; cost per article hardly grows with their number."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        self._watches = tuple(watches)
        owners: defaultdict[str, list[tuple[int, Surface]]] = defaultdict(list)
        for index, watch in enumerate(self._watches):
            for surface in (*watch.surfaces, *watch.shadows):
                owners[surface.pattern].append((index, surface))
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(list(owners)) if owners else None
        self._textless = [i for i, watch in enumerate(self._watches) if _textless(watch.root)]

    def match(self, article: Article) -> tuple[Match, ...]:
        """Return the watches that hit an article, in the order they were given."""
        document = Document(article)
        found = self._found(document)
        for index in self._textless:
            found.setdefault(index, [])
        matches = []
        for index in sorted(found):
            watch = self._watches[index]
            if _admits(watch, article, document.language):
                match = _evaluate(watch, document, found[index])
                if match:
                    matches.append(match)
        return tuple(matches)

    def explain(self, article: Article) -> tuple[Missed, ...]:
        """Tell of the watches that nearly hit an article why they did not."""
        document = Document(article)
        found = sorted(self._found(document).items())
        missed = (_missed(self._watches[index], document, places) for index, places in found)
        return tuple(one for one in missed if one is not None and one.reasons)

    def _found(self, document: Document) -> dict[int, list[tuple[int, Surface]]]:
        found: dict[int, list[tuple[int, Surface]]] = {}
        if self._automaton is None:
            return found
        text = document.joined
        for pattern, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            at = document.at(start + 1)
            for index, surface in self._owners[pattern]:
                places = found.setdefault(index, [])
                if len(places) < MAX_HITS:
                    places.append((at, surface))
        return found


def _textless(node: Node) -> bool:
    """Tell whether a node can hold without a word of the text (source: and the like)."""
    match node:
        case Atom():
            return False
        case Not():
            return True
        case Field(name, part):
            return name != "title" or _textless(part)
        case Or(parts):
            return any(_textless(part) for part in parts)
        case _:
            return all(_textless(part) for part in children(node))


def _admits(watch: Watch, article: Article, language: str) -> bool:
    if watch.languages and language and language not in watch.languages:
        return False
    return not watch.sources or fold(article.source) in watch.sources


def _evaluate(watch: Watch, document: Document, places: list[tuple[int, Surface]]) -> Match | None:
    hits = _verified(watch, document, places, [])
    whole = Evaluation(document, hits, document.ends[2])
    if not whole.holds(watch.root):
        return None
    about = Evaluation(document, hits, document.ends[1]).holds(watch.root)
    spots = whole.spots(watch.root)
    shown = sorted(
        dict.fromkeys(hit for spot in spots for hit in spot.hits), key=lambda hit: hit.first
    )
    spans = tuple(_span(watch, document, hit) for hit in shown[:MAX_SPANS])
    return Match(watch.name, about, spans, tuple(_reasons(watch, shown)))


def _missed(watch: Watch, document: Document, places: list[tuple[int, Surface]]) -> Missed | None:
    """Collect why a watch whose words occur does not hold; None when it holds."""
    drops: list[Drop] = []
    hits = _verified(watch, document, places, drops)
    if not _admits(watch, document.article, document.language):
        return Missed(watch.name, (say("language or source: not among those of the watch"),))
    if Evaluation(document, hits, document.ends[2]).holds(watch.root):
        return None
    told = [
        say(
            "“{words}” does not count: {reason}",
            words=document.written(drop.hit.first, drop.hit.last),
            reason=drop.why,
        )
        for drop in drops
    ]
    if hits:
        told.append(say("rule: {rule} does not hold", rule=watch.query.told))
    return Missed(watch.name, tuple(dict.fromkeys(told))[:MAX_REASONS])


def _verified(
    watch: Watch, document: Document, places: list[tuple[int, Surface]], drops: list[Drop]
) -> dict[Atom, list[Hit]]:
    """Keep the hits whose letters, neighbours and sense are right; longest first at one place.

    Adds to `drops` what reads as the atom but means something else.
    """
    by_atom: defaultdict[int, dict[tuple[int, int], Hit]] = defaultdict(dict)
    shadows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, surface in places:
        where = locate(document, at, surface)
        if where is None:
            continue
        if surface.kind == "shadow":
            shadows[surface.atom].append(where)
        elif _is_surname(surface) and is_namesake(document, where[0], surface.entity):
            drops.append(Drop(Hit(*where, surface), say("somebody else of this name")))
        elif where not in by_atom[surface.atom] or surface.kind == "literal":
            by_atom[surface.atom][where] = Hit(*where, surface)
    result: dict[Atom, list[Hit]] = {}
    for index, found in by_atom.items():
        hits = _without_inner(sorted(found.values(), key=lambda hit: (hit.first, -hit.last)))
        hits = _sifted(watch, document, index, _shadowed(hits, sorted(shadows[index])), drops)
        if all(hit.surface.weak for hit in hits):
            drops += [Drop(hit, say("too ambiguous to stand alone")) for hit in hits]
        else:
            result[watch.atoms[index]] = hits
    return result


def _sifted(
    watch: Watch, document: Document, index: int, hits: list[Hit], drops: list[Drop]
) -> list[Hit]:
    """Keep the hits of an atom that are no piece of a longer name and have the watch's sense."""
    if index in watch.unnamed:
        parted = [(hit, _is_piece(document, hit.first, hit.last)) for hit in hits]
        drops += [Drop(hit, say("part of a longer name")) for hit, piece in parted if piece]
        hits = [hit for hit, piece in parted if not piece]
    if watch.sense is not None and index in watch.judged:
        judged = list(zip(hits, judge(document, hits, watch.sense), strict=True))
        drops += [Drop(hit, verdict.note) for hit, verdict in judged if not verdict.kept]
        hits = [replace(hit, note=verdict.note) for hit, verdict in judged if verdict.kept]
    drops += [Drop(hit, say("part of a longer name")) for hit in hits if hit.shadowed]
    return [hit for hit in hits if not hit.shadowed]


def _is_surname(surface: Surface) -> bool:
    return surface.kind == "person" and len(surface.words) == 1 and not surface.tail


def _shadowed(hits: list[Hit], shadows: list[tuple[int, int]]) -> list[Hit]:
    """Mark the hits that are only a piece of a longer name: Guinée in Guinée équatoriale."""
    if not shadows:
        return hits
    return [replace(hit, shadowed=True) if _is_shadowed(hit, shadows) else hit for hit in hits]


def _is_shadowed(hit: Hit, shadows: list[tuple[int, int]]) -> bool:
    at = bisect_right(shadows, (hit.first, hit.last))
    around = shadows[max(0, at - 3) : at + 3]
    return any(
        low <= hit.first and hit.last <= high and high - low > hit.last - hit.first
        for low, high in around
    )


def _without_inner(hits: list[Hit]) -> list[Hit]:
    """Drop hits that lie inside a longer one of the same atom."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.last > kept[-1].last:
            kept.append(hit)
    return kept


def _is_piece(document: Document, first: int, last: int) -> bool:
    """Tell whether a name is only a piece of a place's name: York in New York."""
    return any(
        _is_place(document.written(low, high))
        for low, high in _wider(document, first, last)
        if high > last or not leads_into(document, low, first)
    )


@lru_cache(maxsize=65536)
def _is_place(phrase: str) -> bool:
    return any(entity.sense is Sense.PLACE for entity in lookup(phrase))


def _wider(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words around a hit that could be one name."""
    lows, highs = [first], [last]
    while len(lows) <= _REACH and lows[-1] > 0 and document.adjacent(lows[-1] - 1):
        lows.append(lows[-1] - 1)
    while len(highs) <= _REACH and document.adjacent(highs[-1]):
        highs.append(highs[-1] + 1)
    return ((low, high) for low in lows for high in highs if (low, high) != (first, last))


def _span(watch: Watch, document: Document, hit: Hit) -> Span:
    where = document.field_of(hit.first)
    start, end = document.tokens[hit.first].start, document.tokens[hit.last].end
    text = document.texts[where][start:end]
    atom = watch.atoms[hit.surface.atom].text
    return Span(FIELDS[where], start, end, text, hit.surface.form, atom)


_KINDS: Final = {
    "literal": say("the words themselves"),
    "exact": say("exactly these letters"),
    "prefix": say("a word that begins so"),
    "inflection": say("an inflected form"),
    "order": say("the same name in another order"),
    "inserted": say("the name with one word inserted"),
    "hyphen": say("the word with or without its hyphen"),
    "own": say("an alias of your own"),
    "capital": say("the capital"),
    "exonym": say("the name in another language or spelling"),
    "demonym": say("the word for its people"),
    "compound": say("the name as part of a compound"),
    "acronym": say("the acronym"),
    "person": say("a name of this person"),
    "group": say("a name of this organisation"),
}
_OTHER: Final = say("another name")


def _reasons(watch: Watch, hits: list[Hit]) -> Iterator[Said]:
    yield say("rule: {rule}", rule=watch.query.told)
    seen: set[tuple[str, Said]] = set()
    for hit in hits:
        key = (hit.surface.form, hit.note)
        if key not in seen and len(seen) < MAX_REASONS:
            seen.add(key)
            yield _reason(watch, hit)


def _reason(watch: Watch, hit: Hit) -> Said:
    """Say what a hit is to the words that were asked for, and what speaks for its sense."""
    kind = _KINDS.get(hit.surface.kind, _OTHER)
    form, atom = hit.surface.form, watch.atoms[hit.surface.atom].text
    if form == atom:
        found = say("{kind}: “{form}”", kind=kind, form=form)
    else:
        found = say("{kind}: “{form}” for “{atom}”", kind=kind, form=form, atom=atom)
    return say("{found}; read as {sense}", found=found, sense=hit.note) if hit.note.text else found
