"""A loopback Slack: the Web API methods that are used, Socket Mode, response URLs, and faults.

It keeps messages with their metadata, counts every call, checks every request against Slack's
published descriptions where they are at hand, and can fail before or after an effect.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack_schemas import block_errors, method_errors, view_errors

Json = dict[str, Any]

ALL_SCOPES = (
    "commands,chat:write,channels:join,channels:read,groups:read,channels:history,"
    "groups:history,users:read,im:write"
)

# Faults by what they do: (before the effect, after it).
FAULTS = (
    "502",
    "502-after",
    "504",
    "504-after",
    "cut",
    "cut-after",
    "timeout",
    "timeout-after",
    "429",
    "ratelimited",
    "internal_error",
    "internal_error-after",
    "html",
)


@dataclass
class Channel:
    id: str
    team: str = "T1"
    archived: bool = False
    private: bool = False
    member: bool = True
    name: str = ""
    messages: list[Json] = field(default_factory=list)


@dataclass
class Team:
    id: str
    token: str
    scopes: str = ALL_SCOPES
    revoked: bool = False


class FakeSlack:
    """Start with `async with FakeSlack() as slack`; `slack.base` is the API's address."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        """What the addresses that it gives are called by."""
        self.calls: Counter[str] = Counter()
        self.refusals: list[str] = []
        self.teams = {"T1": Team("T1", "xoxb-one")}
        self.channels = {name: Channel(name) for name in ("C1", "C2", "C3")}
        self.users: dict[str, Json] = {}
        self.app_token = "xapp-one"
        self.faults: dict[str, list[str]] = {}
        self.fault: Callable[[str], str] = lambda method: ""
        self.refuse_blocks: Callable[[Json], bool] = lambda message: False
        self.refusal = "invalid_blocks"
        self.stall = 0.4
        self.retry_after = "0.05"
        self.answers: list[Json] = []
        self.answer_status = 200
        self.opened: list[Json] = []
        self.homes: dict[str, Json] = {}
        self.acks: dict[str, Json] = {}
        self.ack_times: dict[str, float] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.odd_greetings: list[bytes | None] = []
        """What the next sockets send in place of a hello; None closes them."""
        self.codes: dict[str, str] = {}
        self.history_page = 200
        self._sent_at: dict[str, float] = {}
        self._acked: dict[str, asyncio.Event] = {}
        self._ids = itertools.count(1)
        self._ts = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._port = 0

    # Life

    async def __aenter__(self) -> FakeSlack:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/respond/{name}", self._respond)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        server = site._server
        assert server is not None
        self._port = server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]

    async def stop(self) -> None:
        for socket in list(self.sockets):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base(self) -> str:
        return f"http://{self.host}:{self._port}/api/"

    # The Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        arguments = await _arguments(request)
        self.refusals += method_errors(method, arguments)
        fault = self._next_fault(method)
        if fault and not fault.endswith("-after"):
            return await self._fail(request, fault)
        team = self._team(request, arguments)
        answer = self._answer(method, arguments, team, request)
        if fault:
            return await self._fail(request, fault.removesuffix("-after"))
        headers = {"x-oauth-scopes": team.scopes} if team else {}
        return web.json_response(answer, headers=headers)

    def _next_fault(self, method: str) -> str:
        planned = self.faults.get(method)
        return planned.pop(0) if planned else self.fault(method)

    async def _fail(self, request: web.Request, fault: str) -> web.StreamResponse:
        if fault == "cut":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault == "timeout":
            await asyncio.sleep(self.stall)
            return web.Response(status=504)
        if fault == "429":
            answer = {"ok": False, "error": "ratelimited"}
            return web.json_response(answer, status=429, headers={"Retry-After": self.retry_after})
        if fault == "html":
            return web.Response(text="<html>oops", content_type="text/html")
        if fault.isdigit():
            return web.Response(status=int(fault), text="<html>", content_type="text/html")
        headers = {"Retry-After": self.retry_after} if fault == "ratelimited" else {}
        return web.json_response({"ok": False, "error": fault}, headers=headers)

    def _team(self, request: web.Request, arguments: Json) -> Team | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = token or str(arguments.get("token", ""))
        return next((team for team in self.teams.values() if team.token == token), None)

    def _answer(
        self, method: str, arguments: Json, team: Team | None, request: web.Request
    ) -> Json:
        if method == "apps.connections.open":
            return self._open_connection(request, arguments)
        if method == "oauth.v2.access":
            return self._exchange(arguments)
        if team is None:
            return _error("invalid_auth")
        if team.revoked:
            return _error("token_revoked")
        handler: Callable[[Json, Team], Json] | None = getattr(
            self, "_" + method.replace(".", "_"), None
        )
        return handler(arguments, team) if handler else _error("unknown_method")

    def _open_connection(self, request: web.Request, arguments: Json) -> Json:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if (token or arguments.get("token")) != self.app_token:
            return _error("invalid_auth")
        ticket = next(self._ids)
        return {"ok": True, "url": f"ws://{self.host}:{self._port}/socket?ticket={ticket}"}

    def _exchange(self, arguments: Json) -> Json:
        team = self.teams.get(self.codes.pop(str(arguments.get("code")), ""))
        if team is None:
            return _error("invalid_code")
        return {
            "ok": True,
            "app_id": "A1",
            "access_token": team.token,
            "token_type": "bot",
            "scope": team.scopes,
            "bot_user_id": "UBOT",
            "team": {"id": team.id, "name": f"Team {team.id}"},
            "authed_user": {"id": "UINSTALLER"},
        }

    def _auth_test(self, arguments: Json, team: Team) -> Json:
        return {"ok": True, "team_id": team.id, "team": team.id, "user_id": "UBOT", "bot_id": "B1"}

    def _channel(self, name: str, team: Team) -> Channel | None:
        channel = self.channels.get(name)
        return channel if channel and channel.team == team.id else None

    def _chat_postMessage(self, arguments: Json, team: Team) -> Json:  # noqa: N802
        channel = self._channel(arguments["channel"], team)
        problem = self._problem(channel, arguments, team)
        if problem or channel is None:
            return _error(problem or "channel_not_found")
        message = self._message(arguments)
        channel.messages.append(message)
        return {"ok": True, "channel": channel.id, "ts": message["ts"], "message": message}

    def _problem(self, channel: Channel | None, arguments: Json, team: Team) -> str:
        if "chat:write" not in team.scopes:
            return "missing_scope"
        if channel is None:
            return "channel_not_found"
        if channel.archived:
            return "is_archived"
        if not channel.member:
            return "not_in_channel"
        if self.refuse_blocks(arguments):
            return self.refusal
        errors = block_errors(arguments.get("blocks") or [])
        if not arguments.get("text"):
            errors.append("no text")
        self.refusals += errors
        return "invalid_blocks" if errors else ""

    def _message(self, arguments: Json) -> Json:
        ts = f"{_now():.3f}{next(self._ts):03d}"
        kept = ("text", "blocks", "metadata", "thread_ts")
        message = {key: arguments[key] for key in kept if key in arguments}
        return message | {"type": "message", "ts": ts, "bot_id": "B1"}

    def _chat_update(self, arguments: Json, team: Team) -> Json:
        channel = self._channel(arguments["channel"], team)
        problem = self._problem(channel, arguments, team)
        if problem or channel is None:
            return _error(problem or "channel_not_found")
        for message in channel.messages:
            if message["ts"] == arguments["ts"]:
                message |= {key: arguments[key] for key in ("text", "blocks")}
                if "metadata" in arguments:
                    message["metadata"] = arguments["metadata"]
                message["edits"] = message.get("edits", 0) + 1
                return {"ok": True, "channel": channel.id, "ts": message["ts"]}
        return _error("message_not_found")

    def _conversations_history(self, arguments: Json, team: Team) -> Json:
        return self._history(arguments, team, "")

    def _conversations_replies(self, arguments: Json, team: Team) -> Json:
        return self._history(arguments, team, str(arguments["ts"]))

    def _history(self, arguments: Json, team: Team, thread: str) -> Json:
        channel = self._channel(arguments["channel"], team)
        if "history" not in team.scopes:
            return _error("missing_scope")
        if channel is None:
            return _error("channel_not_found")
        if not channel.member:
            return _error("not_in_channel")
        oldest = float(arguments.get("oldest", 0))
        with_metadata = str(arguments.get("include_all_metadata")).lower() in {"1", "true"}
        found = [
            _shown(message, channel, with_metadata)
            for message in channel.messages
            if float(message["ts"]) > oldest and _in_thread(message, thread)
        ]
        found = found if thread else found[::-1]
        start = int(arguments.get("cursor") or 0)
        size = min(int(arguments.get("limit", 100)), self.history_page)
        page = found[start : start + size]
        more = start + size < len(found)
        cursor = str(start + size) if more else ""
        return {
            "ok": True,
            "messages": page,
            "has_more": more,
            "response_metadata": {"next_cursor": cursor},
        }

    def _conversations_info(self, arguments: Json, team: Team) -> Json:
        channel = self._channel(arguments["channel"], team)
        if "channels:read" not in team.scopes:
            return _error("missing_scope")
        if channel is None:
            return _error("channel_not_found")
        info = {
            "id": channel.id,
            "name": channel.name,
            "is_archived": channel.archived,
            "is_member": channel.member,
        }
        return {"ok": True, "channel": info | {"is_private": channel.private}}

    def _conversations_join(self, arguments: Json, team: Team) -> Json:
        channel = self._channel(arguments["channel"], team)
        if channel is None or channel.private:
            return _error("channel_not_found")
        channel.member = True
        return {"ok": True, "channel": {"id": channel.id}}

    def _conversations_open(self, arguments: Json, team: Team) -> Json:
        name = "D" + str(arguments["users"])
        self.channels.setdefault(name, Channel(name, team.id))
        return {"ok": True, "channel": {"id": name}}

    def _users_info(self, arguments: Json, team: Team) -> Json:
        known = self.users.get(arguments["user"], {})
        user = {"id": arguments["user"], "team_id": team.id, "locale": "en-US"}
        return {"ok": True, "user": user | known}

    def _views_open(self, arguments: Json, team: Team) -> Json:
        view = _decoded(arguments["view"])
        self.refusals += (errors := view_errors(view))
        if errors:
            return _error("invalid_arguments")
        self.opened.append({"trigger": arguments["trigger_id"], "view": view})
        return {"ok": True, "view": {"id": f"V{next(self._ids)}"}}

    def _views_publish(self, arguments: Json, team: Team) -> Json:
        view = _decoded(arguments["view"])
        self.refusals += (errors := view_errors(view))
        if errors:
            return _error("invalid_arguments")
        self.homes[arguments["user_id"]] = view
        return {"ok": True, "view": {"id": f"V{next(self._ids)}"}}

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls["respond"] += 1
        self.refusals += block_errors(body.get("blocks") or [])
        if self.answer_status == 200:
            self.answers.append(body)
        return web.Response(status=self.answer_status, text="ok")

    # Socket Mode

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.odd_greetings:
            if greeting := self.odd_greetings.pop(0):
                await socket.send_bytes(greeting)
            await socket.close()
            return socket
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets)})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._note_ack(json.loads(message.data))
        self.sockets.remove(socket)
        return socket

    def _note_ack(self, ack: Json) -> None:
        name = ack["envelope_id"]
        self.acks[name] = ack
        if name in self._sent_at:
            self.ack_times[name] = asyncio.get_running_loop().time() - self._sent_at[name]
            self._acked[name].set()

    async def envelope(self, kind: str, payload: Json, name: str = "") -> str:
        """Send an envelope on the newest socket and wait for its acknowledgement."""
        name = name or f"E{next(self._ids)}"
        self._sent_at[name] = asyncio.get_running_loop().time()
        self._acked[name] = asyncio.Event()
        await self.sockets[-1].send_json(
            {
                "type": kind,
                "envelope_id": name,
                "payload": payload,
                "accepts_response_payload": True,
            }
        )
        await asyncio.wait_for(self._acked[name].wait(), 5)
        return name

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the client for a new socket, as Slack does every few hours."""
        await self.sockets[-1].send_json({"type": "disconnect", "reason": reason})

    async def drop(self) -> None:
        """Cut every socket off without a word."""
        for socket in list(self.sockets):
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()

    def respond_url(self, name: str = "x") -> str:
        return f"http://{self.host}:{self._port}/respond/{name}"

    # What people do

    async def command(self, words: str, *, user: str = "U1", channel: str = "C1") -> str:
        payload = {
            "command": "/news",
            "text": words,
            "team_id": "T1",
            "user_id": user,
            "channel_id": channel,
            "response_url": self.respond_url(),
            "trigger_id": f"trigger{next(self._ids)}",
        }
        return await self.envelope("slash_commands", payload)

    def interaction(self, kind: str, *, user: str = "U1", team: str = "T1", **more: Any) -> Json:
        return {
            "type": kind,
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "trigger_id": f"trigger{next(self._ids)}",
            "api_app_id": "A1",
        } | more

    async def press(self, element: Json, *, ephemeral: bool = False, **more: Any) -> str:
        action = {"type": "button", "action_id": element["action_id"], "action_ts": str(_now())}
        action |= {"value": element.get("value", ""), "block_id": "b"}
        payload = self.interaction(
            "block_actions",
            actions=[action],
            channel={"id": "C1"},
            container={"type": "message", "is_ephemeral": ephemeral},
            response_url=self.respond_url(),
        )
        return await self.envelope("interactive", payload | more)

    async def submit(self, view: Json, values: Json, **more: Any) -> str:
        state = {name: {f"wb:{name}": value} for name, value in values.items()}
        sent = {key: view[key] for key in ("type", "callback_id", "private_metadata")}
        payload = self.interaction("view_submission", view=sent | {"state": {"values": state}})
        return await self.envelope("interactive", payload | more)

    async def suggest(self, view: Json, option: str, typed: str) -> list[Json]:
        payload = self.interaction("block_suggestion", view=view, value=typed)
        payload |= {"action_id": f"wb:{option}", "block_id": option}
        name = await self.envelope("interactive", payload)
        options: list[Json] = self.acks[name].get("payload", {}).get("options", [])
        return options

    def keys(self, channel: str) -> list[str]:
        """List the delivery keys of a channel's messages in their order."""
        messages = self.channels[channel].messages
        return [m["metadata"]["event_payload"]["key"] for m in messages if "metadata" in m]


