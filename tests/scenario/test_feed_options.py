"""A feed's own headers, cookies, agent, proxy and limits: who sees them, and who never does."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import App, clock
from bot.config import load_settings
from bot.feeds.fetch.reasons import told_outside, without_fix
from bot.models import Feed, FeedState, Origin
from tests.fakes.proxy import FakeProxy
from tests.scenario.process import end, start
from tests.scenario.test_secrets import said
from tests.unit.web import Site, serve

HEADER, COOKIE = "header-s3cret-7f31", "cookie-s3cret-9c02"
AGENT = "Reader of the paper/1.0"
OWN = f"""user_agent = "{AGENT}"
headers = {{ X-Key = "{HEADER}", Accept-Language = "fr" }}
cookies = {{ session = "{COOKIE}" }}
"""


def feed_of(*links: str) -> web.Response:
    items = "".join(
        f"<item><title>Wagner {n}</title><guid>{n}</guid><link>{link}</link></item>"
        for n, link in enumerate(links)
    )
    text = f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>"
    return web.Response(text=text, content_type="application/rss+xml")


async def page(_: web.Request) -> web.Response:
    return web.Response(text="<p>Ships left the harbour.</p>" * 9, content_type="text/html")


async def plain(_: web.Request) -> web.Response:
    return feed_of()


def leading(target: list[str], status: int = 302):
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": target[0]})

    return answer


def configured(folder: Path, feeds: str) -> Path:
    path = folder / "config.toml"
    path.write_text(
        f"""[bot]
