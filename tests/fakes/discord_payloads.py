"""What Discord's answers look like: users, roles, errors, rate limits."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

TOKEN = "MTAw.fake.token"
APPLICATION, BOT, OWNER = "900000000000000001", "900000000000000001", "700000000000000001"
GUILD, OTHER_GUILD = "4194304000001", "8388608000002"
TEXT, DM, NEWS, FORUM = 0, 1, 5, 15
ALL_RIGHTS = str(0x400 | 0x800 | 0x4000 | 0x10000 | 1 << 35 | 1 << 38)
EPOCH_MS = 1_420_070_400_000
LOST = ("500", "502", "504", "cut", "timeout")
LOSSES = [f"{what}-{when}" for what in LOST for when in ("before", "after")]
FAULTS = (*LOSSES, "503-before", "429-bucket", "429-global", "429-shared", "429-plain")
Json = dict[str, Any]
MESSAGES = "POST /channels/{channel_id}/messages"


def json_response(data: Any, status: int = 200) -> web.Response:
    # Discord names no charset, and discord.py insists on that.
    headers = {"Content-Type": "application/json", "X-RateLimit-Limit": "50"}
    headers |= {"X-RateLimit-Remaining": "49", "X-RateLimit-Reset-After": "0.01"}
    return web.Response(status=status, body=json.dumps(data).encode(), headers=headers)


def error(status: int, code: int, message: str) -> web.Response:
    return json_response({"code": code, "message": message}, status)


def refused(status: int, code: int, message: str) -> web.HTTPException:
    kind = {403: web.HTTPForbidden, 404: web.HTTPNotFound}.get(status, web.HTTPBadRequest)
    body = json.dumps({"code": code, "message": message})
    return kind(text=body, content_type="application/json")


def limited(kind: str, seconds: float) -> web.Response:
    if kind == "plain":
        return web.Response(status=429, text="slow down", headers={"Retry-After": str(seconds)})
    body = {"message": "You are being rate limited.", "retry_after": seconds}
    response = json_response(body | {"global": kind == "global"}, 429)
    scope = {"bucket": "user"}.get(kind, kind)
    response.headers.update({"Retry-After": "1", "Via": "1.1 fake", "X-RateLimit-Scope": scope})
    return response


def as_stored(command: Json) -> Json:
    """Give back a command as Discord does: defaults filled in, what is false left out."""
    stored = {name: value for name, value in command.items() if value not in (False, [], {})}
    if "options" in stored:
        stored["options"] = [as_stored(option) for option in stored["options"]]
    return stored | {"nsfw": False, "default_permission": True}


def user_payload(user: str, bot: bool = False) -> Json:
    named = {"username": "wirebell" if bot else "someone", "discriminator": "0", "bot": bot}
    return {"id": user, "avatar": None, "global_name": None, "public_flags": 0, **named}


def member_payload() -> Json:
    times = {"joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}
    return {"user": user_payload(BOT, bot=True), "roles": [], "deaf": False, "mute": False, **times}


def role_payload(guild: str) -> Json:
    named = {"id": guild, "name": "@everyone", "permissions": ALL_RIGHTS, "position": 0}
    looks = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
    return {**named, **looks, "colors": {"primary_color": 0}}


def application_payload() -> Json:
    flags = {"bot_public": True, "bot_require_code_grant": False, "flags": 0}
    named = {"id": APPLICATION, "name": "Wirebell", "description": "", "icon": None}
    return {**named, **flags, "verify_key": "", "owner": user_payload(OWNER), "team": None}
