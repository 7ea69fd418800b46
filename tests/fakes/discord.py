"""Discord on loopback: REST and gateway, with what it enforces and every fault it can have.

It keeps messages, honours nonces, counts calls and checks each body (see `discord_spec`).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.discord_gateway import FakeGateway
from tests.fakes.discord_payloads import (
    APPLICATION,
    BOT,
    DM,
    EPOCH_MS,
    FORUM,
    GUILD,
    MESSAGES,
    OTHER_GUILD,
    OWNER,
    TEXT,
    TOKEN,
    Json,
    application_payload,
    as_stored,
    error,
    json_response,
    limited,
    member_payload,
    refused,
    role_payload,
    user_payload,
)
from tests.fakes.discord_spec import pings, refusal

READ_HISTORY = 1 << 16


@dataclass
class Channel:
    """A channel and what was posted there, oldest first; `error` is what every call gets."""

    id: str
    guild: str = GUILD
    type: int = TEXT
    parent: str = ""
    recipient: str = ""
    error: tuple[int, int] | None = None
    messages: list[Json] = field(default_factory=list)
    tags: list[Json] = field(default_factory=list)
    overwrites: list[Json] = field(default_factory=list)
    closed: str = ""
    """When it was archived, of a thread."""


class FakeDiscord:
    """One Discord; `base` is its API address once it serves."""

    def __init__(self) -> None:
        self.base = ""
        self.token = TOKEN
        self.gateway = FakeGateway(TOKEN)
        self.shards = 1
        self.channels: dict[str, Channel] = {}
        self.commands: dict[str, list[Json]] = {}
        self.calls: Counter[str] = Counter()
        self.writes: list[tuple[str, Any]] = []
        self.refusals: list[str] = []
        self.pinged: list[str] = []
        self.faults: deque[str] = deque()
        self.faulty: Callable[[str], bool] = lambda call: call == MESSAGES
        self.refuse: Callable[[Json], int] = lambda message: 0
        """Gives the code with which a message is refused (400), 0 to take it."""
        self.hold = 2.0
        self.retry_after = 0.05
        self.nonce_seconds = 300.0
        self.crossposts: list[str] = []
        self.callbacks: dict[str, list[Json]] = {}
        self.answers: dict[str, Json] = {}
        self.answer_times: dict[str, float] = {}
        self._nonces: dict[tuple[str, str], tuple[Json, float]] = {}
        self._ids = itertools.count()
        self._changed = asyncio.Event()
        for guild, start in ((GUILD, 101), (OTHER_GUILD, 201)):
            for number in range(start, start + 3):
                self.add_channel(str(number), guild)

    def add_channel(self, channel: str, guild: str = GUILD, **more: Any) -> Channel:
        self.channels[channel] = Channel(channel, guild, **more)
        return self.channels[channel]

    def new_id(self) -> str:
        return str((int(time.time() * 1000) - EPOCH_MS << 22) + next(self._ids) % 4096)

    def shown(self, channel: str) -> list[str]:
        """List the titles in a channel, oldest first."""
        return [_title(message) for message in self.channels[channel].messages]

    def guild_payload(self, guild: str) -> Json:
        own = [channel for channel in self.channels.values() if channel.guild == guild]
        return {
            "id": guild,
            "name": f"Guild {guild}",
            "owner_id": OWNER,
            "roles": [role_payload(guild)],
            "channels": [self.channel_payload(item) for item in own if not item.parent],
            "threads": [],
            "members": [member_payload()],
            "voice_states": [],
            "presences": [],
            "emojis": [],
            "stickers": [],
            "features": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "premium_progress_bar_enabled": False,
            "system_channel_flags": 0,
            "preferred_locale": "fr",
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
            "unavailable": False,
            "member_count": 2,
        }

    def channel_payload(self, channel: Channel) -> Json:
        payload: Json = {
            "id": channel.id,
            "type": channel.type,
            "name": f"channel-{channel.id}",
            "position": 0,
            "flags": 0,
            "permission_overwrites": channel.overwrites,
            "nsfw": False,
            "parent_id": channel.parent or None,
            "topic": None,
            "last_message_id": channel.messages[-1]["id"] if channel.messages else None,
            "rate_limit_per_user": 0,
        }
        if channel.type == DM:
            return payload | {"recipients": [user_payload(channel.recipient)]}
        if channel.type == FORUM:
            payload |= {"available_tags": channel.tags, "default_reaction_emoji": None}
            payload |= {"default_sort_order": None, "default_forum_layout": 0}
        return payload | {"guild_id": channel.guild}

    # --- routes

    def routes(self) -> list[web.RouteDef]:
        message = "/channels/{channel_id}/messages/{message_id}"
        return [
            web.get("/users/@me", self.me),
            web.post("/users/@me/channels", self.open_dm),
            web.get("/oauth2/applications/@me", self.application),
            web.get("/gateway/bot", self.gateway_bot),
            web.get("/applications/{application_id}/commands", self.get_commands),
            web.put("/applications/{application_id}/commands", self.put_commands),
            web.get("/applications/{application_id}/guilds/{guild_id}/commands", self.get_commands),
            web.put("/applications/{application_id}/guilds/{guild_id}/commands", self.put_commands),
            web.get("/guilds/{guild_id}", self.get_guild),
            web.get("/guilds/{guild_id}/members/{user_id}", self.get_member),
            web.get("/guilds/{guild_id}/threads/active", self.active_threads),
            web.get("/channels/{channel_id}", self.get_channel),
            web.get("/channels/{channel_id}/messages", self.history),
            web.post("/channels/{channel_id}/messages", self.post_message),
            web.get(message, self.get_message),
            web.patch(message, self.edit_message),
            web.post(f"{message}/crosspost", self.crosspost),
            web.post(f"{message}/threads", self.thread_from_message),
            web.post("/channels/{channel_id}/threads", self.forum_post),
            web.get("/channels/{channel_id}/threads/archived/public", self.closed_threads),
            web.post("/interactions/{interaction_id}/{interaction_token}/callback", self.callback),
            web.patch("/webhooks/{webhook_id}/{webhook_token}/messages/@original", self.answer),
        ]

    @web.middleware
    async def guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Count, check the token and the body, and let the fault of the hour happen."""
        template = getattr(request.match_info.route.resource, "canonical", "?").removeprefix("/api")
        call = f"{request.method} {template}"
        self.calls[call] += 1
        open_to_all = template.startswith(("/interactions", "/webhooks"))
        if not open_to_all and request.headers.get("Authorization") != f"Bot {self.token}":
            return error(401, 0, "401: Unauthorized")
        body = json.loads(await request.text() or "null")
        if request.method != "GET":
            self.writes.append((call, body))
            if why := refusal(request.method, template, body):
                self.refusals.append(why)
                return error(400, 50035, why)
        fault = self.faults.popleft() if self.faults and self.faulty(call) else ""
        return await self._with_fault(fault, request, handler)

    async def _with_fault(self, fault: str, request: web.Request, handler: Any) -> Any:
        what, _, when = fault.partition("-")
        if what == "429":
            return limited(when, self.retry_after)
        if when == "before":
            return await self._fail(what, request)
        response = await handler(request)
        return await self._fail(what, request) if when == "after" else response

    async def _fail(self, what: str, request: web.Request) -> web.StreamResponse:
        if what.isdigit():
            return web.Response(status=int(what), text="upstream trouble")
        if what == "timeout":
            await asyncio.sleep(self.hold)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _channel(self, request: web.Request) -> Channel:
        channel = self.channels.get(request.match_info["channel_id"])
        if channel is None:
            raise refused(404, 10003, "Unknown Channel")
        if channel.error:
            raise refused(*channel.error, "refused")
        return channel

    async def me(self, request: web.Request) -> web.Response:
        return json_response(user_payload(BOT, bot=True))

    async def application(self, request: web.Request) -> web.Response:
        return json_response(application_payload())

    async def gateway_bot(self, request: web.Request) -> web.Response:
        limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return json_response(
            {"url": self.gateway.url, "shards": self.shards, "session_start_limit": limits}
        )

    async def get_commands(self, request: web.Request) -> web.Response:
        return json_response(self.commands.get(request.match_info.get("guild_id", ""), []))

    async def put_commands(self, request: web.Request) -> web.Response:
        stored = [
            as_stored(command) | {"id": self.new_id(), "version": self.new_id()}
            for command in await request.json()
        ]
        self.commands[request.match_info.get("guild_id", "")] = stored
        return json_response(stored)

    async def get_guild(self, request: web.Request) -> web.Response:
        return json_response(self.guild_payload(request.match_info["guild_id"]))

    async def get_member(self, request: web.Request) -> web.Response:
        return json_response(member_payload())

    async def get_channel(self, request: web.Request) -> web.Response:
        return json_response(self.channel_payload(self._channel(request)))

    async def open_dm(self, request: web.Request) -> web.Response:
        person = str((await request.json())["recipient_id"])
        channel = self.add_channel(f"5{person[-6:]}", "", type=DM, recipient=person)
        return json_response(self.channel_payload(channel))

    async def active_threads(self, request: web.Request) -> web.Response:
        guild = request.match_info["guild_id"]
        threads = [
            item
            for item in self.channels.values()
            if item.parent and item.guild == guild and not item.closed
        ]
        return json_response(
            {"threads": [self.channel_payload(item) for item in threads], "members": []}
        )

    async def closed_threads(self, request: web.Request) -> web.Response:
        parent = request.match_info["channel_id"]
        closed = [item for item in self.channels.values() if item.parent == parent and item.closed]
        threads = [
            self.channel_payload(item) | {"thread_metadata": {"archive_timestamp": item.closed}}
            for item in sorted(closed, key=lambda item: item.closed, reverse=True)
        ]
        return json_response({"threads": threads, "members": [], "has_more": False})

    async def history(self, request: web.Request) -> web.Response:
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 50))
        channel = self._channel(request)
        found = [item for item in channel.messages if int(item["id"]) > after]
        if any(int(item["deny"]) & READ_HISTORY for item in channel.overwrites):
            found = []
        return json_response(list(reversed(found[:limit])))

    async def post_message(self, request: web.Request) -> web.Response:
        channel, body = self._channel(request), await request.json()
        key = (channel.id, str(body.get("nonce")))
        known, at = self._nonces.get(key, ({}, 0.0))
        if body.get("enforce_nonce") and known and time.time() - at < self.nonce_seconds:
            return json_response(known)
        message = self._post(channel, body)
        self._nonces[key] = (message, time.time())
        return json_response(message)

    def _check(self, body: Json) -> None:
        if code := self.refuse(body):
            raise refused(400, code, "refused by the test")

    def _post(self, channel: Channel, body: Json, message_id: str = "") -> Json:
        self._check(body)
        self.pinged += pings(body)
        shown = {name: body[name] for name in ("content", "embeds", "components") if name in body}
        message = {"id": message_id or self.new_id(), "channel_id": channel.id, **shown}
        message |= {"author": user_payload(BOT, bot=True), "type": 0, "edited_timestamp": None}
        channel.messages.append(message)
        return message

    def _message(self, request: web.Request) -> Json:
        wanted = request.match_info["message_id"]
        for message in self._channel(request).messages:
            if message["id"] == wanted:
                return message
        raise refused(404, 10008, "Unknown Message")

    async def get_message(self, request: web.Request) -> web.Response:
        return json_response(self._message(request))

    async def edit_message(self, request: web.Request) -> web.Response:
        message, body = self._message(request), await request.json()
        self._check(body)
        message |= {name: body[name] for name in ("content", "embeds", "components")}
        message["edited_timestamp"] = "2026-01-01T00:00:00+00:00"
        return json_response(message)

    async def crosspost(self, request: web.Request) -> web.Response:
        self.crossposts.append(self._message(request)["id"])
        return json_response(self._message(request))

    async def thread_from_message(self, request: web.Request) -> web.Response:
        message = self._message(request)
        if message["id"] in self.channels:
            return error(400, 160004, "A thread has already been created for this message")
        parent = self._channel(request)
        thread = self.add_channel(message["id"], parent.guild, type=11, parent=parent.id)
        return json_response(self.channel_payload(thread))

    async def forum_post(self, request: web.Request) -> web.Response:
        forum, body = self._channel(request), await request.json()
        thread = self.add_channel(self.new_id(), forum.guild, type=11, parent=forum.id)
        self._post(thread, body["message"], thread.id)
        extra = {"name": body["name"], "applied_tags": body.get("applied_tags", [])}
        thread.tags = extra["applied_tags"]
        return json_response(self.channel_payload(thread) | extra)

    # --- interactions

    async def callback(self, request: web.Request) -> web.Response:
        token = request.match_info["interaction_token"]
        if token in self.callbacks:
            return error(400, 40060, "Interaction has already been acknowledged.")
        self.callbacks[token] = [await request.json()]
        self.answer_times[token] = time.monotonic()
        self._changed.set()
        return web.Response(status=204)

    async def answer(self, request: web.Request) -> web.Response:
        token, body = request.match_info["webhook_token"], await request.json()
        self.pinged += pings(body)
        self.answers[token] = body
        self._changed.set()
        return json_response({"id": self.new_id(), "channel_id": "0", **body})

    async def interact(self, kind: int, data: Json, **more: Any) -> str:
        """Do what a user does; returns the token under which the answers are kept."""
        token = f"interaction-{next(self._ids)}"
        guild = more.pop("guild_id", GUILD)
        user = user_payload(more.pop("user", OWNER))
        member = {"user": user, "permissions": more.pop("permissions", "32"), "roles": []}
        member |= {"joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False}
        member |= {"flags": 0}
        channel = more.pop("channel_id", "101")
        payload = {
            "id": self.new_id(),
            "application_id": APPLICATION,
            "type": kind,
            "token": token,
            "version": 1,
            "data": data,
            "channel_id": channel,
            "channel": self.channel_payload(self._asked_in(channel, guild)),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "attachment_size_limit": 0,
            **({"guild_id": guild, "member": member} if guild else {"user": user}),
            **more,
        }
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return token

    def _asked_in(self, channel: str, guild: str | None) -> Channel:
        if guild is None:
            return Channel("600", "", type=DM, recipient=OWNER)
        return self.channels.get(channel) or Channel(channel, guild)

    async def first_answer(self, token: str) -> Json:
        await self._until(lambda: token in self.callbacks)
        return self.callbacks[token][0]

    async def shown_to(self, token: str) -> Json:
        await self._until(lambda: token in self.answers)
        return self.answers[token]

    async def _until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        async with asyncio.timeout(seconds):
            while not holds():
                self._changed.clear()
                await self._changed.wait()


def _title(message: Json) -> str:
    if message["embeds"]:
        return str(message["embeds"][0].get("title", ""))
    return str(message["content"].split("\n")[0].strip("*"))


@asynccontextmanager
async def discord_server(port: int = 0) -> AsyncIterator[FakeDiscord]:
    """Serve a fake Discord on loopback."""
    fake = FakeDiscord()
    refusal("POST", "/channels/{channel_id}/messages", {"content": "read the schema beforehand"})
    api = web.Application(middlewares=[fake.guard])
    api.add_routes(fake.routes())
    app = web.Application()
    app.add_subapp("/api", api)
    app.router.add_get("/gateway/", fake.gateway.handle)
    app.router.add_get("/gateway", fake.gateway.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, port = runner.addresses[0][:2]
    fake.base = f"http://{host}:{port}/api"
    fake.gateway.url = f"ws://{host}:{port}/gateway"
    fake.gateway.ready = {
        "v": 10,
        "user": user_payload(BOT, bot=True),
        "guilds": [{"id": guild, "unavailable": True} for guild in (GUILD, OTHER_GUILD)],
        "application": {"id": APPLICATION, "flags": 0},
    }
    fake.gateway.guilds = [fake.guild_payload(guild) for guild in (GUILD, OTHER_GUILD)]
    try:
        yield fake
    finally:
        await runner.cleanup()
