"""The root command with the options that every command shares.

The module of a command is imported when that command is asked for: `--help` needs none of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
import typer.main
from typer.core import TyperGroup

from bot import __version__

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter

    from bot.app import App
    from bot.config import Settings
    from bot.ports import Store

T = TypeVar("T")

SHOWN = 200
"""Characters of a file's name in an error, by hand."""

COMMANDS = {
    "search": ("ask", "Search everything that was read, newest first."),
    "latest": ("ask", "Show the newest stories that hit a watch."),
    "story": ("ask", "Show a story: every outlet that tells it, in order of time."),
    "why": ("ask", "Explain an alert, or tell what became of the article at an address."),
    "trend": ("ask", "Show how much was written about a watch, day by day."),
    "health": ("ask", "Show what fails, what is held back and since when."),
    "subscribe": ("ask", "Have a channel follow a watch, or with --feed a whole feed."),
    "unsubscribe": ("ask", "Stop the alerts of a watch in a channel."),
    "subscriptions": ("ask", "List which channel follows what."),
    "check": (
        "doctor",
        "Look at configuration, database, feeds, tokens and channels; name the fix of each"
        " failure.",
    ),
    "run": ("running", "Poll, match and deliver until SIGTERM or SIGINT."),
    "once": ("running", "Poll what is due, deliver what is in the outbox, end."),
    "demo": (
        "setup",
        "Show the whole job on a small invented newsroom: no network, token or configuration.",
    ),
    "healthcheck": (
        "setup",
        "Tell a container's engine whether the running process is well (status 0) or not (1).",
    ),
    "match": ("texts", "Match watchlists against JSON lines on standard input."),
    "stories": (
        "texts",
        "Place JSON lines on standard input in stories, in the order they come.",
    ),
    "extract": ("texts", "Read the article of an HTML page: clean text without boilerplate."),
    "summarize": ("texts", "Condense an article: whole sentences of its own, in its language."),
    "init": ("wizard", "Write a configuration file, by questions or by flags."),
    "config": ("applying", "The configuration file: apply."),
    "watch": ("ask", "Watchlists: add, list, remove, test."),
    "feeds": ("feeds", "Feeds: add, list, remove, import, export, discover, poll."),
    "db": (
        "keeping.database",
        "The database: backup, restore, check, migrate; all but restore also while running.",
    ),
    "tenant": (
        "keeping.tenants",
        "Servers and workspaces: list, show, export, delete.",
    ),
    "discord": ("tools", "Discord: the invite link."),
    "slack": ("tools", "Slack: the app manifest."),
}
"""Every command in the order of the help: its module, and the first line of its own help."""


class Root(TyperGroup):
    """The group of all commands, each loaded when it is asked for."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Name the commands without loading one."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Load the module of a command, which adds it to `app`."""
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            import_module(f"bot.cli.{COMMANDS[cmd_name][0]}")
            built = typer.main.get_command(app)
            assert isinstance(built, TyperGroup)
            self.commands.update(built.commands)
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """List the commands by what is known of them here."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = typer.Typer(
    cls=Root,
    name="wirebell",
    help="News alerts for Discord and Slack: keyword watchlists, one message a story.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: to load what draws boxes takes four times as long as to print it.
    rich_markup_mode=None,
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


def _print_version(value: bool) -> None:
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
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Read the shared options."""
    options.config = config or Path("config.toml")
    options.named = config is not None
    options.json = as_json
    options.quiet = quiet


def current_settings() -> Settings:
    """Read the settings; without a file that was asked for, the defaults hold."""
    from bot import config, logs

    path = options.config
    found = path if options.named or (path is not None and path.exists()) else None
    read = config.load_settings(found)
    options.found = found is not None
    options.language = read.bot.language
    logs.set_up(
        "error" if options.quiet else read.bot.log_level,
        as_json=read.bot.log_format == "json",
        secrets=config.secrets_of(read, config.proxy_variables()),
    )
    return read


def with_app(work: Callable[[App], Awaitable[T]]) -> T:
    """Open the app from the settings to change something, run `work` in it and close it.

    The configuration file is not brought in by that: `run`, `once` and `config apply` do.
    """

    async def run() -> T:
        from bot.app import App

        opened = App(current_settings(), sys.stdout, as_json=options.json, from_file=options.found)
        try:
            return await work(opened)
        finally:
            await opened.close()

    return _run_work(run())


def write_out(file: Path, text: str) -> None:
    """Write a file for its owner only, never over the database; raises UsageError."""
    from bot.asked import refuse_own
    from bot.errors import UsageError
    from bot.ports.private import private_file

    try:
        refuse_own(current_settings(), file)
        private_file(file)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {str(file)[:SHOWN]}: {error.strerror}",
            fix="name a file in a folder that exists, and check its rights",
        ) from None


def with_reader(
    work: Callable[[App], Awaitable[T]], *, lists: bool = False, any_version: bool = False
) -> T:
    """Open the app to ask something, which changes and creates nothing, and run `work` in it.

    With `lists` a line tells of changes in the file that are not brought in yet.
    """

    async def run() -> T:
        from bot.app import App
        from bot.asked import asked_file

        read = current_settings()
        file = asked_file(read, any_version=any_version)
        opened = App(read, sys.stdout, as_json=options.json, file=file, from_file=options.found)
        try:
            answer = await work(opened)
            pending = len(await opened.file_changes()) if lists else 0
            _print_hint(file.path if file.missing else "", pending)
            return answer
        finally:
            await opened.close()

    return _run_work(run())


def with_store(work: Callable[[Store, Settings], Awaitable[T]]) -> T:
    """Ask the store alone, without the program around it, and tell of changes in the file."""

    async def run() -> T:
        import asyncio

        from bot.asked import asked_file, file_changes, open_store

        read = current_settings()
        file = asked_file(read)
        try:
            store = open_store(file)
            answer = await work(store, read)
            pending = len(await file_changes(read, store, from_file=options.found))
            _print_hint(file.path if file.missing else "", pending)
            return answer
        finally:
            await asyncio.to_thread(file.close)

    return _run_work(run())


def _run_work(work: Coroutine[Any, Any, T]) -> T:
    import asyncio  # the help needs no event loop

    return asyncio.run(work)


def _print_hint(missing: str, pending: int) -> None:
    """Say on standard error why an answer may not be what was expected."""
    from bot.i18n import plural_form, translator_for

    if options.quiet:
        return
    _ = translator_for(options.language)
    if missing:
        line = _("there is no database at {path} yet: `wirebell run` or `wirebell once` makes it")
        sys.stderr.write(line.format(path=missing) + "\n")
    elif pending and options.found:
        line = plural_form(
            options.language,
            "the configuration file has {n} change that is not applied"
            " (`wirebell config apply` shows it)",
            "the configuration file has {n} changes that are not applied"
            " (`wirebell config apply` shows them)",
            pending,
        )
        sys.stderr.write(line + "\n")


def emit_value(value: Any, text: Callable[[], str]) -> None:
    """Write a value as JSON under --json, else the text made for people."""
    if options.json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    else:
        sys.stdout.write(text() + "\n")
