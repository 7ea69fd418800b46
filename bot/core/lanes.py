"""Who has to wait: feeds that were read before go first, what used up its time goes slowly.

A feed and a host each have an account of seconds. It drains by itself, so that a heavy day is
forgotten; what was given up once stays in the slow lane for some hours.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bot.core.feed_options import PLAIN, FeedOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

QUOTA = 20.0
"""Seconds of a worker that a feed or host may use in a minute: by hand, forty pages of the slowest
kind that real sites have take ten."""
GIVEN_UP_FOR = 6 * 3600.0
"""Seconds in the slow lane after using up its time: the longest interval between two polls."""
MOST = 20_000
"""Accounts kept: twice the feeds that a machine carries."""

_DRAIN = QUOTA / 60


class Lane(Enum):
    """Which queue something stands in."""

    FAST = "fast"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Errand:
    """On behalf of which feed something is fetched or read; `first` when it never was before.

    `options` are what is particular about fetching it.
    """

    feed: str = ""
    first: bool = False
    options: FeedOptions = PLAIN


NOBODYS = Errand()

errand: ContextVar[Errand] = ContextVar("errand", default=NOBODYS)
"""Set for the task that polls a feed; what it asks for from afar is on the feed's account."""


@dataclass(slots=True)
class _Account:
    spent: float = 0.0
    at: float = 0.0
    slow_until: float = 0.0


class LaneStanding:
    """What feeds and hosts took of late; `now` is any clock in seconds that never goes back."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._accounts: dict[str, _Account] = {}

    def spend(self, keys: Iterable[str], seconds: float, now: float) -> None:
        """Note time that was taken on behalf of each of these."""
        for key in keys:
            account = self._account(key, now)
            account.spent = _debt_left(account, now) + seconds
            account.at = now

    def give_up(self, keys: Iterable[str], now: float) -> None:
        """Note that something of theirs used up its time, was killed or asked for a pause."""
        for key in keys:
            self._account(key, now).slow_until = now + GIVEN_UP_FOR

    def clear(self, key: str) -> None:
        """Forget what was held against one that is quick again."""
        self._accounts.pop(key, None)

    def lane(self, keys: Iterable[str], now: float, *, first: bool = False) -> Lane:
        """Tell in which lane something of theirs stands."""
        slow = first or any(
            account.slow_until > now or _debt_left(account, now) > QUOTA / 2
            for account in self._known(keys)
        )
        return Lane.SLOW if slow else Lane.FAST

    def gave_up(self, keys: Iterable[str], now: float) -> bool:
        """Tell whether one of them used up its time within the last hours."""
        return any(account.slow_until > now for account in self._known(keys))

    def overdrawn(self, keys: Iterable[str], now: float) -> bool:
        """Tell whether one of them has used its quota for now."""
        return any(_debt_left(account, now) >= QUOTA for account in self._known(keys))

    def _known(self, keys: Iterable[str]) -> list[_Account]:
        return [self._accounts[key] for key in keys if key in self._accounts]

    def _account(self, key: str, now: float) -> _Account:
        if len(self._accounts) >= self._most and key not in self._accounts:
            self._forget(now)
        return self._accounts.setdefault(key, _Account(at=now))

    def _forget(self, now: float) -> None:
        self._accounts = {
            key: account
            for key, account in self._accounts.items()
            if account.slow_until > now or _debt_left(account, now) > 0
        }
        # All of them in use: the oldest go.
        while len(self._accounts) >= self._most:
            self._accounts.pop(next(iter(self._accounts)))


def _debt_left(account: _Account, now: float) -> float:
    return max(0.0, account.spent - (now - account.at) * _DRAIN)
