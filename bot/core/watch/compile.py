"""What is watched: a query read with its settings, and the atoms that it looks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.core.language.inflection import LANGUAGES, is_inflection, languages_of
from bot.core.language.text import fold, tokens
from bot.core.query.query import Query, parse_query
from bot.core.query.tree import And, Atom, AtomKind, InField, Near, Node, Or, SameSentence
from bot.core.watch.atoms import Looking, SoughtAtom, sought
from bot.core.watch.surfaces import Expansion, Surface, atom_entities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.models import Sense, Watchlist


class WatchSettings(NamedTuple):
    """What a watch is given beside its query; the forms are folded but for those of its own."""

    aliases: bool = True
    off: frozenset[str] = frozenset()
    extra: tuple[str, ...] = ()
    sense: Sense | None = None
    languages: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def _looking_by(settings: WatchSettings) -> Looking:
    """Return what of the settings decides how an atom is looked for."""
    opted = frozenset(map(fold, settings.extra))
    languages = settings.languages or LANGUAGES
    return Looking(settings.aliases, settings.off, opted, settings.sense, languages)


class WantedWatch(NamedTuple):
    """A watch that is not compiled: a name, a query and its settings."""

    name: str
    query: str
    settings: WatchSettings = WatchSettings()


def wanted_watch(watch: Watchlist, name: str = "") -> WantedWatch:
    """Bring the settings of a watch into one form; its matches bear `name`, or its own name."""
    settings = WatchSettings(
        watch.aliases,
        frozenset(map(fold, watch.aliases_off)),
        tuple(form for form in watch.aliases_extra if tokens(form)),
        watch.sense,
        tuple(dict.fromkeys(code.lower()[:2] for code in watch.languages)),
        frozenset(map(fold, watch.sources)),
    )
    return WantedWatch(name or watch.name, watch.query, settings)


_SAME: dict[AtomKind, AtomKind] = {"word": "phrase"}
"""Kinds of atoms that are looked for as others are."""


@dataclass(frozen=True, slots=True)
class Read:
    """A query that was read: its tree with whole names in it, and what each atom is sought as."""

    query: Query
    root: Node
    seeking: dict[Atom, SoughtAtom]


def read_query(text: str, settings: WatchSettings) -> Read:
    """Read a query; raises QueryError."""
    query = parse_query(text)
    root = _with_named_runs(query.root, settings.sense) if settings.aliases else query.root
    looking = _looking_by(settings)
    # Most watches are one name.
    atoms = (root,) if isinstance(root, Atom) else dict.fromkeys(Query(text, root).atoms)
    seeking = {
        atom: SoughtAtom(atom.text, _SAME.get(atom.kind, atom.kind), looking) for atom in atoms
    }
    if settings.extra and seeking:
        first = next(iter(seeking))
        own = tuple(form.form for form in _own_forms(seeking, settings) if form.on)
        seeking[first] = seeking[first]._replace(own=own)
    return Read(query, root, seeking)


def _tabled_expansions(seeking: dict[Atom, SoughtAtom]) -> Iterator[Expansion]:
    """Yield what the tables know of the atoms."""
    for one in seeking.values():
        yield from sought(one._replace(own=())).shown


def _own_forms(seeking: dict[Atom, SoughtAtom], settings: WatchSettings) -> list[Expansion]:
    """List the user's own forms that no atom has anyway; they go with the first atom."""
    known = {fold(form.form) for form in _tabled_expansions(seeking)}
    first = next(iter(seeking)).text
    found = []
    for form in settings.extra:
        if fold(form) not in known:
            known.add(fold(form))
            found.append(Expansion(first, form, "own", fold(form) not in settings.off))
    return found


