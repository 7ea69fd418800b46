"""The HTTP listener of the running program: health, metrics, status page, Slack's doors."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import App
from bot.config import Settings
from bot.core.ledger import SEEN, Line, lines_of
from bot.demo.server import Newsroom
from bot.models import Feed
from bot.scheduler import Scheduler
from bot.web.server import Handler, WebServer
from tests.conftest import ROOT
from tests.scenario.process import end, feed_toml, start, write_config


def clock() -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC)


def _settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "bot": {"data_dir": str(folder)},
            "fetch": {"allow_hosts": ["127.0.0.1"], "min_interval": 1},
            "watchlists": [{"query": "Corée du Nord"}],
            "subscriptions": [{"channel": "console", "watchlists": ["Corée du Nord"]}],
        }
    )


class Served:
    """An app with its listener; `ages` are what health believes about the ticks."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.ages = {"poll": 1.0, "outbox": 1.0}
        self.base = ""

    async def get(self, path: str) -> tuple[int, str, dict[str, str]]:
        async with aiohttp.ClientSession() as session, session.get(self.base + path) as answer:
            return answer.status, await answer.text(), dict(answer.headers)


@asynccontextmanager
async def _served(folder: Path, doors: dict[str, Handler] | None = None) -> AsyncIterator[Served]:
    served = Served(App(_settings(folder), io.StringIO()))
    await served.app.start()
    server = WebServer(
        "127.0.0.1:0",
        served.app.service,
        age=served.ages.__getitem__,
        clock=clock,
        doors=doors or {},
    )
    served.base = f"http://127.0.0.1:{await server.start()}"
    try:
        yield served
    finally:
        await server.stop()
        await served.app.close()


async def test_health_is_well_while_the_ticks_run(tmp_path):
    async with _served(tmp_path) as served:
        status, body, _ = await served.get("/health")
        assert (status, json.loads(body)["status"]) == (200, "ok")
        served.ages["outbox"] = 61.0
        status, body, _ = await served.get("/health")
        assert status == 503
        assert json.loads(body)["reasons"] == ["no outbox for 61 s"]


async def test_a_name_that_a_stranger_leads_here_reads_nothing(tmp_path):
    async def door(_: web.Request) -> web.Response:
        return web.Response(text="door")

    async with (
        _served(tmp_path, {"/slack/events": door}) as served,
        aiohttp.ClientSession() as asks,
    ):
        seen = {}
        for path in ("/", "/health", "/live", "/metrics", "/style.css", "/slack/events"):
            rebound = {"Host": f"rebound.example:{served.base.rpartition(':')[2]}"}
            async with asks.get(served.base + path, headers=rebound) as answer:
                seen[path] = answer.status
            assert (await served.get(path))[0] == 200
    assert seen.pop("/slack/events") == 200
    assert set(seen.values()) == {421}


async def test_health_tells_when_the_database_does_not_answer(tmp_path):
    async with _served(tmp_path) as served:
        await asyncio.to_thread(served.app.file.close)
        status, body, _ = await served.get("/health")
        assert status == 503
        assert "database" in json.loads(body)["reasons"][0]


async def test_metrics_count_polls_feeds_and_deliveries(tmp_path):
    async with Newsroom(clock()) as newsroom, _served(tmp_path) as served:
        feed = next(feed for feed in newsroom.feeds)
        await served.app.store.feeds.add(
            _feed(feed.url, "Outlet"), tenant="", origin="file", now=clock()
        )
        await served.app.service.poll_all(clock(), everything=True)
        status, body, headers = await served.get("/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=")
    lines = dict(line.rsplit(" ", 1) for line in body.splitlines() if not line.startswith("#"))
    assert sum(float(lines[key]) for key in lines if key.startswith("wirebell_polls_total")) == 1
    assert float(lines["wirebell_poll_seconds_count"]) == 1
    assert lines['wirebell_feeds{state="active"}'] == "1.0"
    assert float(lines["wirebell_entries_total"]) > 0
    for line in Line:
        total = "entries" if line in lines_of(SEEN) else "matches"
        series = f'wirebell_{total}_accounted{{account="{line.account}",reason="{line.reason}"}}'
        assert float(lines[series]) >= 0
    fates = [key for key in lines if key.startswith("wirebell_entries_accounted")]
    assert float(lines["wirebell_entries_seen"]) == sum(float(lines[key]) for key in fates) > 0
    assert "Outlet" not in body


async def test_each_metric_is_told_in_the_guide(tmp_path):
    async with _served(tmp_path) as served:
        _status, body, _headers = await served.get("/metrics")
    shown = {line.split()[2] for line in body.splitlines() if line.startswith("# TYPE wirebell_")}
    told = (ROOT / "docs/operations.md").read_text("utf-8")
    # The library adds to each counter when it began.
    bare = {name for name in shown if f"`{name}" not in told and not name.endswith("_created")}
    assert shown
    assert not bare, f"write rows of these metrics in docs/operations.md: {bare}"


def _feed(url: str, name: str) -> Feed:
    return Feed(id=0, url=url, name=name)


