"""The seams to the store: its tables, each method awaited, a transaction or a read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.models import Article, Feed, Match, Muted, Origin, Story
    from bot.ports.configured import Configured
    from bot.ports.filing import Batch, Decided, KnownArticle, Remembered, SoughtArticle
    from bot.ports.notes import Notes
    from bot.ports.outbox import Outbox
    from bot.ports.past import Past
    from bot.ports.tenants import Tenants
    from bot.ports.watches import Watches


class Feeds(Protocol):
    """Keep the feeds: who owns them, which are due, how they fare."""

    async def add(
        self, feed: Feed, *, tenant: str, origin: Origin, now: datetime, most: int = 0
    ) -> tuple[Feed, bool]:
        """Add a feed for a tenant; returns it and whether the tenant has it newly.

        Raises LimitReached where the tenant would have more than `most` then; 0 is no limit.
        """
        ...

    async def remove(self, feed_id: int, *, tenant: str) -> None:
        """Take a feed from a tenant; one that nobody owns is polled no more, its articles stay."""
        ...

    async def all(self, *, tenant: str | None = None) -> list[Feed]:
        """List the feeds that a tenant sees, or every owned feed; by name."""
        ...

    async def version(self) -> int:
        """Count the changes to names, addresses and owners, also of other processes."""
        ...

    async def names(self) -> list[tuple[int, str, str, frozenset[str]]]:
        """List id, name, address and owners of every owned feed, by name."""
        ...

    async def among(self, ids: Sequence[int]) -> list[Feed]:
        """List those of some feeds that are owned, by name."""
        ...

    async def states(self, *, tenant: str | None = None) -> dict[str, int]:
        """Count the feeds that a tenant sees, or every owned feed, by state."""
        ...

    async def ailing(self, since: datetime, *, tenant: str | None = None) -> list[Feed]:
        """List those that fail or are gone, longest first, or had a gap since a time."""
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

    async def known(self, sought: Sequence[SoughtArticle]) -> list[KnownArticle | None]:
        """Find the same article of the same feed for each, by guid, address or title.

        A guid that comes back with another link and another title is another article.
        """
        ...

    async def top_ids(self) -> tuple[int, int]:
        """Give the highest ids in use of articles and of stories."""
        ...

    async def settle(
        self, batches: Sequence[Batch], states: Sequence[Feed]
    ) -> list[int | Exception]:
        """Store what several polls left behind, and the states of feeds that brought nothing.

        Gives for each batch how many deliveries are new, or what kept this one from being stored;
        raises where nothing was.
        """
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
        feeds: Collection[int] | None = None,
    ) -> list[tuple[int, Article]]:
        """List (story, article) that an FTS5 expression finds, newest first; None finds all.

        `before` is the last article of the block before: what comes after it is listed. Only
        articles of `feeds` are, where some are given.
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

    async def prune(self, now: datetime, *, articles: datetime, seen: datetime) -> dict[str, int]:
        """Delete what is older than the given times; returns how many rows went, by table."""
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
class Store:
    """The store as its users see it."""

    feeds: Feeds
    archive: Archive
    watches: Watches
    outbox: Outbox
    configured: Configured
    notes: Notes
    past: Past
    tenants: Tenants