@dataclass(eq=False)
class Watch:
    """A watch that was compiled alone, to be shown and searched for."""

    wanted: WantedWatch
    read: Read

    @property
    def name(self) -> str:
        """Return the name that its matches bear."""
        return self.wanted.name

    @property
    def query(self) -> Query:
        """Return the query as it was read."""
        return self.read.query

    @property
    def root(self) -> Node:
        """Return the tree that is evaluated."""
        return self.read.root

    @cached_property
    def surfaces(self) -> dict[Atom, tuple[Surface, ...]]:
        """Return what each atom looks like in a text."""
        return {atom: sought(one).surfaces for atom, one in self.read.seeking.items()}

    @cached_property
    def shown(self) -> tuple[Expansion, ...]:
        """List the names that the tables and the user add, whether they count."""
        seeking, settings = self.read.seeking, self.wanted.settings
        own = _own_forms(seeking, settings) if seeking and settings.extra else []
        return (*_tabled_expansions(seeking), *own)

    @cached_property
    def expansion(self) -> tuple[Expansion, ...]:
        """List every form the watch looks for, whether it counts, in the order of its atoms."""
        return (*self.shown, *self._inflections())

    def _inflections(self) -> Iterator[Expansion]:
        """Yield the inflected forms that exist; loads the lemma tables."""
        for atom, surfaces in self.surfaces.items():
            for surface in surfaces:
                if surface.kind != "inflection" or surface.language or len(surface.slots) > 1:
                    continue
                word = surface.raws[0]
                for (form,) in surface.spellings:
                    if any(is_inflection(word, form, language) for language in languages_of(word)):
                        yield Expansion(atom.text, form, "inflection", on=True)


def compile_watch(watch: Watchlist) -> Watch:
    """Compile a watch; raises QueryError."""
    one = wanted_watch(watch)
    return Watch(one, read_query(one.query, one.settings))


def _with_named_runs(node: Node, sense: Sense | None) -> Node:
    """Let bare words that follow each other and name something also count as that name."""
    match node:
        case And(parts):
            plain, bound = And(tuple(_name_runs(parts, sense))), _bound_runs(parts, sense)
            return plain if bound == parts else Or((plain, And(tuple(_name_runs(bound, sense)))))
        case Or(parts):
            return Or(tuple(_with_named_runs(part, sense) for part in parts))
        case InField("title", part):
            return InField("title", _with_named_runs(part, sense))
        case _:
            return node


def _name_runs(parts: tuple[Node, ...], sense: Sense | None) -> Iterator[Node]:
    at = 0
    while at < len(parts):
        run = _run_length(parts, at)
        for size in range(min(run, 5), 1, -1):
            words = [part for part in parts[at : at + size] if isinstance(part, Atom)]
            name = Atom(" ".join(word.text for word in words), "phrase", words[0].position)
            if atom_entities(name, sense):
                yield Or((And(tuple(words)), name))
                at += size
                break
        else:
            yield _with_named_runs(parts[at], sense)
            at += 1


def _bound_runs(parts: tuple[Node, ...], sense: Sense | None) -> tuple[Node, ...]:
    """Put whole names beside NEAR, ONEAR and SENT: Corée du Nord SENT missile."""
    for at, part in enumerate(parts):
        if isinstance(part, Near | SameSentence):
            low, left = _name_reach(part.left, parts[:at][::-1], sense, before=True)
            high, right = _name_reach(part.right, parts[at + 1 :], sense, before=False)
            if low or high:
                whole = replace(part, left=left, right=right)
                rest = _bound_runs(parts[at + 1 + high :], sense)
                return (*parts[: at - low], whole, *rest)
    return parts


def _name_reach(
    node: Node, beside: tuple[Node, ...], sense: Sense | None, *, before: bool
) -> tuple[int, Node]:
    """Return how many of the words beside a node make a name with it, and that name."""
    for size in range(min(len(beside), 4), 0, -1):
        run = (node, *beside[:size])
        words = [one for one in run if isinstance(one, Atom) and one.kind == "word"]
        if len(words) == len(run):
            ordered = words[::-1] if before else words
            name = Atom(" ".join(w.text for w in ordered), "phrase", ordered[0].position)
            if atom_entities(name, sense):
                return size, name
    return 0, node


def _run_length(parts: tuple[Node, ...], at: int) -> int:
    """Count the bare words from here that are written one after the other."""
    size = 0
    for part in parts[at:]:
        if not (isinstance(part, Atom) and part.kind == "word"):
            break
        size += 1
    return size
