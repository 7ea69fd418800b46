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
        self._free = {Lane.FAST: size, Lane.SLOW: slow}
        self._waiting: dict[Lane, deque[asyncio.Future[None]]] = {
            Lane.FAST: deque(),
            Lane.SLOW: deque(),
        }
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
        turn = asyncio.get_running_loop().create_future()
        self._waiting[lane].append(turn)
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give(lane)
            raise

    def give(self, lane: Lane) -> None:
        """Give a slot back."""
        self._free[Lane.FAST] += 1
        if lane is Lane.SLOW:
            self._free[Lane.SLOW] += 1
        self._serve()

    def _serve(self) -> None:
        while self._free[Lane.FAST] > 0 and (lane := self._next()) is not None:
            turn = self._waiting[lane].popleft()
            turn.set_result(None)
            self._free[Lane.FAST] -= 1
            if lane is Lane.SLOW:
                self._free[Lane.SLOW] -= 1

    def _next(self) -> Lane | None:
        for queue in self._waiting.values():
            while queue and queue[0].done():
                del queue[0]
        slow = bool(self._waiting[Lane.SLOW]) and self._free[Lane.SLOW] > 0
        if self._waiting[Lane.FAST] and not (slow and self._passed >= PATIENCE):
            self._passed += slow
            return Lane.FAST
        self._passed = 0
        return Lane.SLOW if slow else None
