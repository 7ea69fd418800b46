"""The slash command as Discord wants it, written there only when it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.declared.spec import COMMANDS, ROOT, ROOT_DESCRIPTION, Choice, Command, Option
from bot.platforms.discord.api import DiscordWire
from bot.ports import Notes

Json = dict[str, Any]

SUBCOMMAND = 1  # Discord's type of an option
KINDS = {"text": 3, "choice": 3, "integer": 4, "boolean": 5, "channel": 7, "role": 8}
TEXT_CHANNELS = [0, 5, 10, 11, 12, 15]
"""Channel types that alerts can go to: text, announcement, their threads, forum."""

GUILD, BOT_DM = 0, 1  # Discord's contexts of a command
GUILD_INSTALL = 0  # Discord's type of an installation
_GLOBAL_PATH = "/applications/{application_id}/commands"
_GUILD_PATH = "/applications/{application_id}/guilds/{guild_id}/commands"
LOCALES = {"en": ("en-US", "en-GB"), "fr": ("fr",)}
_GLOBAL_ONLY = ("contexts", "integration_types")
_SHOWN = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "type",
    "required",
    "autocomplete",
    "choices",
    "value",
    "channel_types",
    "min_value",
    "max_value",
    "contexts",
    "integration_types",
    "default_member_permissions",
)


def localised_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Write the texts of a declaration for each locale of Discord."""
    return {locale: texts[key] for key, locales in LOCALES.items() for locale in locales}


def root_command() -> Json:
    """Build the one command, each declared command a subcommand."""
    return {
        "name": ROOT,
        "type": 1,
        "description": ROOT_DESCRIPTION["en"],
        "description_localizations": localised_texts(ROOT_DESCRIPTION),
        "options": [_declare_subcommand(command) for command in COMMANDS],
        "default_member_permissions": None,
        "contexts": [GUILD, BOT_DM],
        "integration_types": [GUILD_INSTALL],
    }


def _declare_subcommand(command: Command) -> Json:
    return {
        "type": SUBCOMMAND,
        **_declared_texts(command),
        "options": [_declare_option(option, command.modal) for option in command.options],
    }


def _declared_texts(thing: Command | Option) -> Json:
    return {
        "name": thing.name,
        "name_localizations": localised_texts(thing.names),
        "description": thing.description["en"],
        "description_localizations": localised_texts(thing.description),
    }


def _declare_option(option: Option, modal: bool) -> Json:
    built: Json = {"type": KINDS[option.kind], **_declared_texts(option)}
    built["required"] = option.required and not modal  # left out, it opens the modal
    if option.kind == "channel":
        built["channel_types"] = TEXT_CHANNELS
    if option.choices:
        built["choices"] = [_declare_choice(choice) for choice in option.choices]
    if option.autocomplete:
        built["autocomplete"] = True
    if option.minimum is not None:
        built["min_value"] = option.minimum
    if option.maximum is not None:
        built["max_value"] = option.maximum
    return built


def _declare_choice(choice: Choice) -> Json:
    return {
        "name": choice.labels["en"],
        "name_localizations": localised_texts(choice.labels),
        "value": choice.value,
    }


async def sync_commands(
    wire: DiscordWire, notes: Notes, application: str, guilds: Sequence[str]
) -> int:
    """Bring Discord's lists in step with the declaration; returns how many were written.

    With `guilds` the command stands in those alone, else everywhere.
    """
    everywhere = root_command()
    local = {name: part for name, part in everywhere.items() if name not in _GLOBAL_ONLY}
    scopes = {"": [] if guilds else [everywhere]} | {guild: [local] for guild in guilds}
    written = [
        await _sync_scope(wire, notes, application, scope, commands)
        for scope, commands in scopes.items()
    ]
    return sum(written)


async def _sync_scope(
    wire: DiscordWire, notes: Notes, application: str, guild: str, wanted: list[Json]
) -> bool:
    path = _GUILD_PATH if guild else _GLOBAL_PATH
    ids = {"application_id": application} | ({"guild_id": guild} if guild else {})
    there = await wire.call("GET", path, ids, query={"with_localizations": "true"})
    key = f"discord:commands:{application}:{guild or 'global'}"
    stored = f"{_command_digest(wanted)} {_command_digest(there)}".encode()
    if _command_digest(wanted) == _command_digest(there) or await notes.note(key) == stored:
        return False
    there = await wire.call("PUT", path, ids, body=wanted)
    await notes.keep_note(key, f"{_command_digest(wanted)} {_command_digest(there)}".encode())
    return True


def _command_digest(commands: object) -> str:
    return hashlib.sha256(
        json.dumps(_command_essence(commands), sort_keys=True).encode()
    ).hexdigest()


def _command_essence(value: object) -> object:
    """Keep what a declaration says: no ids, no versions, nothing that is empty or a default."""
    if isinstance(value, list):
        return [_command_essence(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "name" not in value:
        return value
    return {name: _command_essence(value[name]) for name in _SHOWN if value.get(name)}
