"""Who watches what: feeds, watchlists, subscriptions, callers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models.news import Sense
from bot.said import Words

OPERATOR = ""
"""Tenant of everything that comes from the configuration file."""


class Origin(StrEnum):
    """Where a feed, watchlist or subscription was made; what is of the file is fixed elsewhere."""

    FILE = "file"
    CLI = "cli"
    CHAT = "chat"


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    FAILING = "failing"
    GONE = "gone"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Feed:
    """A URL that is polled, with its validators, schedule and health; times are aware UTC.

    `interval` is in seconds, None when it adapts. `primed` is set once the first poll is stored.
    `owners` are the tenants that see the feed; the operator's feeds are seen by all. `given` is
    the address that it was added under, where it has moved since.
    `gap_at` is when entries may last have passed unseen, `pace` the longest interval in seconds
    that gaps have taught, None when there were none.
    """

    id: int
    url: str
    name: str
    language: str = ""
    interval: float | None = None
    full_text: bool = False
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    state: FeedState = FeedState.ACTIVE
    last_poll: datetime | None = None
    next_poll: datetime | None = None
    last_change: datetime | None = None
    last_error: Words = ""
    failures: int = 0
    failing_since: datetime | None = None
    entries: int = 0
    primed: bool = False
    gap_at: datetime | None = None
    pace: float | None = None
    owners: frozenset[str] = frozenset()
    fixed: bool = False
    given: str = ""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A named query with its settings; belongs to a tenant, or to the operator when fixed.

    `aliases` turns the alias table on, `aliases_off` lists surface forms that were switched off,
    `aliases_extra` the user's own. `languages` and `sources` are filters, empty for all.
    """

    id: int
    tenant: str
    name: str
    query: str
    aliases: bool = True
    aliases_off: tuple[str, ...] = ()
    aliases_extra: tuple[str, ...] = ()
    sense: Sense | None = None
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    urgent: bool = False
    fixed: bool = False
    muted_until: datetime | None = None


class Mode(StrEnum):
    """How a subscription hears of its stories."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel following a watchlist or a whole feed (exactly one of the two is set).

    `at` is the local time "HH:MM" of a daily digest, `quiet` a span such as "22:00-07:00" in
    `timezone`, `burst` a guard such as "5/10m". `paused` holds the reason, empty when active.
    """

    id: int
    tenant: str
    channel: str
    watchlist: int | None = None
    feed: int | None = None
    mode: Mode = Mode.INSTANT
    at: str = ""
    quiet: str = ""
    timezone: str = ""
    burst: str = ""
    updates: bool = False
    mention: str = ""
    language: str = ""
    created_by: str = ""
    paused: Words = ""
    paused_since: datetime | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the tenant, the channel they ask in, their language and what they may change."""

    tenant: str
    channel: str
    user: str = ""
    language: str = "en"
    may_manage: bool = False
    missing: str = ""
