from __future__ import annotations

import socket

import pytest
from aiohttp import web

from bot.core.proxies import Proxy, parse_proxy
from bot.feeds.fetch.probe import WELL, ProxyFault, try_proxy
from tests.fakes.proxy import FakeProxy
from tests.unit.web import serve

FEED = "http://news.example.com/rss"


async def _teapot(_: web.Request) -> web.Response:
    return web.Response(status=418)


async def _tried(address: str, url: str = FEED) -> ProxyFault:
    proxy = parse_proxy(address)
    assert isinstance(proxy, Proxy)
    return await try_proxy(proxy, url)


@pytest.mark.parametrize("kind", ["http", "socks5", "socks4a"])
async def test_a_proxy_that_leads_on_is_well_whatever_the_server_says(kind: str):
    async with serve(rss=_teapot) as site, FakeProxy(kind) as proxy:
        proxy.hosts["news.example.com"] = f"127.0.0.1:{site.port}"
        assert await _tried(proxy.url) == WELL
        assert await _tried(proxy.url, "") == WELL
    assert proxy.asked == ["news.example.com:80"]


@pytest.mark.parametrize("kind", ["http", "socks5", "socks4a"])
async def test_each_fault_has_its_fix(kind: str):
    async with FakeProxy(kind, login="me:right", refuse=frozenset({"news.example.com"})) as proxy:
        fault = await _tried(proxy.url)
        assert "asks for a login" in str(fault.reason)
        assert "the password and @" in str(fault.fix)
        fault = await _tried(proxy.with_login("you:wrong"))
        assert "does not accept" in str(fault.reason)
        assert "wrong" not in str(fault)
        fault = await _tried(proxy.with_login("me:right"), "https://news.example.com/")
        assert "does not lead to news.example.com" in str(fault.reason)
        assert "rules" in str(fault.fix)


@pytest.mark.parametrize("url", [FEED, ""])
async def test_a_proxy_that_is_away_is_named(url: str):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        fault = await _tried(f"http://127.0.0.1:{port}", url)
    assert str(fault.reason) == f"the proxy http://127.0.0.1:{port} cannot be reached"
    assert "write none" in str(fault.fix)
