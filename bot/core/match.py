"""Match watches against articles: one automaton over all of them, trees only where it hits."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import AhoCorasick

from bot.core.aliases import lookup
from bot.core.document import FIELDS, Document
from bot.core.evaluate import Evaluation, Hit
from bot.core.history import fts_query as fts_query
from bot.core.inflect import LANGUAGES, languages_of, related
from bot.core.query import Query, parse
from bot.core.senses import is_namesake, judge
from bot.core.surfaces import Expansion, Surface, entities, literal, locate, of_form
from bot.core.text import fold, tokens
from bot.core.tree import And, Atom, Field, Node, Not, Or, children
from bot.models import Match, Sense, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.aliases import Entity
    from bot.models import Article

MAX_HITS: Final = 500
"""Hits of one watch in one article that are looked at."""

MAX_SPANS: Final = 50
_REACH: Final = 4
"""Words on each side that may make a hit part of a longer name."""


@dataclass(eq=False)
class Watch:
    """A compiled watch: its tree, its surfaces, and names that shadow them."""

    name: str
    query: Query
    root: Node
    atoms: tuple[Atom, ...]
    surfaces: tuple[Surface, ...]
    shadows: tuple[Surface, ...]
    unnamed: frozenset[int]
    judged: frozenset[int]
    off: frozenset[str]
    shown: tuple[Expansion, ...]
    sense: Sense | None
    languages: frozenset[str]
    sources: frozenset[str]

    @cached_property
    def expansion(self) -> tuple[Expansion, ...]:
        """List every form the watch looks for, whether it counts, in the order of its atoms."""
        return (*self.shown, *self._inflections())

    def _inflections(self) -> Iterator[Expansion]:
        """Yield the inflected forms that exist; loads the lemma tables."""
        for surface in self.surfaces:
            if surface.kind != "inflection" or surface.language or len(surface.slots) > 1:
                continue
            form, word = surface.words[0], surface.raws[0]
            if any(related(word, form, language) for language in languages_of(word)):
                on = form not in self.off
                yield Expansion(self.atoms[surface.atom].text, form, "inflection", on)


# ---- compiling -------------------------------------------------------------------------------


def compile_watch(
    name: str,
    query: str | Query,
    *,
    aliases: bool = True,
    aliases_off: Iterable[str] = (),
    aliases_extra: Iterable[str] = (),
    sense: Sense | None = None,
    languages: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> Watch:
    """Compile a watch; raises QueryError. Forms of `aliases_off` are not looked for."""
    read = parse(query) if isinstance(query, str) else query
    wanted = tuple(code.lower()[:2] for code in languages)
    extra = tuple(form for form in aliases_extra if tokens(form))
    root = _with_named_runs(read.root, sense) if aliases else read.root
    atoms = tuple(dict.fromkeys(Query(read.text, root).atoms))
    build = _Build(sense, frozenset(map(fold, aliases_off)), wanted or LANGUAGES, aliases=aliases)
    build.opted = frozenset(map(fold, extra))
    for index, atom in enumerate(atoms):
        build.add(atom, index)
    if atoms:
        build.add_extra(atoms[0], extra)
    return Watch(
        name,
        read,
        root,
        atoms,
        tuple(build.surfaces),
        tuple(build.shadows),
        frozenset(build.unnamed),
        frozenset(build.judged),
        build.off,
        tuple(build.shown),
        sense,
        frozenset(wanted),
        frozenset(map(fold, sources)),
    )


class _Build:
    """Collect the surfaces of a watch, its atoms one after the other."""

    def __init__(
        self, sense: Sense | None, off: frozenset[str], languages: tuple[str, ...], *, aliases: bool
    ) -> None:
        self.sense = sense
        self.off = off
        self.languages = languages
        self.aliases = aliases
        self.opted: frozenset[str] = frozenset()
        self.surfaces: list[Surface] = []
        self.shadows: list[Surface] = []
        self.unnamed: list[int] = []
        self.judged: list[int] = []
        self.shown: list[Expansion] = []

    def add(self, atom: Atom, index: int) -> None:
        """Add an atom's own surfaces and those of what it names."""
        found = entities(atom, self.sense) if self.aliases else ()
        named = entities(atom, self.sense) or entities(atom, None)
        self.shadows += _shadows(_shading(named, self.sense), index)
        if named or atom.text[0].isupper():
            self.judged.append(index)
        if not named and atom.text[0].isupper() and atom.kind != "exact":
            self.unnamed.append(index)
        languages = () if named else self.languages
        self.surfaces += [
            surface
            for surface in literal(atom, index, languages)
            if surface.kind != "inflection" or surface.words[0] not in self.off
        ]
        seen = {(fold(atom.text), "")}
        for entity in found:
            self._expand(entity, atom, index, seen)

    def _expand(self, entity: Entity, atom: Atom, index: int, seen: set[tuple[str, str]]) -> None:
        for form in entity.forms:
            folded = fold(form.text)
            key = (
                folded,
                f"{form.kind} {form.language}" if form.bound or form.text[-1] == "-" else "",
            )
            if key in seen:
                continue
            seen.add(key)
            on = folded not in self.off and (form.kind != "capital" or folded in self.opted)
            self.shown.append(Expansion(atom.text, form.text, form.kind, on))
            if on:
                self.surfaces += of_form(form, entity, index)

    def add_extra(self, atom: Atom, extra: tuple[str, ...]) -> None:
        """Add the user's own forms to the first atom."""
        known = {fold(expansion.form) for expansion in self.shown}
        for form in extra:
            if fold(form) not in known:
                on = fold(form) not in self.off
                self.shown.append(Expansion(atom.text, form, "own", on))
                own = literal(Atom(form), 0, self.languages) if on else ()
                self.surfaces += [replace(surface, kind="own") for surface in own]


