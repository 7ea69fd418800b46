"""The seam to watchlists, subscriptions and mutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.models import Origin, Subscription, Watchlist
    from bot.said import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed among the watchlists: those that are new or other, each with its mark.

    `version` is that of `Watches.version` at the time; marks mean nothing to another process.
    """

    version: int
    changed: tuple[tuple[Watchlist, int], ...]
    gone: frozenset[int]


class Watches(Protocol):
    """Keep watchlists, subscriptions and mutes."""

    async def version(self) -> int:
        """Count the changes to watchlists, so that a running process notices those of another."""
        ...

    async def differing(self, marks: Mapping[int, int]) -> Difference:
        """Tell which watchlists are others than those of these marks, by id."""
        ...

    async def save(
        self, watch: Watchlist, name_key: str, *, origin: Origin, user: str = "", most: int = 0
    ) -> Watchlist:
        """Insert a watchlist, or replace the tenant's one of the same name.

        Raises LimitReached where the tenant would have more than `most` then; 0 is no limit.
        """
        ...

    async def remove(self, watch_id: int) -> None:
        """Remove a watchlist and its subscriptions; what they have in the outbox goes out."""
        ...

    async def mute(self, watch_id: int, until: datetime | None) -> None:
        """Silence a watchlist until a time, or end its silence."""
        ...

    async def mute_story(self, tenant: str, story: int) -> None:
        """Silence a story for a tenant."""
        ...

    async def unmute_story(self, tenant: str, story: int) -> None:
        """End the silence of a story."""
        ...

    async def unfollow(self, channel: str, story: int) -> None:
        """Stop telling a channel of every further report of a story."""
        ...

    async def follow(self, tenant: str, channel: str, story: int) -> None:
        """Have a channel told of every further report of a story."""
        ...

    async def audience_version(self) -> int:
        """Count the changes to subscriptions, mutes and follows, also of other processes."""
        ...

    async def silences(self) -> tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]:
        """Give the muted (tenant, story) pairs and the followed (channel, story) pairs."""
        ...

    async def all(self, *, tenant: str | None = None) -> list[Watchlist]:
        """List the watchlists that a tenant sees (its own and the operator's), or all of them."""
        ...

    async def find(self, wanted: str, *, tenant: str) -> Watchlist | None:
        """Find a watchlist that a tenant sees by its number or name."""
        ...

    async def named(self, name: str, *, tenant: str) -> list[Watchlist]:
        """List the watchlists of a name that a tenant sees: the operator's, its own."""
        ...

    async def page(self, *, tenant: str, limit: int, offset: int = 0) -> list[Watchlist]:
        """List some of the watchlists that a tenant sees, by name."""
        ...

    async def count(self, *, tenant: str) -> int:
        """Count the watchlists that a tenant sees."""
        ...

    async def among(self, ids: Collection[int], *, tenant: str | None) -> list[Watchlist]:
        """List those of some watchlists that a tenant sees (any for None), by name."""
        ...

    async def suggest(self, typed: str, *, tenant: str, limit: int) -> list[tuple[str, int]]:
        """List (name, number) of what holds a text, names that start with it first."""
        ...

    async def get(self, watch_id: int) -> Watchlist | None:
        """Find a watchlist by id, also one that was removed and still has deliveries."""
        ...

    async def subscribe(
        self, subscription: Subscription, *, origin: Origin, most: int = 0
    ) -> Subscription:
        """Insert a subscription, or renew the channel's one to the same thing and resume it.

        Raises LimitReached as `save` does.
        """
        ...

    async def unsubscribe(self, subscription_id: int) -> None:
        """End a subscription; what it still has in the outbox goes out."""
        ...

    async def adopt(self, channel: str, tenant: str) -> None:
        """Give the file's subscriptions of a channel to the tenant that the channel belongs to."""
        ...

    async def subscription(self, subscription_id: int) -> Subscription | None:
        """Find a subscription by id, also one that was removed and still has deliveries."""
        ...

    async def live_subscription(self, subscription_id: int, *, tenant: str) -> Subscription | None:
        """Find a subscription of a tenant by id, unless it was removed."""
        ...

    async def subscriptions(
        self,
        *,
        tenant: str | None = None,
        channel: str = "",
        paused: bool = False,
        present: bool = False,
    ) -> list[Subscription]:
        """List subscriptions of all tenants or of one, of one channel, or the paused alone.

        With `present` those of tenants that left are not among them.
        """
        ...

    async def subscriptions_page(
        self, *, tenant: str, limit: int, offset: int = 0
    ) -> list[Subscription]:
        """List some of a tenant's subscriptions, by channel."""
        ...

    async def count_subscriptions(self, *, tenant: str) -> int:
        """Count a tenant's subscriptions."""
        ...

    async def following(
        self, *, tenant: str, channel: str, watchlists: Collection[int], feeds: Collection[int]
    ) -> Subscription | None:
        """Find the first subscription of a channel to one of some watchlists or feeds."""
        ...

    async def followed(self) -> dict[str, int]:
        """Count the subscriptions of each platform."""
        ...

    async def pause(self, channel: str, reason: Words, now: datetime) -> bool:
        """Pause every subscription of a channel and hold its deliveries; True when newly so."""
        ...
