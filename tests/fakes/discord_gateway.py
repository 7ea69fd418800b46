"""The gateway of the Discord fake: hello, identify, resume, dispatch, and every way to lose it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11


@dataclass
class Session:
    """What one identify began: the events that were sent, kept for a resume."""

    id: str
    shard: tuple[int, int]
    events: list[str] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None


class FakeGateway:
    """Hold sessions and their sockets; `counts` tells how often each thing happened."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.sessions: dict[str, Session] = {}
        self.counts: dict[str, int] = {}
        self.intents: list[int] = []
        self.open = True
        self.refuse_resume = False
        self.ready: dict[str, Any] = {}
        self.guilds: list[dict[str, Any]] = []
        self.url = ""
        self.changed = asyncio.Event()

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
        self.changed.set()

    async def until(self, what: str, times: int, seconds: float = 10.0) -> None:
        """Wait until something has happened so many times."""
        async with asyncio.timeout(seconds):
            while self.counts.get(what, 0) < times:
                self.changed.clear()
                await self.changed.wait()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.count("connect")
        if not self.open:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await _say(socket, HELLO, {"heartbeat_interval": 20_000})
        session = None
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
            session = await self._answer(socket, json.loads(message.data), session)
        if session and session.socket is socket:
            session.socket = None
        return socket

    async def _answer(
        self, socket: web.WebSocketResponse, said: dict[str, Any], session: Session | None
    ) -> Session | None:
        if said["op"] == HEARTBEAT:
            await _say(socket, ACK)
        elif said["op"] == IDENTIFY:
            return await self._identify(socket, said["d"])
        elif said["op"] == RESUME:
            return await self._resume(socket, said["d"])
        return session

    async def _identify(
        self, socket: web.WebSocketResponse, data: dict[str, Any]
    ) -> Session | None:
        self.count("identify")
        self.intents.append(data["intents"])
        if data["token"] != self.token:
            await socket.close(code=4004)
            return None
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(f"session-{len(self.sessions)}", shard, socket=socket)
        self.sessions[session.id] = session
        ready = {**self.ready, "session_id": session.id, "resume_gateway_url": self.url}
        await self._dispatch(session, "READY", {**ready, "shard": list(shard)})
        for guild in self.guilds:
            if (int(guild["id"]) >> 22) % shard[1] == shard[0]:
                await self._dispatch(session, "GUILD_CREATE", guild)
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> Session | None:
        self.count("resume")
        session = self.sessions.get(data["session_id"])
        if session is None or self.refuse_resume:
            await _say(socket, INVALID, False)
            return None
        session.socket = socket
        for event in session.events[data["seq"] :]:
            await socket.send_str(event)
        await self._dispatch(session, "RESUMED", {})
        return session

    async def _dispatch(self, session: Session, event: str, data: dict[str, Any]) -> None:
        said = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
        session.events.append(json.dumps(said))
        if session.socket is not None and not session.socket.closed:
            with contextlib.suppress(ConnectionError):
                await session.socket.send_str(session.events[-1])

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Send an event to the newest session, or keep it for its resume."""
        await self._dispatch(list(self.sessions.values())[-1], event, data)

    async def invalidate(self, resumable: bool = False) -> None:
        await self._tell(INVALID, resumable)

    async def reconnect(self) -> None:
        await self._tell(RECONNECT, None)

    async def _tell(self, op: int, data: Any) -> None:
        for session in self.sessions.values():
            if session.socket is not None:
                await _say(session.socket, op, data)

    async def close(self, code: int) -> None:
        for session in self.sessions.values():
            if session.socket is not None:
                await session.socket.close(code=code)

    def drop(self) -> None:
        """Cut every socket without a word."""
        for session in self.sessions.values():
            if session.socket is not None and session.socket._req is not None:
                transport = session.socket._req.transport
                if transport is not None:
                    transport.abort()
                session.socket = None


async def _say(socket: web.WebSocketResponse, op: int, data: Any = None) -> None:
    await socket.send_str(json.dumps({"op": op, "d": data}))
