"""The webhooks' harness for the suite that every platform passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from structlog.testing import capture_logs

from bot.platforms.webhook.client import WebhookPlatform
from tests.fakes.receiver import SECRET, Receiver

TROUBLES = {"lost-before": 0, "lost-after": 0, "limited": 429, "busy": 502}


def webhook_on(receiver: Receiver, **more: float) -> WebhookPlatform:
    """Make a platform for two receivers on one server."""
    return WebhookPlatform(
        {name: (receiver.url(name), SECRET) for name in ("one", "two")},
        clock=lambda: datetime.now(UTC),
        allow_hosts=["127.0.0.1"],
        **({"settle": 0.0, "timeout": 2.0} | more),
    )


class WebhookHarness:
    """A platform with its receivers, which show what they took, edits in their places."""

    history = shared_login = False
    channel, other_channel, tenant = "webhook:one", "webhook:two", ""

    def __init__(self, receiver: Receiver, logged: list[dict[str, object]]) -> None:
        self.receiver = receiver
        self.platform = webhook_on(receiver)
        self._logged = logged
        self._dead: set[str] = set()
        self._troubles: list[int] = []
        self._status = 200
        receiver.answer = self._answer

    def _answer(self, path: str) -> int:
        if path in self._dead:
            return 410
        return self._troubles.pop() if self._troubles else self._status

    def shown(self, channel: str) -> list[str]:
        mine = [m for m in self.receiver.taken.values() if f"webhook:{m['path']}" == channel]
        edits = {m["edits"]: m["title"] for m in mine if m["kind"] == "edit"}
        return [edits.get(m["id"], m["title"]) for m in mine if m["kind"] not in ("edit", "ping")]

    def told(self) -> list[str]:
        return [str(line["notice"]).splitlines()[0] for line in self._logged if "notice" in line]

    def pinged(self) -> list[str]:
        return []

    def trouble(self, kind: str) -> None:
        self._troubles = [TROUBLES[kind]]
        self.receiver.cut_before = kind == "lost-before"
        self.receiver.headers = {"Retry-After": "1"} if kind == "limited" else {}

    def kill(self, channel: str) -> None:
        self._dead.add(channel.removeprefix("webhook:"))

    def revoke(self) -> None:
        self._status = 401

    async def restart(self) -> None:
        await self.platform.stop()
        self.platform = webhook_on(self.receiver)
        await self.platform.start()


@asynccontextmanager
async def webhook_harness() -> AsyncIterator[WebhookHarness]:
    """Start a platform on receivers of its own."""
    async with Receiver() as receiver:
        with capture_logs() as logged:
            harness = WebhookHarness(receiver, logged)
            await harness.platform.start()
            try:
                yield harness
            finally:
                await harness.platform.stop()
