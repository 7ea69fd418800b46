"""Calls of Slack's Web API: one session, one base address, nothing ever repeated by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.proxies import STRAIGHT, Proxies
from bot.feeds.fetch.ways import Ways
from bot.platforms.slack.outcomes import FAILURES, Closed, is_silenced

# The SDK writes whole requests to its log when that is set to DEBUG.
quiet = logging.getLogger("wirebell.slack.sdk")
quiet.setLevel(logging.WARNING)


class SlackWire:
    """Make clients that share sessions; remember since when Slack does not answer."""

    def __init__(
        self,
        base: str,
        clock: Callable[[], datetime],
        timeout: float,
        proxies: Proxies = STRAIGHT,
    ) -> None:
        self.base = base.rstrip("/") + "/"
        self._clock = clock
        limits = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, 8.0))
        self._ways = Ways(proxies, timeout=limits)
        self._closed = False
        self.down_since: datetime | None = None

    def session(self, url: str) -> aiohttp.ClientSession:
        """Give the session for an address, a new one after `close`."""
        return self._ways.session(url)

    def open(self) -> None:
        """Let calls through again after `close`."""
        self._closed = False

    async def close(self) -> None:
        """Close every connection; what is called later raises Closed."""
        self._closed = True
        await self._ways.close()

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Make a client; without explicit handlers the SDK repeats what a cut connection lost."""
        made = AsyncWebClient(
            token=token,
            base_url=self.base,
            session=self.session(self.base),
            retry_handlers=[],
            logger=quiet,
        )
        # The session knows its way; the SDK would go by the environment alone.
        made.proxy = None
        return made

    async def call(self, token: str, method: str, **arguments: Any) -> Any:
        """Call one method once, such as `chat_postMessage`; raises one of FAILURES."""
        if self._closed:
            raise Closed("stopped")
        try:
            answer = await getattr(self.client(token), method)(**arguments)
        except FAILURES as failure:
            self._note(up=not is_silenced(failure))
            raise
        self._note(up=True)
        return answer

    def _note(self, *, up: bool) -> None:
        if up:
            self.down_since = None
        elif self.down_since is None:
            self.down_since = self._clock()
