"""Compiled watches as plain arrays and back, so that they can be kept: no object, no code in them.

What is taken back is looked at first: numbers that lead nowhere would end a look-up much later.
"""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bot.core.language.keys import KeyKind
from bot.core.match.keyindex import KeyIndex
from bot.core.match.probes import Family, Prefixes
from bot.core.match.segment import Lists, Manner, Segment, Texts, join_texts
from bot.core.match.watchset import Part, WatchSet
from bot.core.watch.atoms import Looking
from bot.core.watch.compile import WatchSettings
from bot.models import Sense

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bot.core.match.keyindex import Numbers
    from bot.core.query.tree import AtomKind

    Columns = dict[str, NDArray[Any]]

_KINDS: Final[tuple[AtomKind, ...]] = ("word", "phrase", "exact", "prefix")
"""Kinds of atoms."""


def columns_of(watches: WatchSet) -> Columns:
    """Give the compiled watches of a set as arrays of numbers, texts as UTF-8.

    Queries with operators are not in it as they were read, and the broken ones not at all.
    """
    parts = {"base": watches.base, "recent": watches.recent}
    return {
        f"{name}.{column}": values
        for name, part in parts.items()
        if len(part.alive)
        for column, values in _part_columns(part).items()
    }


def set_of_columns(columns: Mapping[str, NDArray[Any]]) -> WatchSet:
    """Take the columns of a set back; raises ValueError where they are not those of a whole one."""
    try:
        return WatchSet(_part_of("base", columns), _part_of("recent", columns))
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"these are no columns of watches: {error!r}") from error


def _part_columns(part: Part) -> Columns:
    one, index = part.segment, part.segment.index
    return {
        "alive": part.alive,
        **_text_columns("texts", one.texts),
        **_text_columns("queries", one.queries),
        **_text_columns("names", join_texts(one.names)),
        **_list_columns("atoms", one.atoms),
        **_list_columns("triggered", one.triggered),
        **_list_columns("watches", one.watches),
        **{f"index.{name}": getattr(index, name) for name in KeyIndex.__slots__},
        "manners_of": np.array(one.manners_of, np.uint32),
        "settings_of": np.array(one.settings_of, np.uint32),
        "query_of": one.query_of,
        "always": np.array(one.always, np.uint32),
        "few": _utf8_of(json.dumps(_few_of(one))),
    }


def _part_of(name: str, columns: Mapping[str, NDArray[Any]]) -> Part:
    if f"{name}.alive" not in columns:
        return Part()
    own = _Own(name, columns)
    texts, queries, names = (
        own.take_texts("texts"),
        own.take_texts("queries"),
        own.take_texts("names"),
    )
    few = json.loads(own.take_text("few"))
    manners, settings = [*map(_manner_of, few["manners"])], [*map(_settings_of, few["settings"])]
    segment = Segment(
        texts=texts,
        manners_of=own.take_plain("manners_of", len(texts), len(manners)),
        manners=manners,
        index=own.take_index(len(texts)),
        families=frozenset(Family(KeyKind(kind), int(size)) for kind, size in few["families"]),
        prefixes=_prefixes_of(few["prefixes"]),
        queries=queries,
        settings_of=own.take_plain("settings_of", len(queries), len(settings)),
        settings=settings,
        atoms=own.take_lists("atoms", len(queries), len(texts)),
        triggered=own.take_lists("triggered", len(texts), len(queries)),
        always=tuple(own.take_numbers("always", None, len(queries)).tolist()),
        names=list(names),
        query_of=own.take_numbers("query_of", len(names), len(queries)),
        watches=own.take_lists("watches", len(queries), len(names)),
    )
    return Part(segment, own.take_column("alive", np.bool_, len(names)))


class _Own:
    """The columns of one part; each is looked at as it is taken."""

    def __init__(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        self._name = name
        self._columns = columns

    def take_column(self, name: str, kind: type, size: int | None) -> NDArray[Any]:
        found = self._columns[f"{self._name}.{name}"]
        if found.dtype != kind or found.ndim != 1 or size not in (None, len(found)):
            raise ValueError(f"{name}: {found.dtype} {found.shape}")
        return found

    def take_numbers(self, name: str, size: int | None, below: int) -> Numbers:
        found = self.take_column(name, np.uint32, size)
        if len(found) and int(found.max()) >= below:
            raise ValueError(f"{name}: a number leads nowhere")
        return found

    def take_plain(self, name: str, size: int, below: int) -> array[int]:
        return array("I", self.take_numbers(name, size, below).tolist())

    def take_starts(self, name: str, size: int | None, end: int) -> Numbers:
        """Take bounds that grow from nothing to the end."""
        found = self.take_column(name, np.uint32, size)
        if found[0] != 0 or found[-1] != end or (found[1:] < found[:-1]).any():
            raise ValueError(f"{name}: no bounds")
        return found

    def take_text(self, name: str) -> str:
        return self.take_column(name, np.uint8, None).tobytes().decode("utf-8", "surrogatepass")

    def take_texts(self, name: str) -> Texts:
        joined = self.take_text(name)
        return Texts(joined, self.take_starts(f"{name}.starts", None, len(joined)))

    def take_lists(self, name: str, owners: int, below: int) -> Lists:
        values = self.take_numbers(name, None, below)
        return Lists(self.take_starts(f"{name}.starts", owners + 1, len(values)), values)

    def take_index(self, atoms: int) -> KeyIndex:
        keys = self.take_column("index.keys", np.uint64, None)
        places = self.take_starts("index.places", None, len(keys))
        if (len(places) - 1).bit_count() != 1:
            raise ValueError("index.places: no power of two")
        found = self.take_numbers("index.atoms", None, atoms)
        return KeyIndex(
            keys,
            places,
            self.take_starts("index.starts", len(keys) + 1, len(found)),
            found,
            self.take_column("index.surfaces", np.uint16, len(found)),
        )


def _text_columns(name: str, texts: Texts) -> Columns:
    return {name: _utf8_of(texts.joined), f"{name}.starts": texts.starts}


def _list_columns(name: str, lists: Lists) -> Columns:
    return {name: lists.values, f"{name}.starts": lists.starts}


def _utf8_of(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def _few_of(one: Segment) -> dict[str, Any]:
    """Bring what there is little of into what JSON knows."""
    return {
        "manners": [
            [kind, aliases, sorted(off), sorted(opted), sense, languages, own]
            for kind, (aliases, off, opted, sense, languages), own in one.manners
        ],
        "settings": [
            [aliases, sorted(off), extra, sense, languages, sorted(sources)]
            for aliases, off, extra, sense, languages, sources in one.settings
        ],
        "families": sorted(one.families),
        "prefixes": one.prefixes.lengths,
    }


def _prefixes_of(lengths: dict[str, list[int]]) -> Prefixes:
    found = Prefixes(())
    found.lengths = {first: tuple(sizes) for first, sizes in lengths.items()}
    return found


def _manner_of(row: list[Any]) -> Manner:
    kind, aliases, off, opted, sense, languages, own = row
    looking = Looking(
        bool(aliases), frozenset(off), frozenset(opted), _sense_of(sense), tuple(languages)
    )
    return Manner(_KINDS[_KINDS.index(kind)], looking, tuple(own))


def _settings_of(row: list[Any]) -> WatchSettings:
    aliases, off, extra, sense, languages, sources = row
    return WatchSettings(
        bool(aliases),
        frozenset(off),
        tuple(extra),
        _sense_of(sense),
        tuple(languages),
        frozenset(sources),
    )


def _sense_of(name: str | None) -> Sense | None:
    return None if name is None else Sense(name)
