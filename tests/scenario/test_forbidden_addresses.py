"""No spelling of a forbidden address is connected to, on whatever way it comes."""

from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import App
from bot.cli.feeds import _discover_feeds
from bot.config import Settings
from bot.core.proxies import STRAIGHT, Proxies
from bot.errors import FetchError
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.models import Failed, Fetched, FetchRequest, Sent
from bot.platforms.webhook.client import WebhookPlatform
from tests.fakes.desk import alert, delivery, now
from tests.fakes.proxy import FakeProxy
from tests.fakes.receiver import SECRET
from tests.hostile_addresses import ALLOWED, LOOPBACK, PORT, SPELLINGS, look_up
from tests.unit.web import Site, serve

RSS = b"<rss version='2.0'><channel><title>t</title></channel></rss>"

Ask = Callable[[str], Awaitable[bool]]
Way = Callable[["Trap", Sequence[str], Path, AsyncExitStack], Awaitable[Ask]]

_connected: list[tuple[str, int]] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        _connected.append(arguments[1][:2])


sys.addaudithook(_note)


@dataclass
class Trap:
    """A listener on every address of this machine; `asked` are the requests that came."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    open_to: set[int] = field(default_factory=set)
    """Ports that may be connected to: of a site that redirects and of a proxy."""

    def url(self, spelling: str) -> str:
        host = spelling.replace(PORT, str(self.port))
        return f"http://{host}" if "/" in host or "@news" in host else f"http://{host}/rss"

    def touched(self) -> list[tuple[str, int]]:
        """List what was connected to beside what may be."""
        return [place for place in _connected if place[1] not in self.open_to]


@pytest.fixture
async def trap(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Trap]:
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    trap = Trap()

    async def take(request: web.BaseRequest) -> web.Response:
        trap.asked.append(str(request.url))
        return web.Response(body=RSS, content_type="application/rss+xml")

    runner = web.ServerRunner(web.Server(take), shutdown_timeout=0.1)
    await runner.setup()
    for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        listener = socket.socket(family)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, trap.port))
        trap.port = listener.getsockname()[1]
        await web.SockSite(runner, listener).start()
    _connected.clear()
    yield trap
    await runner.cleanup()


@asynccontextmanager
async def _fetching(
    allow: Sequence[str], proxies: Proxies = STRAIGHT
) -> AsyncIterator[HttpFetcher]:
    fetcher = HttpFetcher(
        allow_hosts=allow,
        timeout=5,
        max_bytes=100_000,
        concurrency=4,
        user_agent="Wirebell/test",
        clock=now,
        proxies=proxies,
    )
    try:
        yield fetcher
    finally:
        await fetcher.close()


async def _feed(trap: Trap, allow: Sequence[str], folder: Path, stack: AsyncExitStack) -> Ask:
    fetcher = await stack.enter_async_context(_fetching(allow))

    async def ask(url: str) -> bool:
        got = await fetcher.fetch_feed(FetchRequest(url))
        assert isinstance(got, Failed | Fetched)
        return isinstance(got, Fetched)

    return ask


async def _page(trap: Trap, allow: Sequence[str], folder: Path, stack: AsyncExitStack) -> Ask:
    """A page, and one that another page sends on to."""
    fetcher = await stack.enter_async_context(_fetching(allow))
    before = Fetched(b"", "https://news.example/", left=5.0)

    async def ask(url: str) -> bool:
        # What the trap sends is no page, which says as much as one.
        first = await fetcher.fetch_page(url)
        onward = await fetcher.fetch_page(url, before)
        return all(
            "not a page" in str(getattr(got, "reason", "")) or isinstance(got, Fetched)
            for got in (first, onward)
        )

    return ask


async def _redirect(trap: Trap, allow: Sequence[str], folder: Path, stack: AsyncExitStack) -> Ask:
    targets: list[str] = []

    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": targets[-1]})

    site: Site = await stack.enter_async_context(serve(moved=moved))
    trap.open_to.add(site.port)
    fetcher = await stack.enter_async_context(_fetching((*allow, f"127.0.0.1:{site.port}")))

    async def ask(url: str) -> bool:
        targets.append(url)
        count = len(site.asked)
        got = await fetcher.fetch_feed(FetchRequest(site.url("/moved")))
        assert len(site.asked) > count
        return isinstance(got, Fetched)

    return ask


async def _discovery(trap: Trap, allow: Sequence[str], folder: Path, stack: AsyncExitStack) -> Ask:
    settings = {"bot": {"data_dir": str(folder)}, "fetch": {"allow_hosts": allow}}
    app = App(Settings.model_validate(settings), sys.stderr)
    stack.push_async_callback(app.close)

    async def ask(url: str) -> bool:
        try:
            return bool(await _discover_feeds(app, url))
        except FetchError:
            return False

    return ask


async def _webhook(trap: Trap, allow: Sequence[str], folder: Path, stack: AsyncExitStack) -> Ask:
    async def ask(url: str) -> bool:
        platform = WebhookPlatform({"desk": (url, SECRET)}, clock=now, allow_hosts=allow)
        await platform.start()
        try:
            return isinstance(
                await platform.send(delivery("k1", "webhook:desk"), alert("Un")), Sent
            )
        finally:
            await platform.stop()

    return ask


def _through(kind: str) -> Way:
    async def way(trap: Trap, allow: Sequence[str], folder: Path, stack: AsyncExitStack) -> Ask:
        proxy = await stack.enter_async_context(FakeProxy(kind))
        trap.open_to.add(proxy.port)
        fetcher = await stack.enter_async_context(_fetching(allow, Proxies(proxy.url)))

        async def ask(url: str) -> bool:
            count, proxy.asked = len(trap.asked), []
            got = await fetcher.fetch_feed(FetchRequest(url))
            # The proxy is not even asked for what is refused.
            assert isinstance(got, Fetched) == (len(trap.asked) > count), url
            assert isinstance(got, Fetched) or not proxy.asked, url
            return isinstance(got, Fetched)

        return ask

    return way


WAYS: dict[str, Way] = {
    "feed": _feed,
    "page": _page,
    "redirect": _redirect,
    "discovery": _discovery,
    "webhook": _webhook,
    "http proxy": _through("http"),
    "socks5 proxy": _through("socks5"),
    "socks4 proxy": _through("socks4"),
}


def test_the_table_is_long_enough_and_says_nothing_twice():
    assert len(set(SPELLINGS)) == len(SPELLINGS) >= 115
    assert set(ALLOWED) <= set(SPELLINGS)


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_forbidden_is_connected_to(trap: Trap, way: str, tmp_path: Path):
    async with AsyncExitStack() as stack:
        ask = await WAYS[way](trap, (), tmp_path, stack)
        got = [spelling for spelling in SPELLINGS if await ask(trap.url(spelling))]
        assert got == []
        assert trap.touched() == []
        assert trap.asked == []


@pytest.mark.parametrize("way", [way for way in WAYS if way != "socks4 proxy"])
async def test_what_is_allowed_is_reached(trap: Trap, way: str, tmp_path: Path):
    async with AsyncExitStack() as stack:
        ask = await WAYS[way](trap, LOOPBACK, tmp_path, stack)
        missed = [spelling for spelling in ALLOWED if not await ask(trap.url(spelling))]
        assert missed == []
        assert len(trap.asked) >= len(ALLOWED)


@pytest.mark.parametrize("way", ["feed", "page", "webhook"])
async def test_a_name_that_changes_its_answer_leads_nowhere(
    trap: Trap, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    answers = ["93.184.216.34", "127.0.0.1"] * 10

    def rebinding(host: object, *more: Any, **named: Any) -> list[object]:
        return look_up(answers.pop(0) if host == "rebound.example" else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    async with AsyncExitStack() as stack:
        ask = await WAYS[way](trap, (), tmp_path, stack)
        for _ in range(4):
            assert not await ask(trap.url(f"rebound.example:{PORT}"))
    assert trap.asked == []
    assert {host for host, _ in trap.touched()} <= {"93.184.216.34"}
