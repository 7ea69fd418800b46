"""The watches that articles are matched against, kept up to date beside the work.

A change is compiled in a thread and then takes the place of what was before, so nobody waits for
it and whoever is matching goes on with the set he began with.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from bot.core.health import Ill
from bot.core.match.matcher import Matcher
from bot.core.match.watchset import RECENT, WatchSet
from bot.core.prepare import Draft, Prepared
from bot.core.watch.compile import WantedWatch, wanted_watch
from bot.models import Watchlist
from bot.ports import Store
from bot.said import Words
from bot.service.intake.shelving import Shelf, Shelving


def wanted_of(watch: Watchlist) -> WantedWatch:
    """Name a watchlist by its id, so that its matches lead back to it."""
    return wanted_watch(watch, str(watch.id))


class Preparing(Protocol):
    """Prepares articles beside this process, by watches that it is kept up to date with."""

    async def prepare(self, drafts: Sequence[Draft]) -> list[Prepared]:
        """Prepare drafts; raises ParseError."""
        ...

    async def changed(
        self, added: Sequence[WantedWatch], gone: Iterable[str], version: int
    ) -> None:
        """Hear of a change of the watches."""
        ...

    async def renewed(self) -> None:
        """Hear that the watches were merged."""
        ...

    def ill(self) -> Ill | None:
        """Tell since when it fails again and again."""
        ...

    async def close(self) -> None:
        """End it."""
        ...


MakePreparers = Callable[[Callable[[], WatchSet]], Preparing]
"""Makes what prepares, given a way to get at the watches as they are now."""


class _Change(NamedTuple):
    """Watches to compile and names to drop, and the version of the store that this makes."""

    new: list[WantedWatch]
    gone: list[str]
    version: int


class LiveWatches:
    """Every watchlist and its matcher, as of some version of the store.

    From more than `most` changes on all watches are brought into one segment again, aside.
    """

    def __init__(
        self,
        store: Store,
        preparers: MakePreparers | None = None,
        shelf: Shelf | None = None,
        *,
        most: int = RECENT,
    ) -> None:
        self._store = store
        self._most = most
        self._marks: dict[int, int] = {}
        self._catching_up: asyncio.Task[None] | None = None
        self._merging: asyncio.Task[None] | None = None
        self._since: list[_Change] = []
        self.version = -1
        self.watchlists: dict[int, Watchlist] = {}
        self.matcher = Matcher(WatchSet())
        self.preparers = preparers(lambda: self.matcher.watches) if preparers else None
        self._shelving = Shelving(shelf, lambda: self.matcher.watches)

    @property
    def broken(self) -> dict[int, Words]:
        """Tell of the watchlists whose query cannot be read why."""
        return {int(name): why for name, why in self.matcher.watches.broken.items()}

    async def refresh(self) -> None:
        """Bring in every change that was stored before this call, also by another process."""
        stored = await self._store.watches.version()
        while self.version < stored:
            if self._catching_up is None or self._catching_up.done():
                self._catching_up = asyncio.create_task(self._catch_up())
            # Whoever gives up waiting does not stop what others wait for.
            await asyncio.shield(self._catching_up)

    async def _catch_up(self) -> None:
        difference = await self._store.watches.differing(self._marks)
        known = self.watchlists
        fresh = {watch.id: watch for watch, _ in difference.changed}
        gone = [str(number) for number in difference.gone]
        compiled = self.matcher.watches
        new = await asyncio.to_thread(_differing_watches, known, fresh)
        if new or gone:
            change = _Change(new, gone, difference.version)
            if self._merging is not None:
                self._since.append(change)
            # Of the first ones most may have been compiled by the process before.
            if self._marks:
                compiled = await asyncio.to_thread(_replay_changes, compiled, [change])
                self._shelving.changes += len(new) + len(gone)
            else:
                compiled = await asyncio.to_thread(self._shelving.compiled, new, change.version)
        kept = {number: one for number, one in known.items() if number not in difference.gone}
        for number in difference.gone:
            self._marks.pop(number, None)
        self._marks |= {watch.id: mark for watch, mark in difference.changed}
        self.watchlists = kept | fresh
        if compiled is not self.matcher.watches:
            self.matcher = Matcher(compiled)
            if self.preparers is not None:
                await self.preparers.changed(new, gone, difference.version)
        self.version = difference.version
        self._shelving.look()
        if compiled.crowded(self._most) and self._merging is None:
            self._merging = asyncio.create_task(self._merge(compiled))

    async def _merge(self, crowded: WatchSet) -> None:
        """Make one segment of all, then bring in what changed meanwhile."""
        try:
            merged = await asyncio.to_thread(crowded.merged)
            while self._since:
                since, self._since = self._since, []
                merged = await asyncio.to_thread(_replay_changes, merged, since)
            self.matcher = Matcher(merged)
            self._shelving.look(merged=True)
            if self.preparers is not None:
                await self.preparers.renewed()
        finally:
            self._merging = None
            self._since = []

    async def settled(self) -> None:
        """Wait until nothing is merged any more."""
        if self._merging is not None:
            await self._merging

    async def close(self) -> None:
        """Put on the shelf what was to be put there soon."""
        await self._shelving.close()


def _differing_watches(
    known: dict[int, Watchlist], fresh: dict[int, Watchlist]
) -> list[WantedWatch]:
    """List what has to be compiled: a watch that was only muted has not."""
    asked = ((known.get(number), wanted_of(watch)) for number, watch in fresh.items())
    return [new for old, new in asked if old is None or wanted_of(old) != new]


def _replay_changes(watches: WatchSet, changes: list[_Change]) -> WatchSet:
    for change in changes:
        watches = watches.changed(change.new, change.gone, version=change.version)
    return watches
