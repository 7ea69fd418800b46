"""A Discord platform that is connected to a fake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.platforms.discord.client import DiscordPlatform
from tests.fakes.desk import EchoDesk, now
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_payloads import TOKEN


def platform_of(fake: FakeDiscord, **more: Any) -> DiscordPlatform:
    """Make a platform that finds the fake; quick where Discord would be slow."""
    options: dict[str, Any] = {
        "clock": now,
        "pauses": (0.01, 0.05),
        "request_seconds": 0.4,
    }
    desk = more.pop("desk", None) or EchoDesk()
    platform = DiscordPlatform(TOKEN, api_base=fake.base, **(options | more))
    platform.attend(desk)
    return platform


@asynccontextmanager
async def connected(fake: FakeDiscord, **more: Any) -> AsyncIterator[DiscordPlatform]:
    """Start a platform and stop it in the end."""
    platform = platform_of(fake, **more)
    await platform.start()
    try:
        yield platform
    finally:
        await platform.stop()
