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
    options.language = read.bot.language
    logs.set_up(
        "error" if options.quiet else read.bot.log_level,
        as_json=read.bot.log_format == "json",
        secrets=config.secrets_of(read),
    )
    return read


def with_app(work: Callable[[App], Awaitable[T]]) -> T:
    """Open the app from the settings, run `work` in it and close it."""

    async def run() -> T:
        from bot.app import App

        opened = App(settings(), sys.stdout, as_json=options.json)
        try:
            await opened.open()
            return await work(opened)
        finally:
            await opened.close()

    return asyncio.run(run())


def emit(value: Any, text: Callable[[], str]) -> None:
    """Write a value as JSON under --json, else the text made for people."""
    if options.json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.write(text() + "\n")


# Each module adds its commands to `app` when it is imported.
from bot.cli import ask, doctor, feeds, keeping, running, setup, texts, wizard  # noqa: E402, F401
