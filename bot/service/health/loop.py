"""A watchdog of the event loop: counts and logs what kept everything else waiting."""

from __future__ import annotations

import asyncio
from time import monotonic

from bot.logs import get_logger

log = get_logger(__name__)

LONG = 0.05
"""Seconds that nothing may take on the loop: twice that is seen as a pause by whoever types."""

EVERY = 0.02
"""Seconds between two looks: a stall is seen but for so much of it; fifty looks cost 0.2 % of a
core.
"""

QUIET = 60.0
"""Seconds between two lines of the log: a busy machine stalls all the time."""


class LoopWatch:
    """Sleeps shortly, again and again, and notes when it was woken late."""

    def __init__(self) -> None:
        self.stalls = 0
        self.seconds = 0.0
        self.longest = 0.0
        self._told = -QUIET
        self._since: list[float] = []

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            before = monotonic()
            await asyncio.sleep(EVERY)
            now = monotonic()
            if now - before - EVERY > LONG:
                self._note(now - before - EVERY, now)

    def _note(self, late: float, now: float) -> None:
        self.stalls += 1
        self.seconds += late
        self.longest = max(self.longest, late)
        self._since.append(late)
        if now - self._told > QUIET:
            milliseconds = round(1000 * max(self._since))
            log.info("event loop held up", times=len(self._since), longest_ms=milliseconds)
            self._told, self._since = now, []