async def test_the_page_escapes_what_feeds_say_and_shows_no_tenants_feeds(tmp_path):
    async with _served(tmp_path) as served:
        feeds = served.app.store.feeds
        hostile = _feed("https://a.example/rss", "<script>alert(1)</script>")
        await feeds.add(hostile, tenant="", origin="file", now=clock())
        private = _feed("https://b.example/rss", "Private outlet")
        await feeds.add(private, tenant="discord:1", origin="chat", now=clock())
        status, body, headers = await served.get("/")
        style, css, _ = await served.get("/style.css")
    assert (status, style) == (200, 200)
    assert "<script" not in body
    assert "&lt;script&gt;" in body
    assert "Private outlet" not in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "http" not in css


async def test_the_page_shows_many_feeds_a_part_at_a_time(tmp_path):
    async with _served(tmp_path) as served:
        for at in range(205):
            added = _feed(f"https://{at}.example/rss", f"Outlet {at:03}.")
            await served.app.store.feeds.add(added, tenant="", origin="file", now=clock())
        pages = [(await served.get(f"/?page={page}"))[1] for page in ("1", "2", "99", "x")]
    assert "page 1 of 2" in pages[0]
    assert [f"Outlet {at:03}." in pages[0] for at in (0, 199, 200)] == [True, True, False]
    assert [f"Outlet {at:03}." in pages[1] for at in (0, 199, 200, 204)] == [
        False,
        False,
        True,
        True,
    ]
    assert "page 2 of 2" in pages[2]
    assert "page 1 of 2" in pages[3]


async def test_the_page_links_stories_to_web_addresses_only(tmp_path):
    async with Newsroom(clock()) as newsroom, _served(tmp_path) as served:
        for feed in newsroom.feeds:
            added = _feed(feed.url, feed.name)
            await served.app.store.feeds.add(added, tenant="", origin="file", now=clock())
        await served.app.service.poll_all(clock(), everything=True)
        newsroom.advance()
        await served.app.service.poll_all(clock(), everything=True)
        _, body, _ = await served.get("/")
    assert 'class="stories"' in body
    assert '<a href="http://127.0.0.1:' in body
    assert "javascript:" not in body


async def test_doors_are_open_only_when_given(tmp_path):
    async def door(request: web.Request) -> web.StreamResponse:
        return web.Response(text=request.path)

    async with _served(tmp_path, {"/slack/events": door}) as served:
        assert (await served.get("/slack/events"))[:2] == (200, "/slack/events")
        assert (await served.get("/slack/install"))[0] == 404


@pytest.mark.parametrize(
    ("slack", "expected"),
    [
        ({}, False),
        ({"bot_token": "xoxb-1", "app_token": "xapp-1"}, False),
        ({"bot_token": "xoxb-1", "signing_secret": "s", "mode": "http"}, True),
        ({"client_id": "1.2", "client_secret": "s"}, True),
    ],
)
async def test_slack_has_doors_in_http_mode_or_with_oauth(tmp_path, slack, expected):
    values = _settings(tmp_path).model_dump() | {"slack": slack, "web": {"listen": "127.0.0.1:0"}}
    app = App(Settings.model_validate(values), io.StringIO())
    server = app.listener(Scheduler(()))
    assert server is not None
    base = f"http://127.0.0.1:{await server.start()}"
    try:
        async with aiohttp.ClientSession() as session:
            reply = await session.post(base + "/slack/events", json={"type": "event_callback"})
            install = await session.get(base + "/slack/install", allow_redirects=False)
        # An unsigned request is turned away by the door, an absent door is not found.
        assert (reply.status, install.status) != (404, 404) if expected else reply.status == 404
    finally:
        await server.stop()
        await app.close()


async def test_a_port_in_use_is_said_so(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        config = write_config(tmp_path, feed_toml("A", "http://127.0.0.1:9/rss"))
        text = config.read_text(encoding="utf-8")
        config.write_text(
            text.replace('listen = ""', f'listen = "127.0.0.1:{port}"'), encoding="utf-8"
        )
        child = await start(config, "run")
        _, err = await asyncio.wait_for(child.communicate(), 30)
    assert child.returncode == 2
    assert f"127.0.0.1:{port} is in use" in err.decode()
    assert "Traceback" not in err.decode()


async def test_healthcheck_asks_the_running_program(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = write_config(tmp_path, "")
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('listen = ""', f'listen = "127.0.0.1:{port}"'), encoding="utf-8")
    assert await _status(config) == 1
    running = await start(config, "run")
    try:
        await _until(lambda: _well(config))
    finally:
        await end(running)
    assert await _status(config) == 1


async def _status(config: Path) -> int:
    # Our own listener is asked straight, whatever the environment names.
    child = await start(config, "healthcheck", env={"HTTP_PROXY": "http://127.0.0.1:9"})
    await child.communicate()
    return child.returncode or 0


async def _well(config: Path) -> bool:
    return await _status(config) == 0


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(40):
        # Each look starts a process, so there is no need to wait in between.
        while not await condition():
            pass
