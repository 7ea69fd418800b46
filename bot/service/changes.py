"""Changes that people make: watches, subscriptions, feeds, settings of a tenant."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime

from bot.core.language.text import fold
from bot.core.match.matcher import compile_watch
from bot.core.watch.surfaces import Expansion
from bot.errors import UsageError
from bot.feeds.urls import host, link_url
from bot.models import Feed, Origin, Subscription, Watchlist
from bot.ports import Store
from bot.said import Said, say

NAME_CHARS = 80


class Changes:
    """Changes to what a tenant watches; everything is checked before it is stored."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def preview(self, watch: Watchlist) -> tuple[Said, tuple[Expansion, ...]]:
        """Tell how a query is read and what it expands to; raises QueryError."""
        compiled = await asyncio.to_thread(
            compile_watch,
            watch.name,
            watch.query,
            aliases=watch.aliases,
            aliases_off=watch.aliases_off,
            aliases_extra=watch.aliases_extra,
            sense=watch.sense,
            languages=watch.languages,
            sources=watch.sources,
        )
        return compiled.query.told, compiled.expansion

    async def watch(self, watch: Watchlist, *, origin: Origin, user: str = "") -> Watchlist:
        """Save a watch under its name; raises QueryError, or UsageError for a bad name."""
        name = " ".join((watch.name or watch.query).split())[:NAME_CHARS]
        if not any(map(str.isalnum, name)):
            raise UsageError(say("a watch needs a name"), fix=say("give it one with letters in it"))
        await self.preview(watch)
        named = replace(watch, name=name)
        return await self._store.watches.save(named, fold(name), origin=origin, user=user)

    async def subscribe(self, subscription: Subscription, *, origin: Origin) -> Subscription:
        """Have a channel follow a watch or a feed; a paused channel is resumed."""
        return await self._store.watches.subscribe(subscription, origin=origin)

    async def add_feed(
        self, feed: Feed, *, tenant: str, origin: Origin, now: datetime
    ) -> tuple[Feed, bool]:
        """Add a feed for a tenant; returns it and whether it is new to it; raises UsageError."""
        if not link_url(feed.url):
            raise UsageError(
                say('"{url}" is not an address of a feed', url=feed.url[:200]),
                fix=say("it has to start with {schemes}", schemes="https://, http://"),
            )
        named = replace(feed, name=feed.name.strip()[:NAME_CHARS] or host(feed.url))
        return await self._store.feeds.add(named, tenant=tenant, origin=origin, now=now)

    async def settings(self, tenant: str) -> dict[str, str]:
        """Read the settings of a tenant."""
        kept = await self._store.notes.note(f"settings:{tenant}")
        return dict(json.loads(kept)) if kept else {}

    async def keep_settings(self, tenant: str, values: dict[str, str]) -> None:
        """Store the settings of a tenant."""
        await self._store.notes.keep_note(f"settings:{tenant}", json.dumps(values).encode())
