"""Match an article and place it in a story: the pure engines with what they keep in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core.health import Ill
from bot.models import Match, Placement, Watchlist
from bot.ports import Remembered, Store
from bot.said import Words

if TYPE_CHECKING:
    from bot.core.prepare import Draft, Prepared
    from bot.core.stories.features import Sketch
    from bot.core.stories.index import StoryIndex
    from bot.service.intake.live import LiveWatches, MakePreparers, Preparing
    from bot.service.intake.shelving import Shelf

IDF_NOTE = "idf"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the engines say of an article."""

    matches: Mapping[int, Match]
    placement: Placement
    sketch: Sketch


class Engines:
    """One matcher over all watchlists and one story index; used by one task at a time.

    `preparers` makes what prepares articles beside this process; without it that is done here.
    `shelf` makes what keeps compiled watches for the next process.
    What matches and places is made, and its code loaded, when it is first needed: who only asks
    what is stored needs neither.
    """

    def __init__(
        self,
        store: Store,
        preparers: MakePreparers | None = None,
        shelf: Callable[[], Shelf] | None = None,
    ) -> None:
        self._store = store
        self._make_preparers = preparers
        self._make_shelf = shelf

    @cached_property
    def _live(self) -> LiveWatches:
        from bot.service.intake.live import LiveWatches

        shelf = self._make_shelf() if self._make_shelf else None
        return LiveWatches(self._store, self._make_preparers, shelf)

    @cached_property
    def _index(self) -> StoryIndex:
        from bot.core.stories.index import WINDOW, StoryIndex

        return StoryIndex(WINDOW)

    @property
    def _preparers(self) -> Preparing | None:
        """What prepares beside this process, where watches are matched at all."""
        return self._live.preparers if "_live" in self.__dict__ else None

    @property
    def watchlists(self) -> dict[int, Watchlist]:
        """Every watchlist by id, as it is matched."""
        return self._live.watchlists

    @property
    def broken(self) -> dict[int, Words]:
        """Tell of the watchlists whose query cannot be read why."""
        return self._live.broken

    async def load(self, now: datetime) -> None:
        """Fill the story index from the store, as far back as its window reaches."""
        from bot.core.stories.index import WINDOW, StoryIndex

        self._index = StoryIndex(WINDOW)
        idf = await self._store.notes.note(IDF_NOTE)
        remembered = await self._store.archive.recent(now - WINDOW)
        await asyncio.to_thread(self._fill, idf, remembered)

    def _fill(self, idf: bytes | None, remembered: Sequence[Remembered]) -> None:
        if idf is not None:
            try:
                self._index.load_idf(idf)
            except ValueError:
                # Written by another version: the frequencies grow anew.
                idf = None
        self._index.load((row.sketch, str(row.story)) for row in remembered)

    async def refresh(self) -> None:
        """Bring in the watchlists that changed, also by another process; nobody else waits."""
        await self._live.refresh()

    async def prepare(self, drafts: Sequence[Draft]) -> list[Prepared]:
        """Prepare drafts; any number may be at it side by side. Raises ParseError."""
        if self._live.preparers is not None:
            return await self._live.preparers.prepare(drafts)
        from bot.feeds.completing import prepare_drafts

        return await asyncio.to_thread(prepare_drafts, drafts, self._live.matcher)

    def decide(self, ready: Prepared, row: int) -> Decision:
        """Place a prepared article that gets this row; changes nothing.

        Where the watches changed since it was prepared it is matched again.
        """
        matcher, matches = self._live.matcher, ready.matches
        if ready.watches != matcher.watches.version:
            matches = matcher.match(ready.article)
        sketch = replace(ready.sketch, article=str(row))
        by_watch = {int(match.watch): match for match in matches}
        return Decision(by_watch, self._index.place(sketch), sketch)

    def keep(self, sketch: Sketch, story: int) -> None:
        """Remember a placed article for those that come after it."""
        self._index.add(sketch, str(story))

    def forget(self, article: int) -> None:
        """Undo `keep`."""
        self._index.discard(str(article))

    def idf(self) -> bytes | None:
        """Give the running document frequencies for the store, None where none were loaded."""
        return self._index.idf_bytes() if "_index" in self.__dict__ else None

    def ill(self) -> Ill | None:
        """Tell since when what prepares beside this process dies again and again."""
        return self._preparers.ill() if self._preparers is not None else None

    async def close(self) -> None:
        """End what prepares beside this process, and keep the watches for the next."""
        if "_live" in self.__dict__:
            await self._live.close()
        if self._preparers is not None:
            await self._preparers.close()
