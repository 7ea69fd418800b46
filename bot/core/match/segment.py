"""Many watches in columns: each distinct query and each distinct atom once, no object for a watch.

Numbers lead from one to the other: key -> atom -> queries that an atom of theirs triggers ->
watches. A segment never changes; one made of others takes over their columns.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.language.keys import KeyKind, join_keys, word_key
from bot.core.match.keyindex import KeyIndex, build_index, index_entries
from bot.core.match.probes import Family, Prefixes, choose_probe
from bot.core.query.tree import Atom, InField, Not, Or, child_nodes
from bot.core.watch.atoms import KEPT, Looking, SoughtAtom, compile_atom
from bot.core.watch.compile import Read, WantedWatch, WatchSettings, read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.core.language.keys import Keys
    from bot.core.match.keyindex import Numbers
    from bot.core.query.tree import AtomKind, Node
    from bot.core.watch.surfaces import Surface

    Entries = tuple[Keys, Numbers, NDArray[np.uint16]]


_NONE: Final[NDArray[np.uint32]] = np.zeros(0, np.uint32)


class Lists(NamedTuple):
    """Many short lists of numbers, one after the other."""

    starts: Numbers
    values: Numbers

    def of(self, number: int) -> list[int]:
        """Return one of the lists."""
        found: list[int] = self.values[self.starts[number] : self.starts[number + 1]].tolist()
        return found


def _lists_by_owner(owners: Numbers, values: Numbers, count: int) -> Lists:
    """Bring pairs into one list for each owner."""
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(count + 1))
    return Lists(starts.astype(np.uint32), values[order])


class Manner(NamedTuple):
    """What atoms have in common beside their text."""

    kind: AtomKind
    looking: Looking
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Many short texts, one after the other; `starts` has one more than there are texts."""

    joined: str
    starts: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        return self.joined[self.starts[number] : self.starts[number + 1]]

    def __iter__(self) -> Iterator[str]:
        return (self.joined[low:high] for low, high in pairwise(self.starts.tolist()))


