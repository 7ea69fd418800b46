"""The first use case: poll one feed, from its URL to rows in the outbox."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.core.addresses import veiled_text
from bot.core.feed_options import PLAIN, FeedOptions
from bot.core.lanes import Errand, errand
from bot.errors import ParseError
from bot.feeds.fetch.reasons import with_fix
from bot.feeds.urls import canonical_url, host_of, link_url
from bot.models import (
    Entry,
    Failed,
    Feed,
    FeedState,
    Fetched,
    FetchResult,
    NotModified,
    ParsedFeed,
)
from bot.ports import Fetcher, Reader, Store
from bot.said import Words
from bot.service.intake.articles import EntryReader
from bot.service.intake.cadence import Cadence, Trust, next_poll, pace_after
from bot.service.intake.engines import Engines
from bot.service.intake.faulty import Intake, with_planned
from bot.service.intake.gaps import Gap, Gaps, paced_feed
from bot.service.intake.hauls import Haul, book_of, entry_version, is_planned
from bot.service.intake.pages import read_document
from bot.service.intake.report import PollOutcome, PollReport
from bot.service.intake.settle import Settler

FIRST_READS = 4
"""Feeds read for the first time at once: each may hold a document of the largest size."""


class Poller:
    """Polls feeds one by one or side by side; what they bring is decided in one order."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        reader: Reader,
        engines: Engines,
        cadence: Cadence,
        jitter: Callable[[], float],
        options: Callable[[Feed], FeedOptions] = lambda feed: PLAIN,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._reader = reader
        self._gaps = Gaps(store, fetcher, reader)
        self._engines = engines
        self._cadence = cadence
        self._jitter = jitter
        self._options = options
        self.settler = Settler(store, engines)
        self._intake = Intake(EntryReader(store, fetcher, reader), engines, self.settler)
        self._trust = Trust()
        self._hints: dict[int, float | None] = {}
        self._first_reads = asyncio.Semaphore(FIRST_READS)
        self.polling: set[int] = set()

    async def poll_feed(self, feed: Feed, now: datetime) -> PollReport:
        """Fetch, parse, read, match, place and route; everything of a batch is stored at once."""
        if feed.id in self.polling:
            return PollReport(feed, PollOutcome.UNCHANGED, reason="is being polled already")
        self.polling.add(feed.id)
        behalf = errand.set(Errand(feed.url, not feed.primed, self._options(feed)))
        try:
            async with nullcontext() if feed.primed else self._first_reads:
                return await self._poll(feed, now)
        finally:
            errand.reset(behalf)
            self.polling.discard(feed.id)

    async def _poll(self, feed: Feed, now: datetime) -> PollReport:
        result = await self._fetcher.fetch_feed(self._trust.request(feed, now))
        if isinstance(result, Failed):
            return await self._failed(feed, result, now)
        if isinstance(result, NotModified):
            calm = _healthy_feed(feed, result, now, next_poll=self._due(feed, result, now))
            await self.settler.keep(calm)
            return PollReport(calm, PollOutcome.UNCHANGED)
        try:
            result, parsed = await read_document(self._fetcher, self._reader, result)
        except ParseError as error:
            message, fix = error.said
            return await self._failed(feed, Failed(message, fix=fix), now)
        self._hints[feed.id] = parsed.ttl
        return await self._take(feed, result, parsed, now)

    async def failed(self, feed: Feed, reason: Words, now: datetime) -> PollReport:
        """Note that a poll gave nothing: the feed shows why and is asked again later."""
        return await self._failed(feed, Failed(reason), now)

    async def _failed(self, feed: Feed, failure: Failed, now: datetime) -> PollReport:
        failed = replace(
            feed,
            state=FeedState.GONE if failure.gone else FeedState.FAILING,
            last_poll=now,
            last_error=with_fix(failure.reason, failure.fix),
            failures=feed.failures + 1,
            failing_since=feed.failing_since or now,
        )
        failed = replace(failed, next_poll=self._due(failed, failure, now))
        await self.settler.keep(failed)
        why, fix = str(failure.reason), str(failure.fix)
        return PollReport(failed, PollOutcome.FAILED, reason=why, fix=fix)

    def _due(self, feed: Feed, result: FetchResult, now: datetime) -> datetime | None:
        return next_poll(
            feed,
            result,
            now=now,
            cadence=self._cadence,
            jitter=self._jitter(),
            hint=self._hints.get(feed.id),
        )

    async def _take(
        self, feed: Feed, result: Fetched, parsed: ParsedFeed, now: datetime
    ) -> PollReport:
        """Store what is unseen in hauls; only the last one says that the feed was read."""
        planned = [entry for entry in parsed.entries if is_planned(entry, now)]
        if planned:
            there = tuple(entry for entry in parsed.entries if not is_planned(entry, now))
            parsed = replace(parsed, entries=there)
        entries = {entry.guid: entry for entry in parsed.entries}
        seen = await self._store.archive.seen(feed.id, list(entries))
        fresh = [
            entry for entry in entries.values() if seen.get(entry.guid) != entry_version(entry)
        ]
        self._trust.judge(feed, result, fresh=bool(seen and fresh))
        gap = None if seen else await self._gaps.find(feed, result.url, parsed)
        shown = len(parsed.entries)
        if gap is not None:
            parsed = _with_older(parsed, gap)
            fresh += gap.entries
            entries |= {entry.guid: entry for entry in gap.entries}
        fresh.sort(key=lambda entry: entry.published or now)
        read = self._read(feed, result, parsed, now, shown=shown, changed=bool(fresh), gap=gap)
        last = Haul(
            feed,
            read,
            (),
            now,
            book=book_of(parsed, len(entries), len(fresh)),
            shown=tuple(entries),
            gap=gap,
        )
        if planned:
            last = with_planned(last, planned)
        taken = await self._intake.take(last, fresh, _shared_links(parsed.entries))
        outcome = PollOutcome.NEW if taken.new else PollOutcome.UNCHANGED
        return PollReport(
            read, outcome, taken.new, taken.posted, gap=gap, faults=tuple(taken.faults)
        )

    def _read(
        self,
        feed: Feed,
        result: Fetched,
        parsed: ParsedFeed,
        now: datetime,
        *,
        shown: int,
        changed: bool,
        gap: Gap | None,
    ) -> Feed:
        """Return the feed as it is once its document was stored."""
        read = _healthy_feed(
            feed,
            result,
            now,
            etag=result.etag,
            last_modified=result.last_modified,
            body_hash=result.body_hash,
            name=_name(feed, parsed.title),
            language=feed.language or parsed.language,
            last_change=now if changed or not feed.last_change else feed.last_change,
            entries=shown,
            primed=True,
        )
        cadence = self._cadence
        pace = pace_after(feed, gap=gap is not None, changed=changed, now=now, cadence=cadence)
        read = paced_feed(read, pace, gap, now)
        return replace(read, next_poll=self._due(read, result, now))


