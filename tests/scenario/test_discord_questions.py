"""Every command asked in Discord of the whole program, in French and in English."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.commands.declared.spec import COMMANDS, find_command
from bot.platforms.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT
from bot.platforms.discord.render import COLOURS
from bot.platforms.discord.sync import KINDS
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_payloads import OTHER_GUILD, Json
from tests.scenario.process import end, start
from tests.scenario.test_chat import World, world

ALERTED, ASKED = "101", "102"


@dataclass
class Room:
    """A running program with one alert posted."""

    discord: FakeDiscord
    feed: str

    async def ask(self, name: str, locale: str = "fr", /, **arguments: Any) -> Json:
        """Run a slash command and give the embed that comes back."""
        more = {"locale": locale, "channel_id": arguments.pop("channel_id", ALERTED)}
        if guild := arguments.pop("guild_id", ""):
            more["guild_id"] = guild
        token = await self.discord.interact(COMMAND, slash(name, arguments), **more)
        shown = await self.discord.shown_to(token)
        return {**shown["embeds"][0], "buttons": buttons(shown)}


def slash(name: str, arguments: Json) -> Json:
    command = find_command(name)
    assert command is not None
    options = [
        {"name": item.name, "type": KINDS[item.kind], "value": arguments[item.name]}
        for item in command.options
        if item.name in arguments
    ]
    return {"id": "1", "name": "news", "options": [{"name": name, "type": 1, "options": options}]}


def buttons(message: Json) -> list[Json]:
    return [item for row in message.get("components", []) for item in row["components"]]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with world(tmp_path) as here:
        child = await start(here.config, "run")
        try:
            await here.discord.gateway.until("identify", 1, seconds=60)
            await _alerted(here)
            yield Room(here.discord, here.newsroom.feeds[0].url)
        finally:
            await end(child)
        assert here.discord.refusals == []
        assert here.discord.pinged == []


async def _alerted(here: World) -> None:
    """Publish until an alert is seen: the first poll of a feed alerts nothing."""
    dice = random.Random(5)
    for _ in range(60):
        here.publish(dice)
        await asyncio.sleep(1.0)
        if here.discord.shown(ALERTED):
            return
    raise AssertionError("no alert was posted")


SCRIPT: tuple[tuple[str, Json], ...] = (
    ("watch", {"query": "Corée du Nord"}),
    ("watches", {}),
    ("test", {"query": "ciment", "days": 7}),
    ("subscribe", {"watch": "Corée du Nord", "channel": ASKED, "mode": "hourly"}),
    ("subscriptions", {}),
    ("latest", {}),
    ("search", {"query": "ciment"}),
    ("story", {}),
    ("why", {}),
    ("trend", {"watch": "Ciment"}),
    ("digest", {"channel_id": ASKED}),
    ("mute", {"watch": "Corée du Nord", "duration": "2h"}),
    ("feeds", {}),
    ("feed-add", {"url": "FEED", "name": "Essai"}),
    ("feed-remove", {"url": "Essai"}),
    ("health", {}),
    ("settings", {}),
    ("settings", {"language": "fr", "timezone": "Europe/Paris"}),
    ("help", {}),
    ("unsubscribe", {"watch": "Corée du Nord", "channel": ASKED}),
    ("unwatch", {"watch": "Corée du Nord"}),
)


async def test_every_command_works_in_both_languages(room: Room):
    left = {command.name for command in COMMANDS} - {name for name, _ in SCRIPT}
    assert not left, f"ask these in SCRIPT: {left}"
    seen: dict[str, list[str]] = {"fr": [], "en-US": []}
    for locale, said in seen.items():
        for name, arguments in SCRIPT:
            given = {
                key: room.feed + "?b" if value == "FEED" else value
                for key, value in arguments.items()
            }
            embed = await room.ask(name, locale, **given)
            words = f"{embed.get('title', '')} {embed.get('description', '')}"
            said.append(words)
            print(f"{locale:5} {name:13} {words[:90]!r}")
            assert embed["color"] != COLOURS["bad"], (name, locale, words)
            assert "discord:" not in words, "a channel is shown as Discord shows channels"
            assert name != "subscriptions" or f"<#{ASKED}>" in words
    same = [name for (name, _), fr, en in zip(SCRIPT, *seen.values(), strict=True) if fr == en]
    assert set(same) <= {"story", "latest", "search"}, "answers come in the caller's language"


async def test_suggestions_buttons_and_walls_between_guilds(room: Room):
    await room.ask("watch", query="Corée du Nord")
    focused = {"name": "watch", "type": 3, "value": "coree", "focused": True}
    asked = {"id": "1", "name": "news", "options": [{"name": "unwatch", "options": [focused]}]}
    token = await room.discord.interact(AUTOCOMPLETE, asked)
    ((label, value),) = [
        (choice["name"], choice["value"])
        for choice in (await room.discord.first_answer(token))["data"]["choices"]
    ]
    assert label == "Corée du Nord"
    for wanted in (value, "Corée du Nord"):
        refused = await room.ask("unwatch", watch=wanted, guild_id=OTHER_GUILD, channel_id="201")
        assert refused["color"] == COLOURS["bad"]
    for item in buttons(room.discord.channels[ALERTED].messages[0]):
        token = await room.discord.interact(COMPONENT, {"custom_id": item["custom_id"]} | BUTTON)
        answer = await room.discord.shown_to(token)
        assert answer["embeds"][0]["color"] != COLOURS["bad"], item["label"]
    done = await room.ask("unwatch", watch=value)
    assert done["color"] != COLOURS["bad"]


BUTTON = {"component_type": 2}
