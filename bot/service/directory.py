"""The names of feeds, kept in memory: asking for one reads no table.

People type names, are shown suggestions at every keystroke and search what certain sources told.
What is kept is read again when a name or an owner changed, also by another process.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.language.text import fold, spaced_words
from bot.feeds.urls import host_of
from bot.models import OPERATOR
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed by its name; `key` is the name folded, `tight` its words without blanks.

    `site` is the host of its address.
    """

    id: int
    name: str
    key: str
    tight: str
    owners: frozenset[str]
    url: str
    site: str


class Directory:
    """What a tenant may name: its own feeds and the operator's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version = -1
        self._feeds: tuple[Listed, ...] = ()
        self._of: dict[str, list[int]] = {}

    async def feeds(self, tenant: str | None) -> Sequence[Listed]:
        """List the feeds that a tenant sees, by name."""
        version = await self._store.feeds.version()
        if version != self._version:
            rows = await self._store.feeds.names()
            self._feeds, self._of = await asyncio.to_thread(_listed_feeds, rows, self._feeds)
            self._version = version
        own = self._of.get(tenant or OPERATOR, [])
        if tenant is None or len(own) == len(self._feeds):
            return self._feeds
        return [self._feeds[at] for at in sorted({*own, *self._of.get(OPERATOR, [])})]

    async def feed(self, wanted: str, tenant: str) -> int | None:
        """Find a feed by id, address or name."""
        key = fold(wanted)
        for one in await self.feeds(tenant):
            if one.key == key or one.url == wanted or str(one.id) == wanted:
                return one.id
        return None


def maybe_named(feeds: Sequence[Listed], text: str) -> list[Listed]:
    """List the feeds that may be the source of such a name, with hardly any others."""
    joined = spaced_words(text).replace(" ", "")
    return [feed for feed in feeds if joined in feed.tight or joined == feed.key]


def _listed_feeds(
    rows: Sequence[tuple[int, str, str, frozenset[str]]], before: Sequence[Listed]
) -> tuple[tuple[Listed, ...], dict[str, list[int]]]:
    """Fold the names, and tell of each owner at which places its feeds stand.

    What was listed `before` and did not change stays as it is: one feed is renamed, not all.
    """
    known = {(feed.id, feed.name, feed.url, feed.owners): feed for feed in before}
    feeds = tuple(known.get(row) or _folded(*row) for row in rows)
    places: dict[str, list[int]] = defaultdict(list)
    for at, feed in enumerate(feeds):
        for owner in feed.owners:
            places[owner].append(at)
    return feeds, dict(places)


def _folded(number: int, name: str, url: str, owners: frozenset[str]) -> Listed:
    tight = spaced_words(name).replace(" ", "")
    return Listed(number, name, fold(name), tight, owners, url, host_of(url))
