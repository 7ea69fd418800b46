"""One cycle from a poll to its posts, in which the n-th thing that can fail does.

What fails is real: SQLite interrupts the statement, the server cuts or refuses the request, the
worker is killed, the platform cuts the call before or after it took the message.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlite_utils import Database

from bot.cards import Card, bare_words
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.models import Delivery, Feed, Outcome, ParsedFeed, Reading, Sent, Unknown
from bot.store.sqlite.base import file
from bot.store.sqlite.base.connection import connect_database
from bot.workers.reader import JailedReader
from tests.fakes.books import assert_adds_up
from tests.fakes.newsstand import Answer, item
from tests.fakes.rig import Post, Rig, make_rig
from tests.fakes.rows import START, subscription, watch

GUILD, HERE, THERE = "discord:1", "discord:10", "discord:11"
HIT = ("Ciment sous la mer", "Le ciment manque partout", "Ciment et sable volés")
"""Titles that the watch is after; the first is news from before the cycle."""
WORDS = " ".join(f"parole{number} mot{number * 7}" for number in range(40))
AFTER = 12
"""Looks that follow, a quarter of an hour apart: longer than any wait that one fault gives."""


@dataclass
class Faults:
    """Counts what can fail and fails what `at` names; `seen` tells the kind of each."""

    at: Collection[int] = ()
    seen: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    on: bool = False

    def hit(self, kind: str) -> bool:
        """Note something that can fail; tells whether it has to."""
        if not self.on:
            return False
        self.seen.append(kind)
        if len(self.seen) not in self.at:
            return False
        self.met.append(kind)
        return True


class Statements:
    """Has SQLite interrupt statements of every connection that a file opens.

    The one seam that is not real: `file.connect_database` is wrapped, since Python gives no way
    to be told of a connection once it can be used.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.faults = Faults()
        monkeypatch.setattr(file, "connect_database", self._connect)

    def _connect(self, *words: Any, **more: Any) -> Database:
        database = connect_database(*words, **more)
        self._watch(database.conn)
        return database

    def _watch(self, connection: sqlite3.Connection) -> None:
        """Interrupt by the handler, which SQLite asks at every step of a statement.

        It is put in place one statement early, as a statement that runs does not look for it.
        """
        doomed = [False]

        def began(_statement: str) -> None:
            doomed[0] = self.faults.hit("statement")

        connection.set_trace_callback(began)
        connection.set_progress_handler(lambda: doomed[0], 1)


class Channels(Post):
    """A platform with a history; a call that fails is cut before or after the message arrived."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("discord", {HERE: GUILD, THERE: GUILD})
        self._faults = faults
        self.history: dict[tuple[str, str], str] = {}
        self.posts: Counter[tuple[str, str]] = Counter()

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        if self._faults.hit("send, cut before"):
            return Unknown("connection cut")
        self.posts[delivery.channel, bare_words(card.title)] += 1
        self.history[delivery.channel, delivery.key] = f"m{delivery.id}"
        if self._faults.hit("send, cut after"):
            return Unknown("connection cut")
        return Sent(f"m{delivery.id}")

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        if self._faults.hit("edit"):
            return Unknown("connection cut")
        self.edited.append((message_ref, card))
        return Sent(message_ref)

    async def find(self, delivery: Delivery) -> Outcome | None:
        if self._faults.hit("lookup"):
            raise RuntimeError("a fault of ours in a lookup")
        found = self.history.get((delivery.channel, delivery.key))
        return Sent(found) if found else None


class MortalReader:
    """A reader whose workers are killed just before, or while, they read."""

    def __init__(self, faults: Faults) -> None:
        self._reader = JailedReader(cpu_seconds=20, memory_bytes=500_000_000, wall_seconds=30)
        self._faults = faults

    def _strike(self, call: str) -> None:
        if self._faults.hit(f"worker, {call}"):
            for worker in _grandchildren():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)

    async def read_feed(self, *words: Any) -> ParsedFeed:
        self._strike("feed")
        return await self._reader.read_feed(*words)

    async def read_page(self, *words: Any, **more: Any) -> Reading:
        self._strike("page")
        return await self._reader.read_page(*words, **more)

    async def plain(self, texts: Sequence[str]) -> list[str]:
        self._strike("texts")
        return await self._reader.plain(texts)

    async def close(self) -> None:
        await self._reader.close()


def _grandchildren() -> list[int]:
    """List the processes that children of this one started: the workers of the nursery."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    mine = os.getpid()
    return [child for child, parent in parents.items() if parents.get(parent) == mine]


