"""Discord's harness for the suite that every platform passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.platforms.common.notes import MemoryNotes
from bot.platforms.discord.client import DiscordPlatform
from tests.fakes.discord import FakeDiscord, discord_server
from tests.fakes.discord_payloads import DM, GUILD
from tests.fakes.discord_rig import platform_of

TROUBLES = {
    "lost-before": "cut-before",
    "lost-after": "timeout-after",
    "limited": "429-bucket",
    "busy": "503-before",
}


class DiscordHarness:
    """A platform on the fake Discord."""

    history = shared_login = True

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.notes = MemoryNotes()
        self.channel, self.other_channel = "discord:101", "discord:102"
        self.tenant = f"discord:{GUILD}"
        self.platform: DiscordPlatform = platform_of(fake, notes=self.notes, pauses=())

    def shown(self, channel: str) -> list[str]:
        return self.fake.shown(channel.removeprefix("discord:"))

    def told(self) -> list[str]:
        return [
            title
            for channel in self.fake.channels.values()
            if channel.type == DM
            for title in self.fake.shown(channel.id)
        ]

    def pinged(self) -> list[str]:
        return self.fake.pinged

    def trouble(self, kind: str) -> None:
        self.fake.faults.append(TROUBLES[kind])

    def kill(self, channel: str) -> None:
        del self.fake.channels[channel.removeprefix("discord:")]

    def revoke(self) -> None:
        self.fake.token = "another"

    async def restart(self) -> None:
        await self.platform.stop()
        self.platform = platform_of(self.fake, notes=self.notes, pauses=())
        await self.platform.start()


@asynccontextmanager
async def discord_harness() -> AsyncIterator[DiscordHarness]:
    """Start a platform on a fake of its own."""
    async with discord_server() as fake:
        harness = DiscordHarness(fake)
        await harness.platform.start()
        try:
            yield harness
        finally:
            await harness.platform.stop()
            assert fake.refusals == []
