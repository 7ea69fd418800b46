"""Metrics in Prometheus' format, from a registry of our own; numbers only, no names or texts."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter as Tally
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE

from bot.core.health import LESSER, State, red_troubles
from bot.core.ledger import MATCHED, SEEN, lines_of
from bot.errors import StoreError
from bot.models import FeedState
from bot.service.health.vitals import ANSWER_WITHIN
from bot.service.intake.report import PollReport
from bot.service.service import Service

__all__ = ["CONTENT_TYPE", "Metrics"]

# Bounds of the histogram: from a poke to a page that times out.
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counts polls as they end, and reads what stands in the store when asked."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._registry = CollectorRegistry()
        self._polls = Counter(
            "wirebell_polls", "Polls that ended.", ["outcome"], registry=self._registry
        )
        self._entries = Counter(
            "wirebell_entries", "New entries that polls brought.", registry=self._registry
        )
        self._posted = Counter(
            "wirebell_alerts", "Alerts that polls put into the outbox.", registry=self._registry
        )
        self._seconds = Histogram(
            "wirebell_poll_seconds",
            "How long a poll took.",
            buckets=SECONDS,
            registry=self._registry,
        )
        self._feeds = self._gauge("feeds", "Feeds by state.", "state")
        self._deliveries = self._gauge("deliveries", "Deliveries by state.", "state")
        self._rows = self._gauge("rows", "Rows of the main tables.", "table")
        self._dropped = self._gauge("set_aside", "What was dropped, held or refused.", "kind")
        self._seen = Gauge(
            "wirebell_entries_seen", "Entries that documents held.", registry=self._registry
        )
        self._matched = Gauge(
            "wirebell_matches", "Matches, one a watch and follower.", registry=self._registry
        )
        self._entries_fate = self._lines("entries_accounted", "What became of the entries seen.")
        self._matches_fate = self._lines("matches_accounted", "What became of the matches.")
        self._paused = Gauge(
            "wirebell_paused_subscriptions",
            "Subscriptions whose channel cannot be reached.",
            registry=self._registry,
        )
        self._red = self._gauge("red", "States that are not well (1) or are (0).", "state")
        self._watch_loop()
        service.polled = self._count

    def _gauge(self, name: str, help_text: str, label: str) -> Gauge:
        return Gauge(f"wirebell_{name}", help_text, [label], registry=self._registry)

    def _watch_loop(self) -> None:
        watch = self._service.loop
        for name, help_text, value in (
            ("loop_stalls", "Times that the event loop was held up.", lambda: watch.stalls),
            ("loop_stalled_seconds", "How long in all.", lambda: watch.seconds),
            ("loop_longest_stall_seconds", "The longest of them.", lambda: watch.longest),
        ):
            gauge = Gauge(f"wirebell_{name}", help_text, registry=self._registry)
            gauge.set_function(value)

    def _lines(self, name: str, help_text: str) -> Gauge:
        labels = ["account", "reason"]
        return Gauge(f"wirebell_{name}", help_text, labels, registry=self._registry)

    def _count(self, report: PollReport, seconds: float) -> None:
        self._polls.labels(report.outcome).inc()
        self._entries.inc(report.new)
        self._posted.inc(report.posted)
        self._seconds.observe(seconds)

    async def exposition(self, now: datetime) -> bytes:
        """Give all metrics as text; those of the store as they were while it does not answer."""
        here = Tally(trouble.kind for trouble in red_troubles(await self._service.vitals.look(now)))
        _fill_gauge(
            self._red, {state: int(here[state] > 0) for state in State if state not in LESSER}
        )
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._read_store()
        return generate_latest(self._registry)

    async def _read_store(self) -> None:
        health = await self._service.questions.health(None, {})
        _fill_gauge(self._feeds, {str(state): health.feeds.get(state, 0) for state in FeedState})
        _fill_gauge(self._deliveries, health.standing)
        _fill_gauge(self._dropped, health.counts)
        self._seen.set(health.ledger.get(SEEN, 0))
        self._matched.set(health.ledger.get(MATCHED, 0))
        _fill_lines(self._entries_fate, SEEN, health.ledger)
        _fill_lines(self._matches_fate, MATCHED, health.ledger)
        _fill_gauge(self._rows, await self._service.store.archive.sizes())
        self._paused.set(len(health.paused))


def _fill_gauge(gauge: Gauge, values: dict[str, int]) -> None:
    gauge.clear()
    for label, value in values.items():
        gauge.labels(label).set(value)


def _fill_lines(gauge: Gauge, total: str, book: dict[str, int]) -> None:
    # Every line from the start, those at zero too: an alarm needs the series before the loss.
    for line in lines_of(total):
        gauge.labels(line.account, line.reason).set(book.get(line, 0))
