"""The first use case: poll one feed, from its URL to rows in the outbox."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from bot.core.alerts.routing import Arrival, Circle, Routed, route, sees
from bot.core.lanes import Errand, errand
from bot.core.ledger import MATCHED, SEEN, Book, Line
from bot.core.prepare import Prepared
from bot.errors import ParseError
from bot.feeds.urls import canonical_url, host, link_url
from bot.models import (
    OPERATOR,
    Article,
    DeliveryKind,
    Entry,
    Failed,
    Feed,
    FeedState,
    Fetched,
    FetchRequest,
    NotModified,
    PageLines,
    ParsedFeed,
    Placement,
    Posting,
)
from bot.models.payloads import NoticePayload
from bot.ports import Batch, Fetcher, Filing, Keys, Known, Reader, Store
from bot.said import Words, say
from bot.service.intake.articles import EntryReader, Ready, with_id
from bot.service.intake.audience import Audience
from bot.service.intake.cadence import Cadence, next_poll, pace_after
from bot.service.intake.engines import Decision, Engines
from bot.service.intake.gaps import LATE, Gap, Gaps, last_read, paced
from bot.service.intake.report import PollOutcome, PollReport

BATCH = 20
"""Entries stored in one transaction: what a crash can make us read again."""
LATE_ALERTS = 3
FIRST_READS = 4
"""Feeds read for the first time at once: each may hold a document of the largest size."""
TEXT_KEPT = 100_000


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
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._reader = reader
        self._entries = EntryReader(store, fetcher, reader)
        self._gaps = Gaps(store, fetcher, reader)
        self._engines = engines
        self._cadence = cadence
        self._jitter = jitter
        self._audience = Audience(store)
        self._turn = asyncio.Lock()
        self._top: tuple[int, int] | None = None
        self._hints: dict[int, float | None] = {}
        self._first_reads = asyncio.Semaphore(FIRST_READS)
        self.polling: set[int] = set()

    async def poll_feed(self, feed: Feed, now: datetime) -> PollReport:
        """Fetch, parse, read, match, place and route; everything of a batch is stored at once."""
        if feed.id in self.polling:
            return PollReport(feed, PollOutcome.UNCHANGED, reason="is being polled already")
        self.polling.add(feed.id)
        behalf = errand.set(Errand(feed.url, first=not feed.primed))
        try:
            async with nullcontext() if feed.primed else self._first_reads:
                return await self._poll(feed, now)
        finally:
            errand.reset(behalf)
            self.polling.discard(feed.id)

    async def _poll(self, feed: Feed, now: datetime) -> PollReport:
        request = FetchRequest(feed.url, feed.etag, feed.last_modified, feed.body_hash)
        result = await self._fetcher.fetch_feed(request)
        if isinstance(result, Failed):
            return await self._failed(feed, result, now)
        if isinstance(result, NotModified):
            calm = self._scheduled(_healthy(_moved(feed, result), now), result, now)
            await self._store.feeds.save(calm)
            return PollReport(calm, PollOutcome.UNCHANGED)
        try:
            parsed = await self._reader.read_feed(
                result.body, result.content_type, result.charset, result.url
            )
        except ParseError as error:
            return await self._failed(feed, Failed(error.said[0]), now)
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
            last_error=failure.reason,
            failures=feed.failures + 1,
            failing_since=feed.failing_since or now,
        )
        failed = self._scheduled(failed, failure, now)
        await self._store.feeds.save(failed)
        return PollReport(failed, PollOutcome.FAILED, reason=str(failure.reason))

    def _scheduled(self, feed: Feed, result: Fetched | NotModified | Failed, now: datetime) -> Feed:
        due = next_poll(
            feed,
            result,
            now=now,
            cadence=self._cadence,
            jitter=self._jitter(),
            hint=self._hints.get(feed.id),
        )
        return replace(feed, next_poll=due)

    async def _take(
        self, feed: Feed, result: Fetched, parsed: ParsedFeed, now: datetime
    ) -> PollReport:
        """Store what is unseen in batches; only the last one says that the feed was read."""
        entries = {entry.guid: entry for entry in parsed.entries}
        seen = await self._store.archive.seen(feed.id, list(entries))
        fresh = [entry for entry in entries.values() if seen.get(entry.guid) != version(entry)]
        gap = None if seen else await self._gaps.find(feed, result.url, parsed)
        shown = len(parsed.entries)
        if gap is not None:
            parsed = _with_older(parsed, gap)
            fresh += gap.entries
            entries |= {entry.guid: entry for entry in gap.entries}
        fresh.sort(key=lambda entry: entry.published or now)
        read = replace(
            _healthy(_moved(feed, result), now),
            etag=result.etag,
            last_modified=result.last_modified,
            body_hash=result.body_hash,
            name=parsed.title if parsed.title and feed.name == host(feed.url) else feed.name,
            language=feed.language or parsed.language,
            last_change=now if fresh or not feed.last_change else feed.last_change,
            entries=shown,
            primed=True,
        )
        pace = pace_after(
            feed, gap=gap is not None, changed=bool(fresh), now=now, cadence=self._cadence
        )
        read = paced(read, pace, gap, now)
        read = self._scheduled(read, result, now)
        shared = _shared_addresses(parsed.entries)
        new = posted = late = 0
        batches = [fresh[start : start + BATCH] for start in range(0, len(fresh), BATCH)] or [[]]
        for number, part in enumerate(batches):
            last = number == len(batches) - 1
            ready = await self._entries.read(feed, part, now)
            await self._engines.refresh()
            pairs = await asyncio.to_thread(self._prepared, ready, shared)
            async with self._turn:
                circle = await self._audience.circle(self._engines.watchlists)
                batch = _Draft(feed, circle, now)
                batch.see(len(part))
                if last:
                    batch.see_rest(parsed, len(entries), len(fresh))
                    batch.gap = gap
                tally = await self._commit(batch, read if last else feed, pairs, late)
            new, posted, late = new + tally.new, posted + tally.posted, tally.late
        await self._store.archive.touch_seen(feed.id, list(entries), now)
        outcome = PollOutcome.NEW if new else PollOutcome.UNCHANGED
        return PollReport(read, outcome, new, posted, gap=gap)

    async def _commit(
        self, batch: _Draft, state: Feed, pairs: Sequence[tuple[Ready, Prepared]], late: int
    ) -> _Tally:
        tally = _Tally(late, before=late)
        for item, prepared in pairs:
            batch.note(item)
            await self._file(batch, item, prepared, tally)
        if tally.late > LATE_ALERTS and late <= LATE_ALERTS:
            batch.postings += _late_notices(batch.feed, batch.circle, batch.now)
        try:
            tally.posted = await self._store.archive.commit(batch.finish(state, tally))
        except BaseException:
            await self._undo(batch)
            raise
        return tally

    def _prepared(
        self, ready: Sequence[Ready], shared: frozenset[str]
    ) -> list[tuple[Ready, Prepared]]:
        """Prepare a batch before its turn comes: nothing of it depends on what others bring."""
        # A guid is judged with link and title: alone it would make two articles of it one.
        told = [
            replace(item.article, guid="", url=_telling(item.article.url, shared)) for item in ready
        ]
        return list(zip(ready, self._engines.prepare(told), strict=True))

    async def _file(self, batch: _Draft, ready: Ready, prepared: Prepared, tally: _Tally) -> None:
        """Decide about one article and add it to the batch."""
        entry = ready.entry
        keys = Keys(prepared.article.url, prepared.title_key)
        known = await self._store.archive.known(
            batch.feed.id, guid=entry.guid, keys=keys, article=ready.article
        )
        if known is not None and known.version == version(entry):
            batch.again.append((entry.guid, version(entry), known.article))
            batch.book[Line.SAME_ARTICLE, OPERATOR] += 1
            return
        row = known.article if known else await self._next_article()
        article = with_id(ready.article, row)
        if known is not None:
            self._engines.forget(row)
        decision = await asyncio.to_thread(self._engines.decide, prepared, row)
        story = known.story if known else await self._story_of(decision.placement)
        self._engines.keep(decision.sketch, story)
        batch.placed.append(row)
        filing = _filing(ready.entry, article, prepared, decision, story, known)
        routed = self._route(batch, filing, decision, tally)
        batch.tell(filing, routed)
        tally.new += known is None

    def _route(self, batch: _Draft, filing: Filing, decision: Decision, tally: _Tally) -> Routed:
        arrival = Arrival(
            batch.feed,
            int(filing.article.id),
            filing.story,
            decision.placement.relation,
            decision.matches,
            known=filing.replaces is not None,
        )
        routed = route(arrival, batch.circle, batch.now)
        if not batch.feed.primed:
            return routed.silenced(Line.FIRST_READ)
        if not _is_late(filing.article.published, batch.feed):
            return routed
        tally.late += 1
        return routed if tally.late <= LATE_ALERTS else routed.silenced(Line.LATE)

    async def _next_article(self) -> int:
        articles, stories = await self._counters()
        self._top = (articles + 1, stories)
        return articles + 1

    async def _story_of(self, placement: Placement) -> int:
        if placement.story:
            return int(placement.story)
        articles, stories = await self._counters()
        self._top = (articles, stories + 1)
        return stories + 1

    async def _counters(self) -> tuple[int, int]:
        # One process owns the file, so the ids may be counted here.
        return self._top or await self._store.archive.top_ids()

    async def _undo(self, batch: _Draft) -> None:
        for row in batch.placed:
            self._engines.forget(row)
        self._top = None


@dataclass(slots=True)
class _Tally:
    late: int = 0
    before: int = 0
    new: int = 0
    posted: int = 0


class _Draft:
    """A batch in the making."""

    def __init__(self, feed: Feed, circle: Circle, now: datetime) -> None:
        self.feed = feed
        self.circle = circle
        self.now = now
        self.filings: list[Filing] = []
        self.again: list[tuple[str, str, int]] = []
        self.postings: list[Posting] = []
        self.placed: list[int] = []
        self.lines: list[PageLines] = []
        self.problems = 0
        self.book = Book()
        self.gap: Gap | None = None

    def see(self, entries: int) -> None:
        """Count entries that the document held."""
        self.book[SEEN, OPERATOR] += entries

    def see_rest(self, parsed: ParsedFeed, distinct: int, fresh: int) -> None:
        """Count the entries of the document that need no decision, with what becomes of them."""
        self.see(len(parsed.entries) + parsed.dropped + parsed.over - fresh)
        self.book[Line.UNCHANGED, OPERATOR] += distinct - fresh
        self.book[Line.REPEATED, OPERATOR] += len(parsed.entries) - distinct
        self.book[Line.EMPTY, OPERATOR] += parsed.dropped
        self.book[Line.OVER_CAP, OPERATOR] += parsed.over

    def tell(self, filing: Filing, routed: Routed) -> None:
        """Add an article with those who hear of it, and book its matches."""
        self.filings.append(replace(filing, postings=routed.postings, muted=routed.muted))
        for tenant, number in routed.matches.items():
            self.book[MATCHED, tenant] += number
        for item in routed.muted:
            self.book[item.line, item.tenant] += 1

    def note(self, ready: Ready) -> None:
        """Note the lines of a page that was read, or that it could not be."""
        if ready.lines:
            self.lines.append(ready.lines)
        self.problems += bool(ready.problem)

    def finish(self, state: Feed, tally: _Tally) -> Batch:
        """Close the batch with the feed's new state."""
        counts = {
            "pages_unread": self.problems,
            "gaps": int(self.gap is not None and not self.gap.filled),
            "gaps_filled": int(self.gap is not None and self.gap.filled),
            "late_not_alerted": max(0, tally.late - max(tally.before, LATE_ALERTS)),
        }
        return Batch(
            feed=state,
            filings=tuple(self.filings),
            again=tuple(self.again),
            postings=tuple(self.postings),
            lines=tuple(self.lines),
            counts=tuple((name, count) for name, count in counts.items() if count),
            at=self.now,
            book=tuple((line, tenant, count) for (line, tenant), count in self.book.items()),
        )


