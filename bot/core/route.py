"""Who hears of an article: from its matches and the subscriptions to rows for the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.times import held_until, parse_burst
from bot.models import (
    OPERATOR,
    DeliveryKind,
    Feed,
    Match,
    Posting,
    Relation,
    Subscription,
    Watchlist,
)


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody who may be told: subscriptions, watchlists by id, and what they silenced."""

    subscriptions: Sequence[Subscription]
    watchlists: Mapping[int, Watchlist]
    muted: frozenset[tuple[str, int]] = frozenset()
    following: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that came in: its feed, row, story, how it joined and what it hit."""

    feed: Feed
    article: int
    story: int
    relation: Relation
    matches: Mapping[int, Match]


def sees(tenant: str, owners: Iterable[str]) -> bool:
    """Tell whether a tenant sees what these owners have; the operator's is seen by all."""
    owned = set(owners)
    return OPERATOR in owned or tenant in owned


def route(arrival: Arrival, circle: Circle, now: datetime) -> tuple[Posting, ...]:
    """List the postings of an article: one alert a subscription and story, plus asked updates."""
    postings = []
    for subscription in circle.subscriptions:
        if _wants(subscription, arrival, circle, now):
            postings += _postings(subscription, arrival, circle, now)
    return tuple(postings)


def _wants(subscription: Subscription, arrival: Arrival, circle: Circle, now: datetime) -> bool:
    if not sees(subscription.tenant, arrival.feed.owners):
        return False
    if (subscription.tenant, arrival.story) in circle.muted:
        return False
    if subscription.feed is not None:
        return subscription.feed == arrival.feed.id
    watch = circle.watchlists.get(subscription.watchlist or 0)
    if watch is None or watch.id not in arrival.matches:
        return False
    return watch.muted_until is None or watch.muted_until <= now


def _postings(
    subscription: Subscription, arrival: Arrival, circle: Circle, now: datetime
) -> list[Posting]:
    watch = circle.watchlists.get(subscription.watchlist or 0)
    until = held_until(subscription, now, urgent=watch is not None and watch.urgent)
    key = f"{subscription.id}:{arrival.story}"
    postings = [_posting(subscription, f"{key}:alert", DeliveryKind.ALERT, until, now)]
    follows = (subscription.channel, arrival.story) in circle.following
    if arrival.relation is Relation.SAME and (subscription.updates or follows):
        update = f"{key}:update:{arrival.article}"
        postings.append(_posting(subscription, update, DeliveryKind.UPDATE, until, now))
    return postings


def _posting(
    subscription: Subscription,
    key: str,
    kind: DeliveryKind,
    until: datetime | None,
    now: datetime,
) -> Posting:
    burst = parse_burst(subscription.burst) if subscription.burst else None
    window = timedelta(seconds=burst.seconds) if burst else timedelta()
    return Posting(
        key=key,
        tenant=subscription.tenant,
        channel=subscription.channel,
        kind=kind,
        subscription=subscription.id,
        held_until=until,
        paused=bool(subscription.paused),
        limit=burst.count if burst else 0,
        limit_since=now - window,
        limit_until=now + window,
    )
