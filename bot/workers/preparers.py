"""The processes that prepare articles, as many as are wanted, all holding the same watches.

An article that ends its worker is prepared by itself, then by its beginning alone: what it is
about stands there, and the others of its batch are not to suffer for it.
"""

from __future__ import annotations

import asyncio
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import ParseError, WorkersAway
from bot.said import say
from bot.workers import protocol
from bot.workers.pool import Pool, PoolClosed, Stopped, TaskLimits
from bot.workers.prepared import drafts_head, prepared_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.core.health import Ill
    from bot.core.match.watchset import WatchSet
    from bot.core.prepare import Draft, Prepared
    from bot.core.watch.compile import WantedWatch

LIMITS = TaskLimits(cpu_seconds=20.0, memory_bytes=500_000_000, wall_seconds=60.0)
"""What a batch may take, by hand: twenty articles of the longest take some four seconds."""

TRIES = 4
"""Workers that may die of a batch, by hand: one that is killed now and then is not the batch's
fault, and what is cut for it is found no more.
"""

BEGINNING = 4_000
"""Characters that are prepared of an article whose whole text ended its worker."""


class Preparers:
    """Up to `workers` processes, born when they are first needed.

    `watches` gives the watches as they are now.
    """

    def __init__(self, workers: int, watches: Callable[[], WatchSet]) -> None:
        self._workers = workers
        self._watches = watches
        self._pool = self._made()
        self._next: Pool | None = None

    def _made(self) -> Pool:
        return Pool("preparer", LIMITS, size=self._workers, tries=TRIES, lesson=self._lesson)

    async def _lesson(self) -> bytes:
        watches = self._watches()
        body = await asyncio.to_thread(pickle.dumps, watches, pickle.HIGHEST_PROTOCOL)
        return protocol.pack_message({"do": "learn", "version": watches.version}, body)

    def ill(self) -> Ill | None:
        """Tell since when workers die again and again, None when they do not."""
        return self._pool.deaths.ill()

    async def changed(
        self, added: Sequence[WantedWatch], gone: Iterable[str], version: int
    ) -> None:
        """Have every worker learn a change of the watches before it prepares anything more."""
        pools = [pool for pool in (self._pool, self._next) if pool is not None and not pool.unborn]
        if not pools:
            return
        body = pickle.dumps((list(added), list(gone)))
        for pool in pools:
            await pool.teach(
                version, protocol.pack_message({"do": "learn", "version": version}, body)
            )

    async def renewed(self) -> None:
        """Take new workers that learn the watches anew, because they were merged.

        The old ones go on until the new ones have learned them.
        """
        if self._pool.unborn:
            return
        self._next = self._made()
        try:
            await self._next.warm()
        except WorkersAway:
            await self._next.close()
        else:
            old, self._pool = self._pool, self._next
            await old.close()
        finally:
            self._next = None

    async def prepare(self, drafts: Sequence[Draft]) -> list[Prepared]:
        """Prepare drafts in one worker; raises ParseError for one that cannot be prepared.

        Raises WorkersAway when nobody is there to prepare them.
        """
        if not drafts:
            return []
        try:
            return await self._ask(drafts)
        except Stopped:
            if len(drafts) > 1:
                # One of them is to blame.
                return [one for draft in drafts for one in await self.prepare([draft])]
        try:
            return await self._ask([_beginning_of(drafts[0])])
        except Stopped as stopped:
            raise ParseError(
                say("this article was given up: {reason}", reason=stopped.said)
            ) from None

    async def _ask(self, drafts: Sequence[Draft]) -> list[Prepared]:
        task = {"do": "prepare", "drafts": drafts_head(drafts)}
        while True:
            pool = self._pool
            try:
                return prepared_of(drafts, await pool.ask(task))
            except PoolClosed:
                # Its successors hold the watches as they were merged meanwhile.
                if pool is self._pool:
                    raise ParseError(say("it is not prepared any more: we are stopping")) from None

    async def close(self) -> None:
        """End the workers; what they are preparing is given up."""
        for pool in (self._pool, self._next):
            if pool is not None:
                await pool.close()


def _beginning_of(draft: Draft) -> Draft:
    article = draft.article
    cut = replace(article, lead=article.lead[:BEGINNING], text=article.text[:BEGINNING])
    return replace(draft, article=cut)
