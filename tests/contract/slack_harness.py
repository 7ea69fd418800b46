"""Slack's harness for the suite that every platform passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.platforms.slack.client import SlackPlatform
from tests.fakes.slack import FakeSlack, pings, title_of

TROUBLES = {"lost-before": "cut", "lost-after": "cut-after", "limited": "429", "busy": "502"}
OWNER = "U9"


def slack_on(fake: FakeSlack) -> SlackPlatform:
    """Make a platform for the fake's one workspace, with quick timings."""
    return SlackPlatform(
        clock=lambda: datetime.now(UTC),
        bot_token="xoxb-one",
        app_token="xapp-one",
        api_base=fake.base,
        owner=OWNER,
        timeout=0.5,
        settle=0.0,
    )


class SlackHarness:
    """A platform on the fake Slack."""

    history = shared_login = True

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self.channel, self.other_channel = "slack:C1", "slack:C2"
        self.tenant = "slack:T1"
        self.platform = slack_on(fake)

    def shown(self, channel: str) -> list[str]:
        return [title_of(m) for m in self.fake.channels[channel.removeprefix("slack:")].messages]

    def told(self) -> list[str]:
        direct = [name for name in self.fake.channels if name.startswith("D")]
        return [title for name in direct for title in self.shown(name)]

    def pinged(self) -> list[str]:
        messages = [m for channel in self.fake.channels.values() for m in channel.messages]
        return [ping for message in messages for ping in pings(message)]

    def trouble(self, kind: str) -> None:
        self.fake.faults["chat.postMessage"] = [TROUBLES[kind]]

    def kill(self, channel: str) -> None:
        del self.fake.channels[channel.removeprefix("slack:")]

    def revoke(self) -> None:
        self.fake.teams["T1"].revoked = True

    async def restart(self) -> None:
        await self.platform.stop()
        self.platform = slack_on(self.fake)
        await self.platform.start()


@asynccontextmanager
async def slack_harness() -> AsyncIterator[SlackHarness]:
    """Start a platform on a fake of its own."""
    async with FakeSlack() as fake:
        harness = SlackHarness(fake)
        await harness.platform.start()
        try:
            yield harness
        finally:
            await harness.platform.stop()
            assert fake.refusals == []