def join_texts(texts: Sequence[str]) -> Texts:
    """Put texts one after the other."""
    starts = np.zeros(len(texts) + 1, np.uint32)
    np.cumsum([len(text) for text in texts], out=starts[1:])
    return Texts("".join(texts), starts)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Watches in columns; `reads` holds queries with operators as they were read, where known."""

    texts: Texts = field(default_factory=lambda: join_texts([]))
    manners_of: Sequence[int] = ()
    manners: list[Manner] = field(default_factory=list)
    index: KeyIndex = field(default_factory=lambda: build_index(*_joined_entries([])))
    families: frozenset[Family] = frozenset()
    prefixes: Prefixes = field(default_factory=lambda: Prefixes(()))

    queries: Texts = field(default_factory=lambda: join_texts([]))
    settings_of: Sequence[int] = ()
    settings: list[WatchSettings] = field(default_factory=list)
    reads: dict[int, Read] = field(default_factory=dict)
    atoms: Lists = field(default_factory=lambda: Lists(_NONE, _NONE))
    triggered: Lists = field(default_factory=lambda: Lists(_NONE, _NONE))
    always: tuple[int, ...] = ()

    names: list[str] = field(default_factory=list)
    query_of: Numbers = field(default_factory=lambda: _NONE)
    watches: Lists = field(default_factory=lambda: Lists(_NONE, _NONE))

    def sought(self, number: int) -> SoughtAtom:
        """Return an atom."""
        return SoughtAtom(self.texts[number], *self.manners[self.manners_of[number]])

    def settings_at(self, number: int) -> WatchSettings:
        """Return the settings of a query."""
        return self.settings[self.settings_of[number]]

    def read(self, number: int) -> Read:
        """Return a query as it was read."""
        return self.reads.get(number) or _read(self.queries[number], self.settings_at(number))


_read = lru_cache(maxsize=KEPT)(read_query)


class Builder:
    """Collects watches for a segment."""

    def __init__(self) -> None:
        self._atoms: dict[tuple[str, int], int] = {}
        self._ways = array("H")
        self._manners: dict[Manner, int] = {}
        self._queries: dict[tuple[str, int], int] = {}
        self._settings: dict[WatchSettings, int] = {}
        self._reads: dict[int, Read] = {}
        self._of_query = (array("I"), array("I"))
        self._triggers = (array("I"), array("I"))
        self._always: list[int] = []
        self._names: list[str] = []
        self._query_of = array("I")
        self._rows: dict[tuple[KeyKind, int], tuple[array[int], array[int], array[int]]] = {}
        self._prefixes: set[str] = set()
        self._families: set[Family] = set()
        self._taken: list[Entries] = []
        self._prefixed: list[Prefixes] = []

    def add(self, wanted: WantedWatch) -> None:
        """Add a watch; raises QueryError."""
        key = (wanted.query, _number_of(self._settings, wanted.settings))
        number = self._queries.get(key)
        if number is None:
            one = read_query(wanted.query, wanted.settings)
            atoms = [self._atom(sought) for sought in one.seeking.values()]
            number = self._query(key, one, atoms, self._triggering(one, atoms))
        self._names.append(wanted.name)
        self._query_of.append(number)

    def _triggering(self, one: Read, atoms: list[int]) -> set[int] | None:
        if isinstance(one.root, Atom):
            # Most watches are one name: nothing has to be chosen.
            return set(atoms)
        numbers = dict(zip(one.seeking, atoms, strict=True))
        return _trigger_atoms(one.root, lambda atom: (numbers[atom], self._ways[numbers[atom]]))

    def _query(
        self, key: tuple[str, int], one: Read, atoms: Iterable[int], triggers: set[int] | None
    ) -> int:
        number = self._queries[key] = len(self._queries)
        if not isinstance(one.root, Atom) or len(one.seeking) > 1:
            self._reads[number] = one
        self._relate(number, atoms, triggers)
        return number

    def _relate(self, number: int, atoms: Iterable[int], triggers: Iterable[int] | None) -> None:
        for atom in atoms:
            self._of_query[0].append(number)
            self._of_query[1].append(atom)
        if triggers is None:
            self._always.append(number)
        for atom in triggers or ():
            self._triggers[0].append(atom)
            self._triggers[1].append(number)

    def _atom(self, sought: SoughtAtom) -> int:
        key = (sought.text, _number_of(self._manners, Manner(*sought[1:])))
        number = self._atoms.get(key)
        if number is None:
            number = self._atoms[key] = len(self._atoms)
            one = compile_atom(sought)
            ways = sum(
                self._surface(surface, number, at)
                for at, surface in enumerate((*one.surfaces, *one.shadows))
            )
            self._ways.append(min(ways, 0xFFFF))
        return number

    def _surface(self, surface: Surface, atom: int, at: int) -> int:
        kind, rows, _ = choose_probe(surface)
        words, atoms, surfaces = self._columns(kind, len(rows[0]))
        for row in rows:
            words.extend(map(word_key, row))
            atoms.append(atom)
            surfaces.append(at)
        if kind is KeyKind.PREFIX:
            self._prefixes.add(rows[0][0])
        return len(rows)

    def _columns(self, kind: KeyKind, size: int) -> tuple[array[int], array[int], array[int]]:
        found = self._rows.get((kind, size))
        if found is None:
            found = self._rows[Family(kind, size)] = (array("Q"), array("I"), array("H"))
        return found

    def absorb(self, segment: Segment, alive: NDArray[np.bool_]) -> None:
        """Take over the watches of a segment that are alive, with nothing compiled anew."""
        queries = np.zeros(len(segment.queries), bool)
        queries[segment.query_of[alive]] = True
        new_atoms = self._absorb_atoms(segment, queries)
        numbers = self._absorb_queries(segment, queries, new_atoms)
        kept = np.flatnonzero(alive).tolist()
        self._names += [segment.names[at] for at in kept]
        self._query_of.extend(numbers[segment.query_of[alive]].tolist())

    def _absorb_atoms(self, segment: Segment, queries: NDArray[np.bool_]) -> Numbers:
        """Take over the atoms of some queries; returns the new number of each."""
        counts = np.diff(segment.atoms.starts)
        used = np.zeros(len(segment.texts), bool)
        used[segment.atoms.values[np.repeat(queries, counts)]] = True
        numbers = np.zeros(len(segment.texts), np.uint32)
        manners = [_number_of(self._manners, manner) for manner in segment.manners]
        fresh = np.zeros(len(segment.texts), bool)
        for at in np.flatnonzero(used).tolist():
            key = (segment.texts[at], manners[segment.manners_of[at]])
            fresh[at] = key not in self._atoms
            numbers[at] = self._atoms.setdefault(key, len(self._atoms))
        keys, atoms, surfaces = index_entries(segment.index)
        taken = fresh[atoms]
        ways = np.bincount(atoms[taken], minlength=len(fresh))[fresh]
        self._ways.extend(np.minimum(ways, 0xFFFF).tolist())
        self._taken.append((keys[taken], numbers[atoms[taken]], surfaces[taken]))
        self._families |= segment.families
        self._prefixed.append(segment.prefixes)
        return numbers

    def _absorb_queries(
        self, segment: Segment, queries: NDArray[np.bool_], new_atoms: Numbers
    ) -> Numbers:
        numbers = np.zeros(len(queries), np.uint32)
        settings = [_number_of(self._settings, one) for one in segment.settings]
        triggers = _lists_by_owner(
            segment.triggered.values,
            np.repeat(np.arange(len(segment.texts)), np.diff(segment.triggered.starts)),
            len(queries),
        )
        always = set(segment.always)
        for at in np.flatnonzero(queries).tolist():
            key = (segment.queries[at], settings[segment.settings_of[at]])
            number = self._queries.get(key)
            if number is None:
                number = self._queries[key] = len(self._queries)
                if at in segment.reads:
                    self._reads[number] = segment.reads[at]
                own = None if at in always else new_atoms[triggers.of(at)].tolist()
                self._relate(number, new_atoms[segment.atoms.of(at)].tolist(), own)
            numbers[at] = number
        return numbers

    def build(self) -> Segment:
        """Return the segment of all that was collected."""
        prefixes = Prefixes(self._prefixes)
        for other in self._prefixed:
            prefixes |= other
        count = len(self._queries)
        query_of = np.array(self._query_of, np.uint32)
        return Segment(
            texts=join_texts([text for text, _ in self._atoms]),
            manners_of=array("I", [manner for _, manner in self._atoms]),
            manners=list(self._manners),
            index=build_index(
                *_joined_entries([*self._taken, *(self._entries(*key) for key in self._rows)])
            ),
            families=frozenset(self._families | {Family(*key) for key in self._rows}),
            prefixes=prefixes,
            queries=join_texts([text for text, _ in self._queries]),
            settings_of=array("I", [settings for _, settings in self._queries]),
            settings=list(self._settings),
            reads=self._reads,
            atoms=_lists_by_owner(*_pair_arrays(self._of_query), count),
            triggered=_lists_by_owner(*_pair_arrays(self._triggers), len(self._atoms)),
            always=tuple(self._always),
            names=self._names,
            query_of=query_of,
            watches=_lists_by_owner(query_of, np.arange(len(query_of), dtype=np.uint32), count),
        )

    def _entries(self, kind: KeyKind, size: int) -> Entries:
        words, atoms, surfaces = self._rows[kind, size]
        columns = np.frombuffer(words, np.uint64).reshape(-1, size).T
        keys = join_keys(list(columns), kind)
        return keys, np.array(atoms, np.uint32), np.array(surfaces, np.uint16)


def _number_of(known: dict[Any, int], value: Any) -> int:
    """Return the number of a value, the next one when it is new."""
    return known.setdefault(value, len(known))


def _pair_arrays(pairs: tuple[array[int], array[int]]) -> tuple[Numbers, Numbers]:
    return np.array(pairs[0], np.uint32), np.array(pairs[1], np.uint32)


def _joined_entries(parts: Sequence[Entries]) -> Entries:
    return (
        np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _, _ in parts)]),
        np.concatenate([_NONE, *(atoms for _, atoms, _ in parts)]),
        np.concatenate([np.zeros(0, np.uint16), *(surfaces for _, _, surfaces in parts)]),
    )


def _trigger_atoms(node: Node, cost: Callable[[Atom], tuple[int, int]]) -> set[int] | None:
    """Choose atoms of which one has to occur for a node to hold; None where none has to.

    Of what has to hold together the part counts that is written in fewest ways: it is the
    rarest, or costs the least to find.
    """
    chosen = _chosen_atoms(node, cost)
    return None if chosen is None else set(chosen)


def _chosen_atoms(node: Node, cost: Callable[[Atom], tuple[int, int]]) -> dict[int, int] | None:
    match node:
        case Atom():
            number, ways = cost(node)
            return {number: ways}
        case Not():
            return None
        case InField(name, part):
            return _chosen_atoms(part, cost) if name == "title" else None
        case Or(parts):
            found = [_chosen_atoms(part, cost) for part in parts]
            known = [one for one in found if one is not None]
            whole = {number: ways for one in known for number, ways in one.items()}
            return whole if len(known) == len(found) else None
        case _:
            found = [_chosen_atoms(part, cost) for part in child_nodes(node)]
            return min(
                (one for one in found if one is not None),
                key=lambda one: sum(one.values()),
                default=None,
            )
