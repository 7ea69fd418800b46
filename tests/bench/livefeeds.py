"""Feeds that publish all the time, and the receiver of what is told of them: one loopback server.

`python -m tests.bench.livefeeds FEEDS RATE WATCHES`; it prints its port. Every second RATE feeds
publish one entry about a followed watch. `/figures` tells what was published, polled and told
since it was asked before, with the seconds from the poll that brought an entry to its alert.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from random import Random

from aiohttp import web

from tests.bench import press
from tests.bench.newsroom import KEPT, TEXT, serve
from tests.bench.watches import queries

SECRET = "bench"


@dataclass
class Live:
    """What the feeds show, and when each entry was polled first and told."""

    feeds: int
    news: Iterator[press.Told]
    shown: dict[int, deque[press.Told]] = field(default_factory=dict)
    turns: dict[int, int] = field(default_factory=dict)
    published: int = 0
    polls: int = 0
    waiting: dict[str, float] = field(default_factory=dict)
    """When an entry that is not told yet was polled, by its link; 0 for not yet."""
    lags: list[float] = field(default_factory=list)
    repeated: int = 0
    _ids: set[str] = field(default_factory=set)

    def publish(self, feed: int) -> None:
        told = next(self.news)
        link = f"https://outlet-{feed}.example/news/{self.published}"
        article = replace(
            told.article, url=link, text=told.article.text[:TEXT], published=datetime.now(UTC)
        )
        row = self.shown.setdefault(feed, deque(maxlen=KEPT))
        row.appendleft(replace(told, article=article))
        self.turns[feed] = self.turns.get(feed, 0) + 1
        self.published += 1
        self.waiting[link] = 0.0

    def polled(self, feed: int) -> bytes:
        now = time.time()
        for told in self.shown.get(feed, ()):
            if self.waiting.get(told.article.url) == 0.0:
                self.waiting[told.article.url] = now
        return press.feed(list(self.shown.get(feed, ())))

    def told(self, made: dict[str, object], links: set[str]) -> None:
        if made["kind"] == "alert" and str(made["id"]) in self._ids:
            self.repeated += 1
        self._ids.add(str(made["id"]))
        for link in links & self.waiting.keys():
            self.lags.append(time.time() - self.waiting.pop(link))

    def figures(self) -> dict[str, object]:
        now = time.time()
        late = sum(1 for at in self.waiting.values() if at and now - at > 10)
        found = {"published": self.published, "polls": self.polls, "lags": self.lags}
        self.lags = []
        untold = sum(1 for at in self.waiting.values() if at)
        return found | {"untold": untold, "not_told_in_10_s": late, "repeated": self.repeated}


def application(live: Live, rate: float) -> web.Application:
    async def feed(request: web.Request) -> web.Response:
        live.polls += 1
        number = int(request.match_info["feed"])
        tag = f'"{number}-{live.turns.get(number, 0)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        body = live.polled(number)
        kind = "application/rss+xml"
        return web.Response(body=body, content_type=kind, headers={"ETag": tag})

    async def hook(request: web.Request) -> web.Response:
        made = await request.json()
        links = {made.get("link", "")} | {one["link"] for one in made.get("outlets", ())}
        live.told(made, links)
        return web.Response()

    async def figures(_: web.Request) -> web.Response:
        return web.json_response(live.figures())

    async def publishing(_: web.Application) -> None:
        async def publish() -> None:
            random, due = Random(9), time.time()
            while True:
                live.publish(random.randrange(live.feeds))
                due += 1 / rate
                await asyncio.sleep(max(0.0, due - time.time()))

        app["task"] = asyncio.create_task(publish())

    app = web.Application()
    app.add_routes([web.get("/feed/{feed}", feed), web.post("/hook", hook)])
    app.add_routes([web.get("/figures", figures)])
    if rate:
        app.on_startup.append(publishing)
    return app


def news(watches: int) -> Iterator[press.Told]:
    """Yield articles that each speak of a watch, for ever."""
    about = list(islice(queries(watches), watches))
    Random(1).shuffle(about)
    yield from press.news(about, seed=100)


async def main() -> None:
    feeds, rate, watches = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    await serve(application(Live(feeds, news(watches)), rate))


if __name__ == "__main__":
    asyncio.run(main())
