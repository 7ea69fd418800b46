"""Whether the children that read documents die again and again, or one died of its document."""

from __future__ import annotations

from collections import deque
from time import monotonic

from bot.core.health import Ill
from bot.said import say

IN_A_ROW = 6
"""Deaths without an answer in between: one document that takes too much memory costs four."""
OFTEN = 8
"""Deaths within a minute: something kills them although some answer."""
WINDOW = 60.0  # seconds in which those of OFTEN count
OVER = 300.0
"""Seconds without a death after which it is over, should nothing have been read since."""


class Deaths:
    """Counts how children end."""

    def __init__(self) -> None:
        self._row = 0
        self._recent: deque[float] = deque(maxlen=OFTEN)
        self._began = self._last = 0.0

    def answered(self) -> None:
        """Note an answer."""
        self._row = 0

    def died(self) -> None:
        """Note a death that neither the limit of time nor that of processor time explains."""
        now = monotonic()
        if not self._bad(now):
            self._began = now
        self._last = now
        self._row += 1
        self._recent.append(now)

    def _bad(self, now: float) -> bool:
        often = len(self._recent) == OFTEN and now - self._recent[0] < WINDOW
        return often or (self._row >= IN_A_ROW and now - self._last < OVER)

    def ill(self) -> Ill | None:
        """Tell since when they die again and again, None when they do not."""
        now = monotonic()
        if not self._bad(now):
            return None
        return Ill(
            now - self._began,
            say("deaths in a row: {n}", n=self._row),
            say("look for what ends them: too little memory, or a limit on processes"),
            self._row,
        )
