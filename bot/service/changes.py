"""Changes that people make: watches, subscriptions, feeds, mutes, settings, the file.

Whatever people change goes through here, whichever platform or command line they do it on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot.core.addresses import veiled_text
from bot.core.language.graphemes import whole_end
from bot.core.language.text import fold
from bot.errors import UsageError, WirebellError
from bot.feeds.urls import host_of, link_url
from bot.models import OPERATOR, Caller, Delivery, Feed, Origin, Subscription, Watchlist
from bot.models.limits import TenantLimits
from bot.ports import Diff, Store
from bot.said import say
from bot.service.pace import ChangePace
from bot.service.preview import Preview, preview_watch

NAME_CHARS = 80  # characters; a menu of either platform shows fewer
NO_LIMITS = TenantLimits()


class Changes:
    """Everything is checked before it is stored; whether the caller may, the desk decides."""

    def __init__(self, store: Store, limits: TenantLimits = NO_LIMITS) -> None:
        self._store = store
        self.limits = limits
        self._pace = ChangePace(limits.changes_an_hour)

    @contextmanager
    def counted(self, tenant: str, now: datetime) -> Iterator[None]:
        """Count a change unless it is refused within; raises LimitReached for too many."""
        if tenant == OPERATOR:
            yield
            return
        self._pace.count(tenant, now)
        try:
            yield
        except WirebellError:
            self._pace.take_back(tenant, now)
            raise

    # Watches

    async def watch(
        self, watch: Watchlist, *, origin: Origin, user: str = ""
    ) -> tuple[Watchlist, Preview]:
        """Save a watch under its name; raises QueryError, or UsageError for a bad name."""
        name = _short_name(" ".join((watch.name or watch.query).split()))
        if not any(map(str.isalnum, name)):
            raise UsageError(say("a watch needs a name"), fix=say("give it one with letters in it"))
        preview = await preview_watch(watch)
        named = replace(watch, name=name)
        most = _most(self.limits.watches, origin, watch.tenant)
        saved = await self._store.watches.save(
            named, fold(name), origin=origin, user=user, most=most
        )
        return saved, preview

    async def unwatch(self, watch: Watchlist) -> None:
        """Delete a watch with its subscriptions."""
        await self._store.watches.remove(watch.id)

    async def mute(self, watch: Watchlist, until: datetime | None) -> None:
        """Silence a watch until a time, or end its silence."""
        await self._store.watches.mute(watch.id, until)

    async def not_relevant(self, alert: Delivery, user: str, now: datetime) -> None:
        """Note that somebody found an alert not relevant."""
        await self._store.outbox.not_relevant(alert.id, user, now)

    # Stories

    async def mute_story(self, caller: Caller, story: int) -> None:
        """Silence a story for the caller's tenant."""
        await self._store.watches.mute_story(caller.tenant, story)

    async def unmute_story(self, caller: Caller, story: int) -> None:
        """End the silence of a story."""
        await self._store.watches.unmute_story(caller.tenant, story)

    async def follow(self, caller: Caller, story: int) -> None:
        """Have the caller's channel told of every further report of a story."""
        await self._store.watches.follow(caller.tenant, caller.channel, story)

    async def unfollow(self, caller: Caller, story: int) -> None:
        """Stop telling the caller's channel of further reports of a story."""
        await self._store.watches.unfollow(caller.channel, story)

    # Subscriptions

    async def subscribe(self, subscription: Subscription, *, origin: Origin) -> Subscription:
        """Have a channel follow a watch or a feed; a paused channel is resumed."""
        most = _most(self.limits.subscriptions, origin, subscription.tenant)
        return await self._store.watches.subscribe(subscription, origin=origin, most=most)

    async def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription; what is on its way goes out."""
        await self._store.watches.unsubscribe(subscription.id)

    async def adopt(self, channel: str, tenant: str) -> None:
        """Give the file's subscriptions of a channel to the tenant that the channel belongs to."""
        await self._store.watches.adopt(channel, tenant)

    async def digest_now(self, subscription: Subscription, now: datetime) -> int:
        """Send what a subscription holds for its next digest; returns how many alerts."""
        return await self._store.outbox.digest_now(subscription.id, now)

    # Feeds

    async def add_feed(
        self, feed: Feed, *, tenant: str, origin: Origin, now: datetime
    ) -> tuple[Feed, bool]:
        """Add a feed for a tenant; returns it and whether it is new to it; raises UsageError."""
        if not link_url(feed.url):
            raise UsageError(
                say('"{url}" is not an address of a feed', url=feed.url[:200]),
                fix=say("it has to start with {schemes}", schemes="https://, http://"),
            )
        # Readers that export a feed without a title write its address there, key and all.
        name = _short_name(veiled_text(feed.name).strip())
        named = replace(feed, name=name or host_of(feed.url))
        most = _most(self.limits.feeds, origin, tenant)
        return await self._store.feeds.add(named, tenant=tenant, origin=origin, now=now, most=most)

    async def remove_feed(self, feed: Feed, tenant: str) -> None:
        """Take a feed from a tenant; what was read stays."""
        await self._store.feeds.remove(feed.id, tenant=tenant)

    async def poll_now(self, feed: Feed, now: datetime) -> None:
        """Have a feed read at once, also one that was paused or gone."""
        await self._store.feeds.poll_now(feed.id, now)

    # Settings and the file

    async def settings(self, tenant: str) -> dict[str, str]:
        """Read the settings of a tenant."""
        kept = await self._store.notes.note(f"settings:{tenant}")
        return dict(json.loads(kept)) if kept else {}

    async def keep_settings(self, tenant: str, values: dict[str, str]) -> None:
        """Store the settings of a tenant."""
        await self._store.notes.keep_note(f"settings:{tenant}", json.dumps(values).encode())

    async def apply(self, diff: Diff, now: datetime) -> None:
        """Bring in what the configuration file changes, all or nothing."""
        if len(diff):
            await self._store.configured.apply(diff, now)


def _short_name(name: str) -> str:
    return name[: whole_end(name, NAME_CHARS)]


def _most(limit: int, origin: Origin, tenant: str) -> int:
    """Give the limit that holds for a change: the operator and the command line have none."""
    return limit if origin is Origin.CHAT and tenant != OPERATOR else 0
