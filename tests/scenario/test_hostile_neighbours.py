"""Healthy feeds beside hostile ones: what the others send makes no alert late and loses none."""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.feeds.fetch.fetcher import HttpFetcher
from bot.models import Feed
from bot.workers.reader import JailedReader
from tests.fakes.newsstand import Newsstand, item
from tests.fakes.rig import make_rig
from tests.fakes.rows import START

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SLACK = 1.5
"""Seconds that a busy machine may add to so short a measure."""
FIRST = 4
"""Hostile hosts that are under way before the healthy feeds are polled."""
MEMORY = 64_000_000
HEAD = "<rss version='2.0'><channel><title>F</title>"
LONG = "Le port de Brest rouvre après la tempête, annonce la capitainerie. " * 12


def whole(body: bytes, kind: str = "application/rss+xml", **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": kind, **headers})

    return handler


async def silent(_: web.Request) -> web.Response:
    await asyncio.sleep(60)
    raise AssertionError


def streaming(part: bytes, every: float) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/xml"})
        await response.prepare(request)
        while True:
            try:
                await response.write(part)
            except ConnectionError:
                return response
            await asyncio.sleep(every)

    return handler


def one(text: str) -> bytes:
    return f"{HEAD}<item><guid>1</guid><title>Un</title>{text}</item></channel></rss>".encode()


def storm(count: int) -> str:
    attributes = " ".join(f'a{n}="{n}"' for n in range(count))
    return f"<p {attributes}>x</p>"


def hostile() -> dict[str, Handler]:
    items = [{"id": str(n), "title": f"Titre {n}"} for n in range(100_000)]
    entities = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + HEAD + "&b;"
    pages = "".join(item(f"g{n}", f"Page {n}", f"/page?n={n}") for n in range(20))
    return {
        "silent": silent,
        "drip": streaming(b"<", 0.2),
        "json": whole(json.dumps({"items": items}).encode(), "application/feed+json"),
        "attributes": whole(one(f"<description><![CDATA[{storm(60_000)}]]></description>")),
        "pages": whole(f"{HEAD}{pages}</channel></rss>".encode()),
        "bomb": whole(gzip.compress(bytes(20_000_000)), **{"Content-Encoding": "gzip"}),
        "nesting": whole(one("<description>" + "<b>" * 300_000 + "</description>")),
        "endless": streaming(b"<item><title>x</title></item>" * 1000, 0.0),
        "categories": whole(
            one("<b>" + "".join(f"<category>{n}</category>" for n in range(60_000)))
        ),
        "entities": whole(entities.encode(), "text/xml"),
        "charset": whole(b"\xff\xfe" + b"+ADw-" * 500_000, "text/xml; charset=utf-7"),
        "addresses": whole(one(f"<link>http://x/{'%25' * 500_000}</link>")),
        "huge": whole(HEAD.encode() + b"<item><title>x</title></item>" * 300_000),
    }


@dataclass
class Street:
    """One server on many loopback addresses, each a host of its own."""

    stand: Newsstand
    handlers: dict[str, Handler]
    asked: set[str] = field(default_factory=set)
    headline: str = ""
    besieged: asyncio.Event = field(default_factory=asyncio.Event)

    async def add(self, host: int, name: str, *, read: bool) -> Feed:
        """Add a feed on a host of its own; one that was read held nothing."""
        path = f"/{name}" if name in self.handlers else "/healthy"
        address = f"http://127.0.{host // 250}.{host % 250 + 2}:{self.stand.port}{path}"
        changes = self.stand.rig.service.changes
        now = self.stand.rig.now
        feed, _ = await changes.add_feed(
            Feed(id=0, url=address, name=name), tenant="", origin="chat", now=now
        )
        if read:
            await self.stand.rig.service.poll_feed(feed, now)
        return feed

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.path.strip("/")
        if name in self.handlers:
            self.asked.add(request.host)
            if len(self.asked) >= FIRST:
                self.besieged.set()
        if name == "page":
            return web.Response(text=f"<html><body>{storm(60_000)}", content_type="text/html")
        if name in self.handlers:
            return await self.handlers[name](request)
        told = (
            item(self.headline, f"{self.headline} {request.host}", "", LONG)
            if self.headline
            else ""
        )
        return await whole(f"{HEAD}{told}</channel></rss>".encode())(request)

    async def tell(self, feeds: list[Feed], headline: str) -> float:
        """Publish a headline in all feeds and poll them; gives the seconds until all is filed."""
        self.headline = headline
        began = monotonic()
        for feed, report in zip(
            feeds, await asyncio.gather(*map(self.stand.poll, feeds)), strict=True
        ):
            assert report.new == 1, (feed.url, report.reason)
        return monotonic() - began


@asynccontextmanager
async def street() -> AsyncIterator[Street]:
    fetcher = HttpFetcher(
        allow_hosts=("127.0.0.0/8",),
        timeout=30,
        max_bytes=10_000_000,
        concurrency=16,
        user_agent="Wirebell/test",
        clock=lambda: START,
    )
    reader = JailedReader(cpu_seconds=5, memory_bytes=300_000_000, wall_seconds=15, workers=3)
    found = Street(Newsstand(make_rig(fetcher=fetcher, reader=reader)), hostile())
    runner = web.ServerRunner(web.Server(found.answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()
    found.stand.port = runner.addresses[0][1]
    try:
        yield found
    finally:
        await fetcher.close()
        await reader.close()
        await runner.cleanup()
        found.stand.rig.file.close()


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


async def most_resident(until: asyncio.Event) -> int:
    most = resident()
    while not until.is_set():
        most = max(most, resident())
        await asyncio.wait([asyncio.create_task(until.wait())], timeout=0.05)
    return most


async def beside(healthy: int, names: list[str]) -> tuple[float, float, int]:
    """Measure healthy feeds alone and beside hostile ones: seconds, seconds, bytes grown."""
    async with street() as here:
        watch = await here.stand.subscribe("Brest")
        feeds = [await here.add(n, "healthy", read=True) for n in range(healthy)]
        alone = await here.tell(feeds, "Brest attend")
        strangers = [await here.add(healthy + n, name, read=False) for n, name in enumerate(names)]
        before, done = resident(), asyncio.Event()
        watching = asyncio.create_task(most_resident(done))
        polls = [
            asyncio.create_task(here.stand.rig.service.poll_feed(feed, here.stand.rig.now))
            for feed in strangers
        ]
        await here.besieged.wait()
        crowded = await here.tell(feeds, "Brest rouvre")
        assert len(await here.stand.hits(watch)) == 2 * healthy
        done.set()
        grown = await watching - before
        for poll in polls:
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
        return alone, crowded, grown


async def test_five_healthy_feeds_are_told_in_time_beside_eight_hostile_ones():
    alone, crowded, _ = await beside(5, list(islice(hostile(), 8)))
    assert crowded <= 2 * alone + SLACK


@pytest.mark.slow
async def test_thirty_healthy_feeds_are_told_in_time_beside_seventy_eight_hostile_ones():
    alone, crowded, grown = await beside(30, list(islice(cycle(hostile()), 78)))
    print(f"alone {alone:.2f} s, beside {crowded:.2f} s, grown {grown / 1e6:.0f} MB")
    assert crowded <= 2 * alone + SLACK
    assert grown <= MEMORY