def _now() -> float:
    from datetime import UTC, datetime

    return datetime.now(UTC).timestamp()


def _error(name: str) -> Json:
    return {"ok": False, "error": name}


def _shown(message: Json, channel: Channel, with_metadata: bool) -> Json:
    shown = {key: part for key, part in message.items() if with_metadata or key != "metadata"}
    replies = [one for one in channel.messages if one.get("thread_ts") == message["ts"]]
    if replies:
        shown |= {"reply_count": len(replies), "latest_reply": replies[-1]["ts"]}
    return shown


def _in_thread(message: Json, thread: str) -> bool:
    if thread:
        return thread in (message.get("thread_ts"), message["ts"])
    return "thread_ts" not in message


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **(await request.post())}


async def until(check: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until something holds; fails after so many seconds."""
    async with asyncio.timeout(seconds):
        while not check():  # noqa: ASYNC110 - what is waited for is another program's state
            await asyncio.sleep(0.005)


def leaves(value: Any) -> list[Json]:
    """List every object within blocks."""
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    if isinstance(value, dict):
        return [value, *(leaf for part in value.values() for leaf in leaves(part))]
    return []


def title_of(message: Json) -> str:
    """Read the words of a message's first block."""
    if not message.get("blocks"):
        return str(message["text"].split("\n")[0])
    first = message["blocks"][0]
    if first["type"] in {"header", "section"}:
        return str(first["text"]["text"])
    return "".join(leaf["text"] for leaf in leaves(first) if isinstance(leaf.get("text"), str))


def pings(message: Json) -> list[str]:
    """List what a message would ping or format by markup of Slack's."""
    found = [word for word in ("<!", "<@", "<#", "<http") if word in message.get("text", "")]
    kinds = {"user", "broadcast", "usergroup", "channel", "team", "mrkdwn"}
    blocks = leaves(message.get("blocks") or [])
    return found + [json.dumps(leaf) for leaf in blocks if leaf.get("type") in kinds]
