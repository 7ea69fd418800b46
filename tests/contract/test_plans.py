"""No tick and no question walks through a table that grows, and idle ticks write nothing."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlite_utils import Database

from bot.commands.declared.declare import Invocation
from bot.models import Caller, FeedState
from bot.store.sqlite.base.tallies import standing_counts, total_rows
from bot.web.metrics import Metrics
from tests.fakes.rig import Post, Rig, entry, make_rig
from tests.fakes.rows import START, after, batch, feed, filing, posting, subscription, watch

GROWING = {
    *("articles", "stories", "story_links", "seen", "matches", "hits", "deliveries", "muted"),
    *("set_aside", "host_lines", "feedback", "watchlists", "subscriptions", "feeds"),
    *("feed_owners", "mutes", "follows"),
}
FEW = {
    *("deliveries_open", "deliveries_held", "deliveries_held_due", "deliveries_lost"),
    *("subscriptions_removed", "subscriptions_paused", "feeds_gap", "watchlists_removed"),
}
"""Indexes that hold little: what is open, waits, failed."""

COUNTED = {"feed_owners"}
"""What health counts by its index: some thousand rows in one go."""
SIZES = {"feeds", "feed_owners", "watchlists", "subscriptions"}
"""What metrics count by an index: a hundred thousand rows in a millisecond."""
CLEANED = {"feeds", "host_lines"}
"""What the clean-up, twice a day, looks at as a whole."""

TENANT = "discord:1"


class Watched:
    """Every statement that a connection runs, with its values."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.said: list[str] = []
        db.conn.set_trace_callback(self.said.append)

    def scanned(self) -> set[tuple[str, str]]:
        """Give (table, statement) of every walk through a table that grows."""
        self._db.conn.set_trace_callback(None)
        told = {line for line in self.said if line.strip()[:3] in ("SEL", "UPD", "DEL", "INS")}
        return {
            (table, f"{row}: {' '.join(statement.split())}")
            for statement in told
            for (*_, row) in self._db.conn.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            if (scan := re.match(r"SCAN (\w+)", row)) and not any(name in row for name in FEW)
            if (table := _names(statement).get(scan[1], scan[1])) in GROWING
        }


def _names(statement: str) -> dict[str, str]:
    """Give the tables of a statement by the names that it uses for them."""
    found = re.findall(r"(?:FROM|JOIN) (\w+)(?: AS)?(?: (\w+))?", statement)
    return {alias or table: table for table, alias in found}


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = make_rig(Post("discord", {"discord:10": TENANT}))
    yield made
    made.file.close()


async def _filled(rig: Rig) -> None:
    one, _ = await rig.store.feeds.add(feed(), tenant="", origin="cli", now=START)
    await rig.store.feeds.save(
        replace(one, state=FeedState.FAILING, failing_since=START, gap_at=START)
    )
    wanted = await rig.store.watches.save(watch(), "ciment", origin="cli")
    own = await rig.store.watches.save(watch(TENANT, "Acier", "acier"), "acier", origin="chat")
    for kept in (
        subscription(wanted.id, "console"),
        subscription(own.id, "discord:10", tenant=TENANT),
    ):
        told = await rig.store.watches.subscribe(kept, origin="chat")
        row = told.id
        made = filing(row, row, hits=[wanted.id], postings=[posting(told, row)])
        await rig.store.archive.commit(batch(one, made))
    await rig.service.engines.refresh()
    # The names of feeds are read as a whole when one of them changed, and kept.
    await rig.service.directory.feeds(TENANT)


def _asked(rig: Rig) -> dict[str, Callable[[], Awaitable[object]]]:
    caller = Caller(TENANT, "discord:10", "u", may_manage=True)

    def run(command: str, **given: str) -> Callable[[], Awaitable[object]]:
        return lambda: rig.desk.run(Invocation(command, dict(given)), caller)

    def typed(command: str, option: str) -> Callable[[], Awaitable[object]]:
        return lambda: rig.desk.complete(command, option, "c", caller)

    metrics, outbox = Metrics(rig.service), rig.store.outbox
    return {
        "latest": run("latest"),
        "latest of a watch": run("latest", watch="acier"),
        "search": run("search", query="ciment"),
        "search all": run("search", query="lang:fr"),
        "search a source": run("search", query="source:phare"),
        "story": run("story", story="1"),
        "why": run("why"),
        "why an address": run("why", alert="https://phare.example/1"),
        "why no address": run("why", alert="https://phare.example/none"),
        "trend": run("trend", watch="ciment"),
        "watches": run("watches"),
        "feeds": run("feeds"),
        "subscriptions": run("subscriptions"),
        "health": run("health"),
        "/health": lambda: rig.service.vitals.look(rig.now),
        "/metrics": lambda: metrics.exposition(rig.now),
        "typing a watch": typed("latest", "watch"),
        "typing a feed": typed("subscribe", "feed"),
        "typing a story": typed("story", "story"),
        "typing an alert": typed("why", "alert"),
        "unfollowing": lambda: rig.desk.run(Invocation("unsubscribe", {"watch": "no"}), caller),
        "digest": run("digest"),
        "given up": lambda: outbox.lost(START, tenant=TENANT),
    }


