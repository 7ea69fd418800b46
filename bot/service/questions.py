"""Questions to the archive: search, replay of a query, trend, reasons, health."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.ledger import by_tenant
from bot.core.watch.compile import Watch, compile_watch
from bot.core.watch.search_expression import (
    MOST_FEEDS,
    feeds_asked,
    fts_query,
    sources_asked,
)
from bot.models import (
    Article,
    Delivery,
    Feed,
    FeedState,
    GivenUp,
    Match,
    Story,
    Subscription,
    Watchlist,
)
from bot.models.past import Unread
from bot.ports import Decided, Store
from bot.said import Words
from bot.service.directory import Directory, Listed, maybe_named
from bot.service.preview import Preview, preview_watch

if TYPE_CHECKING:
    from bot.core.match.matcher import Matcher

CANDIDATES = 2_000
"""Articles that the index may hand to the matcher for one replay."""
NOT_WELL = (FeedState.FAILING, FeedState.GONE)
GAP_SHOWN = timedelta(days=1)
"""How long health names a feed whose entries may have passed unseen; its count stays."""
NEVER = datetime.max.replace(tzinfo=UTC)
READ = 20_000
"""Articles that one search looks at before it ends without a full page and says so, by hand: some
seconds of work. The index hands over next to nothing that is no hit, so that only odd questions get
here: two common words beside each other, or one that counts in capitals alone."""
FIRST_BLOCK, LONGEST_BLOCK = 8, 256
"""Articles read at once: a page at first, twice as many each time that was not enough."""
NAMED_FOR = timedelta(days=1)
"""How long what was given up is named: whoever looks once a day sees each."""
PRESSING_FOR = timedelta(hours=1)
"""How long it counts as trouble that is going on."""


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that a query hits, with its story."""

    story: int
    article: Article
    match: Match


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search found; `back_to` is where it ended without having looked at all, else None."""

    items: tuple[FoundArticle, ...]
    back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """What the index is asked for: an expression, and the feeds where it cannot name them all."""

    expression: str | None
    feeds: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """What a watch would have brought: one alert a story; `capped` when there was more to read."""

    preview: Preview
    days: int
    articles: int
    about: int
    stories: int
    sources: tuple[tuple[str, int], ...]
    samples: tuple[FoundArticle, ...]
    capped: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why an alert was sent: its rows, every decision, and what the article was compared with."""

    delivery: Delivery
    story: Story
    article: Article
    watch: Watchlist | None
    match: Match | None
    placed: Decided
    nearest: Article | None


@dataclass(frozen=True, slots=True)
class Health:
    """How a tenant's feeds, channels and deliveries fare.

    `feeds` counts the feeds by state, `failing` are those that do not work, longest first, and of
    `gapped` entries may have passed unseen in the day before. `unread` are channels that were to
    be looked through in that day and could not.
    """

    feeds: dict[str, int]
    failing: tuple[Feed, ...]
    gapped: tuple[Feed, ...]
    paused: tuple[Subscription, ...]
    standing: dict[str, int]
    counts: dict[str, int]
    ledger: dict[str, int]
    broken: tuple[tuple[str, Words], ...]
    given_up: tuple[GivenUp, ...] = ()
    unread: tuple[Unread, ...] = ()


