"""The page for robots, told from pages and feeds that only speak of it; real HTTP on loopback."""

from __future__ import annotations

import gzip
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.feeds.fetch.bodies.bot_check import SEEN, is_bot_check
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.feeds.fetch.patience import Pace
from bot.models import Failed, Fetched, FetchRequest
from tests.unit.feeds.fetch.test_fetcher import answer
from tests.unit.web import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def page(title: str, more: str = "") -> bytes:
    head = f"<head><title>{title}</title>{more}</head>"
    return f"<!DOCTYPE html><html>{head}<body>x</body></html>".encode()


CHECKS = [
    page("Just a moment..."),
    page("Un instant…"),
    page("Attention Required! | Cloudflare"),
    page("Are you a robot?"),
    page("Making sure you&#39;re not a bot!"),
    page("bria.example", "<script>window._cf_chl_opt={a:1}</script>"),
    page("bria.example", '<script src="https://ct.captcha-delivery.com/c.js"></script>'),
    page("Access denied", '<div id="px-captcha"></div>'),
]


@pytest.mark.parametrize("body", CHECKS, ids=range(len(CHECKS)))
def test_a_check_is_known_by_its_title_or_its_script(body: bytes) -> None:
    assert is_bot_check({}, body)


def test_a_check_is_known_by_its_header() -> None:
    assert is_bot_check({"cf-mitigated": "challenge"}, b"")
    assert is_bot_check({"x-amzn-waf-action": "captcha"}, b"")
    assert not is_bot_check({"x-amzn-waf-action": "count"}, b"")


@pytest.mark.parametrize(
    "body",
    [
        page("Just a moment: how the mayor lost the vote"),
        page("Captcha or not? What shops ask their visitors"),
        page(
            "Bridge shut", '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
        ),
        b"<rss><channel><title>Just a moment...</title></channel></rss>",
        b"<?xml version='1.0'?><feed><title>Captcha</title><entry>_cf_chl_opt</entry></feed>",
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "Are you a robot?"}',
        b"<!DOCTYPE html><p>" + b"x" * SEEN + b"<title>Captcha</title>",
        b"",
    ],
    ids=range(8),
)
def test_what_only_speaks_of_one_is_none(body: bytes) -> None:
    assert not is_bot_check({}, body)


@asynccontextmanager
async def fetching(apart: float = 0.0) -> AsyncIterator[HttpFetcher]:
    fetcher = HttpFetcher(
        allow_hosts=("127.0.0.1",),
        timeout=5,
        max_bytes=100_000,
        concurrency=4,
        user_agent="Wirebell/test",
        clock=lambda: datetime(2026, 3, 1, tzinfo=UTC),
        pace=Pace(apart=apart),
    )
    try:
        yield fetcher
    finally:
        await fetcher.close()


@pytest.mark.parametrize("status", [200, 403, 429, 503])
@pytest.mark.parametrize("packing", ["identity", "gzip"])
async def test_a_check_is_named_in_place_of_feed_and_page(status: int, packing: str) -> None:
    body = gzip.compress(CHECKS[0]) if packing == "gzip" else CHECKS[0]
    handler = answer(body, status, Content_Type="text/html", Content_Encoding=packing)
    async with serve(a=handler) as site, fetching() as fetcher:
        feed = await fetcher.fetch_feed(FetchRequest(site.url("/a")))
        shown = await fetcher.fetch_page(site.url("/a"))
    assert isinstance(feed, Failed)
    assert str(feed.reason) == "127.0.0.1 sent a bot check, not a feed"
    assert isinstance(shown, Failed)
    assert str(shown.reason) == "127.0.0.1 sent a bot check, not a page"


async def test_a_refusal_with_a_huge_or_broken_body_keeps_its_own_reason() -> None:
    huge = answer(b"x" * 90_000, 403, Content_Type="text/html")
    broken = answer(b"no gzip", 403, Content_Type="text/html", Content_Encoding="br")
    async with serve(a=huge, b=broken) as site, fetching() as fetcher:
        for path in ("/a", "/b"):
            got = await fetcher.fetch_feed(FetchRequest(site.url(path)))
            assert isinstance(got, Failed)
            assert str(got.reason) == "127.0.0.1 refuses access (403)"


async def test_pages_of_a_host_that_turns_us_away_rest_and_its_feeds_do_not() -> None:
    refusing, well = answer(b"no", 403, Content_Type="text/html"), answer()
    async with serve(a=refusing, feed=well) as site, fetching() as fetcher:
        for _ in range(5):
            got = await fetcher.fetch_page(site.url("/a"))
        assert isinstance(got, Failed)
        assert "turned us away" in str(got.reason)
        assert [asked.path for asked in site.asked] == ["/a"] * 3
        assert isinstance(await fetcher.fetch_feed(FetchRequest(site.url("/feed"))), Fetched)
