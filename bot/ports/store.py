"""The seams to the store: four tables, each method awaited, a transaction or a read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.ports.configured import Configured
from bot.ports.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.models import (
        Article,
        Delivery,
        Feed,
        GivenUp,
        Match,
        Muted,
        PageLines,
        Placement,
        Posting,
        Story,
        Subscription,
        Watchlist,
    )
    from bot.models.payloads import KeptSummary, NoticePayload
    from bot.said import Said, Words


LINE_PAGES = 3
"""Pages of a host that are remembered for each line: the most that anyone asks for."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What tells that two entries of one feed are the same article: address and folded title."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Decided:
    """How a stored article was placed: its relation, its likeness to `nearest`, the reasons.

    `nearest` is the number of the article that it was compared with, 0 for none.
    """

    relation: str
    score: float = 0.0
    reasons: tuple[Said, ...] = ()
    nearest: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """An article that a feed brought before: its row, story and stored version."""

    article: int
    story: int
    version: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the story index needs of a stored article."""

    article: int
    story: int
    sketch: bytes


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry that was seen and not stored: its canonical address, the ledger's line."""

    guid: str
    url: str
    line: str


@dataclass(frozen=True, slots=True)
class Filing:
    """An article on its way into the archive with all that was decided about it.

    `story` is the story's id, allocated by the caller. `replaces` is the row of an earlier
    version of the same article.
    """

    article: Article
    guid: str
    version: str
    url_key: str
    title_key: str
    story: int
    placement: Placement
    sketch: bytes
    folded_title: str
    folded_body: str
    matches: tuple[tuple[int, Match], ...] = ()
    postings: tuple[Posting, ...] = ()
    muted: tuple[Muted, ...] = ()
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll leaves behind: stored in one transaction, feed state included.

    `again` are (guid, version, article) of entries that bring a known article under a new guid.
    `lines` are of the pages that count for their host's memory, `counts` what health has to tell.
    `book` are the ledger's (line, tenant, number) but for what only the store can count: rows.
    """

    feed: Feed
    filings: tuple[Filing, ...]
    again: tuple[tuple[str, str, int], ...]
    postings: tuple[Posting, ...]
    lines: tuple[PageLines, ...]
    counts: tuple[tuple[str, int], ...]
    at: datetime
    book: tuple[tuple[str, str, int], ...] = ()
    set_aside: tuple[SetAside, ...] = ()


class Feeds(Protocol):
    """Keep the feeds: who owns them, which are due, how they fare."""

    async def add(
        self, feed: Feed, *, tenant: str, origin: str, now: datetime
    ) -> tuple[Feed, bool]:
        """Add a feed for a tenant; returns it and whether the tenant has it newly."""
        ...

    async def remove(self, feed_id: int, *, tenant: str) -> None:
        """Take a feed from a tenant; one that nobody owns is polled no more, its articles stay."""
        ...

    async def all(self, *, tenant: str | None = None) -> list[Feed]:
        """List the feeds that a tenant sees, or every owned feed; by name."""
        ...

    async def count(self) -> int:
        """Count the owned feeds."""
        ...

    async def due(self, now: datetime, *, everything: bool = False) -> list[Feed]:
        """List the owned feeds whose time has come, longest overdue first."""
        ...

    async def get(self, feed_id: int) -> Feed | None:
        """Find a feed by id."""
        ...

    async def save(self, feed: Feed) -> None:
        """Store validators, schedule and health."""
        ...

    async def poll_now(self, feed_id: int, now: datetime) -> None:
        """Make a feed due, also one that was paused or gone."""
        ...


class Archive(Protocol):
    """Keep articles, stories and matches."""

    async def seen(self, feed: int, guids: list[str]) -> dict[str, str]:
        """Tell which guids a feed brought before, with the version last stored."""
        ...

    async def known_among(self, feed: int, keys: list[tuple[str, str]]) -> frozenset[str] | None:
        """Give the guids among (guid, address) that a feed brought, by either; None: it is new."""
        ...

    async def known(self, feed: int, *, guid: str, keys: Keys, article: Article) -> Known | None:
        """Find the same article of the same feed by guid, address or title, in this order.

        A guid that comes back with another link and another title is another article.
        """
        ...

    async def top_ids(self) -> tuple[int, int]:
        """Give the highest ids in use of articles and of stories."""
        ...

    async def commit(self, batch: Batch) -> int:
        """Store everything that a poll left behind; returns how many deliveries are new."""
        ...

    async def repeated_lines(self, host: str, pages: int) -> frozenset[str]:
        """Give the lines that stood on at least so many pages (at most `LINE_PAGES`) of a host."""
        ...

    async def recent(self, since: datetime) -> list[Remembered]:
        """List the sketches of the articles published since a time, oldest first."""
        ...

    async def article(self, article: int) -> Article | None:
        """Find an article by its row."""
        ...

    async def beside(self, article: int, limit: int) -> list[str]:
        """Give the starts of the newest other articles of an article's feed, one a title."""
        ...

    async def story(
        self, story: int, *, tenant: str | None = None, also: int | None = None
    ) -> Story | None:
        """Find a story with the articles that a tenant may see (all for None), oldest first.

        `also` is an article that it may see besides: the one that it was alerted to, whose feed
        it may have given up since.
        """
        ...

    async def latest(
        self, *, tenant: str | None, limit: int, offset: int = 0, watchlist: int | None = None
    ) -> list[Story]:
        """List the newest stories that hit a watchlist of the tenant, or one watchlist."""
        ...

    async def search(
        self,
        expression: str | None,
        *,
        tenant: str | None,
        since: datetime,
        limit: int,
        before: int | None = None,
    ) -> list[tuple[int, Article]]:
        """List (story, article) that an FTS5 expression finds, newest first; None finds all.

        `before` is the last article of the block before: what comes after it is listed.
        """
        ...

    async def matches(
        self, story: int, *, watchlist: int | None = None
    ) -> list[tuple[int, int, Match]]:
        """List (article, watchlist, match) of a story, oldest article first."""
        ...

    async def decision(self, article: int, *, tenant: str | None) -> Decided:
        """Give how an article was placed in its story."""
        ...

    async def trend(
        self, watchlist: int, *, tenant: str | None, since: datetime
    ) -> list[tuple[datetime, int]]:
        """List (time, story) of the articles of a tenant that hit a watchlist since a time."""
        ...

    async def prune(self, *, articles: datetime, seen: datetime) -> dict[str, int]:
        """Delete what is older than the given times; returns how many rows went, by table."""
        ...

    async def touch_seen(self, feed: int, guids: list[str], now: datetime) -> None:
        """Note that a feed still shows these entries."""
        ...

    async def counts(self) -> dict[str, int]:
        """Give what was dropped, held or refused, by name."""
        ...

    async def by_address(self, urls: list[str], *, tenant: str | None) -> list[tuple[int, int]]:
        """List (article, story) of the articles with an address, oldest first."""
        ...

    async def muted(self, article: int, *, tenant: str | None) -> list[Muted]:
        """List why matches of an article were told to nobody."""
        ...

    async def set_aside(self, urls: list[str], feeds: list[int]) -> list[tuple[int, str, datetime]]:
        """List (feed, line, time) of entries with an address that were not stored."""
        ...

    async def feeds_of_host(self, host: str, *, tenant: str | None) -> frozenset[int]:
        """Give the feeds that brought articles of a host."""
        ...

    async def ledger(self) -> list[tuple[str, str, int]]:
        """Give the ledger's numbers: (line, tenant, number)."""
        ...

    async def sizes(self) -> dict[str, int]:
        """Count the rows of the main tables."""
        ...


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
        self, watch: Watchlist, name_key: str, *, origin: str, user: str = ""
    ) -> Watchlist:
        """Insert a watchlist, or replace the tenant's one of the same name."""
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

    async def get(self, watch_id: int) -> Watchlist | None:
        """Find a watchlist by id, also one that was removed and still has deliveries."""
        ...

    async def subscribe(self, subscription: Subscription, *, origin: str) -> Subscription:
        """Insert a subscription, or renew the channel's one to the same thing and resume it."""
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

    async def subscriptions(
        self, *, tenant: str | None = None, channel: str = ""
    ) -> list[Subscription]:
        """List subscriptions of all tenants or of one, of one channel when it is given."""
        ...

    async def followed(self) -> dict[str, int]:
        """Count the subscriptions of each platform."""
        ...

    async def pause(self, channel: str, reason: Words, now: datetime) -> bool:
        """Pause every subscription of a channel and hold its deliveries; True when newly so."""
        ...

    async def resume(self, channel: str) -> None:
        """Resume the subscriptions of a channel and let its deliveries go."""
        ...