def _ticking(rig: Rig) -> dict[str, Callable[[], Awaitable[object]]]:
    store, now = rig.store, rig.now
    return {
        "poll": lambda: rig.service.poll_due(now),
        "outbox": lambda: rig.service.deliver_due(now),
        "unsettled": store.outbox.unsettled,
        "digests": lambda: store.outbox.digests_due(now),
        "wake": lambda: store.outbox.wake("discord", now),
        "pause": lambda: store.watches.pause("discord:10", "gone", now),
        "channel": lambda: store.watches.subscriptions(channel="discord:10"),
        "adopted": lambda: store.watches.adopt("discord:10", TENANT),
        "audience": store.watches.audience_version,
        "seen": lambda: store.archive.seen(1, ["g1"]),
        "recent": lambda: store.archive.recent(now),
        "notes": lambda: store.notes.note("idf"),
        "health": lambda: rig.service.vitals.look(now),
        "clean-up": lambda: rig.service.clean_up(now, keep_days=30),
    }


async def test_no_question_walks_through_a_table_that_grows(rig: Rig) -> None:
    await _filled(rig)
    walked: list[tuple[str, str]] = []
    for name, ask in _asked(rig).items():
        watched = Watched(rig.file._reader)
        await ask()
        assert watched.said, name
        allowed = SIZES if name == "/metrics" else COUNTED
        walked += [(name, line) for table, line in watched.scanned() if table not in allowed]
    assert not walked


async def test_no_tick_walks_through_a_table_that_grows(rig: Rig) -> None:
    await _filled(rig)
    walked: list[tuple[str, str]] = []
    for name, tick in _ticking(rig).items():
        watched = Watched(rig.file._reader)
        await tick()
        allowed = CLEANED if name == "clean-up" else COUNTED
        walked += [(name, line) for table, line in watched.scanned() if table not in allowed]
    assert not walked


async def test_a_walk_is_noticed(rig: Rig) -> None:
    watched = Watched(rig.file._reader)
    await rig.file.read(lambda db: db.execute("SELECT 1 FROM articles WHERE lead = 'x'").fetchall())
    assert [table for table, _ in watched.scanned()] == ["articles"]


async def test_ticks_with_nothing_due_write_nothing_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "wirebell.db"
    rig = make_rig(Post("discord", {"discord:10": TENANT}), path=str(path))
    one = await rig.add_feed("phare")
    await rig.publish(one, entry(1, "Le ciment flambe"))
    ticks = _ticking(rig)
    for name in ("poll", "outbox", "clean-up"):
        await ticks[name]()
    await rig.service.finish(5)
    before = _written(path)
    changes = rig.file._writer.conn.total_changes
    for _ in range(5):
        rig.pass_time(seconds=1)
        await rig.service.poll_due(rig.now)
        await rig.service.deliver_due(rig.now)
        await rig.service.vitals.look(rig.now)
    assert rig.file._writer.conn.total_changes == changes
    assert _written(path) == before
    rig.file.close()


def _written(path: Path) -> list[bytes]:
    return [each.read_bytes() for each in (path, path.with_name(f"{path.name}-wal"))]


async def test_numbers_that_are_kept_are_those_that_are_counted(rig: Rig) -> None:
    random = Random(8)
    await _filled(rig)
    one = (await rig.store.feeds.all())[0]
    told = await rig.store.watches.subscriptions(tenant=TENANT)
    for row in range(3, 60):
        made = filing(row, row // 2 + 9, at=after(days=row), postings=[posting(told[0], row)])
        await rig.store.archive.commit(batch(one, made))
        ask = random.randrange(4)
        if ask == 0:
            await rig.store.outbox.claim(after(days=row))
        elif ask == 1:
            await rig.store.outbox.sent(random.randrange(1, row), "m1")
        elif ask == 2:
            await rig.store.outbox.drop(random.randrange(1, row), "no", after(days=row))
        await rig.store.archive.prune(after(days=row), articles=after(days=row - 40), seen=START)
        await rig.file.read(_same)


def _same(db: Database) -> None:
    for table in ("articles", "stories", "deliveries"):
        assert total_rows(db, table) == db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    for tenant in (TENANT, ""):
        rows = db.execute(
            "SELECT state, count(*) FROM deliveries WHERE tenant = ? GROUP BY state", [tenant]
        )
        assert standing_counts(db, tenant) == dict(rows.fetchall())