def _shared_addresses(entries: Sequence[Entry]) -> frozenset[str]:
    """List the addresses that tell no entry from another, such as a site's front page."""
    counts = Counter(canonical_url(entry.url) for entry in entries if link_url(entry.url))
    return frozenset(
        url for url, count in counts.items() if count > 1 or urlsplit(url).path in ("", "/")
    )


def _telling(url: str, shared: frozenset[str]) -> str:
    """Return an address that tells an article again; one of several entries tells nothing."""
    return "" if url in shared else url


def _with_older(parsed: ParsedFeed, gap: Gap) -> ParsedFeed:
    dropped = parsed.dropped + gap.dropped
    return replace(parsed, entries=(*parsed.entries, *gap.entries), dropped=dropped)


def version(entry: Entry) -> str:
    """Give the hash that changes when the publisher changes an entry's words."""
    words = "\0".join((entry.title, entry.summary, entry.content, entry.url))
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _filing(
    entry: Entry,
    article: Article,
    prepared: Prepared,
    decision: Decision,
    story: int,
    known: Known | None,
) -> Filing:
    return Filing(
        article=replace(article, text=article.text[:TEXT_KEPT]),
        guid=entry.guid,
        version=version(entry),
        url_key=prepared.article.url,
        title_key=prepared.title_key,
        story=story,
        placement=decision.placement,
        sketch=decision.sketch.to_bytes(),
        folded_title=prepared.title,
        folded_body=prepared.body,
        matches=tuple(decision.matches.items()),
        replaces=known.article if known else None,
    )


