"""One request to Discord: its buckets waited for, its refusals raised, nothing sent twice.

discord.py's HTTP client keeps the rate limit buckets, but repeats a request by itself after a
5xx and waits inside after a 429. Here every answer but a success is raised as `Answer` before it
sees it, so that each caller decides what to repeat.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.models import Scope

REQUEST_SECONDS = 15.0  # one that takes longer is taken as lost
_LONGEST_WAIT = 3600.0  # seconds, whatever an answer asks for


class Answer(Exception):  # an answer is not always an error
    """An answer that is not a success: status, Discord's error code, how long to wait."""

    def __init__(self, status: int, code: int, message: str, wait: Wait | None = None) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Wait:
    """How many seconds a rate limit asks for, and whether it is for the whole bot."""

    seconds: float
    everything: bool


class NotSent(Exception):  # the name says what callers need to know
    """The request never left: no connection, or a rate limit that is known to be used up."""

    def __init__(self, reason: str, after: float = 5.0, scope: Scope = Scope.PLATFORM) -> None:
        super().__init__(reason)
        self.after = after
        self.scope = scope


class Lost(Exception):  # the answer is lost, not the request
    """The request left but no answer came: it may have had its effect."""


_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)


class DiscordWire:
    """Call Discord's REST API through discord.py's HTTP client."""

    def __init__(self, http: HTTPClient, *, seconds: float = REQUEST_SECONDS) -> None:
        self._http = http
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=min(seconds, 10.0))

    async def call(
        self,
        method: str,
        path: str,
        ids: Mapping[str, str] | None = None,
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """Ask once, `ids` filling the path; returns the JSON that came back.

        Raises Answer for a refusal, NotSent when nothing left, Lost when no answer came.
        """
        more: dict[str, Any] = {"timeout": self._timeout, "raise_for_status": _raise_answer}
        if body is not None:
            more["json"] = body
        if query:
            more["params"] = query
        try:
            answer = await self._http.request(
                Route(method, path, **_numbered_ids(ids or {})), **more
            )
        except discord.RateLimited as error:
            raise NotSent("rate limit", error.retry_after, Scope.CHANNEL) from error
        except _NEVER_SENT as error:
            raise NotSent(f"no connection: {type(error).__name__}") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Lost(f"connection lost: {type(error).__name__}") from error
        except (ValueError, discord.HTTPException) as error:
            raise Lost(f"unreadable answer: {type(error).__name__}") from error
        except RuntimeError as error:  # the session is closed
            raise NotSent("not connected") from error
        return _read_object(answer) if isinstance(answer, str) and answer else answer


def _numbered_ids(names: Mapping[str, str]) -> dict[str, Any]:
    """Let ids be numbers: discord.py quotes strings, and its buckets compare them as text."""
    return {name: int(value) if value.isdigit() else value for name, value in names.items()}


async def _raise_answer(response: aiohttp.ClientResponse) -> None:
    if response.status < 400:
        return
    data = _read_object(await response.read())
    code, message = data.get("code"), data.get("message")
    raise Answer(
        response.status,
        code if isinstance(code, int) else 0,
        str(message or response.reason or "")[:200],
        _wait_of(response, data) if response.status == 429 else None,
    )


def _read_object(raw: bytes | str) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except ValueError:
        return {}
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def _wait_of(response: aiohttp.ClientResponse, data: dict[str, Any]) -> Wait:
    headers = response.headers
    raw = data.get("retry_after") or headers.get("Retry-After") or 1.0
    try:
        seconds = min(max(float(raw), 0.05), _LONGEST_WAIT)
    except (TypeError, ValueError):
        seconds = 1.0
    scope = headers.get("X-RateLimit-Scope", "")
    return Wait(seconds, bool(data.get("global")) or scope == "global")
