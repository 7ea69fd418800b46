"""Who hears of an article: from its matches and the subscriptions to rows for the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bot.cards import Shows
from bot.core.alerts.marks import feed_mark, watch_mark
from bot.core.alerts.schedule import held_until, parse_burst
from bot.core.ledger import Line
from bot.models import (
    OPERATOR,
    DeliveryKind,
    Feed,
    Match,
    Mode,
    Muted,
    Posting,
    Relation,
    Subscription,
    Watchlist,
)


class Subscribers(tuple[Subscription, ...]):
    """Subscriptions in their order, found by the watch or feed that they follow."""

    @cached_property
    def by_watch(self) -> Mapping[int, tuple[tuple[int, Subscription], ...]]:
        """Index the subscriptions with their places by watchlist."""
        return _indexed_by_key((place, item, item.watchlist) for place, item in enumerate(self))

    @cached_property
    def by_feed(self) -> Mapping[int, tuple[tuple[int, Subscription], ...]]:
        """Index the subscriptions with their places by the whole feed that they follow."""
        return _indexed_by_key((place, item, item.feed) for place, item in enumerate(self))


def _indexed_by_key(
    rows: Iterable[tuple[int, Subscription, int | None]],
) -> Mapping[int, tuple[tuple[int, Subscription], ...]]:
    found: dict[int, list[tuple[int, Subscription]]] = {}
    for place, item, key in rows:
        if key is not None:
            found.setdefault(key, []).append((place, item))
    return {key: tuple(items) for key, items in found.items()}


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody who may be told: subscriptions, watchlists by id, and what they silenced."""

    subscribers: Subscribers
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
    known: bool = False
    """Whether it was stored before and only changed."""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """What becomes of an article's matches: `matches` counts them by tenant.

    A match is one subscription's claim on the article, by its watch or for the whole feed; a watch
    that nobody follows has one claim of its own.
    """

    matches: Mapping[str, int]
    postings: tuple[Posting, ...] = ()
    muted: tuple[Muted, ...] = ()

    def silenced(self, line: Line) -> Routed:
        """Take back the postings: nobody is told, for one reason."""
        claims = {item.subscription: item for item in self.postings}
        late = [
            Muted(item.tenant, line, item.subscription, item.watchlist) for item in claims.values()
        ]
        return Routed(self.matches, (), (*self.muted, *late))


def tenant_sees(tenant: str, owners: Iterable[str]) -> bool:
    """Tell whether a tenant sees what these owners have; the operator's is seen by all."""
    owned = set(owners)
    return OPERATOR in owned or tenant in owned


def route_article(arrival: Arrival, circle: Circle, now: datetime) -> Routed:
    """Route an article: one alert a subscription and story, plus the updates asked for.

    A whole feed is followed for its entries, not for stories: each has an alert of its own.
    """
    claims = _claims_on(arrival, circle)
    alone = list(_unfollowed_watches(arrival, circle))
    postings: list[Posting] = []
    muted: list[Muted] = []
    for claim in claims:
        if why := _silence_line(claim, arrival, circle, now):
            muted.append(Muted(claim.tenant, why, claim.id, claim.watchlist))
        else:
            postings += _postings_for(claim, arrival, circle, now)
    muted += [
        Muted(watch.tenant, _nobody_line(watch, arrival), watchlist=watch.id) for watch in alone
    ]
    tenants = [item.tenant for item in claims] + [watch.tenant for watch in alone]
    return Routed(Counter(tenants), tuple(postings), tuple(muted))


def _claims_on(arrival: Arrival, circle: Circle) -> list[Subscription]:
    """List the subscriptions that an article concerns, in their order; no other is looked at."""
    followed = circle.subscribers
    found = [] if arrival.known else list(followed.by_feed.get(arrival.feed.id, ()))
    for watch in arrival.matches:
        if watch in circle.watchlists:
            found += followed.by_watch.get(watch, ())
    found.sort(key=_place_of)
    return [item for _, item in found]


def _place_of(found: tuple[int, Subscription]) -> int:
    return found[0]


def _unfollowed_watches(arrival: Arrival, circle: Circle) -> Iterator[Watchlist]:
    for row in arrival.matches:
        if row in circle.watchlists and row not in circle.subscribers.by_watch:
            yield circle.watchlists[row]


def _nobody_line(watch: Watchlist, arrival: Arrival) -> Line:
    return Line.NOBODY if tenant_sees(watch.tenant, arrival.feed.owners) else Line.NOT_THEIRS


def _silence_line(
    claim: Subscription, arrival: Arrival, circle: Circle, now: datetime
) -> Line | None:
    """Tell why a subscription does not hear of an article that it has a claim on."""
    if not tenant_sees(claim.tenant, arrival.feed.owners):
        return Line.NOT_THEIRS
    if (claim.tenant, arrival.story) in circle.muted:
        return Line.STORY_MUTED
    watch = circle.watchlists.get(claim.watchlist or 0)
    if watch is not None and watch.muted_until is not None and watch.muted_until > now:
        return Line.WATCH_MUTED
    return None


def _postings_for(
    subscription: Subscription, arrival: Arrival, circle: Circle, now: datetime
) -> list[Posting]:
    watch = circle.watchlists.get(subscription.watchlist or 0)
    until = held_until(subscription, now, urgent=watch is not None and watch.urgent)
    key = f"{subscription.id}:{arrival.story}"
    if subscription.feed is not None:
        alert = f"{key}:alert:{arrival.article}"
        whom = feed_mark(arrival.feed.given or arrival.feed.url)
    else:
        alert = f"{key}:alert"
        whom = watch_mark(watch.tenant, watch.name) if watch else ""
    mark = whom + arrival.mark
    postings = [
        _make_posting(subscription, alert, DeliveryKind.ALERT, until, now, Shows.ALERT + mark)
    ]
    if subscription.feed is not None:
        return postings
    follows = (subscription.channel, arrival.story) in circle.following
    if arrival.relation is Relation.SAME and (subscription.updates or follows):
        update = f"{key}:update:{arrival.article}"
        told = Shows.UPDATE + mark
        postings.append(_make_posting(subscription, update, DeliveryKind.UPDATE, until, now, told))
    return postings


def _make_posting(
    subscription: Subscription,
    key: str,
    kind: DeliveryKind,
    until: datetime | None,
    now: datetime,
    mark: str,
) -> Posting:
    burst = parse_burst(subscription.burst) if subscription.burst else None
    window = timedelta(seconds=burst.seconds) if burst else timedelta()
    return Posting(
        key=key,
        tenant=subscription.tenant,
        channel=subscription.channel,
        kind=kind,
        subscription=subscription.id,
        watchlist=subscription.watchlist,
        held_until=until,
        held_by=_holding_line(subscription, until),
        paused=bool(subscription.paused),
        limit=burst.count if burst else 0,
        limit_since=now - window,
        limit_until=now + window,
        mark=mark,
    )


def _holding_line(subscription: Subscription, until: datetime | None) -> str:
    if until is None:
        return ""
    return Line.DIGEST if subscription.mode in (Mode.HOURLY, Mode.DAILY) else Line.QUIET
