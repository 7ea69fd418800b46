"""Every platform there is, one entry each: nothing else in the program names one.

Clients are imported when they are made, so that a command which needs no platform loads none.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from bot.core.channels import ChannelForm
from bot.platforms.discord.settings import Discord
from bot.platforms.slack.settings import Slack
from bot.platforms.webhook.settings import Webhooks
from bot.ports import Platform
from bot.said import say

if TYPE_CHECKING:
    from aiohttp import web

    from bot.commands.declared.spec import Desk
    from bot.ports import Notes

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Answering(Platform, Protocol):
    """A platform as the program runs it: it may answer people and serve requests."""

    def attend(self, desk: Desk) -> None:
        """Let a desk answer what people ask, from the next start on."""
        ...

    def doors(self) -> Mapping[str, Handler]:
        """Name the paths of our HTTP listener that it wants, with what answers them."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """What a platform may have of the program."""

    clock: Callable[[], datetime]
    notes: Notes
    out: TextIO
    as_json: bool
    allow_hosts: tuple[str, ...]
    user_agent: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One platform: `section` is its table of the configuration, None for one that needs none.

    `make` gets that table and the world. `fix` tells how it is set up, `hints` what to do next.
    """

    name: str
    channels: ChannelForm
    make: Callable[[Any, World], Answering]
    section: type[Any] | None = None
    fix: str = ""
    hints: Callable[[Any], list[str]] = lambda section: []


def _console(section: object, world: World) -> Answering:
    from bot.platforms.console import ConsolePlatform

    return ConsolePlatform(world.out, as_json=world.as_json)


def _discord(section: Discord, world: World) -> Answering:
    from bot.platforms.discord.client import DiscordPlatform

    return DiscordPlatform(
        section.token.get_secret_value(),
        api_base=section.api_base,
        guild_ids=section.guild_ids,
        clock=world.clock,
        notes=world.notes,
    )


def _invite(section: Discord) -> list[str]:
    from bot.platforms.discord.invite import application_id, invite_url

    application = application_id(section.token.get_secret_value())
    return [f"invite the bot to a Discord server: {invite_url(application)}"] if application else []


def _slack(section: Slack, world: World) -> Answering:
    from bot.platforms.slack.client import SlackPlatform

    return SlackPlatform(
        clock=world.clock,
        bot_token=section.bot_token.get_secret_value(),
        app_token=section.app_token.get_secret_value(),
        signing_secret=section.signing_secret.get_secret_value(),
        client_id=section.client_id,
        client_secret=section.client_secret.get_secret_value(),
        api_base=section.api_base,
        mode=section.mode,
        admins=section.admins,
        owner=section.owner,
        notes=world.notes,
        serves=section.serves,
    )


def _manifest(section: Slack) -> list[str]:
    return ["Slack's app manifest: `wirebell slack manifest`, pasted at https://api.slack.com/apps"]


def _webhook(section: Webhooks, world: World) -> Answering:
    from bot.platforms.webhook.client import WebhookPlatform

    return WebhookPlatform(
        section.targets,
        clock=world.clock,
        allow_hosts=world.allow_hosts,
        user_agent=world.user_agent,
    )


PLATFORMS = (
    Entry("console", ChannelForm(re.compile("console"), say("console")), _console),
    Entry(
        "discord",
        ChannelForm(
            re.compile(r"discord:[0-9]{1,20}"),
            say("{form} with the channel's number (copied from its menu)", form="discord:ID"),
        ),
        _discord,
        Discord,
        "set [discord] token, or WIREBELL_DISCORD__TOKEN; docs/discord.md",
        _invite,
    ),
    Entry(
        "slack",
        ChannelForm(
            re.compile(r"slack:[A-Za-z0-9]{1,40}"),
            say("{form}, such as {example}", form="slack:ID", example="slack:C0123ABCD"),
        ),
        _slack,
        Slack,
        "set [slack] bot_token and app_token; docs/slack.md",
        _manifest,
    ),
    Entry(
        "webhook",
        ChannelForm(
            re.compile(r"webhook:[A-Za-z0-9][A-Za-z0-9_-]{0,39}"),
            say(
                "{form} of a table {table} in the file", form="webhook:NAME", table="[webhook.NAME]"
            ),
        ),
        _webhook,
        Webhooks,
        "set url and secret in a table [webhook.NAME]; docs/webhook.md",
    ),
)

FORMS = tuple(entry.channels for entry in PLATFORMS)
SECTIONS = {entry.name: entry.section for entry in PLATFORMS if entry.section}


def configured(settings: Any) -> Iterator[tuple[Entry, Any]]:
    """Go through the platforms that the settings set up, with the table of each."""
    for entry in PLATFORMS:
        section = getattr(settings, entry.name) if entry.section else None
        if section is None or section.configured:
            yield entry, section


def chats(settings: Any) -> list[tuple[Entry, Any]]:
    """List what is set up beside the console."""
    return [(entry, section) for entry, section in configured(settings) if entry.section]


def fix_of(name: str) -> str:
    """Tell how a platform is set up."""
    return next((entry.fix for entry in PLATFORMS if entry.name == name and entry.fix), name)


def is_channel(words: str) -> bool:
    """Tell whether something is written as the channel of a platform."""
    name, colon, _ = words.partition(":")
    return any(
        entry.name == name and bool(colon) == (entry.section is not None) for entry in PLATFORMS
    )