def _shared_links(entries: Sequence[Entry]) -> frozenset[str]:
    """List the links that tell no entry from another, such as to a site's front page.

    Only links that may be the same in the end are looked at more closely.
    """
    links = {entry.url: plain for entry in entries if (plain := link_url(entry.url))}
    places = Counter(map(_place_of, links.values()))
    alike = [url for url, plain in links.items() if places[_place_of(plain)] > 1]
    known = {url: canonical_url(url) for url in alike}
    often = Counter(known[entry.url] for entry in entries if entry.url in known)
    again = Counter(entry.url for entry in entries)
    return frozenset(
        url
        for url, plain in links.items()
        if again[url] > 1 or often[known.get(url, "")] > 1 or urlsplit(plain).path in ("", "/")
    )


def _name(feed: Feed, title: str) -> str:
    """Give the name that somebody chose, else the document's, which may quote its address."""
    return veiled_text(title) if title and feed.name == host_of(feed.url) else feed.name


def _place_of(url: str) -> tuple[str, str]:
    """Return host and path, which links that lead to the same page have in common."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/").removesuffix("/amp").casefold()
    return (parts.hostname or "").removeprefix("www."), path


def _with_older(parsed: ParsedFeed, gap: Gap) -> ParsedFeed:
    dropped = parsed.dropped + gap.dropped
    return replace(parsed, entries=(*parsed.entries, *gap.entries), dropped=dropped)


def _healthy_feed(feed: Feed, result: Fetched | NotModified, now: datetime, **changes: Any) -> Feed:
    """Return a feed after a poll that went well, with what else changed; made once, being wide."""
    return replace(
        feed,
        url=result.moved_to or feed.url,
        state=FeedState.ACTIVE,
        last_poll=now,
        last_error="",
        failures=0,
        failing_since=None,
        **changes,
    )