class Site:
    """A site whose n-th answer is cut or an error of the server."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.port = 0
        self.answers: dict[str, Answer] = {}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def __aenter__(self) -> Site:
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if self._faults.hit("request, refused"):
            return web.Response(status=503)
        if self._faults.hit("request, cut"):
            assert request.transport is not None
            request.transport.close()
        found = self.answers.get(request.path)
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.body, headers={"Content-Type": found.content_type})

    def publish(self, *numbers: int) -> None:
        """Put the feed on line; the third of its news is told by its page alone."""
        items = [
            item(f"g{n}", HIT[n], self.url(f"/{n}"), "" if n == 2 else f"{HIT[n]}. {WORDS} f{n}.")
            for n in numbers
        ]
        copy = item("copy", HIT[0], self.url("/copy"), f"{HIT[0]}. {WORDS} f0.")
        for path, shown in (("/rss", items), ("/other", [copy] if len(numbers) > 1 else [])):
            head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>F'
            body = f"{head}</title>{''.join(shown)}</channel></rss>".encode()
            self.answers[path] = Answer(body, "application/rss+xml")
        page = f"<html><body><article><h1>{HIT[2]}</h1><p>{HIT[2]}. {WORDS} page.</p></article>"
        self.answers["/2"] = Answer(page.encode())


@dataclass
class Found:
    """What a cycle came to: what failed, what was told how often, what broke out of the service."""

    seen: list[str]
    met: list[str]
    posts: Counter[tuple[str, str]]
    edits: set[str]
    escaped: list[BaseException]
    damage: list[str]


class Cycle:
    """The service over a file, a site and a platform, all of which can fail."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self.faults = faults
        self.path = folder / "wirebell.db"
        self.channels = Channels(faults)
        self.escaped: list[BaseException] = []

    @asynccontextmanager
    async def open(self, site: Site) -> AsyncIterator[Rig]:
        """Open service and file."""
        fetcher = HttpFetcher(
            allow_hosts=("127.0.0.1",),
            timeout=10,
            max_bytes=5_000_000,
            concurrency=8,
            user_agent="Wirebell/test",
            clock=lambda: START,
        )
        reader = MortalReader(self.faults)
        rig = make_rig(self.channels, fetcher=fetcher, reader=reader, path=str(self.path))
        try:
            yield rig
        finally:
            await fetcher.close()
            await reader.close()
            rig.file.close()

    async def found_house(self, rig: Rig, site: Site) -> list[Feed]:
        """Follow two feeds in two channels, with the first news told."""
        saved, _preview = await rig.service.changes.watch(watch(GUILD), origin="chat")
        for channel in (HERE, THERE):
            sub = subscription(saved.id, channel, tenant=GUILD)
            await rig.service.changes.subscribe(sub, origin="chat")
        site.publish()
        feeds = []
        for path in ("/rss", "/other"):
            feed, _new = await rig.service.changes.add_feed(
                Feed(id=0, url=site.url(path), name=f"Outlet{path}"),
                tenant=GUILD,
                origin="chat",
                now=rig.now,
            )
            await rig.store.feeds.save(replace(feed, primed=True))
            feeds.append(feed)
        site.publish(0)
        await self.live(rig, feeds)
        return feeds

    async def live(self, rig: Rig, feeds: Sequence[Feed]) -> None:
        """Poll both feeds and deliver; what breaks out of either is kept."""
        for feed in feeds:
            await self._kept(self._poll(rig, feed))
        await self._kept(rig.drain())

    async def _poll(self, rig: Rig, feed: Feed) -> None:
        current = await rig.store.feeds.get(feed.id)
        assert current is not None
        await rig.service.poll_feed(current, rig.now)

    async def _kept(self, work: Any) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the test says which are allowed
            self.escaped.append(error)


async def sweep(folder: Path, statements: Statements, at: Collection[int]) -> Found:
    """Live a cycle in which the things numbered `at` fail, and the hours after it."""
    faults = Faults(at)
    statements.faults = faults
    async with Site(faults) as site:
        cycle = Cycle(folder, faults)
        async with cycle.open(site) as rig:
            feeds = await cycle.found_house(rig, site)
            assert sum(cycle.channels.posts.values()) == 2
            rig.pass_time(minutes=15)
            site.publish(0, 1, 2)
            faults.on = True
            await cycle.live(rig, feeds)
            faults.on = False
            for _ in range(AFTER):
                rig.pass_time(minutes=15)
                await cycle.live(rig, feeds)
            await assert_adds_up(rig.file)
            damage = await rig.file.check()
    edits = {ref for ref, _card in cycle.channels.edited}
    return Found(faults.seen, faults.met, cycle.channels.posts, edits, cycle.escaped, damage)
