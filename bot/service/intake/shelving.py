"""Compiled watches that outlive the process: to compile a hundred thousand takes eight seconds.

What is kept need not be the newest: at a start only what differs from it is compiled.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.core.match.watchset import WatchSet
from bot.core.watch.compile import WantedWatch

WORTH = 1_000
"""Changed watches from which a set is kept again, by hand: compiled anew they take a tenth of a
second, and kept are 20 MB where there are many.
"""

REST = 5.0
"""Seconds from then until it is kept, by hand: a start has more urgent things to do."""


LATER = 600.0
"""Seconds until it is kept for fewer, by hand: as long a query that was removed stays in the file,
and where something changes all the time this takes a five-hundredth of a core.
"""


class Shelf(Protocol):
    """Where a set of watches is kept; nothing depends on it."""

    def take(self) -> WatchSet | None:
        """Give the set that was kept, None unless this program would compile the same."""
        ...

    def keep(self, watches: WatchSet) -> None:
        """Keep a set in place of the one before."""
        ...

    def clear(self) -> None:
        """Keep none."""
        ...


class Shelving:
    """Takes the watches from the shelf at a start and keeps them once enough of them changed.

    `changes` counts those that what is kept does not know.
    """

    def __init__(
        self, shelf: Shelf | None, current: Callable[[], WatchSet], rest: float = REST
    ) -> None:
        self._shelf = shelf
        self._current = current
        self._rest = rest
        self.changes = 0
        self._closing = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None

    def compiled(self, wanted: Sequence[WantedWatch], version: int) -> WatchSet:
        """Compile all watches there are, those that are on the shelf excepted."""
        kept = self._shelf.take() if self._shelf is not None and len(wanted) >= WORTH else None
        held = kept or WatchSet()
        left = {one.name: one for one in held.wanted()}
        new = [one for one in wanted if left.pop(one.name, None) != one]
        self.changes = len(new) + len(left)
        return held.changed(new, left, version=version)

    def look(self, *, merged: bool = False) -> None:
        """Keep the watches soon if enough of them changed or all were `merged`, else later."""
        if self._shelf is None or self._keeping is not None or not (merged or self.changes):
            return
        rest = self._rest if merged or self.changes >= WORTH else LATER
        self._keeping = asyncio.create_task(self._keep_after(rest, self._shelf))

    async def _keep_after(self, rest: float, shelf: Shelf) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(rest):
                await self._closing.wait()
        # A stop is in a hurry.
        if self.changes >= WORTH or not self._closing.is_set():
            self.changes = 0
            await asyncio.to_thread(_keep_living, shelf, self._current())
        self._keeping = None

    async def close(self) -> None:
        """Keep at once what was to be kept soon."""
        self._closing.set()
        if self._keeping is not None:
            await asyncio.wait({self._keeping})


def _keep_living(shelf: Shelf, watches: WatchSet) -> None:
    """Keep what is worth it; nothing of what was removed or changed stays on the shelf."""
    if len(watches) < WORTH:
        shelf.clear()
    else:
        shelf.keep(watches if watches.whole else watches.merged())
