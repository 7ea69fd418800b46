"""Match articles against a set of watches: atoms are looked up, trees only where they hit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.core.language.document import FIELDS, Document
from bot.core.language.text import fold
from bot.core.match.confirm import confirm_places
from bot.core.match.evaluate import Evaluation
from bot.core.match.probes import Prefixes, asked_keys, choose_probe, surface_end
from bot.core.match.watchset import WatchSet, of_all
from bot.core.query.tree import Atom
from bot.core.watch.atoms import sought
from bot.core.watch.compile import Watch as Watch
from bot.core.watch.compile import compile_watch as compile_watch
from bot.core.watch.hits import Hit
from bot.core.watch.search_expression import fts_query as fts_query
from bot.core.watch.search_expression import sources_asked as sources_asked
from bot.models import HitSpan, Match
from bot.said import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.match.probes import AskedKeys
    from bot.core.match.segment import Segment
    from bot.core.match.watchset import Part
    from bot.core.query.tree import Node
    from bot.core.watch.atoms import Compiled
    from bot.core.watch.compile import Read, WatchSettings
    from bot.core.watch.surfaces import Surface
    from bot.models import Article

MAX_HITS: Final = 500
"""Places of one atom in one article that are looked at. By hand: bounds the cost; a word that fills
a text says no more at its five hundredth place.
"""

MAX_SPANS: Final = 50
"""Hits of a match that are kept, by hand: bounds what is stored; a card shows a few."""
MAX_REASONS: Final = 10
"""Reasons of a match that are told, by hand: who reads more wants the text itself."""


class Matcher:
    """Match articles against many watches; cost per article hardly grows with their number."""

    def __init__(self, watches: Iterable[Watch] | WatchSet) -> None:
        if not isinstance(watches, WatchSet):
            watches = of_all(watch.wanted for watch in watches)
        self.watches = watches
        self._families = frozenset().union(*(p.segment.families for p in watches.parts))
        self._prefixes = Prefixes(())
        for part in watches.parts:
            self._prefixes |= part.segment.prefixes

    def match(self, article: Article | Document) -> tuple[Match, ...]:
        """Return the watches that hit an article, in the order they were given."""
        document = article if isinstance(article, Document) else Document(article)
        return tuple([match for reading in self._readings(document) for match in reading.matches()])

    def _readings(self, document: Document) -> list[_Reading]:
        asked = asked_keys(document, self._families, self._prefixes)
        return [_Reading(document, part, asked) for part in self.watches.parts]


class _Reading:
    """One part of the watches on one document: every atom is confirmed once at most."""

    def __init__(self, document: Document, part: Part, asked: AskedKeys) -> None:
        self._document = document
        self._segment: Segment = part.segment
        self._alive = part.alive
        self._places = _places_by_atom(part.segment, asked)
        self._confirmed: dict[int, tuple[Hit, ...]] = {}

    def confirmed(self, atom: int) -> tuple[Hit, ...]:
        """Confirm the places of an atom."""
        found = self._confirmed.get(atom)
        if found is None:
            found = ()
            if atom in self._places:
                one = sought(self._segment.sought(atom))
                found = confirm_places(
                    self._document, one, _sorted_surfaces(one, self._places[atom])
                )
            self._confirmed[atom] = found
        return found

    def matches(self) -> list[Match]:
        """Return the watches that hit, in their order."""
        found: list[tuple[int, Match]] = []
        for query in self._triggered():
            watches = [at for at in self._segment.watches.of(query) if self._alive[at]]
            if watches and self._admits(self._segment.settings_at(query)):
                match = self._evaluated(query)
                found += [(at, match) for at in watches] if match else ()
        found.sort(key=lambda pair: pair[0])
        names = self._segment.names
        return [Match(names[at], one.about, one.spans, one.reasons) for at, one in found]

    def _triggered(self) -> list[int]:
        triggered, queries = self._segment.triggered, set(self._segment.always)
        for atom in self._places:
            asking = triggered.of(atom)
            if asking and self.confirmed(atom):
                queries.update(asking)
        return sorted(queries)

    def _admits(self, settings: WatchSettings) -> bool:
        language, article = self._document.language, self._document.article
        if settings.languages and language and language not in settings.languages:
            return False
        named = {fold(article.source), fold(article.channel)}
        return not settings.sources or not named.isdisjoint(settings.sources)

    def _evaluated(self, query: int) -> Match | None:
        document, one = self._document, self._segment.read(query)
        if isinstance(one.root, Atom):
            # Most watches are one name: its hits say everything, and they are in text order.
            hits = self.confirmed(self._segment.atoms.of(query)[0])
            shown = [(one.root, hit) for hit in hits]
            about = any(hit.last < document.ends[1] for hit in hits)
        else:
            evaluation = self._evaluation(query, one, document.ends[2])
            if not evaluation.holds(one.root):
                return None
            about = self._evaluation(query, one, document.ends[1]).holds(one.root)
            shown = _shown_hits(evaluation, one.root)
        spans = tuple([_hit_span(document, atom, hit) for atom, hit in shown[:MAX_SPANS]])
        return Match("", about, spans, tuple(_hit_reasons(one, shown)))

    def _evaluation(self, query: int, one: Read, last: int) -> Evaluation:
        numbers = dict(zip(one.seeking, self._segment.atoms.of(query), strict=True))
        return Evaluation(self._document, lambda atom: self.confirmed(numbers[atom]), last)


def _places_by_atom(segment: Segment, asked: AskedKeys) -> dict[int, list[tuple[int, int]]]:
    """Look a text up; returns the word and the surface of every place by atom."""
    at, atoms, surfaces = segment.index.find(asked.keys)
    found: dict[int, list[tuple[int, int]]] = {}
    words = asked.at[at].tolist()
    for word, atom, surface in zip(words, atoms.tolist(), surfaces.tolist(), strict=True):
        found.setdefault(atom, []).extend((place, surface) for place in asked.places(word))
    return found


def _sorted_surfaces(one: Compiled, places: list[tuple[int, int]]) -> Iterator[tuple[int, Surface]]:
    """Yield the surfaces with the words they begin at, in the order in which their words end."""
    surfaces = (*one.surfaces, *one.shadows)
    firsts = [(at - choose_probe(surfaces[number]).shift, number) for at, number in set(places)]
    firsts.sort(key=lambda place: (*surface_end(surfaces[place[1]], place[0]), place[1]))
    return ((first, surfaces[number]) for first, number in firsts[:MAX_HITS])


def _shown_hits(evaluation: Evaluation, root: Node) -> list[tuple[Atom, Hit]]:
    """List the hits that make a query hold, in text order."""
    hits = dict.fromkeys(pair for spot in evaluation.spots(root) for pair in spot.hits)
    return sorted(hits, key=lambda pair: pair[1].first)


def _hit_span(document: Document, atom: Atom, hit: Hit) -> HitSpan:
    where = document.field_of(hit.first)
    start, end = document.tokens[hit.first].start, document.tokens[hit.last].end
    text = document.texts[where][start:end]
    return HitSpan(FIELDS[where], start, end, text, hit.surface.form, atom.text)


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


def _hit_reasons(one: Read, hits: list[tuple[Atom, Hit]]) -> Iterator[Said]:
    yield say("rule: {rule}", rule=one.query.told)
    seen: set[tuple[str, Said]] = set()
    for atom, hit in hits:
        key = (hit.surface.form, hit.note)
        if key not in seen and len(seen) < MAX_REASONS:
            seen.add(key)
            yield _hit_reason(atom, hit)


def _hit_reason(atom: Atom, hit: Hit) -> Said:
    """Say what a hit is to the words that were asked for, and what speaks for its sense."""
    kind = _KINDS.get(hit.surface.kind, _OTHER)
    form = hit.surface.form
    if form == atom.text:
        found = say("{kind}: “{form}”", kind=kind, form=form)
    else:
        found = say("{kind}: “{form}” for “{atom}”", kind=kind, form=form, atom=atom.text)
    return say("{found}; read as {sense}", found=found, sense=hit.note) if hit.note.text else found
