"""The Service: one object around the store that carries both use cases and every question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from bot.core.addresses import veiled
from bot.core.channels import ChannelForm
from bot.logs import get_logger
from bot.models import Feed
from bot.models.limits import TenantLimits
from bot.ports import Store
from bot.service.alert_cards import Teller
from bot.service.changes import NO_LIMITS, Changes
from bot.service.deliver import Deliverer
from bot.service.directory import Directory
from bot.service.health.loop import LoopWatch
from bot.service.health.vitals import Vitals
from bot.service.intake.engines import IDF_NOTE, Engines
from bot.service.intake.gaps import Gap
from bot.service.intake.poll import Poller
from bot.service.intake.report import PollOutcome, PollReport
from bot.service.questions import Questions
from bot.service.tenancy import Tenancy
from bot.service.tracing import Tracer

log = get_logger(__name__)

LONGEST_REST = 60.0
"""Seconds a feed rests at most while the store fails, so that it goes on soon after."""

BEGUN_AT_ONCE = 50
"""Polls that begin in one turn of the event loop, by hand: some 3 ms, and 2,200 took 120."""


@dataclass(slots=True)
class PollSummary:
    """What a round of polls did."""

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    new: int = 0
    problems: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, report: PollReport) -> None:
        """Count one poll."""
        self.polled += 1
        self.new += report.new
        self.unchanged += report.outcome is PollOutcome.UNCHANGED
        if report.outcome is PollOutcome.FAILED:
            self.failed += 1
            self.problems.append((veiled(report.feed.url), report.reason, report.fix))


class Service:
    """The use cases over one store; `now` is always handed in.

    `channels` are the forms that a channel may have, `limits` what tenants may have.
    """

    def __init__(
        self,
        store: Store,
        engines: Engines,
        poller: Poller,
        deliverer: Deliverer,
        teller: Teller,
        channels: Sequence[ChannelForm] = (),
        limits: TenantLimits = NO_LIMITS,
    ) -> None:
        self.channels = channels
        self.store = store
        self.engines = engines
        self.poller = poller
        self.deliverer = deliverer
        self.teller = teller
        self.directory = Directory(store)
        self.questions = Questions(store, self.directory)
        self.tracer = Tracer(store, self.directory)
        self.changes = Changes(store, limits)
        self.tenancy = Tenancy(store)
        self.faults = deliverer.faults
        self.vitals = Vitals(store, deliverer.platforms)
        self.vitals.down = deliverer.down
        deliverer.heard = self.vitals.heard
        self.loop = LoopWatch()
        self.posted = asyncio.Event()
        """Set when a poll put something into the outbox."""
        self.polled: Callable[[PollReport, float], None] = lambda report, seconds: None
        self._polls: set[asyncio.Task[PollReport]] = set()
        self._resting: dict[int, tuple[int, datetime]] = {}

    async def start(self, now: datetime) -> None:
        """Load what the engines keep in memory."""
        await self.engines.load(now)
        await self.engines.refresh()

    # Polling

    async def poll_feed(self, feed: Feed, now: datetime) -> PollReport:
        """Poll one feed; a fault of ours is logged and never stops the others."""
        began = monotonic()
        try:
            report = await self.poller.poll_feed(feed, now)
        except Exception as error:  # noqa: BLE001 - noted with its traceback's places
            report = await self._poll_broke(feed, error, now)
        else:
            self._resting.pop(feed.id, None)
            for fault in report.faults:
                self.faults.note("entry", fault, now, feed=feed.name)
            if report.outcome is not PollOutcome.FAILED:
                self.vitals.polled(feed.url, anything=report.outcome is PollOutcome.NEW)
            if report.posted:
                self.posted.set()
            _log_poll(report)
            if report.gap is not None:
                _tell_gap(report.feed, report.gap)
        self.polled(report, monotonic() - began)
        return report

    async def _poll_broke(self, feed: Feed, error: Exception, now: datetime) -> PollReport:
        """Let a feed rest whose poll failed by a fault of ours, and have it show the fault."""
        fault = self.faults.note("poll", error, now, feed=feed.name)
        tries = self._resting.get(feed.id, (0, now))[0] + 1
        # What is in memory counts where the store cannot even keep that the feed failed.
        rest = timedelta(seconds=min(2.0**tries, LONGEST_REST))
        self._resting[feed.id] = (tries, now + rest)
        self.vitals.unstored(feed.url, fault.what, fault.fix)
        if fault.outside:
            return PollReport(feed, PollOutcome.FAILED, reason=str(fault.what))
        try:
            return await self.poller.failed(feed, fault.what, now)
        except Exception as second:  # noqa: BLE001 - noted with its traceback's places
            self.faults.note("poll", second, now, feed=feed.name)
            return PollReport(feed, PollOutcome.FAILED, reason=str(fault.what))

    def _rests(self, feed: Feed, now: datetime) -> bool:
        return feed.id in self._resting and now < self._resting[feed.id][1]

    async def poll_due(self, now: datetime) -> int:
        """Start a poll of every due feed that is not being polled; returns how many."""
        due = [
            feed
            for feed in await self.store.feeds.due(now)
            if feed.id not in self.poller.polling and not self._rests(feed, now)
        ]
        # First reads come last.
        for at, feed in enumerate(sorted(due, key=lambda feed: not feed.primed)):
            if at and at % BEGUN_AT_ONCE == 0:
                await asyncio.sleep(0)
            task = asyncio.create_task(self.poll_feed(feed, now))
            self._polls.add(task)
            task.add_done_callback(self._polls.discard)
        return len(due)

    async def poll_all(
        self,
        now: datetime,
        *,
        everything: bool,
        done: Callable[[PollReport], None] = lambda report: None,
    ) -> PollSummary:
        """Poll what is due (or every feed) and wait for all; `done` hears of each."""
        summary = PollSummary()
        feeds = await self.store.feeds.due(now, everything=everything)
        for next_done in asyncio.as_completed([self.poll_feed(feed, now) for feed in feeds]):
            report = await next_done
            summary.add(report)
            done(report)
        return summary

    async def finish(self, within: float) -> None:
        """Begin no further send, wait for what is under way, and cut short what takes longer.

        A poll or send that is cut short leaves rows that say so: it is done or looked up again.
        """
        self.deliverer.end()
        tasks: set[asyncio.Task[Any]] = {*self._polls, *self.deliverer.under_way}
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    # Delivering

    async def deliver_due(self, now: datetime) -> int:
        """Bundle due digests, settle what is unknown and start what is due."""
        await self._bundle(now)
        return await self.deliverer.tick(now)

    async def drain(self, now: datetime) -> None:
        """Deliver until nothing more is due."""
        await self._bundle(now)
        await self.deliverer.drain(now)

    async def _bundle(self, now: datetime) -> None:
        """Bundle due digests; a fault in it keeps no alert back."""
        try:
            await self.store.outbox.digests_due(now)
        except Exception as error:  # noqa: BLE001 - noted with its traceback's places
            self.faults.note("digests", error, now)

    def down(self) -> dict[str, datetime]:
        """List the platforms that are out of reach, with the time since when."""
        return self.deliverer.down()

    async def owns(self, tenant: str, channel: str) -> bool:
        """Tell whether a channel is one of a tenant's, as its platform sees it."""
        return await self.deliverer.channel_tenant(channel) == tenant

    # Keeping

    async def clean_up(self, now: datetime, *, keep_days: int) -> dict[str, int]:
        """Delete what is older than the retention and store what the engines learned."""
        await self.keep_learned()
        return await self.store.archive.prune(
            now, articles=now - timedelta(days=keep_days), seen=now - timedelta(days=30)
        )

    async def keep_learned(self) -> None:
        """Store what the engines learned, if they were needed, so that a restart knows it."""
        learned = self.engines.idf()
        if learned is not None:
            await self.store.notes.keep_note(IDF_NOTE, learned)


def _log_poll(report: PollReport) -> None:
    feed = report.feed
    if report.outcome is PollOutcome.FAILED:
        # The first, second, fourth ...: without a network a thousand feeds would flood the log.
        if feed.failures & (feed.failures - 1) == 0:
            about = {"feed": feed.name, "url": veiled(feed.url), "times": feed.failures}
            log.warning("feed failed", reason=report.reason, fix=report.fix, **about)
    elif report.new:
        log.info("feed polled", feed=feed.name, new=report.new, posted=report.posted)


def _tell_gap(feed: Feed, gap: Gap) -> None:
    if gap.filled:
        log.info("gap filled from older pages", feed=feed.name, entries=len(gap.entries))
        return
    fix = "it is read more often now" if feed.interval is None else "give it a shorter interval"
    log.warning("entries may have passed unseen", feed=feed.name, url=veiled(feed.url), fix=fix)
