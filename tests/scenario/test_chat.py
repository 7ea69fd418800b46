"""The whole program against Discord and Slack on loopback: one process, three places."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.server import Newsroom
from tests.conftest import LONG
from tests.fakes.discord import GUILD, OTHER_GUILD, TOKEN, FakeDiscord, discord_server
from tests.fakes.slack import FakeSlack, title_of
from tests.scenario.process import call, end, feed_toml, kill, start, write_config

KILLS = 200 if LONG else 10
OUTAGE = 30.0 if LONG else 6.0
DISCORD_CHANNELS = ("101", "102", "201")
SLACK_CHANNELS = ("C1", "C2")
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze", "chi", "gru")


@dataclass
class World:
    """Both platforms, the newsroom and the program's configuration."""

    discord: FakeDiscord
    slack: FakeSlack
    newsroom: Newsroom
    config: Path

    def publish(self, dice: random.Random, outlet: str = "") -> str:
        """Publish one article that no other one resembles; returns its title."""
        # So long that thousands of articles share no word by chance, which would be news of one.
        words = [" ".join("".join(dice.choices(SYLLABLES, k=7)) for _ in range(6)) for _ in "ab"]
        title = f"Ciment {words[0]}"
        outlet = outlet or dice.choice(self.newsroom.feeds).outlet
        self.newsroom.publish(outlet, title, f"{words[1].capitalize()}.")
        return title

    def titles(self) -> dict[str, list[str]]:
        """List what each channel shows, by its name."""
        shown = {f"discord:{name}": self.discord.shown(name) for name in DISCORD_CHANNELS}
        for name in SLACK_CHANNELS:
            shown[f"slack:{name}"] = [title_of(m) for m in self.slack.channels[name].messages]
        return shown


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Serve both platforms and the newsroom, and read its first articles."""
    async with (
        discord_server() as discord,
        FakeSlack() as slack,
        Newsroom(datetime.now(UTC)) as newsroom,
    ):
        yield World(discord, slack, newsroom, _config(folder, discord, slack, newsroom))


def _config(folder: Path, discord: FakeDiscord, slack: FakeSlack, newsroom: Newsroom) -> Path:
    feeds = "".join(feed_toml(feed.name, feed.url) for feed in newsroom.feeds)
    channels = [f"discord:{name}" for name in DISCORD_CHANNELS]
    channels += [f"slack:{name}" for name in SLACK_CHANNELS]
    subscriptions = "".join(
        f'[[subscriptions]]\nchannel = "{name}"\nwatchlists = ["Ciment"]\n' for name in channels
    )
    chat = f"""
[discord]
token = "{TOKEN}"
api_base = "{discord.base}"
[slack]
bot_token = "xoxb-one"
app_token = "{slack.app_token}"
api_base = "{slack.base}"
"""
    watch = '[[watchlists]]\nname = "Ciment"\nquery = "ciment"\n'
    return write_config(folder, feeds + watch + subscriptions, chat)


async def until(check: Callable[[], bool], seconds: float) -> None:
    for _ in range(int(seconds * 10)):
        if check():
            return
        await asyncio.sleep(0.1)


def all_shown(here: World, wanted: list[str]) -> bool:
    return all(set(wanted) <= set(titles) for titles in here.titles().values())


async def test_one_process_serves_two_guilds_and_a_workspace(tmp_path: Path) -> None:
    dice = random.Random(7)
    async with world(tmp_path) as here:
        await call(here.config, "once", "--all")
        child = await start(here.config, "run")
        await until(lambda: len(here.discord.gateway.sessions) > 0, 30)
        wanted = [here.publish(dice) for _ in range(3)]
        await until(lambda: all_shown(here, wanted), 60)
        await end(child)
        for channel, titles in here.titles().items():
            assert sorted(titles) == sorted(wanted), channel
        guilds = {here.discord.channels[name].guild for name in DISCORD_CHANNELS}
        assert guilds == {GUILD, OTHER_GUILD}
        assert here.discord.refusals == []
        assert here.slack.refusals == []
        synced = _command_writes(here)
        assert synced > 0
        again = await start(here.config, "run")
        sessions = len(here.discord.gateway.sessions)
        await until(lambda: len(here.discord.gateway.sessions) > sessions, 30)
        await end(again)
        assert _command_writes(here) == synced


def _command_writes(here: World) -> int:
    return sum(
        count
        for name, count in here.discord.calls.items()
        if "commands" in name and not name.startswith("GET")
    )


async def test_kills_neither_lose_nor_repeat(tmp_path: Path) -> None:
    dice = random.Random(11)
    wanted: list[str] = []
    async with world(tmp_path) as here:
        await call(here.config, "once", "--all")
        for _ in range(KILLS):
            wanted += [here.publish(dice) for _ in range(2)]
            child = await start(here.config, "run")
            await asyncio.sleep(dice.uniform(2.0, 5.0))
            await kill(child)
        child = await start(here.config, "run")
        await until(lambda: all_shown(here, wanted), 60 + 2 * len(wanted))
        await end(child)
        for channel, titles in here.titles().items():
            counts = Counter(titles)
            assert set(wanted) - set(counts) == set(), channel
            assert [title for title, count in counts.items() if count > 1] == [], channel


async def test_an_outage_loses_nothing_and_keeps_the_order(tmp_path: Path) -> None:
    dice = random.Random(23)
    async with world(tmp_path) as here:
        await call(here.config, "once", "--all")
        child = await start(here.config, "run")
        await until(lambda: len(here.discord.gateway.sessions) > 0, 30)
        wanted = [here.publish(dice)]
        await until(lambda: all_shown(here, wanted), 60)
        here.discord.gateway.open = False
        here.discord.gateway.drop()
        await here.slack.stop()
        for _ in range(6):
            wanted.append(here.publish(dice))
            await asyncio.sleep(OUTAGE / 6)
        here.discord.gateway.open = True
        await here.slack.start()
        await until(lambda: all_shown(here, wanted), 240)
        await end(child)
        orders = {channel: tuple(titles) for channel, titles in here.titles().items()}
        for channel, titles in orders.items():
            assert sorted(titles) == sorted(wanted), channel
        assert len(set(orders.values())) == 1
