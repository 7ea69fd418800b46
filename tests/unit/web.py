"""A loopback web server for tests: routes are handlers, everything asked is kept."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

Handler = "Callable[[web.Request], Awaitable[web.StreamResponse]]"


@dataclass
class Site:
    """Where the server listens and which requests it saw."""

    port: int = 0
    asked: list[web.Request] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@asynccontextmanager
async def serve(
    **routes: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[Site]:
    """Serve each keyword as a path of that name until the block ends."""
    site = Site()

    async def dispatch(request: web.Request) -> web.StreamResponse:
        site.asked.append(request)
        return await routes[request.path.strip("/") or "index"](request)

    server = web.Server(dispatch)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()
