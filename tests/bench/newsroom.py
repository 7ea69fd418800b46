"""A server of many feeds on loopback: `python -m tests.bench.newsroom FEEDS ENTRIES`.

It prints its port. Each feed lies on an address of its own (127.0.1.1 and up), since a poller asks
a host for one thing at a time. `/turn` has every feed publish its next entries; until then an
asker with the right validator is told that nothing changed.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from aiohttp import web

from tests.bench import press

KEPT = 20
"""Entries of a document: the median of real feeds."""

TEXT = 700
"""Characters of an entry, as most feeds give them."""


@dataclass
class Newsroom:
    """The feeds and what they show: the first `shown` entries of each, newest first."""

    feeds: int
    entries: int
    shown: int = KEPT
    _made: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        about = press.names(500, Random(3))
        told = press.news(about, seed=21)
        each = KEPT + self.entries
        self.told = [[next(told) for _ in range(each)] for _ in range(self.feeds)]
        self.began = datetime.now(UTC) - timedelta(hours=20)

    def body(self, feed: int) -> bytes:
        """Write a feed's document as it is now."""
        if (feed, self.shown) not in self._made:
            newest = range(self.shown - 1, self.shown - KEPT - 1, -1)
            self._made[feed, self.shown] = press.feed([self._item(feed, at) for at in newest])
        return self._made[feed, self.shown]

    def _item(self, feed: int, at: int) -> press.Told:
        one = self.told[feed][at]
        slug = one.article.title[:20].replace(" ", "-")
        article = replace(
            one.article,
            text=one.article.text[:TEXT],
            url=f"https://outlet-{feed}.example/news/{at}-{slug}",
            published=self.began + timedelta(minutes=at, seconds=feed % 60),
        )
        return replace(one, article=article)


def address(feed: int) -> str:
    """Return the loopback address that a feed lies on."""
    return f"127.0.{1 + feed // 250}.{1 + feed % 250}"


def served(room: Newsroom) -> web.Application:
    """Put the feeds behind HTTP."""

    async def feed(request: web.Request) -> web.Response:
        number = int(request.match_info["feed"])
        tag = f'"{number}-{room.shown}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(
            body=room.body(number), content_type="application/rss+xml", headers={"ETag": tag}
        )

    async def turn(_: web.Request) -> web.Response:
        room.shown += room.entries
        # What it costs to write the documents is nobody's whose time is taken.
        for number in range(room.feeds):
            room.body(number)
        return web.Response(text="turned")

    app = web.Application()
    app.add_routes([web.get("/feed/{feed}", feed), web.post("/turn", turn)])
    return app


async def serve(app: web.Application) -> None:
    """Serve on a free port of every loopback address, print it, and go on until killed."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0)
    await site.start()
    assert site._server is not None
    print(site._server.sockets[0].getsockname()[1], flush=True)  # type: ignore[attr-defined]
    await asyncio.Event().wait()


async def main() -> None:
    room = Newsroom(int(sys.argv[1]), int(sys.argv[2]))
    for number in range(room.feeds):
        room.body(number)
    await serve(served(room))


if __name__ == "__main__":
    asyncio.run(main())
