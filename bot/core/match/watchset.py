"""A set of watches that is never changed: one that differs a little shares what stays.

Most watches stand in a big segment; what came since stands in a small one, what went is masked.
So a change costs what it changes. `merged` makes one segment of both, for whoever has the time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.core.match.segment import Builder, Segment
from bot.core.watch.compile import WantedWatch
from bot.errors import QueryError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.said import Words

RECENT: Final = 2_000
"""Watches in the small segment from which merging is worth it: as many are copied in some 10 ms. By
hand: a larger one makes each change dearer, a smaller one each look-up.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment and which of its watches still count."""

    segment: Segment = field(default_factory=Segment)
    alive: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))

    def without(self, names: Collection[str]) -> Part:
        """Mask the watches of these names."""
        gone = [at for at, name in enumerate(self.segment.names) if name in names]
        if not gone:
            return self
        alive = self.alive.copy()
        alive[gone] = False
        return Part(self.segment, alive)

    def __len__(self) -> int:
        return int(self.alive.sum())


@dataclass(frozen=True, slots=True, eq=False)
class WatchSet:
    """Compiled watches by name; `broken` says why the query of one cannot be read.

    `version` is whatever the caller counts by. Sets can be pickled.
    """

    base: Part = field(default_factory=Part)
    recent: Part = field(default_factory=Part)
    broken: dict[str, Words] = field(default_factory=dict)
    version: int = 0

    @property
    def parts(self) -> tuple[Part, ...]:
        """List the parts that hold watches."""
        return tuple(part for part in (self.base, self.recent) if len(part.alive))

    def __len__(self) -> int:
        return len(self.base) + len(self.recent)

    def changed(
        self,
        added: Iterable[WantedWatch],
        removed: Iterable[str] = (),
        *,
        version: int | None = None,
    ) -> WatchSet:
        """Return a set with watches added or replaced by name, and others removed."""
        new = {wanted.name: wanted for wanted in added}
        gone = {*new, *removed}
        builder = Builder()
        builder.absorb(self.recent.segment, self.recent.without(gone).alive)
        broken = {name: why for name, why in self.broken.items() if name not in gone}
        for wanted in new.values():
            try:
                builder.add(wanted)
            except QueryError as error:
                broken[wanted.name] = error.said[0]
        segment = builder.build()
        recent = Part(segment, np.ones(len(segment.names), bool))
        number = self.version if version is None else version
        if not len(self.base):
            return WatchSet(recent, Part(), broken, number)
        return WatchSet(self.base.without(gone), recent, broken, number)

    @property
    def whole(self) -> bool:
        """Tell whether nothing is in it that was removed."""
        return all(part.alive.all() for part in self.parts)

    def wanted(self) -> Iterator[WantedWatch]:
        """Yield the watches as they were before they were compiled."""
        for part in self.parts:
            segment = part.segment
            queries = list(segment.queries)
            for at in np.flatnonzero(part.alive).tolist():
                query = int(segment.query_of[at])
                yield WantedWatch(segment.names[at], queries[query], segment.settings_at(query))

    def crowded(self, most: int = RECENT) -> bool:
        """Tell whether so much changed that merging is worth it."""
        masked = len(self.base.alive) - len(self.base)
        return len(self.recent.alive) > most or masked > max(most, len(self.base))

    def merged(self) -> WatchSet:
        """Return the same watches in one segment; takes a second for a hundred thousand."""
        builder = Builder()
        for part in self.parts:
            builder.absorb(part.segment, part.alive)
        segment = builder.build()
        base = Part(segment, np.ones(len(segment.names), bool))
        return WatchSet(base, Part(), self.broken, self.version)


def watch_set(wanted: Iterable[WantedWatch], *, version: int = 0) -> WatchSet:
    """Compile watches; one whose query cannot be read is among the broken ones."""
    return WatchSet().changed(wanted, version=version)


def of_all(wanted: Iterable[WantedWatch]) -> WatchSet:
    """Compile watches that may share a name; raises QueryError."""
    builder = Builder()
    for one in wanted:
        builder.add(one)
    segment = builder.build()
    return WatchSet(Part(segment, np.ones(len(segment.names), bool)))
