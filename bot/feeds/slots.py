"""Slots that two lanes share: the fast one goes first, the slow one never takes them all."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.core.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE = 8
"""How many of the fast lane may pass one of the slow lane that could go too."""


class Slots:
    """`size` slots, of which the slow lane holds at most `slow` at once."""

    def __init__(self, size: int, *, slow: int) -> None:
        self._free = size
        self._free_slow = slow
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._waiting_slow: deque[asyncio.Future[None]] = deque()
        self._passed = 0

    @asynccontextmanager
    async def held(self, lane: Lane) -> AsyncIterator[None]:
        """Wait for a slot and hold it."""
        await self.take(lane)
        try:
            yield
        finally:
            self.give(lane)

    async def take(self, lane: Lane) -> None:
        """Wait for a slot."""
        if self._idle(lane):
            self._hold(lane)
            return
        turn = asyncio.get_running_loop().create_future()
        (self._waiting_slow if lane is Lane.SLOW else self._waiting).append(turn)
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give(lane)
            raise

    def give(self, lane: Lane) -> None:
        """Give a slot back."""
        self._free += 1
        if lane is Lane.SLOW:
            self._free_slow += 1
        if self._waiting or self._waiting_slow:
            self._serve()

    def _idle(self, lane: Lane) -> bool:
        """Tell whether there is a slot for this lane and nobody waits for any."""
        waiting = self._waiting or self._waiting_slow
        return self._free > 0 and not waiting and (lane is Lane.FAST or self._free_slow > 0)

    def _hold(self, lane: Lane) -> None:
        self._free -= 1
        if lane is Lane.SLOW:
            self._free_slow -= 1

    def _serve(self) -> None:
        while self._free > 0 and (lane := self._next()) is not None:
            queue = self._waiting_slow if lane is Lane.SLOW else self._waiting
            queue.popleft().set_result(None)
            self._hold(lane)

    def _next(self) -> Lane | None:
        for queue in (self._waiting, self._waiting_slow):
            while queue and queue[0].done():
                del queue[0]
        slow = bool(self._waiting_slow) and self._free_slow > 0
        if self._waiting and not (slow and self._passed >= PATIENCE):
            self._passed += slow
            return Lane.FAST
        self._passed = 0
        return Lane.SLOW if slow else None
