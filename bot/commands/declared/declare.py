"""Every command declared once: names, options and texts, from which each platform builds its own.

Discord makes native options of the declaration, Slack parses its one text string with it
(`bot.commands.words`), both hand an `Invocation` to a `Desk` and get a card back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.cards import Card
from bot.commands.declared.catalogue import OPTION_TEXTS, TEXTS
from bot.core.language.text import fold
from bot.models import Caller

ROOT = "news"

Kind = Literal["text", "integer", "choice", "channel", "role", "boolean"]
Value = str | int | bool | tuple[str, ...]
"""A list is handed over by the command line only; in chat it is a text with commas."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list with its label in each language."""

    value: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One argument of a command.

    Channels arrive at the desk as `discord:ID` or `slack:ID`, roles as the bare id. `long` asks
    for a field of several lines in a modal; `minimum` and `maximum` bound an integer.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    autocomplete: bool = False
    long: bool = False
    minimum: int | None = None
    maximum: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that people can ask for; the first option is its main argument.

    `changes` needs rights, `guild_only` makes no sense in a direct message, `modal` opens a
    modal when the main argument is missing.
    """

    name: str
    names: Mapping[str, str]
    description: Mapping[str, str]
    options: tuple[Option, ...] = ()
    changes: bool = False
    guild_only: bool = False
    modal: bool = False

    @property
    def main(self) -> Option | None:
        """Give the main argument, None for a command without options."""
        return self.options[0] if self.options else None

    def option(self, name: str) -> Option | None:
        """Find an option by its name in any language, folded."""
        wanted = fold(name)
        for option in self.options:
            if wanted in {fold(option.name), *map(fold, option.names.values())}:
                return option
        return None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command with its arguments by option name; `page` counts from 1."""

    command: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    page: int = 1


class Desk(Protocol):
    """Answer commands: checks rights itself and turns every error into a card."""

    async def run(self, invocation: Invocation, caller: Caller) -> Card:
        """Run a command and show what came of it."""
        ...

    async def complete(
        self, command: str, option: str, prefix: str, caller: Caller
    ) -> list[tuple[str, str]]:
        """Suggest (label, value) pairs for what was typed so far, best first."""
        ...

    async def gone(self, tenant: str) -> None:
        """Hear that a tenant removed the bot."""
        ...

    async def here(self, tenants: Collection[str], *, platform: str = "") -> None:
        """Hear that tenants have the bot; with `platform`, that they are all of that one."""
        ...


MODES = ("instant", "hourly", "daily", "thread")
SENSES = ("organisation", "place", "person")
_CHOICE_LABELS = {
    "instant": {"en": "at once", "fr": "tout de suite"},
    "hourly": {"en": "every hour", "fr": "toutes les heures"},
    "daily": {"en": "once a day", "fr": "une fois par jour"},
    "thread": {"en": "a thread per story", "fr": "un fil par sujet"},
    "organisation": {"en": "organisation", "fr": "organisation"},
    "place": {"en": "place", "fr": "lieu"},
    "person": {"en": "person", "fr": "personne"},
    "en": {"en": "English", "fr": "anglais"},
    "fr": {"en": "French", "fr": "français"},
}


def _declare_option(name: str, kind: Kind = "text", **more: object) -> Option:
    names, description = OPTION_TEXTS[name]
    return Option(name, kind, names=names, description=description, **more)  # type: ignore[arg-type]


def _declare_choice(name: str, values: tuple[str, ...]) -> Option:
    choices = tuple(Choice(value, _CHOICE_LABELS[value]) for value in values)
    return _declare_option(name, "choice", choices=choices)


def _declare_command(name: str, *options: Option, **flags: bool) -> Command:
    names, description = TEXTS[name]
    return Command(name, names, description, options, **flags)


_QUERY = _declare_option("query", required=True, long=True)
_WATCH = _declare_option("watch", required=True, autocomplete=True)
_ANY_WATCH = _declare_option("watch", autocomplete=True)
_FEED = _declare_option("feed", autocomplete=True)
_CHANNEL = _declare_option("channel", "channel")
_DAYS = _declare_option("days", "integer", minimum=1, maximum=90)
_ALIASES = _declare_option("aliases", "boolean")
_SENSE = _declare_choice("sense", SENSES)
_LANGUAGE = _declare_choice("language", ("en", "fr"))
_TIMEZONE = _declare_option("timezone")
_URL = _declare_option("url", required=True)

COMMANDS: tuple[Command, ...] = (
    _declare_command("latest", _ANY_WATCH),
    _declare_command("search", _QUERY, _DAYS, modal=True),
    _declare_command(
        "watch",
        _QUERY,
        _declare_option("name"),
        _ALIASES,
        _SENSE,
        _declare_option("languages"),
        _declare_option("sources"),
        _declare_option("urgent", "boolean"),
        _declare_option("off"),
        _declare_option("extra"),
        changes=True,
        modal=True,
    ),
    _declare_command("unwatch", _WATCH, changes=True, modal=True),
    _declare_command("watches"),
    _declare_command("test", _QUERY, _DAYS, _ALIASES, _SENSE, modal=True),
    _declare_command(
        "subscribe",
        _WATCH,
        _CHANNEL,
        _declare_choice("mode", MODES),
        _declare_option("at"),
        _declare_option("quiet"),
        _TIMEZONE,
        _declare_option("mention", "role"),
        _declare_option("burst"),
        _declare_option("updates", "boolean"),
        _LANGUAGE,
        _FEED,
        changes=True,
        guild_only=True,
        modal=True,
    ),
    _declare_command("unsubscribe", _WATCH, _CHANNEL, changes=True, guild_only=True),
    _declare_command("subscriptions", guild_only=True),
    _declare_command("story", _declare_option("story", autocomplete=True)),
    _declare_command("why", _declare_option("alert", autocomplete=True)),
    _declare_command("trend", _WATCH, _DAYS),
    _declare_command("digest", _ANY_WATCH, changes=True, guild_only=True),
    _declare_command("mute", _WATCH, _declare_option("duration"), changes=True),
    _declare_command("feeds"),
    _declare_command(
        "feed-add",
        _URL,
        _declare_option("name"),
        _declare_option("interval"),
        _declare_option("full_text", "boolean"),
        changes=True,
        modal=True,
    ),
    _declare_command(
        "feed-remove", _declare_option("url", required=True, autocomplete=True), changes=True
    ),
    _declare_command("health"),
    _declare_command("settings", _LANGUAGE, _TIMEZONE, changes=True),
    _declare_command("help", _declare_option("command", autocomplete=True)),
)

BUTTONS: Mapping[str, str] = {
    "follow": "story",
    "unfollow": "story",
    "mute-story": "story",
    "unmute-story": "story",
    "not-relevant": "alert",
}
"""What only buttons ask for, with the name of its argument."""


def find_command(name: str) -> Command | None:
    """Find a command by its name in any language; case, accents and hyphens are folded."""
    wanted = fold(name)
    for command in COMMANDS:
        if wanted in {fold(command.name), *map(fold, command.names.values())}:
            return command
    return None
