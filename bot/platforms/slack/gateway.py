"""Socket Mode: one websocket kept open, every envelope answered once, new links before old ones.

A client of our own: the SDK's keeps asking for a used-up address when a connection fails, and
tells nobody since when it is cut off.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

import aiohttp

from bot.logs import get_logger
from bot.platforms.slack.api import SlackWire
from bot.platforms.slack.outcomes import FAILURES, error_of

log = get_logger(__name__)

Json = Mapping[str, Any]
Answer = Callable[[Json], Awaitable[Json | None]]

FIRST_WAIT = 0.2  # seconds before the second try, then doubled
LONGEST_WAIT = 15.0  # seconds between two tries
STEADY_SECONDS = 10.0  # a connection that held so long was a good one
HELLO_SECONDS = 10.0  # Slack greets at once; by hand
DRAIN_SECONDS = 15.0  # that the old connection goes on after the new one


class Link:
    """Keep a socket open and hand its envelopes to `answer`, whose result goes into the ack."""

    def __init__(
        self,
        wire: SlackWire,
        app_token: str,
        answer: Answer,
        clock: Callable[[], datetime],
        heartbeat: float = 15.0,
    ) -> None:
        self._wire = wire
        self._token = app_token
        self._answer = answer
        self._clock = clock
        self._heartbeat = heartbeat
        self._tasks: set[asyncio.Task[None]] = set()
        self._up = asyncio.Event()
        self.down_since: datetime | None = None

    async def address(self) -> str:
        """Ask for the address of a new socket; raises one of FAILURES."""
        # The SDK hands `app_token` on as the bearer token of this one call.
        answer = await self._wire.call("", "apps_connections_open", app_token=self._token)
        return str(answer["url"])

    def start(self) -> None:
        """Begin to connect."""
        self.down_since = self._clock()
        self._spawn(self._run())

    async def stop(self) -> None:
        """Close the sockets."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def connected(self) -> None:
        """Wait until Slack has said hello."""
        await self._up.wait()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self) -> None:
        wait = FIRST_WAIT
        while True:
            began = monotonic()
            refreshing = await self._session()
            if not refreshing:
                self._lost()
            steady = monotonic() - began > STEADY_SECONDS
            wait = FIRST_WAIT if steady else min(wait * 2, LONGEST_WAIT)
            if not (refreshing and steady):
                await asyncio.sleep(wait)

    async def _session(self) -> bool:
        """Use one socket to its end; True when Slack asked for a new one."""
        try:
            socket = await self._connect()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the next try comes
            log.warning("slack socket failed", reason=error_of(failure) or type(failure).__name__)
            return False
        refreshing = False
        try:
            refreshing = await self._listen(socket)
        finally:
            if not refreshing:
                await socket.close()
        if refreshing:
            # Slack will close this one soon; what still comes on it is answered too.
            self._spawn(self._drain(socket))
        else:
            log.warning("slack socket closed", code=socket.close_code)
        return refreshing

    def _lost(self) -> None:
        self._up.clear()
        if self.down_since is None:
            self.down_since = self._clock()

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        """Open a socket and wait for its hello."""
        address = await self.address()
        session = self._wire.session(address)
        socket = await session.ws_connect(address, heartbeat=self._heartbeat)
        try:
            # Raises when the socket closes, or sends something else, before its hello.
            await asyncio.wait_for(socket.receive_str(), HELLO_SECONDS)
        except BaseException:
            await socket.close()
            raise
        self._up.set()
        self.down_since = None
        return socket

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> bool:
        """Answer until the socket ends; True when Slack asked for a new one."""
        async for message in socket:
            envelope = _read_envelope(message)
            kind = envelope.get("type")
            if kind == "disconnect":
                log.info("slack socket refreshes", reason=envelope.get("reason"))
                return True
            if envelope.get("envelope_id"):
                self._spawn(self._acknowledge(socket, envelope))
        return False

    async def _drain(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._listen(socket)
        except TimeoutError:
            pass
        finally:
            await socket.close()

    async def _acknowledge(self, socket: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        payload = await self._answer(envelope)
        answer: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if payload:
            answer["payload"] = payload
        # On a socket that broke meanwhile Slack sends the envelope again, on the next one.
        with contextlib.suppress(*FAILURES, RuntimeError):
            await socket.send_json(answer)


def _read_envelope(message: aiohttp.WSMessage) -> Json:
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        envelope = json.loads(message.data)
    except (ValueError, RecursionError):
        return {}
    return envelope if isinstance(envelope, dict) else {}
