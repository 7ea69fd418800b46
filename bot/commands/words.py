"""A command as one line of text: read for Slack and for buttons, written for help and paging.

The main argument is the rest of the line. Options stand anywhere as `--days 30`, `--days=30` or
`days:30`; a value with blanks is quoted. Booleans may stand alone: `--urgent`, `--no-aliases`.
"""

from __future__ import annotations

import difflib
import re

from bot.commands.declared.declare import (
    BUTTONS,
    COMMANDS,
    ROOT,
    Command,
    Invocation,
    Option,
    Value,
    find_command,
)
from bot.core.language.text import fold
from bot.errors import UsageError
from bot.i18n import language_of
from bot.said import say

PRESS_LIMIT = 100  # characters of a button's id that Discord allows
LINE_LIMIT = 4000  # characters, the most that Discord lets one write
_PREFIX = "wb"
_QUOTED = r"\"[^\"]*\"|“[^”]*”|«[^»]*»"
_QUOTES = '"“”«» \u00a0'
_YES = frozenset({"1", "true", "yes", "on", "oui", "vrai", "y", "o"})
_NO = frozenset({"0", "false", "no", "off", "non", "faux", "n"})
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>|#?(\S+)")
_ROLE = re.compile(r"<(?:!subteam\^|@&)(\w+)(?:\|[^>]*)?>|@?(\S+)")


def parse_text(text: str) -> Invocation:
    """Read what stands after the root command; an empty line asks for help.

    Raises UsageError for an unknown command (with the nearest names) or a bad value.
    """
    words = text.split()
    if not words:
        return Invocation("help")
    for count in (2, 1):
        command = find_command(" ".join(words[:count])) if len(words) >= count else None
        if command:
            rest = text.split(maxsplit=count)[count:]
            return Invocation(command.name, parse_arguments(command, "".join(rest)))
    raise _unknown_command(words[0])


def _unknown_command(word: str) -> UsageError:
    names = {fold(name): name for command in COMMANDS for name in command.names.values()}
    near = difflib.get_close_matches(fold(word[:40]), names, n=3, cutoff=0.5)
    meant = ", ".join(names[key] for key in near)
    fix = say("Did you mean {names}?", names=meant) if near else say("Try /news help.")
    return UsageError(say("There is no command “{name}”.", name=word[:40]), fix=fix)


def parse_arguments(command: Command, text: str) -> dict[str, Value]:
    """Read the arguments of a command from one line; raises UsageError for a bad value."""
    if len(text) > LINE_LIMIT:  # unpaired quotes would cost the square of the length
        message = say("That is longer than {most} characters.", most=LINE_LIMIT)
        raise UsageError(message, fix=say("Write less."))
    arguments: dict[str, Value] = {}
    rest: list[str] = []
    at = 0
    for match in _flag_pattern(command).finditer(text):
        name = match["dashed"] or match["colon"]
        if name is None:
            continue
        rest.append(text[at : match.start()])
        at = _take_option(command, name, match, arguments)
    rest.append(text[at:])
    main = " ".join("".join(rest).split())
    if main and command.main:
        arguments[command.main.name] = _read_value(command.main, main)
    return arguments


def _flag_pattern(command: Command) -> re.Pattern[str]:
    names = {name for option in command.options for name in (option.name, *option.names.values())}
    any_name = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
    value = rf"(?P<value>{_QUOTED}|[^\s\"“«]\S*)"
    return re.compile(
        rf"{_QUOTED}"
        rf"|(?<!\S)(?:--|—|–)(?P<no>no-)?(?P<dashed>{any_name})(?![\w-])(?:[=:\s]\s*{value})?"
        rf"|(?<!\S)(?P<colon>{any_name}):\s*{value.replace('value', 'other')}",
        re.IGNORECASE,
    )


