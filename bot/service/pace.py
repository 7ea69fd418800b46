"""How many changes a tenant makes in an hour, over whichever of its people and channels."""

from __future__ import annotations

import contextlib
from collections import deque
from datetime import datetime, timedelta

from bot.errors import LimitReached
from bot.said import say

HOUR = timedelta(hours=1)


class ChangePace:
    """Counts in memory: who restarts the program begins anew, which is the operator alone."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[str, deque[datetime]] = {}

    def count(self, tenant: str, now: datetime) -> None:
        """Count one change; raises LimitReached, without counting it, where it is one too many."""
        if not self._most:
            return
        made = self._made.setdefault(tenant, deque())
        while made and now - made[0] >= HOUR:
            made.popleft()
        if len(made) >= self._most:
            minutes = -(-(made[0] + HOUR - now) // timedelta(minutes=1))
            raise LimitReached(
                say(
                    "{n} changes were made here within an hour, and no more are taken.",
                    n=self._most,
                ),
                fix=say("try again in {minutes} min", minutes=minutes),
            )
        made.append(now)

    def take_back(self, tenant: str, now: datetime) -> None:
        """Forget a change that was refused."""
        with contextlib.suppress(ValueError, KeyError):
            self._made[tenant].remove(now)
