"""A feed whose newest entries no longer reach back to what was read: its older pages are asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from tests.fakes.books import file_adds_up
from tests.scenario.process import call, feed_toml, write_config

NOUNS = [
    "anchor",
    "barrel",
    "candle",
    "drum",
    "eagle",
    "ferry",
    "goose",
    "hammer",
    "ink",
    "jacket",
    "kettle",
    "ladder",
]
A_PAGE = 5
FOLLOWED = '[[subscriptions]]\nchannel = "console"\nfeeds = ["Blog"]\n'


class Blog:
    """A blog that shows its newest posts and keeps the older ones on numbered pages."""

    def __init__(self, generator: str) -> None:
        self.generator = generator
        self.posts: list[str] = []
        self.asked: list[str] = []
        self.began = datetime.now(UTC) - timedelta(hours=1)

    async def feed(self, request: web.Request) -> web.Response:
        self.asked.append(str(request.rel_url))
        page = int(request.query.get("paged", "1"))
        shown = self.posts[::-1][(page - 1) * A_PAGE : page * A_PAGE]
        if not shown:
            raise web.HTTPNotFound
        items = "".join(map(self._item, shown))
        head = f"<title>Blog</title><link>http://blog.example/</link>{self.generator}"
        return web.Response(
            text=f'<rss version="2.0"><channel>{head}{items}</channel></rss>',
            content_type="application/rss+xml",
        )

    def _item(self, title: str) -> str:
        number = self.posts.index(title)
        when = format_datetime(self.began + timedelta(minutes=number))
        text = " ".join(f"{title.split()[-1]}{word}" for word in range(80))
        return (
            f"<item><title>{title}</title><link>http://blog.example/?p={number}</link>"
            f"<guid>http://blog.example/?p={number}</guid><pubDate>{when}</pubDate>"
            f"<description>{text}</description></item>"
        )


@asynccontextmanager
async def _online(blog: Blog) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/feed/", blog.feed)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/feed/"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("wordpress", [True, False], ids=["wordpress", "another"])
async def test_wordpress_is_asked_for_the_page_before_until_it_reaches_what_was_read(
    tmp_path: Path, wordpress: bool
) -> None:
    generator = "<generator>https://wordpress.org/?v=6.7</generator>" if wordpress else ""
    blog = Blog(generator)
    blog.posts = [f"The story of the {noun}" for noun in NOUNS[:2]]
    async with _online(blog) as url:
        config = write_config(tmp_path, feed_toml("Blog", url) + FOLLOWED)
        assert (await call(config, "once", "--all"))["alerts"] == []
        blog.posts = [f"The story of the {noun}" for noun in NOUNS]
        told = await call(config, "once", "--all")
    titles = sorted(alert["title"] for alert in told["alerts"])
    pages = ["/feed/?paged=2", "/feed/?paged=3"] if wordpress else []
    assert blog.asked == ["/feed/", "/feed/", *pages]
    assert titles == sorted(blog.posts[2:] if wordpress else blog.posts[-A_PAGE:])
    file_adds_up(tmp_path / "data" / "wirebell.db")