data_dir = {json.dumps(str(folder / "data"))}
log_level = "debug"
[fetch]
allow_hosts = ["127.0.0.1", "127.0.0.2", "localhost", "news.example.com"]
min_interval = 1
[web]
listen = ""
{feeds}
""",
        "utf-8",
    )
    return path


@asynccontextmanager
async def opened(folder: Path, feeds: str) -> AsyncIterator[App]:
    app = App(load_settings(configured(folder, feeds), {}), io.StringIO())
    try:
        await app.start()
        yield app
    finally:
        await app.close()


def own_feed(site: Site) -> str:
    return f'[[feeds]]\nurl = "{site.url("/feed")}"\n{OWN}'


def told(site: Site) -> list[str]:
    """Give what was asked for, under which name, with the secrets that came along."""
    return [
        f"{asked.host.partition(':')[0]}{asked.path} {asked.headers.get('X-Key', '-')}"
        f" {asked.headers.get('Cookie', '-')}"
        for asked in site.asked
    ]


async def test_the_secrets_of_a_feed_go_to_its_own_server_and_to_no_other(tmp_path: Path) -> None:
    """Neither a redirect nor an article leads them to another host, port or name."""
    back, away = [""], [""]

    async def real(_: web.Request) -> web.Response:
        return feed_of(mine.url("/page"), mine.url("/page", "localhost"), other.url("/page"))

    async with (
        serve(through=leading(back), page=page) as other,
        serve(feed=leading(away), real=real, page=page) as mine,
    ):
        back[0], away[0] = mine.url("/real"), other.url("/through")
        async with opened(tmp_path, own_feed(mine)) as app:
            summary = await app.service.poll_all(clock(), everything=True)
    assert (summary.polled, summary.failed) == (1, 0)
    secrets = f"{HEADER} session={COOKIE}"
    assert sorted(told(mine)) == [
        f"127.0.0.1/feed {secrets}",
        f"127.0.0.1/page {secrets}",
        f"127.0.0.1/real {secrets}",
        "localhost/page - -",
    ]
    assert sorted(told(other)) == ["127.0.0.1/page - -", "127.0.0.1/through - -"]
    everyone = (*mine.asked, *other.asked)
    assert {asked.headers["User-Agent"] for asked in everyone} == {AGENT}


async def test_a_feed_that_moved_to_another_server_takes_no_secret_along(tmp_path: Path) -> None:
    away = [""]
    async with serve(rss=plain) as other, serve(feed=leading(away, 301)) as mine:
        away[0] = other.url("/rss")
        async with opened(tmp_path, own_feed(mine)) as app:
            for _ in range(2):
                await app.service.poll_all(clock(), everything=True)
            (feed,) = await app.store.feeds.all()
    assert feed.url == other.url("/rss")
    assert told(mine) == [f"127.0.0.1/feed {HEADER} session={COOKIE}"]
    assert told(other) == ["127.0.0.1/rss - -"] * 2
    assert {asked.headers["User-Agent"] for asked in other.asked} == {AGENT}


async def test_a_feed_of_a_chat_at_the_same_address_has_none_of_it(tmp_path: Path) -> None:
    async with serve(feed=plain) as mine:
        url = mine.url("/feed")
        async with opened(tmp_path, "") as app:
            theirs, _ = await app.service.changes.add_feed(
                Feed(id=0, url=url, name="theirs"),
                tenant="discord:1",
                origin=Origin.CHAT,
                now=clock(),
            )
        async with opened(tmp_path, f'[[feeds]]\nurl = "{url}"\n{OWN}') as app:
            await app.service.poll_feed(theirs, clock())
            assert told(mine) == ["127.0.0.1/feed - -"]
            await app.service.poll_all(clock(), everything=True)
    assert len([line for line in told(mine) if HEADER in line]) == 1


async def test_a_cookie_that_the_server_sets_takes_the_place_of_ours(tmp_path: Path) -> None:
    async def door(request: web.Request) -> web.Response:
        if "new" in request.headers.get("Cookie", ""):
            return feed_of()
        return web.Response(
            status=302, headers={"Location": "/feed", "Set-Cookie": 'session="new, one"; Path=/'}
        )

    async with serve(feed=door) as mine, opened(tmp_path, own_feed(mine)) as app:
        summary = await app.service.poll_all(clock(), everything=True)
    assert not summary.failed
    assert [asked.headers["Cookie"] for asked in mine.asked] == [
        f"session={COOKIE}",
        'session="new, one"',
    ]


async def test_own_limits_hold_for_the_feed_alone(tmp_path: Path) -> None:
    async def late(_: web.Request) -> web.Response:
        await asyncio.sleep(1.5)
        return feed_of()

    async def large(_: web.Request) -> web.Response:
        return web.Response(text=" " * 30_000 + feed_of().text, content_type="application/rss+xml")

    async with serve(late=late, large=large) as mine:
        feeds = (
            "".join(
                f'[[feeds]]\nurl = "{mine.url(f"/{path}")}?{option}"\n{option}\n'
                for path, option in (
                    ("late", 'timeout = "0.5s"'),
                    ("late", "timeout = 9"),
                    ("large", "max_bytes = 20000"),
                    ("large", "max_bytes = 40000"),
                )
            )
            .replace('?timeout = "0.5s"', "?short")
            .replace("?timeout = 9", "?long")
        )
        feeds = feeds.replace("?max_bytes = ", "?")
        async with opened(tmp_path, feeds) as app:
            await app.service.poll_all(clock(), everything=True)
            found = {feed.url.partition("?")[2]: feed for feed in await app.store.feeds.all()}
    assert {name: feed.state for name, feed in found.items()} == {
        "short": FeedState.FAILING,
        "long": FeedState.ACTIVE,
        "20000": FeedState.FAILING,
        "40000": FeedState.ACTIVE,
    }
    assert "0.5 s" in str(found["short"].last_error)
    assert "max_bytes" in str(found["20000"].last_error)


@pytest.mark.parametrize("kind", ["http", "socks5h"])
async def test_an_own_proxy_leads_to_the_feed_and_its_pages_alone(
    tmp_path: Path, kind: str
) -> None:
    async def feed(_: web.Request) -> web.Response:
        return feed_of("http://news.example.com/page")

    async with serve(feed=feed, page=page, other=plain) as mine:
        hosts = {"news.example.com": f"127.0.0.1:{mine.port}"}
        async with FakeProxy(kind, login="me:right", hosts=hosts) as proxy:
            feeds = (
                f'[[feeds]]\nurl = "http://news.example.com/feed"\n'
                f'proxy = "{proxy.with_login("me:right")}"\n'
                f'[[feeds]]\nurl = "{mine.url("/other")}"\n'
            )
            async with opened(tmp_path, feeds) as app:
                summary = await app.service.poll_all(clock(), everything=True)
    assert not summary.failed, summary.problems
    assert set(proxy.asked) == {"news.example.com:80"}
    assert {asked.path for asked in mine.asked} == {"/feed", "/page", "/other"}


async def test_a_fault_of_an_own_proxy_names_neither_its_address_nor_its_login(
    tmp_path: Path,
) -> None:
    async with FakeProxy("http", login="me:right") as proxy:
        wrong = proxy.with_login("you:s3cret-of-proxy")
        feeds = (
            f'[[feeds]]\nurl = "http://news.example.com/a"\nproxy = "{wrong}"\n'
            '[[feeds]]\nurl = "http://news.example.com/b"\nproxy = "http://127.0.0.1:9"\n'
        )
        async with opened(tmp_path, feeds) as app:
            await app.service.poll_all(clock(), everything=True)
            feeds_now = await app.store.feeds.all()
            told = [without_fix(feed.last_error) for feed in feeds_now]
            chat = [str(told_outside(feed.last_error)) for feed in feeds_now]
    assert all(fix for _, fix in told)
    assert not [words for words in chat if "proxy" in words or "fix" in words]
    assert sorted(str(reason) for reason, _ in told) == [
        "the proxy of this feed cannot be reached",
        "the proxy of this feed does not accept its login",
    ]


async def test_a_change_of_the_file_counts_once_it_is_applied(tmp_path: Path) -> None:
    """The running program reads them anew, and nothing of them lies in the database."""
    async with serve(feed=plain) as mine:
        entry = f'[[feeds]]\nurl = "{mine.url("/feed")}"\ninterval = 1\n'
        config = configured(tmp_path, entry)
        running = await start(config, "run", out=tmp_path / "out")
        try:
            await until(lambda: bool(mine.asked))
            configured(tmp_path, entry + OWN)
            applied = await said(config, ["config", "apply", "--yes"])
            assert "agrees" in applied
            await until(lambda: any(HEADER in line for line in told(mine)))
            (tmp_path / "key").write_text("from-a-file-s3cret\n", "utf-8")
            configured(tmp_path, entry + f'headers.X-Key_FILE = "{tmp_path / "key"}"\n')
            await said(config, ["config", "apply", "--yes"])
            await until(lambda: any("from-a-file-s3cret -" in line for line in told(mine)))
            listed = await said(config, ["--json", "feeds", "list"])
            table = await said(config, ["feeds", "list"])
        finally:
            log = await end(running)
    assert '"fetch": {"headers": ["X-Key"]}' in listed
    assert "[headers X-Key]" in table
    dumped = "\n".join(sqlite3.connect(tmp_path / "data" / "wirebell.db").iterdump())
    assert "s3cret" not in f"{listed}{table}{log}{dumped}{applied}"


async def until(seen) -> None:
    for _ in range(600):
        if seen():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come about within half a minute")


@pytest.mark.parametrize(
    ("words", "well"),
    [
        (["check"], "0 entries"),
        (["feeds", "poll", "1"], "unchanged: 0 new"),
        (["once", "--all"], "1 feeds polled, 1 unchanged, 0 failed"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
async def test_each_command_that_reads_a_feed_has_its_options(
    tmp_path: Path, words: list[str], well: str
) -> None:
    async def members(request: web.Request) -> web.Response:
        known = request.headers.get("X-Key") == HEADER and COOKIE in request.headers["Cookie"]
        return feed_of() if known else web.Response(status=403)

    async with serve(feed=members) as mine:
        bare = f'[[feeds]]\nurl = "{mine.url("/feed")}"\n'
        config = configured(tmp_path, bare)
        refused = await said(config, ["once"])
        configured(tmp_path, bare + OWN)
        told = await said(config, words)
    assert "refuses access (403) (fix: open it in a browser" in refused
    assert well in told
    assert "403" not in told
    assert "s3cret" not in refused + told


async def test_the_check_tells_where_headers_stay_behind(tmp_path: Path) -> None:
    away = [""]
    async with serve(rss=plain) as other, serve(feed=leading(away)) as mine:
        away[0] = other.url("/rss?key=s3cret-of-there")
        told = await said(configured(tmp_path, own_feed(mine)), ["check"])
    assert f"0 entries; it ends at {other.url('/rss')}?key=…, where its headers" in told
    assert "s3cret" not in told