def _is_late(published: datetime, feed: Feed) -> bool:
    read = last_read(feed)
    return read is not None and published < read - LATE


def _late_notices(feed: Feed, circle: Circle, now: datetime) -> list[Posting]:
    """Tell each channel that would have heard, once a day, that old items came again."""
    channels = {
        (item.tenant, item.channel): item
        for item in circle.subscribers
        if sees(item.tenant, feed.owners) and not item.paused and item.feed in (None, feed.id)
    }
    again = say(
        "{name} brought a large number of old items again. They were stored, but only"
        " the first few were alerted; /news latest shows them all.",
        name=feed.name,
    )
    return [
        Posting(
            key=f"late:{feed.id}:{channel}:{now.date().isoformat()}",
            tenant=tenant,
            channel=channel,
            kind=DeliveryKind.NOTICE,
            notice=NoticePayload(say("Note"), (again,)),
        )
        for tenant, channel in channels
    ]


def _moved(feed: Feed, result: Fetched | NotModified) -> Feed:
    return replace(feed, url=result.moved_to) if result.moved_to else feed


def _healthy(feed: Feed, now: datetime) -> Feed:
    return replace(
        feed,
        state=FeedState.ACTIVE,
        last_poll=now,
        last_error="",
        failures=0,
        failing_since=None,
    )