def _shading(named: tuple[Entity, ...], sense: Sense | None) -> tuple[Entity, ...]:
    """Choose whose longer names count: without a sense a watch wants Richard Wagner too."""
    return tuple(entity for entity in named if entity.sense is (sense or Sense.PLACE))


def _shadows(named: tuple[Entity, ...], index: int) -> Iterator[Surface]:
    """Yield the longer names in which nothing that an atom names is meant."""
    if named:
        shared = frozenset.intersection(*(frozenset(entity.shadows) for entity in named))
        for phrase in sorted(shared):
            yield Surface(tuple(phrase.replace("'", "' ").split()), index, phrase, "shadow")


def _with_named_runs(node: Node, sense: Sense | None) -> Node:
    """Let bare words that follow each other and name something also count as that name."""
    match node:
        case And(parts):
            return And(tuple(_name_runs(parts, sense)))
        case Or(parts):
            return Or(tuple(_with_named_runs(part, sense) for part in parts))
        case Field("title", part):
            return Field("title", _with_named_runs(part, sense))
        case _:
            return node


def _name_runs(parts: tuple[Node, ...], sense: Sense | None) -> Iterator[Node]:
    at = 0
    while at < len(parts):
        run = _run_length(parts, at)
        for size in range(min(run, 5), 1, -1):
            words = [part for part in parts[at : at + size] if isinstance(part, Atom)]
            name = Atom(" ".join(word.text for word in words), "phrase", words[0].position)
            if entities(name, sense):
                yield Or((And(tuple(words)), name))
                at += size
                break
        else:
            yield _with_named_runs(parts[at], sense)
            at += 1


def _run_length(parts: tuple[Node, ...], at: int) -> int:
    """Count the bare words from here that are written one after the other."""
    size = 0
    for part in parts[at:]:
        if not (isinstance(part, Atom) and part.kind == "word"):
            break
        size += 1
    return size


# ---- matching --------------------------------------------------------------------------------


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
    hits = _verified(watch, document, places)
    whole = Evaluation(document, hits, document.ends[2])
    if not whole.holds(watch.root):
        return None
    about = Evaluation(document, hits, document.ends[1]).holds(watch.root)
    spots = whole.spots(watch.root)
    shown = sorted({hit for spot in spots for hit in spot.hits}, key=lambda hit: hit.first)
    spans = tuple(_span(watch, document, hit) for hit in shown[:MAX_SPANS])
    return Match(watch.name, about, spans, tuple(_reasons(watch, shown, about=about)))


def _verified(
    watch: Watch, document: Document, places: list[tuple[int, Surface]]
) -> dict[Atom, list[Hit]]:
    """Keep the hits whose letters, neighbours and sense are right; longest first at one place."""
    by_atom: defaultdict[int, dict[tuple[int, int], Hit]] = defaultdict(dict)
    shadows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, surface in places:
        where = locate(document, at, surface)
        if where is None:
            continue
        if surface.kind == "shadow":
            shadows[surface.atom].append(where)
        elif _is_surname(surface) and is_namesake(document, where[0]):
            continue
        elif where not in by_atom[surface.atom] or surface.kind == "literal":
            by_atom[surface.atom][where] = Hit(*where, surface)
    result: dict[Atom, list[Hit]] = {}
    for index, found in by_atom.items():
        hits = _without_inner(sorted(found.values(), key=lambda hit: (hit.first, -hit.last)))
        hits = _shadowed(hits, sorted(shadows[index]))
        if index in watch.unnamed:
            hits = [hit for hit in hits if not _is_piece(document, hit.first, hit.last)]
        if watch.sense is not None and index in watch.judged:
            hits = judge(document, hits, watch.sense)
        if not all(hit.surface.weak for hit in hits):
            result[watch.atoms[index]] = [hit for hit in hits if not hit.shadowed]
    return result


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
    return any(_is_place(document.written(*place)) for place in _wider(document, first, last))


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
    "literal": "the words themselves",
    "exact": "exactly these letters",
    "prefix": "a word that begins so",
    "inflection": "an inflected form",
    "order": "the same name in another order",
    "inserted": "the name with one word inserted",
    "hyphen": "the word with or without its hyphen",
    "own": "an alias of your own",
    "capital": "the capital",
}


def _reasons(watch: Watch, hits: list[Hit], *, about: bool) -> Iterator[str]:
    yield f"rule: {watch.query.describe()}"
    seen: set[tuple[str, str]] = set()
    for hit in hits:
        surface = hit.surface
        key = (surface.form, hit.note)
        if key not in seen and len(seen) < 10:
            seen.add(key)
            kind = _KINDS.get(surface.kind, f"alias ({surface.kind})")
            yield f"{kind}: “{surface.form}”" + (f"; {hit.note}" if hit.note else "")
    yield "about: the query holds within title and lead" if about else "mention: in the text only"
