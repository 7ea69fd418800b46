from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot.core.proxies import Proxies
from bot.feeds.fetch.address_guard import Blocked, Guard
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.feeds.fetch.ways import Ways
from bot.models import Failed, Fetched, FetchRequest, FetchResult
from tests.fakes.proxy import FakeProxy
from tests.unit.web import serve

RSS = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


async def _rss(_: web.Request) -> web.Response:
    return web.Response(body=RSS, content_type="application/rss+xml")


async def _moved(_: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "http://127.0.0.1/private"})


@asynccontextmanager
async def fetching(proxies: Proxies, *allow: str) -> AsyncIterator[HttpFetcher]:
    fetcher = HttpFetcher(
        # By its name, so that no look-up leaves the test.
        allow_hosts=("news.example.com", *allow),
        timeout=5,
        max_bytes=100_000,
        concurrency=4,
        user_agent="Wirebell/test",
        clock=lambda: datetime(2026, 3, 1, tzinfo=UTC),
        proxies=proxies,
    )
    try:
        yield fetcher
    finally:
        await fetcher.close()


async def _fetched(proxies: Proxies, url: str, *allow: str) -> FetchResult:
    async with fetching(proxies, *allow) as fetcher:
        return await fetcher.fetch_feed(FetchRequest(url))


@pytest.mark.parametrize("kind", ["http", "socks5", "socks5h", "socks4a"])
@pytest.mark.parametrize("login", ["", "me:s/cret"])
async def test_a_feed_comes_through_the_proxy_alone(kind: str, login: str):
    async with serve(rss=_rss) as site:
        hosts = {"news.example.com": f"127.0.0.1:{site.port}"}
        async with FakeProxy(kind, login=login, hosts=hosts) as proxy:
            address = proxy.with_login(login.replace("/", "%2F")) if login else proxy.url
            async with fetching(Proxies(address)) as fetcher:
                got = await fetcher.fetch_feed(FetchRequest("http://news.example.com/rss"))
                page = await fetcher.fetch_page("http://news.example.com/rss")
    assert isinstance(got, Fetched), got
    assert isinstance(page, Fetched | Failed)
    assert set(proxy.asked) == {"news.example.com:80"}
    assert len(site.asked) == 2
    assert "Proxy-Authorization" not in site.asked[0].headers


async def test_the_oldest_socks_is_handed_an_address():
    async with serve(rss=_rss) as site, FakeProxy("socks4") as proxy:
        got = await _fetched(Proxies(proxy.url), site.url("/rss", "localhost"), "localhost")
    assert isinstance(got, Fetched), got
    assert proxy.asked == [f"127.0.0.1:{site.port}"]


@pytest.mark.parametrize("kind", ["http", "socks5", "socks4a"])
async def test_a_proxy_that_fails_is_named_without_its_login(kind: str):
    feed = "http://news.example.com/rss"
    async with FakeProxy(kind, login="me:right", refuse=frozenset({"news.example.com"})) as proxy:
        tried = {
            "asks for a login": proxy.url,
            "does not accept its login": proxy.with_login("you:wrong"),
        }
        for words, address in tried.items():
            got = await _fetched(Proxies(address), feed)
            assert isinstance(got, Failed)
            assert words in str(got.reason)
            assert f"127.0.0.1:{proxy.port}" in str(got.reason)
            assert "wrong" not in str(got.reason)
    got = await _fetched(Proxies(proxy.url), feed)
    assert isinstance(got, Failed)
    assert "cannot be reached" in str(got.reason)


@pytest.mark.parametrize("kind", ["http", "socks5", "socks4a"])
async def test_a_proxy_whose_rules_forbid_a_host_says_so(kind: str):
    async with FakeProxy(kind, refuse=frozenset({"news.example.com"})) as proxy:
        got = await _fetched(Proxies(proxy.url), "https://news.example.com/rss")
    assert isinstance(got, Failed)
    assert "does not lead to news.example.com" in str(got.reason)


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_a_redirect_to_a_private_address_is_refused_before_the_proxy_hears_of_it(kind: str):
    async with serve(moved=_moved) as site:
        hosts = {"news.example.com": f"127.0.0.1:{site.port}"}
        async with FakeProxy(kind, hosts=hosts) as proxy:
            got = await _fetched(Proxies(proxy.url), "http://news.example.com/moved")
    assert isinstance(got, Failed)
    assert "127.0.0.1 is a loopback address" in str(got.reason)
    assert proxy.asked == ["news.example.com:80"]


async def test_the_environment_decides_for_each_address():
    async with serve(rss=_rss) as site, FakeProxy() as proxy:
        proxy.hosts["news.example.com"] = f"127.0.0.1:{site.port}"
        variables = {"http": proxy.url, "no": "127.0.0.1"}
        async with fetching(Proxies("", variables), "127.0.0.1") as fetcher:
            near = await fetcher.fetch_feed(FetchRequest(site.url("/rss")))
            assert isinstance(near, Fetched)
            assert not proxy.connections
            far = await fetcher.fetch_feed(FetchRequest("http://news.example.com/rss"))
    assert isinstance(far, Fetched)
    assert proxy.connections == 1


async def test_each_way_has_one_session_until_all_are_closed():
    ways = Ways(Proxies("", {"http": "http://127.0.0.1:9"}))
    straight, led = ways.session("https://a.example/"), ways.session("http://a.example/")
    assert straight is ways.session("wss://b.example/")
    assert led is not straight
    await ways.close()
    assert straight.closed
    assert led.closed
    assert not ways.session("http://a.example/").closed
    await ways.close()


@pytest.mark.parametrize("setting", ["none", "http://127.0.0.1:9"])
async def test_what_is_refused_is_refused_on_every_way(setting: str):
    async def ask() -> None:
        session = await ways.guarded(URL("http://127.0.0.1:8/"))
        await session.get("http://127.0.0.1:8/")

    ways = Ways(Proxies(setting), Guard([]))
    try:
        with pytest.raises(
            (Blocked, aiohttp.ClientConnectorError), match=r"loopback|Cannot connect"
        ):
            await ask()
    finally:
        await ways.close()
