"""Serve the sample newsroom on loopback, and change it while it runs."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from aiohttp import web

from bot.demo import newsroom, render
from bot.demo.pieces import BodyPart, Piece, dated_piece
from bot.demo.render import CONTENT_TYPES, Post

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType
    from typing import Self

    from bot.demo.newsroom import DemoOutlet

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# One transparent pixel.
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000")
PIXEL += bytes.fromhex("02024401003b")


class FeedInfo(NamedTuple):
    """What has to be known to add a feed of the newsroom."""

    name: str
    url: str
    language: str
    full_text: bool
    outlet: str


@dataclass(slots=True)
class OutletDesk:
    """One outlet at work: what it has on line."""

    outlet: DemoOutlet
    base: str = ""
    posts: dict[str, Post] = field(default_factory=dict)


class Newsroom:
    """Serve every outlet at a port of its own; use it as an async context manager.

    `now` is the moment the newsroom opens, aware; every date is told from it. `port` is that of
    the front page, the outlets follow; 0 takes free ones. Without `live` only the articles of the
    morning are on line until `advance()`.
    """

    def __init__(self, now: datetime, *, port: int = 0, live: bool = False) -> None:
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.base = ""
        self.hits: Counter[str] = Counter()
        """Requests by outlet and address, such as `courrier/rss/une.xml`."""
        self.answers: Counter[tuple[str, int]] = Counter()
        """Answers by the same address and HTTP status."""
        self._port = port
        self._desks = {each.id: OutletDesk(each) for each in newsroom.OUTLETS}
        self._waiting = [piece for piece in newsroom.all_pieces() if piece.phase == "live"]
        self._runners: list[web.AppRunner] = []
        self._live = live

    async def __aenter__(self) -> Self:
        """Open the newsroom."""
        await self.open(live=self._live)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the newsroom."""
        await self.close()

    async def open(self, *, live: bool = False) -> None:
        """Listen on 127.0.0.1 and put the morning's articles on line."""
        self.base = await self._listen(self._front, self._port)
        for offset, desk in enumerate(self._desks.values(), start=1):
            port = self._port + offset if self._port else 0
            desk.base = await self._listen(self._handler(desk), port)
        for piece in newsroom.all_pieces():
            if piece.phase == "morning":
                self._put(piece)
        if live:
            self.advance()

    async def close(self) -> None:
        """Stop every server; requests that were left hanging end."""
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()

    @property
    def feeds(self) -> list[FeedInfo]:
        """List the feeds, one an outlet."""
        return [
            FeedInfo(o.name, desk.base + o.feed, o.language, o.full_text, o.id)
            for desk in self._desks.values()
            for o in (desk.outlet,)
        ]

    def advance(self) -> tuple[str, ...]:
        """Put the live articles on line; give their ids."""
        for piece in self._waiting:
            self._put(piece)
        ids = tuple(piece.id for piece in self._waiting)
        self._waiting = []
        return ids

    def publish(
        self,
        outlet: str,
        title: str,
        text: str = "",
        *,
        id: str = "",
        lead: str = "",
        at: datetime | None = None,
        link: str = "",
        authors: tuple[str, ...] = (),
    ) -> str:
        """Put a new article on line, exactly as written; give its id.

        Paragraphs of `text` are parted by blank lines; `at` is `now` unless given.
        """
        id = id or f"extra-{len(self._desks[outlet].posts)}"
        piece = Piece(id, outlet, title, lead, body_paragraphs(text), authors=authors, link=link)
        self._put(piece, at or self.now)
        return id

    def url(self, id: str) -> str:
        """Give the canonical address of an article's page; raises KeyError where it is unknown."""
        desk = self._desk_of(id)
        return desk.base + desk.posts[id].page

    def text(self, id: str) -> str:
        """Give an article's own paragraphs as they stand now; raises KeyError if unknown."""
        return self._desk_of(id).posts[id].piece.text

    def _desk_of(self, id: str) -> OutletDesk:
        for desk in self._desks.values():
            if id in desk.posts:
                return desk
        raise KeyError(id)

    def _put(self, piece: Piece, at: datetime | None = None) -> None:
        desk = self._desks[piece.outlet]
        published = at or self.now - timedelta(hours=piece.hours)
        piece = dated_piece(piece, published, desk.outlet.language)
        page = desk.outlet.page.format(piece=piece, day=published)
        desk.posts[piece.id] = Post(
            piece=piece,
            guid=f"{piece.outlet}-{piece.number}",
            published=published,
            updated=published,
            page=page,
            link=piece.link or desk.base + page + desk.outlet.tracking,
        )

    async def _listen(self, handler: Handler, port: int) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def _front(self, request: web.Request) -> web.Response:
        return web.Response(text="\n".join(feed.url for feed in self.feeds))

    def _handler(self, desk: OutletDesk) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            key = _request_address(request)
            self.hits[desk.outlet.id + key] += 1
            answer = self._answer(desk, key, request)
            self.answers[desk.outlet.id + key, answer.status] += 1
            return answer

        return handle

    def _answer(self, desk: OutletDesk, key: str, request: web.Request) -> web.Response:
        if key == desk.outlet.feed:
            return self._feed(desk, request)
        if key.startswith("/img/"):
            return web.Response(body=PIXEL, content_type="image/gif")
        for post in desk.posts.values():
            if post.page == key:
                others = sorted(desk.posts.values(), key=lambda p: p.published, reverse=True)
                body = render.render_page(desk.outlet, post, others, desk.base)
                return web.Response(body=body, content_type="text/html", charset="utf-8")
        return web.Response(status=404, text="no such page")

    def _feed(self, desk: OutletDesk, request: web.Request) -> web.Response:
        body = render.render_feed(desk.outlet, list(desk.posts.values()), desk.base)
        etag = hashlib.sha256(body).hexdigest()[:20]
        headers = {"ETag": f'"{etag}"'}
        if any(known.value == etag for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        kind = CONTENT_TYPES[desk.outlet.kind]
        return web.Response(body=body, content_type=kind, headers=headers)


def _request_address(request: web.Request) -> str:
    """Give path and meaningful query of a request, without what feeds add for measuring."""
    kept = [f"{k}={v}" for k, v in request.query.items() if not k.startswith(("utm_", "at_"))]
    return request.path + ("?" + "&".join(kept) if kept else "")


def body_paragraphs(text: str) -> tuple[BodyPart, ...]:
    """Part a text into the paragraphs of a body."""
    return tuple(BodyPart("p", part.strip()) for part in text.split("\n\n") if part.strip())
