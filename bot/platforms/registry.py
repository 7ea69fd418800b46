"""Every platform there is, one entry each: nothing else in the program names one.

Clients are imported when they are made, so that a command which needs no platform loads none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.core.channels import CONSOLE, ChannelForm
from bot.platforms.discord.settings import Discord
from bot.platforms.plug import Answering, Output, PlatformEntry, Question, Tool, ToolOption, World
from bot.platforms.slack.settings import Slack
from bot.platforms.webhook.settings import Webhooks
from bot.said import say


def _make_console(section: object, world: World) -> Answering:
    from bot.platforms.console import ConsolePlatform

    return ConsolePlatform(world.out, as_json=world.as_json)


def _make_discord(section: Discord, world: World) -> Answering:
    from bot.platforms.discord.client import DiscordPlatform

    return DiscordPlatform(
        section.token.get_secret_value(),
        api_base=section.api_base,
        guild_ids=section.guild_ids,
        clock=world.clock,
        notes=world.notes,
        proxies=world.proxies.of(section.proxy.get_secret_value()),
    )


def _invite_hint(section: Discord) -> list[str]:
    from bot.platforms.discord.invite import application_id, invite_url

    application = application_id(section.token.get_secret_value())
    return [f"invite the bot to a Discord server: {invite_url(application)}"] if application else []


def _invite_link(section: Callable[[], Discord], given: Mapping[str, Any]) -> Output:
    from bot.platforms.discord.invite import invite_link

    link = invite_link(given["application"] or section().token.get_secret_value())
    return Output(link, {"url": link})


def _make_slack(section: Slack, world: World) -> Answering:
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
        proxies=world.proxies.of(section.proxy.get_secret_value()),
        unfinished=world.unfinished,
    )


def _manifest_hint(section: Slack) -> list[str]:
    return ["Slack's app manifest: `wirebell slack manifest`, pasted at https://api.slack.com/apps"]


def _print_manifest(section: Callable[[], Slack], given: Mapping[str, Any]) -> Output:
    from bot.platforms.slack.installing.manifest import asked_manifest

    return Output(asked_manifest(given["url"], oauth=given["oauth"]))


def _make_webhook(section: Webhooks, world: World) -> Answering:
    from bot.platforms.webhook.client import WebhookPlatform

    return WebhookPlatform(
        section.targets,
        clock=world.clock,
        allow_hosts=world.allow_hosts,
        user_agent=world.user_agent,
        proxies=world.proxies,
    )


PLATFORMS = (
    PlatformEntry(
        CONSOLE, ChannelForm(CONSOLE, re.compile(CONSOLE), say("console")), _make_console
    ),
    PlatformEntry(
        "discord",
        ChannelForm(
            "discord:ID",
            re.compile(r"discord:[1-9][0-9]{0,19}"),
            say("{form} with the channel's number (copied from its menu)", form="discord:ID"),
        ),
        _make_discord,
        Discord,
        "set [discord] token, or WIREBELL_DISCORD__TOKEN; docs/discord.md",
        _invite_hint,
        questions=(Question("token", "Discord bot token (empty: no Discord)?"),),
        tools=(
            Tool(
                "invite",
                "Print the invite link with exactly the permissions needed.",
                (
                    ToolOption(
                        "application",
                        "The application id; read from the token if left out.",
                        positional=True,
                    ),
                ),
                _invite_link,
            ),
        ),
        help="Discord: the invite link.",
    ),
    PlatformEntry(
        "slack",
        ChannelForm(
            "slack:ID",
            re.compile(r"slack:[A-Za-z0-9]{1,40}"),
            say("{form}, such as {example}", form="slack:ID", example="slack:C0123ABCD"),
        ),
        _make_slack,
        Slack,
        "set [slack] bot_token and app_token; docs/slack.md",
        _manifest_hint,
        questions=(
            Question("bot_token", "Slack bot token, xoxb-… (empty: no Slack)?"),
            Question("app_token", "Slack app token, xapp-…?", after="bot_token"),
        ),
        tools=(
            Tool(
                "manifest",
                "Print the Slack app manifest with exactly the scopes needed.",
                (
                    ToolOption(
                        "url",
                        'The public address, for mode = "http"; left out for Socket Mode.',
                    ),
                    ToolOption(
                        "oauth",
                        "Let several workspaces install the app (needs --url).",
                        default=False,
                    ),
                ),
                _print_manifest,
            ),
        ),
        help="Slack: the app manifest.",
    ),
    PlatformEntry(
        "webhook",
        ChannelForm(
            "webhook:NAME",
            re.compile(r"webhook:[A-Za-z0-9][A-Za-z0-9_-]{0,39}"),
            say(
                "{form} of a table {table} in the file", form="webhook:NAME", table="[webhook.NAME]"
            ),
        ),
        _make_webhook,
        Webhooks,
        "set url and secret in a table [webhook.NAME]; docs/webhook.md",
    ),
)

FORMS = tuple(entry.channels for entry in PLATFORMS)
SECTIONS = {entry.name: entry.section for entry in PLATFORMS if entry.section}


def configured_platforms(settings: Any) -> Iterator[tuple[PlatformEntry, Any]]:
    """Go through the platforms that the settings set up, with the table of each."""
    for entry in PLATFORMS:
        section = getattr(settings, entry.name) if entry.section else None
        if section is None or section.configured:
            yield entry, section


def chat_platforms(settings: Any) -> list[tuple[PlatformEntry, Any]]:
    """List what is set up beside the console."""
    return [(entry, section) for entry, section in configured_platforms(settings) if entry.section]


def fix_of(name: str) -> str:
    """Tell how a platform is set up."""
    return next((entry.fix for entry in PLATFORMS if entry.name == name and entry.fix), name)


def is_channel(words: str) -> bool:
    """Tell whether something is written as the channel of a platform."""
    name, colon, _ = words.partition(":")
    return any(
        entry.name == name and bool(colon) == (entry.section is not None) for entry in PLATFORMS
    )