class Questions:
    """Answers that need the store and the matcher; every one is asked for a tenant."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory
        self.most = READ

    async def search(
        self,
        query: str,
        *,
        tenant: str,
        now: datetime,
        days: int = 30,
        limit: int = READ,
    ) -> Finding:
        """List what a query hits, newest first, one article a story; raises QueryError.

        No more is read than the `limit` of stories needs.
        """
        watch = await asyncio.to_thread(compile_watch, Watchlist(0, tenant, query, query))
        first: dict[int, FoundArticle] = {}
        back_to = None
        async for found, reached in self._blocks(watch, tenant, now - timedelta(days=days)):
            for item in found:
                first.setdefault(item.story, item)
            back_to = reached
            if len(first) >= limit:
                break
        items = tuple(first.values())[:limit]
        return Finding(items, back_to if len(items) < limit else None)

    async def _blocks(
        self, watch: Watch, tenant: str, since: datetime
    ) -> AsyncIterator[tuple[list[FoundArticle], datetime | None]]:
        """Yield what a watch hits, newest first, a block of articles at a time.

        With each goes the time that was reached, None when nothing older is left.
        """
        narrowed, matcher = await self._narrowed(watch, tenant), _matcher_of(watch)
        size, read, last = FIRST_BLOCK, 0, None
        while read < self.most:
            rows = await self._store.archive.search(
                narrowed.expression,
                tenant=tenant,
                since=since,
                limit=size,
                before=last,
                feeds=narrowed.feeds,
            )
            hits = await asyncio.to_thread(_articles_hit, matcher, rows)
            if len(rows) < size:
                yield hits, None
                return
            yield hits, rows[-1][1].published
            last, read = int(rows[-1][1].id), read + size
            size = min(2 * size, LONGEST_BLOCK)

    async def _narrowed(self, watch: Watch, tenant: str) -> _Narrowed:
        """Narrow down by the index; sources by the feeds that bear such a name now."""
        if not (asked := sources_asked(watch)):
            return _Narrowed(fts_query(watch))
        feeds = await self._directory.feeds(tenant)
        return await asyncio.to_thread(_narrow, watch, asked, feeds)

    async def replay(
        self,
        wanted: Watchlist,
        *,
        now: datetime,
        days: int,
    ) -> Replay:
        """Run a watch that is not saved over stored history; raises QueryError."""
        preview = await preview_watch(wanted)
        since = now - timedelta(days=days)
        found, capped = await self._run(preview.watch, wanted.tenant, since)
        samples: dict[int, FoundArticle] = {}
        for item in found:
            samples.setdefault(item.story, item)
        sources = Counter(item.article.source for item in found)
        return Replay(
            preview=preview,
            days=days,
            articles=len(found),
            about=sum(item.match.about for item in found),
            stories=len(samples),
            sources=tuple(sources.most_common()),
            samples=tuple(samples.values())[:10],
            capped=capped,
        )

    async def _run(
        self, watch: Watch, tenant: str, since: datetime
    ) -> tuple[list[FoundArticle], bool]:
        narrowed = await self._narrowed(watch, tenant)
        rows = await self._store.archive.search(
            narrowed.expression,
            tenant=tenant,
            since=since,
            limit=CANDIDATES,
            feeds=narrowed.feeds,
        )
        return await asyncio.to_thread(_articles_hit, _matcher_of(watch), rows), len(
            rows
        ) >= CANDIDATES

    async def reasons(self, delivery: Delivery) -> Reasons | None:
        """Collect every decision that led to an alert, None when its article is gone."""
        story = await self._store.archive.story(
            delivery.story or 0, tenant=delivery.tenant, also=delivery.article
        )
        article = await self._store.archive.article(delivery.article or 0)
        if story is None or article is None:
            return None
        subscription = await self._store.watches.subscription(delivery.subscription or 0)
        watch_id = subscription.watchlist if subscription else None
        watch = await self._store.watches.get(watch_id) if watch_id else None
        match = await self._hit(story.id, delivery.article, watch_id) if watch_id else None
        placed = await self._store.archive.decision(delivery.article or 0, tenant=delivery.tenant)
        nearest = await self._store.archive.article(placed.nearest) if placed.nearest else None
        return Reasons(delivery, story, article, watch, match, placed, nearest)

    async def _hit(self, story: int, article: int | None, watch: int) -> Match | None:
        found = await self._store.archive.matches(story, watchlist=watch)
        return next((match for row, _, match in found if row == article), None)

    async def trend(
        self, watch: Watchlist, *, tenant: str, now: datetime, days: int
    ) -> list[tuple[str, int, int]]:
        """Count (day, articles, stories) of a watch, a row a day, oldest first.

        A story counts on the day of its first article, so that the days add up to the stories.
        """
        since = now - timedelta(days=days - 1)
        since = since.replace(hour=0, minute=0, second=0, microsecond=0)
        articles: Counter[str] = Counter()
        began: dict[int, str] = {}
        for moment, story in await self._store.archive.trend(watch.id, tenant=tenant, since=since):
            day = moment.date().isoformat()
            articles[day] += 1
            began.setdefault(story, day)
        stories = Counter(began.values())
        every = [(since + timedelta(days=step)).date().isoformat() for step in range(days)]
        return [(day, articles[day], stories[day]) for day in every]

    async def health(
        self, tenant: str | None, problems: Mapping[int, Words], *, now: datetime | None = None
    ) -> Health:
        """Tell how everything fares that a tenant sees (all of it for None).

        `problems` are the watchlists whose query cannot be read, by id. With `now` it names what
        was given up, or could not be looked through, in the day before.
        """
        outbox = self._store.outbox
        lost = await outbox.lost(now - NAMED_FOR, tenant=tenant) if now else []
        since = now - GAP_SHOWN if now else NEVER
        ailing = await self._store.feeds.ailing(since, tenant=tenant)
        broken = [
            (watch.name, problems[watch.id])
            for watch in await self._store.watches.among(problems, tenant=tenant)
        ]
        return Health(
            feeds=await self._store.feeds.states(tenant=tenant),
            failing=tuple(feed for feed in ailing if feed.state in NOT_WELL),
            gapped=tuple(feed for feed in ailing if feed.gap_at and feed.gap_at > since),
            paused=tuple(await self._store.watches.subscriptions(tenant=tenant, paused=True)),
            standing=await outbox.standing(tenant),
            counts=await self._store.archive.counts() if not tenant else {},
            ledger=by_tenant(await self._store.archive.ledger(), tenant),
            broken=tuple(broken),
            given_up=tuple(lost),
            unread=tuple(await self._store.past.unread(tenant, since)),
        )


def _matcher_of(watch: Watch) -> Matcher:
    # What matches brings numpy along, which no list of feeds or watches needs.
    from bot.core.match.matcher import Matcher

    return Matcher((watch,))


def _narrow(watch: Watch, asked: Iterable[str], feeds: Sequence[Listed]) -> _Narrowed:
    near = {text: maybe_named(feeds, text) for text in asked}
    names = {feed.id: feed.name for found in near.values() for feed in found}
    expression = fts_query(watch, tuple(names.items()))
    if len(names) <= MOST_FEEDS:
        return _Narrowed(expression)
    bearing = {text: frozenset(feed.id for feed in found) for text, found in near.items()}
    return _Narrowed(expression, feeds_asked(watch, bearing))


def _articles_hit(matcher: Matcher, rows: Sequence[tuple[int, Article]]) -> list[FoundArticle]:
    return [
        FoundArticle(story, article, match)
        for story, article in rows
        for match in matcher.match(article)
    ]
