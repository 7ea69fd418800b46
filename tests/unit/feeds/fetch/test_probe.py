from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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


@asynccontextmanager
async def _saying(raw: bytes) -> AsyncIterator[int]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(3)
        writer.write(raw)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("kind", ["http", "socks5", "socks4a"])
@pytest.mark.parametrize("url", [FEED, FEED.replace("http:", "https:")])
@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        bytes(range(255, 0, -1)),
        b"hello world",
        b"HTTP/1.1 2",
        b"",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000,
        b"<html><body>hello</body></html>",
    ],
    ids=["ssh", "random", "hello", "half", "nothing", "endless", "page"],
)
async def test_what_is_no_proxy_is_not_called_well(kind: str, url: str, raw: bytes):
    async with _saying(raw) as port:
        fault = await _tried(f"{kind}://127.0.0.1:{port}", url)
    assert fault.reason
    assert "correct its address" in str(fault.fix)


@pytest.mark.parametrize("url", [FEED, FEED.replace("http:", "https:")])
@pytest.mark.parametrize(
    "line",
    ["403 No", "429 No", "500 No", "502 No", "302 Found\r\nLocation: http://login.lan/"],
)
async def test_what_a_proxy_answers_itself_is_not_called_well(line: str, url: str):
    raw = f"HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n".encode()
    async with _saying(raw) as port:
        fault = await _tried(f"http://127.0.0.1:{port}", url)
    assert "does not lead to news.example.com" in str(fault.reason)
    assert fault.fix


async def test_a_server_out_of_the_proxys_reach_is_no_matter_of_rules():
    async with FakeProxy("socks5", hosts={"news.example.com": "127.0.0.1:1"}) as proxy:
        fault = await _tried(proxy.url)
    assert "reaches that host" in str(fault.fix)
