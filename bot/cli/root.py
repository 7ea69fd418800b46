"""The root command with the options that every command shares."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot import __version__

if TYPE_CHECKING:
    from bot.app import App
    from bot.config import Settings

T = TypeVar("T")

app = typer.Typer(
    name="wirebell",
    help="News alerts for Discord and Slack: keyword watchlists, one message a story.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass
class Options:
    """The shared options of this call, and the language of the settings once they are read."""

    config: Path | None = None
    named: bool = False
    found: bool = False
    json: bool = False
    quiet: bool = False
    language: str = "en"


options = Options()


def _version(value: bool) -> None:
    if value:
        typer.echo(f"wirebell {__version__}")
        raise typer.Exit


@app.callback()
def root(
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", envvar="WIREBELL_CONFIG", help="The configuration file."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write machine-readable output; logs go to stderr.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Log errors only.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Read the shared options."""
    options.config = config or Path("config.toml")
    options.named = config is not None
    options.json = as_json
    options.quiet = quiet


def settings() -> Settings:
    """Read the settings; without a file that was asked for, the defaults hold."""
    from bot import config, logs

    path = options.config
    found = path if options.named or (path is not None and path.exists()) else None
    read = config.load(found)
    options.found = found is not None
    options.language = read.bot.language
    logs.set_up(
        "error" if options.quiet else read.bot.log_level,
        as_json=read.bot.log_format == "json",
        secrets=config.secrets_of(read),
    )
    return read


def with_app(work: Callable[[App], Awaitable[T]]) -> T:
    """Open the app from the settings to change something, run `work` in it and close it.

    The configuration file is not brought in by that: `run`, `once` and `config apply` do.
    """

    async def run() -> T:
        from bot.app import App

        opened = App(settings(), sys.stdout, as_json=options.json, from_file=options.found)
        try:
            return await work(opened)
        finally:
            await opened.close()

    return asyncio.run(run())


def with_reader(
    work: Callable[[App], Awaitable[T]], *, lists: bool = False, any_version: bool = False
) -> T:
    """Open the app to ask something, which changes and creates nothing, and run `work` in it.

    With `lists` a line tells of changes in the file that are not brought in yet.
    """

    async def run() -> T:
        from bot.app import App, asked_file

        read = settings()
        file = asked_file(read, any_version=any_version)
        opened = App(read, sys.stdout, as_json=options.json, file=file, from_file=options.found)
        try:
            answer = await work(opened)
            pending = len(await opened.file_changes()) if lists else 0
            _hint(file.path if file.missing else "", pending)
            return answer
        finally:
            await opened.close()

    return asyncio.run(run())


def _hint(missing: str, pending: int) -> None:
    """Say on standard error why an answer may not be what was expected."""
    from bot.i18n import plural, translator

    if options.quiet:
        return
    _ = translator(options.language)
    if missing:
        line = _("there is no database at {path} yet: `wirebell run` or `wirebell once` makes it")
        sys.stderr.write(line.format(path=missing) + "\n")
    elif pending and options.found:
        line = plural(
            options.language,
            "the configuration file has {n} change that is not applied"
            " (`wirebell config apply` shows it)",
            "the configuration file has {n} changes that are not applied"
            " (`wirebell config apply` shows them)",
            pending,
        )
        sys.stderr.write(line + "\n")


def emit(value: Any, text: Callable[[], str]) -> None:
    """Write a value as JSON under --json, else the text made for people."""
    if options.json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.write(text() + "\n")
