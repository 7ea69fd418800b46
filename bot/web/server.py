"""The HTTP listener: health, metrics, a read-only status page, and Slack's doors where wanted."""

from __future__ import annotations

import errno
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from aiohttp import web
from jinja2 import Environment, Template

from bot.core.health import Trouble, red_troubles, told_trouble
from bot.errors import ConfigError
from bot.i18n import Translate
from bot.logs import get_logger
from bot.models import OPERATOR
from bot.said import put_words
from bot.service.health.vitals import TICKS
from bot.service.service import Service
from bot.web.hosts import only_for, own_names
from bot.web.metrics import CONTENT_TYPE, Metrics

log = get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STORIES = 30  # on the page, by hand
FEEDS = 200
"""Feeds on one page, by hand: a screen or two, and 20 ms."""
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class WebServer:
    """Serves one address; `age` tells how long ago a tick of a name last ended, in seconds.

    The pages ask for no password, so they show what belongs to the operator only: nothing that
    was added in chat. They answer to the listener's names and to `hosts`. `doors` are further paths
    with what answers them, under any name.
    """

    def __init__(
        self,
        listen: str,
        service: Service,
        *,
        age: Callable[[str], float],
        clock: Callable[[], datetime],
        doors: Mapping[str, Handler],
        hosts: Iterable[str] = (),
    ) -> None:
        self._only = only_for(own_names(listen, hosts), but=doors)
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._service = service
        service.vitals.age = age
        self._clock = clock
        self._metrics = Metrics(service)
        self._page = _load_template()
        self._runner = web.AppRunner(self._application(doors), access_log=None, shutdown_timeout=1)

    def _application(self, doors: Mapping[str, Handler]) -> web.Application:
        application = web.Application(middlewares=[self._only], client_max_size=1_000_000)
        application.router.add_get("/", self._status)
        application.router.add_get("/style.css", _answer_style)
        application.router.add_get("/health", self._health)
        application.router.add_get("/live", answer_live)
        application.router.add_get("/metrics", self._scrape)
        for path, handler in doors.items():
            application.router.add_route("*", path, handler)
        return application

    async def start(self) -> int:
        """Listen; returns the port; raises ConfigError when the address cannot be had."""
        await self._runner.setup()
        host = self._host.strip("[]") or None
        try:
            await web.TCPSite(self._runner, host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise listen_refusal(f"{self._host}:{self._port}", error) from None
        port = int(self._runner.addresses[0][1])
        log.info("serving", address=f"{self._host}:{port}")
        return port

    async def stop(self) -> None:
        """Close the listener and what is open on it."""
        await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        """Tell what is not well: 503 while anything is red; never waits long for the store."""
        troubles = await self._service.vitals.look(self._clock())
        _ = self._service.teller.look(None).gettext
        grave = red_troubles(troubles)
        age = self._service.vitals.age
        body = {
            "status": "unwell" if grave else "ok",
            "reasons": [told_trouble(trouble, _) for trouble in grave],
            "troubles": [row_of(trouble, _) for trouble in troubles],
            "seconds_since": {name: round(age(name), 1) for name in TICKS} if age else {},
        }
        return web.json_response(body, status=503 if grave else 200, dumps=as_json)

    async def _scrape(self, request: web.Request) -> web.Response:
        return web.Response(
            body=await self._metrics.exposition(self._clock()),
            headers={"Content-Type": CONTENT_TYPE},
        )

    async def _status(self, request: web.Request) -> web.Response:
        store = self._service.store
        listed = await self._service.directory.feeds(OPERATOR)
        pages = max(1, -(-len(listed) // FEEDS))
        page = min(max(1, _page_number(request.query.get("page", "1"))), pages)
        shown = [one.id for one in listed[(page - 1) * FEEDS : page * FEEDS]]
        body = await self._page.render_async(
            now=self._clock(),
            feeds=await store.feeds.among(shown),
            page=page,
            pages=pages,
            stories=await store.archive.latest(tenant=OPERATOR, limit=STORIES),
            standing=await store.outbox.standing(OPERATOR),
        )
        return web.Response(text=body, content_type="text/html", headers=SECURITY)


def _page_number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 1


async def answer_live(request: web.Request) -> web.Response:
    """Tell that the event loop turns, and nothing else: who restarts us asks this."""
    return web.Response(text="ok\n")


def row_of(trouble: Trouble, translate: Translate) -> dict[str, Any]:
    return {
        "name": trouble.name,
        "state": trouble.kind,
        "red": trouble.grave,
        "since": trouble.since.isoformat(),
        "what": put_words(trouble.what, translate),
        "reason": put_words(trouble.reason, translate),
        "fix": put_words(trouble.fix, translate),
    }


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


async def _answer_style(request: web.Request) -> web.Response:
    css = files("bot.web").joinpath("style.css").read_text(encoding="utf-8")
    return web.Response(text=css, content_type="text/css", headers=SECURITY)


def _load_template() -> Template:
    """Read the page; what feeds say is escaped, and linked only when it is a web address."""
    environment = Environment(autoescape=True, enable_async=True)
    environment.tests["web"] = lambda url: str(url).startswith(("http://", "https://"))
    source = files("bot.web").joinpath("status.html").read_text(encoding="utf-8")
    return environment.from_string(source)


def listen_refusal(address: str, error: OSError) -> ConfigError:
    taken = error.errno == errno.EADDRINUSE
    reason = "is in use by another program" if taken else f"cannot be had: {error.strerror}"
    return ConfigError(
        f"web.listen: {address} {reason}",
        fix="choose another port, or switch the listener off with an empty `listen`",
    )
