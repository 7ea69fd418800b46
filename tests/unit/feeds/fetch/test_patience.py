"""Slow and hostile servers beside others: real HTTP on loopback, with shorter times than usual."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.core.lanes import Errand, errand
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.feeds.fetch.patience import Pace, Patience
from bot.models import Failed, Fetched, FetchRequest
from tests.unit.web import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PACE = Pace(first_byte=0.4, stall=0.4, grace=0.3, slowest=500, shorter=0.2, quick=0.1, soon=0.05)


@asynccontextmanager
async def fetching(
    concurrency: int = 2, max_bytes: int = 100_000, seconds: float = 5
) -> AsyncIterator[HttpFetcher]:
    fetcher = HttpFetcher(
        allow_hosts=("127.0.0.0/8", "localhost"),
        timeout=seconds,
        max_bytes=max_bytes,
        concurrency=concurrency,
        user_agent="Wirebell/test",
        clock=lambda: datetime(2026, 3, 1, tzinfo=UTC),
        pace=PACE,
    )
    try:
        yield fetcher
    finally:
        await fetcher.close()


async def quick(_: web.Request) -> web.Response:
    return web.Response(body=b"<rss/>", content_type="text/html")


async def silent(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    raise AssertionError


def sending(*parts: bytes, every: float = 0.0, **headers: str):
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", **headers})
        await response.prepare(request)
        for part in parts:
            await response.write(part)
            await asyncio.sleep(every)
        return response

    return handler


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (silent, "no answer began within 0.4 s"),
        (sending(*[b"."] * 400, every=0.05), "fewer than 500 bytes a second"),
        (sending(b"<rss>", b"", every=20), "nothing came for 0.4 s"),
    ],
    ids=["silent", "dripping", "stalling"],
)
async def test_who_keeps_us_waiting_is_given_up_with_the_reason(handler, reason: str):
    async with serve(a=handler) as site, fetching() as fetcher:
        began = monotonic()
        got = await fetcher.fetch_feed(FetchRequest(site.url("/a")))
        assert monotonic() - began < 3
    assert isinstance(got, Failed)
    assert reason in str(got.reason)


async def test_a_slow_but_steady_body_comes_whole():
    parts = [b"x" * 400] * 10
    async with serve(a=sending(*parts, every=0.08)) as site, fetching() as fetcher:
        got = await fetcher.fetch_feed(FetchRequest(site.url("/a")))
    assert isinstance(got, Fetched), got
    assert len(got.body) == 4000


@pytest.mark.parametrize(
    "parts",
    [
        [gzip.compress(b"<rss/>"), *[bytes(50_000)] * 400],
        [gzip.compress(b"")] * 20_000,
        [gzip.compress(b"<rss/>") + b"\x1f\x8b", *[b"junk" * 10_000] * 400],
    ],
    ids=["padding", "members", "broken member"],
)
async def test_bytes_on_the_wire_count_where_nothing_is_unpacked(parts: list[bytes]):
    handler = sending(*parts, **{"Content-Encoding": "gzip"})
    async with serve(a=handler) as site, fetching() as fetcher:
        got = await fetcher.fetch_feed(FetchRequest(site.url("/a")))
    assert isinstance(got, Failed)
    assert "larger than" in str(got.reason) or "cannot be unpacked" in str(got.reason)


async def test_silent_servers_take_no_slots_from_others():
    async with serve(a=silent, b=quick) as site, fetching(concurrency=2) as fetcher:
        waits = [
            asyncio.create_task(fetcher.fetch_feed(FetchRequest(site.url("/a", f"127.0.0.{n}"))))
            for n in range(1, 2)
        ]
        waits += [
            asyncio.create_task(fetcher.fetch_page(site.url("/a", name)))
            for name in ("localhost", "127.0.0.1")
        ]
        await asyncio.sleep(0)
        async with serve(b=quick) as other:
            began = monotonic()
            got = await asyncio.gather(
                fetcher.fetch_page(other.url("/b")),
                fetcher.fetch_feed(FetchRequest(other.url("/b"))),
            )
            assert monotonic() - began < 0.4
        assert all(isinstance(item, Fetched) for item in got), got
        await asyncio.gather(*waits)


async def test_a_server_that_used_up_its_time_gets_less_and_no_pages_for_a_moment():
    async with serve(a=silent, b=quick) as site, fetching() as fetcher:
        await fetcher.fetch_feed(FetchRequest(site.url("/a")))
        page = await fetcher.fetch_page(site.url("/b"))
        began = monotonic()
        again = await fetcher.fetch_feed(FetchRequest(site.url("/a")))
        assert monotonic() - began < 0.35
        healed = await fetcher.fetch_feed(FetchRequest(site.url("/b")))
        after = await fetcher.fetch_page(site.url("/b"))
    assert isinstance(page, Failed)
    assert "a moment ago" in str(page.reason)
    assert isinstance(again, Failed)
    assert isinstance(healed, Fetched)
    assert isinstance(after, Fetched)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_pause_that_a_server_asks_for_holds_for_all_that_is_there(status: int):
    async def full(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "60"})

    async with serve(a=full, b=quick) as site, serve(c=quick) as other, fetching() as fetcher:
        paths = ["/a", *["/b"] * 9]
        got = await asyncio.gather(*(fetcher.fetch_page(site.url(path)) for path in paths))
        feed = await fetcher.fetch_feed(FetchRequest(site.url("/b")))
        elsewhere = await fetcher.fetch_page(other.url("/c"))
        assert len(site.asked) == 1
    assert all(isinstance(item, Failed) for item in got)
    assert isinstance(feed, Failed)
    assert "asked for a pause" in str(feed.reason)
    assert feed.retry_after is not None
    assert 50 < feed.retry_after <= 60
    assert isinstance(elsewhere, Fetched)


@pytest.mark.parametrize(("status", "headers"), [(429, {}), (500, {"Retry-After": "60"})])
async def test_a_refusal_without_a_pause_holds_for_one_address(status: int, headers):
    async def refusing(_: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers)

    async with serve(a=refusing, b=quick) as site, fetching() as fetcher:
        await fetcher.fetch_page(site.url("/a"))
        assert isinstance(await fetcher.fetch_page(site.url("/b")), Fetched)


async def test_a_feed_that_was_read_before_passes_first_reads_of_its_server():
    order: list[str] = []

    async def noted(request: web.Request) -> web.Response:
        order.append(request.query["n"])
        await asyncio.sleep(0.02)
        return web.Response(body=b"<rss/>")

    async with serve(a=noted) as site, fetching() as fetcher:

        async def ask(name: str, *, first: bool) -> None:
            errand.set(Errand(name, first=first))
            await fetcher.fetch_feed(FetchRequest(site.url(f"/a?n={name}")))

        firsts = [asyncio.create_task(ask(f"first{n}", first=True)) for n in range(6)]
        await asyncio.sleep(0)
        await asyncio.gather(asyncio.create_task(ask("known", first=False)), *firsts)
    assert order.index("known") <= 1
    assert len(order) == 7


def test_a_server_that_turns_us_away_is_asked_slower_until_it_gives_something() -> None:
    patience = Patience(Pace(apart=100.0))
    assert patience.gap("bria.example:443") == 0
    gaps = []
    for _ in range(6):
        patience.turned_away("bria.example:443")
        gaps.append(round(patience.gap("bria.example:443"), -1))
    assert gaps == [100, 200, 400, 800, 800, 800]
    assert patience.gap("orvane.example:443") == 0
    assert patience.refusal("bria.example:443", page=True) is not None
    assert patience.refusal("bria.example:443", page=False) is None
    patience.welcomed("bria.example:443")
    assert patience.gap("bria.example:443") == 0