class Outbox(Protocol):
    """Keep the deliveries: claimed by compare-and-set, in order per channel."""

    async def claim(
        self, now: datetime, *, skip: Iterable[str] = (), only: str = ""
    ) -> list[Delivery]:
        """Take the next due delivery of every channel but those in `skip`, or of one channel."""
        ...

    async def unsettled(self) -> list[Delivery]:
        """List the deliveries whose outcome is unknown or being awaited."""
        ...

    async def sent(self, delivery: int, message_ref: str) -> None:
        """Note that a delivery is out; an edit that grew stale meanwhile is due again."""
        ...

    async def wait(
        self,
        delivery: int,
        until: datetime,
        reason: Words,
        *,
        aside: bool = False,
        uncertain: bool = False,
    ) -> None:
        """Put a delivery back until a time; nothing was posted that is known of.

        `aside` lets the channel's others pass meanwhile; `uncertain` marks it as one that people
        may have seen, until it is sent.
        """
        ...

    async def simplify(self, delivery: int, reason: Words) -> None:
        """Put a delivery back at once, to be shown as a plainer card; nothing was posted."""
        ...

    async def uncertain(self, delivery: int, reason: Words, *, fault: bool = False) -> None:
        """Note why the outcome of a delivery is not known; it stays in `sending`.

        `fault` counts it as an error of our own.
        """
        ...

    async def hold(self, delivery: int) -> None:
        """Keep a delivery of a paused channel until it is resumed."""
        ...

    async def bury(self, delivery: int, reason: Words, at: datetime) -> None:
        """Give a delivery up for good, with the reason."""
        ...

    async def drop(self, delivery: int, reason: Words, at: datetime) -> None:
        """End a delivery that has nothing left to do; nothing is lost by it."""
        ...

    async def lost(self, since: datetime, *, tenant: str | None = None) -> list[GivenUp]:
        """List what was given up since a time, newest first, of one tenant or of all."""
        ...

    async def keep_summary(self, delivery: int, summary: KeptSummary) -> None:
        """Store what an alert shows, so that its edits say the same."""
        ...

    async def get(self, delivery: int) -> Delivery | None:
        """Find a delivery by id."""
        ...

    async def alert_of(self, edit: Delivery) -> Delivery | None:
        """Find the alert that an edit or update belongs to."""
        ...

    async def newest_alert(self, tenant: str, channel: str) -> Delivery | None:
        """Find the newest alert that a channel was shown."""
        ...

    async def alerts_of_story(self, tenant: str | None, story: int) -> list[Delivery]:
        """List the alerts of a story that a tenant was shown (every tenant for None)."""
        ...

    async def of_story(self, tenant: str | None, story: int) -> list[Delivery]:
        """List the alerts and updates of a story that are a tenant's (everybody's for None)."""
        ...

    async def digests_due(self, now: datetime) -> int:
        """Bundle what is held and due, a digest a subscription; a single alert goes by itself."""
        ...

    async def digest_now(self, subscription: int, now: datetime) -> int:
        """Bundle at once what a subscription holds; returns how many alerts went in."""
        ...

    async def post_notice(
        self, *, key: str, tenant: str, channel: str, notice: NoticePayload, now: datetime
    ) -> None:
        """Put a notice in the outbox, once per key."""
        ...

    async def not_relevant(self, delivery: int, user: str, now: datetime) -> None:
        """Note that somebody found an alert not relevant."""
        ...

    async def given_up(self, since: datetime) -> tuple[int, datetime, Words] | None:
        """Tell of the alerts given up since a time: how many, when first, why last; None if none.

        An edit that came to nothing is no loss: its alert was shown.
        """
        ...

    async def wake(self, platform: str, now: datetime) -> None:
        """Make due what waits for a platform."""
        ...

    async def standing(self, tenant: str | None) -> dict[str, int]:
        """Count deliveries by state, of one tenant or of all."""
        ...

    async def next_due(self) -> datetime | None:
        """Tell when the earliest open delivery is due, None when the outbox is empty."""
        ...


@dataclass(frozen=True, slots=True)
class Store:
    """The store as its users see it."""

    feeds: Feeds
    archive: Archive
    watches: Watches
    outbox: Outbox
    configured: Configured
    notes: Notes
