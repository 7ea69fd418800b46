from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from bot.core.proxies import Proxy, parse_proxy
from bot.feeds.fetch.failures import SocksRefusal
from bot.feeds.fetch.socks import SocksConnector
from tests.fakes.proxy import FakeProxy
from tests.hostile_addresses import look_up


async def _get(address: str, url: str) -> None:
    proxy = parse_proxy(address)
    assert isinstance(proxy, Proxy)
    async with aiohttp.ClientSession(connector=SocksConnector(proxy, limit=1)) as session:
        await session.get(url)


@pytest.mark.parametrize("kind", ["socks5", "socks4a"])
async def test_a_missing_login_is_told_from_another_no(kind: str):
    async with FakeProxy(kind, login="me:right") as proxy:
        with pytest.raises(SocksRefusal) as caught:
            await _get(proxy.url, "http://news.example/")
    assert caught.value.login
    async with FakeProxy(kind, refuse=frozenset({"news.example"})) as proxy:
        with pytest.raises(SocksRefusal) as caught:
            await _get(proxy.url, "http://news.example/")
    assert not caught.value.login


async def test_a_proxy_that_is_away_is_raised_as_aiohttp_raises_it():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(aiohttp.ClientProxyConnectionError) as caught:
            await _get(f"socks5://127.0.0.1:{port}", "http://news.example/")
    assert not isinstance(caught.value, SocksRefusal)


async def test_a_name_that_is_unknown_here_is_not_the_fault_of_the_oldest_proxy(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with FakeProxy("socks4") as proxy:
        with pytest.raises(SocksRefusal, match=r"nowhere\.invalid") as caught:
            await _get(proxy.url, "http://nowhere.invalid/")
    assert not caught.value.login
    assert not proxy.asked


async def test_what_is_no_secure_answer_is_no_fault_of_the_proxy():
    async with FakeProxy("socks5") as proxy:
        proxy.hosts["news.example"] = f"127.0.0.1:{proxy.port}"
        with pytest.raises(aiohttp.ClientConnectorError) as caught:
            await _get(proxy.url, "https://news.example/")
    assert not isinstance(caught.value, SocksRefusal)


async def test_a_proxy_that_breaks_off_is_raised_as_one_that_is_away():
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(3)
        writer.close()

    server = await asyncio.start_server(broken, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(aiohttp.ClientProxyConnectionError):
            await _get(f"socks5://127.0.0.1:{port}", "http://news.example/")
