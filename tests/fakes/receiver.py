"""A webhook's receiver on loopback: it checks signatures and drops repeats by their id."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

SECRET = "shared-by-both"


class Receiver:
    """Keeps every request; `answer` gives a status for it, 0 to cut the connection.

    With `cut_before` a request that is cut was not taken; `hang` holds back all answers;
    `arrived` is awaited by each request before its answer.
    """

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.taken: dict[str, dict[str, Any]] = {}
        self.answer: Callable[[str], int] = lambda path: 200
        self.headers: dict[str, str] = {}
        self.cut_before = False
        self.hang = asyncio.Event()
        self.hang.set()
        self.arrived: Callable[[], Awaitable[object]] = self.hang.wait
        application = web.Application()
        application.router.add_post("/{name}", self._post)
        self._server = TestServer(application)

    async def __aenter__(self) -> Receiver:
        await self._server.start_server()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._server.close()

    def url(self, name: str) -> str:
        return str(self._server.make_url(f"/{name}"))

    async def _post(self, request: web.Request) -> web.Response:
        body = await request.read()
        check(request.headers["X-Wirebell-Signature"], body)
        made = json.loads(body)
        assert request.headers["X-Wirebell-Delivery"] == made["id"]
        made["path"] = request.match_info["name"]
        self.requests.append(made)
        await self.hang.wait()
        await self.arrived()
        status = self.answer(made["path"])
        if 200 <= status < 300 or (status == 0 and not self.cut_before):
            self.taken.setdefault(made["id"], made)
        if status == 0:
            assert request.transport is not None
            request.transport.close()
        return web.Response(status=status or 200, headers=self.headers)


def check(header: str, body: bytes) -> int:
    """Check a signature as docs/webhook.md says; gives the time in it."""
    parts = dict(part.split("=") for part in header.split(","))
    signed = parts["t"].encode() + b"." + body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, parts["v1"])
    return int(parts["t"])
