"""A site on loopback and a service that reads it: real HTTP, real child processes, real SQLite."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from aiohttp import web

from bot.cards import plain_lines
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.models import Article, Feed
from bot.service.intake.report import PollReport
from bot.workers.reader import JailedReader
from tests.fakes.rig import Post, Rig, make_rig
from tests.fakes.rows import START, subscription, watch


@dataclass(frozen=True)
class Answer:
    """What the site gives for a path."""

    body: bytes
    content_type: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Newsstand:
    """The site's answers by path, what it was asked for, and the service that reads it."""

    rig: Rig
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def page(self, path: str, html: str | bytes, content_type: str = "text/html") -> str:
        """Put a page on line and give its address."""
        body = html.encode() if isinstance(html, str) else html
        self.answers[path] = Answer(body, content_type)
        return self.url(path)

    def publish(self, *items: str, path: str = "/rss") -> None:
        """Replace the feed by one of these items."""
        head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>F</title>'
        body = f"{head}{''.join(items)}</channel></rss>".encode()
        self.answers[path] = Answer(body, "application/rss+xml")

    async def subscribe(self, query: str, *, tenant: str = "") -> int:
        """Watch for a query on the console; gives the watch's number."""
        found, _preview = await self.rig.service.changes.watch(
            watch(tenant, query, query), origin="chat", user=""
        )
        await self.rig.store.watches.subscribe(
            replace(subscription(found.id), tenant=tenant), origin="chat"
        )
        return found.id

    async def add(self, path: str = "/rss", *, tenant: str = "", primed: bool = True) -> Feed:
        """Add a feed; a primed one was read before and held nothing."""
        feed, _new = await self.rig.service.changes.add_feed(
            Feed(id=0, url=self.url(path), name="Le Phare"),
            tenant=tenant,
            origin="chat",
            now=self.rig.now,
        )
        if primed:
            await self.rig.store.feeds.save(replace(feed, primed=True))
        return feed

    async def poll(self, feed: Feed) -> PollReport:
        """Poll a feed an hour later."""
        self.rig.pass_time(hours=1)
        current = await self.rig.store.feeds.get(feed.id)
        assert current is not None
        return await self.rig.service.poll_feed(current, self.rig.now)

    async def articles(self) -> list[Article]:
        """List what is stored, oldest first."""
        since = START - timedelta(days=20_000)
        found = await self.rig.store.archive.search(None, tenant=None, since=since, limit=999)
        return sorted((article for _story, article in found), key=lambda item: int(item.id))

    async def hits(self, watch_id: int) -> list[int]:
        """List the articles that hit a watch."""
        stories = await self.rig.store.archive.latest(tenant="", limit=99, watchlist=watch_id)
        rows = [
            row
            for story in stories
            for row, _watch, _match in await self.rig.store.archive.matches(
                story.id, watchlist=watch_id
            )
        ]
        return sorted(rows)

    async def alerts(self) -> int:
        """Count the alerts that were ever made."""
        return sum((await self.rig.store.outbox.standing("")).values())

    async def card(self, number: int) -> str:
        """Give the text of the card that a delivery shows."""
        delivery = await self.rig.store.outbox.get(number)
        assert delivery is not None
        card = await self.rig.service.teller.card(delivery)
        assert card is not None
        return plain_lines(card)


def item(guid: str, title: str, link: str, text: str = "", date: str = "") -> str:
    """Write an item of RSS; `date` is its pubDate."""
    parts = {"guid": guid, "title": title, "link": link, "description": text, "pubDate": date}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value)
    return f"<item>{inner}</item>"


@asynccontextmanager
async def newsstand(*platforms: Post) -> AsyncIterator[Newsstand]:
    """Open a site and a service that may read it."""
    fetcher = HttpFetcher(
        allow_hosts=("127.0.0.1",),
        timeout=10,
        max_bytes=5_000_000,
        concurrency=8,
        user_agent="Wirebell/test",
        clock=lambda: START,
    )
    reader = JailedReader(cpu_seconds=20, memory_bytes=500_000_000, wall_seconds=30)
    stand = Newsstand(make_rig(*platforms, fetcher=fetcher, reader=reader))

    async def answer(request: web.Request) -> web.Response:
        stand.asked.append(request.path_qs)
        found = stand.answers.get(request.path)
        if found is None:
            return web.Response(status=404)
        kind = {"Content-Type": found.content_type} | found.headers
        return web.Response(body=found.body, headers=kind)

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stand.port = runner.addresses[0][1]
    try:
        yield stand
    finally:
        await fetcher.close()
        await reader.close()
        await runner.cleanup()
        stand.rig.file.close()
