"""Who may be told, kept in memory: subscriptions and silences are read again when they changed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.alerts.routing import Circle, Subscribers
from bot.models import Watchlist
from bot.ports import Store


class Audience:
    """Every subscription and silence as of some version of the store, also by other processes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = -1
        self._subscribers = Subscribers()
        self._muted: frozenset[tuple[str, int]] = frozenset()
        self._following: frozenset[tuple[str, int]] = frozenset()

    async def circle(self, watchlists: Mapping[int, Watchlist]) -> Circle:
        """Give those who may be told of what hits these watchlists."""
        version = await self._store.watches.audience_version()
        if version != self._version:
            self._subscribers = Subscribers(await self._store.watches.subscriptions(present=True))
            self._muted, self._following = await self._store.watches.silences()
            # What changed since the version was read is read once more next time.
            self._version = version
        return Circle(self._subscribers, watchlists, self._muted, self._following)