def _take_option(
    command: Command, name: str, match: re.Match[str], arguments: dict[str, Value]
) -> int:
    """Store one option; returns where reading goes on."""
    option = command.option(name)
    if option is None:
        return match.end()
    raw = match["value"] or match["other"] or ""
    alone = option.kind == "boolean" and fold(raw.strip(_QUOTES)) not in _YES | _NO
    if match["no"] or alone:
        arguments[option.name] = not match["no"]
        return match.start("value") if match["value"] else match.end()
    arguments[option.name] = _read_value(option, raw.strip(_QUOTES))
    return match.end()


def _read_value(option: Option, raw: str) -> Value:
    if option.kind == "integer":
        return _read_integer(option, raw)
    if option.kind == "boolean":
        return fold(raw) in _YES
    if option.kind == "choice":
        return _read_choice(option, raw)
    if option.kind in {"channel", "role"}:
        match = (_CHANNEL if option.kind == "channel" else _ROLE).match(raw)
        return (match[1] or match[2]) if match else raw
    return raw


def _read_integer(option: Option, raw: str) -> int:
    low, high = option.minimum or 0, option.maximum or 1_000_000
    if raw.isascii() and raw.isdigit() and len(raw) < 8 and low <= int(raw) <= high:
        return int(raw)
    raise UsageError(
        say(
            "{option}: “{value}” is not a number from {low} to {high}.",
            option=option.name,
            value=raw[:40],
            low=low,
            high=high,
        ),
        fix=say("Write {example}.", example=f"{option.name}:{min(30, high)}"),
    )


def _read_choice(option: Option, raw: str) -> str:
    for choice in option.choices:
        if fold(raw) in {fold(choice.value), *map(fold, choice.labels.values())}:
            return choice.value
    values = ", ".join(choice.value for choice in option.choices)
    raise UsageError(
        say("{option}: “{value}” is not known.", option=option.name, value=raw[:40]),
        fix=say("Choose from {values}.", values=values),
    )


def format_arguments(invocation: Invocation) -> str:
    """Write arguments so that `parse_arguments` reads the same."""
    command = find_command(invocation.command)
    main = command.main.name if command and command.main else BUTTONS.get(invocation.command, "")
    words = [str(invocation.arguments[main])] if main in invocation.arguments else []
    for name, value in invocation.arguments.items():
        if name != main:
            shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            words.append(f'{name}:"{shown}"' if " " in shown else f"{name}:{shown}")
    return " ".join(words)


def press_id(name: str, argument: str, page: int = 0) -> str:
    """Write a button's command as an id that survives a restart; may exceed PRESS_LIMIT.

    A `page` from 1 on makes a button that leafs through a list.
    """
    middle = f"{name}:p{page}" if page else name
    return f"{_PREFIX}:{middle}:{argument}"


def parse_press(custom_id: str) -> Invocation | None:
    """Read a button's id back; None when it is none of ours."""
    match = re.fullmatch(rf"{_PREFIX}:([a-z-]+):(?:p(\d{{1,6}}):)?(.*)", custom_id, re.DOTALL)
    if match is None:
        return None
    name, page, argument = match[1], int(match[2] or 1), match[3]
    if name in BUTTONS:
        return Invocation(name, {BUTTONS[name]: argument}, page)
    command = find_command(name)
    return Invocation(command.name, parse_arguments(command, argument), page) if command else None


def command_usage(command: Command, language: str = "en") -> str:
    """Write how a command is called, in the names of a language."""
    words = [f"/{ROOT} {command.names.get(language, command.name)}"]
    for option in command.options:
        name = option.names.get(language, option.name)
        if option is command.main:
            words.append(f"<{name}>" if option.required else f"[{name}]")
        else:
            words.append(f"[{name}:…]")
    return " ".join(words)


def help_text(language: str) -> str:
    """Explain every command in one line each."""
    key = language_of(language)
    return "\n".join(
        f"{command_usage(command, key)}: {command.description[key]}" for command in COMMANDS
    )
