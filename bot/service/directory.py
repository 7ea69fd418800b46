"""The names of watches and feeds, kept in memory: asking for one reads no table.

People type names, and are shown suggestions at every keystroke. What is kept is read again when a
name or an owner changed, also by another process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.language.text import fold
from bot.models import OPERATOR
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Listed:
    """A watch or a feed by its name; `key` is the name folded, `url` is a feed's address."""

    id: int
    name: str
    key: str
    owners: frozenset[str]
    url: str = ""


class Directory:
    """What a tenant may name: its own watches and feeds, and the operator's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._versions = {"watches": -1, "feeds": -1}
        self._watches: tuple[Listed, ...] = ()
        self._feeds: tuple[Listed, ...] = ()

    async def watches(self, tenant: str | None) -> list[Listed]:
        """List the watches that a tenant sees, by name."""
        version = await self._store.watches.version()
        if version != self._versions["watches"]:
            rows = await self._store.watches.names()
            self._watches = tuple(
                Listed(number, name, fold(name), frozenset([owner])) for number, owner, name in rows
            )
            self._versions["watches"] = version
        return _seen(self._watches, tenant)

    async def feeds(self, tenant: str | None) -> list[Listed]:
        """List the feeds that a tenant sees, by name."""
        version = await self._store.feeds.version()
        if version != self._versions["feeds"]:
            rows = await self._store.feeds.names()
            self._feeds = tuple(
                Listed(number, name, fold(name), owners, url) for number, name, url, owners in rows
            )
            self._versions["feeds"] = version
        return _seen(self._feeds, tenant)

    async def watch(self, wanted: str, tenant: str) -> int | None:
        """Find a watch by id or name."""
        return _found(wanted, await self.watches(tenant))

    async def feed(self, wanted: str, tenant: str) -> int | None:
        """Find a feed by id, address or name."""
        return _found(wanted, await self.feeds(tenant))


def _seen(listed: Sequence[Listed], tenant: str | None) -> list[Listed]:
    if tenant is None:
        return list(listed)
    return [one for one in listed if tenant in one.owners or OPERATOR in one.owners]


def _found(wanted: str, listed: Sequence[Listed]) -> int | None:
    key = fold(wanted)
    for one in listed:
        if one.key == key or wanted in (str(one.id), one.url):
            return one.id
    return None
