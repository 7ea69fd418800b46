"""A handful of jobs on APScheduler; what is due when stands in the database, not in jobs."""

from __future__ import annotations

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

    def stop(self) -> None:
        """Stop ticking; work under way goes on."""
        self._scheduler.shutdown(wait=False)

    def age(self, name: str) -> float:
        """Tell how many seconds ago a tick last ended well; at first, since it was set up."""
        return monotonic() - self._ended[name]

    def _job(self, tick: Tick) -> Callable[[], Coroutine[Any, Any, None]]:
        """Make a coroutine function: APScheduler would run any other callable in a thread."""

        async def run() -> None:
            await tick.work()
            self._ended[tick.name] = monotonic()

        return run
