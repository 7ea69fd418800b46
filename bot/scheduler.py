"""A handful of jobs on APScheduler; what is due when stands in the database, not in jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler


@dataclass(frozen=True, slots=True)
class Tick:
    """A job that runs every so many seconds, the next only after the last has ended."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs ticks until it is stopped."""

    def __init__(self, ticks: tuple[Tick, ...]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: set[asyncio.Task[Any]] = set()
        self._ended: dict[str, float] = {tick.name: monotonic() for tick in ticks}
        for tick in ticks:
            self._scheduler.add_job(
                self._job(tick),
                "interval",
                seconds=tick.seconds,
                id=tick.name,
                name=tick.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Start ticking in the running event loop."""
        self._scheduler.start()

    async def stop(self, within: float) -> None:
        """Stop ticking and wait so many seconds for the ticks that are running."""
        self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.wait(self._running, timeout=within)

    def age(self, name: str) -> float:
        """Tell how many seconds ago a tick last ended well; at first, since it was set up."""
        return monotonic() - self._ended[name]

    def _job(self, tick: Tick) -> Callable[[], Coroutine[Any, Any, None]]:
        """Make a coroutine function: APScheduler would run any other callable in a thread."""

        async def run() -> None:
            task = asyncio.current_task()
            assert task is not None
            self._running.add(task)
            try:
                await tick.work()
                self._ended[tick.name] = monotonic()
            finally:
                self._running.discard(task)

        return run
