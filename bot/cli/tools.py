"""Commands that only one platform has, made of what its entry in the registry declares."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

import typer

from bot.cli.root import app, current_settings, emit_value
from bot.platforms.plug import PlatformEntry, Tool, ToolOption
from bot.platforms.registry import PLATFORMS


def _add_tools(entry: PlatformEntry) -> None:
    group = typer.Typer(help=entry.help, no_args_is_help=True)
    for tool in entry.tools:
        group.command(tool.name, help=tool.help)(_make_command(entry, tool))
    app.add_typer(group, name=entry.name)


def _make_command(entry: PlatformEntry, tool: Tool) -> Callable[..., None]:
    def command(**given: Any) -> None:
        output = tool.run(lambda: getattr(current_settings(), entry.name), given)
        if output.value is None:
            sys.stdout.write(output.text)
        else:
            emit_value(output.value, lambda: output.text)

    parameters = [_make_parameter(option) for option in tool.options]
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return command


def _make_parameter(option: ToolOption) -> Parameter:
    make: Any = typer.Argument if option.positional else typer.Option
    default = make(option.default, help=option.help)
    return keyword_parameter(option.name, type(option.default), default)


def keyword_parameter(name: str, kind: Any, default: Any) -> Parameter:
    """Make a parameter of a command whose options are not known before it runs."""
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)


for _entry in PLATFORMS:
    if _entry.tools:
        _add_tools(_entry)
