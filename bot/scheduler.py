"""A handful of jobs on APScheduler; what is due when stands in the database, not in jobs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any


@dataclass(frozen=True, slots=True)
class Tick:
    """A job that runs every so many seconds, the next only after the last has ended."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs ticks until it is stopped; `failed` hears of each that raises, and it goes on."""

    def __init__(
        self,
        ticks: tuple[Tick, ...],
        failed: Callable[[str, Exception], object] = lambda name, error: None,
    ) -> None:
        # A command that only asks never comes here, and the library takes a while to load.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._failed = failed
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
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def age(self, name: str) -> float:
        """Tell how many seconds ago a tick last ended well; at first, since it was set up."""
        return monotonic() - self._ended[name]

    def _job(self, tick: Tick) -> Callable[[], Coroutine[Any, Any, None]]:
        """Make a coroutine function: APScheduler would run any other callable in a thread."""

        async def run() -> None:
            task = asyncio.create_task(self._tick(tick))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            # At its end APScheduler cancels its jobs and logs that; ours are waited for instead.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})

        return run

    async def _tick(self, tick: Tick) -> None:
        try:
            await tick.work()
        except Exception as error:  # noqa: BLE001 - `failed` notes it
            self._failed(tick.name, error)
        else:
            self._ended[tick.name] = monotonic()
