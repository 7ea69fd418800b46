"""Questions on the command line: the same answers as the slash commands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.root import app, options, with_app, with_reader
from bot.core.channels import CONSOLE
from bot.models import OPERATOR, Caller, Sense

if TYPE_CHECKING:
    from bot.app import App
    from bot.cards import Card
    from bot.commands.declared.declare import Value


LISTS = ("watches", "subscriptions", "health")
"""Commands that list what the configuration file may have other things to say about."""


def operator_caller(language: str) -> Caller:
    """Give the caller that the command line stands for."""
    return Caller(tenant=OPERATOR, channel=CONSOLE, language=language, may_manage=True)


def ask_desk(
    command: str, page: int = 1, *, asking: bool = False, **arguments: Value | None
) -> None:
    """Run a command of the desk as the operator and print its card; `asking` changes nothing."""
    from bot.commands.declared.declare import find_command

    async def work(opened: App) -> Card:
        return await answer_command(opened, command, page, arguments)

    declared = find_command(command)
    if declared and declared.changes and not asking:
        show_card(with_app(work))
    else:
        show_card(with_reader(work, lists=command in LISTS))


async def answer_command(
    opened: App, command: str, page: int, arguments: dict[str, Value | None]
) -> Card:
    """Run a command of the desk as the operator; errors are raised."""
    from bot.commands.declared.declare import Invocation

    given = {name: value for name, value in arguments.items() if value is not None}
    caller = operator_caller(opened.settings.bot.language)
    if command == "health":
        import asyncio

        from bot.web.alive import running_health, troubles_of

        found = await asyncio.to_thread(running_health, opened.settings.web.listen)
        opened.service.vitals.others = () if isinstance(found, str) else troubles_of(found)
    return await opened.desk.answer(Invocation(command, given, page), caller)


def show_card(card: Card) -> None:
    """Print a card: drawn on a terminal, plain in a pipe, one JSON object under --json."""
    from bot.platforms.console import ConsolePlatform

    ConsolePlatform(sys.stdout, as_json=options.json).show(card)


Page = Annotated[int, typer.Option("--page", min=1, help="Which page of the list.")]
Days = Annotated[int, typer.Option("--days", min=1, max=365, help="How many days back.")]


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words or an expression.")],
    days: Days = 30,
    page: Page = 1,
) -> None:
    """Search everything that was read, newest first."""
    ask_desk("search", page, query=query, days=days)


@app.command()
def latest(
    watch: Annotated[str | None, typer.Argument(help="Only stories of this watch.")] = None,
    page: Page = 1,
) -> None:
    """Show the newest stories that hit a watch."""
    ask_desk("latest", page, watch=watch)


@app.command()
def story(
    number: Annotated[str, typer.Argument(help="The story's number.")], page: Page = 1
) -> None:
    """Show a story: every outlet that tells it, in order of time."""
    ask_desk("story", page, story=number)


@app.command()
def why(
    alert: Annotated[
        str | None, typer.Argument(help="Its number, or an article's address; else the newest.")
    ] = None,
) -> None:
    """Explain an alert, or tell what became of the article at an address."""
    ask_desk("why", alert=alert)


@app.command()
def trend(watch: Annotated[str, typer.Argument(help="A watch.")], days: Days = 14) -> None:
    """Show how much was written about a watch, day by day."""
    ask_desk("trend", watch=watch, days=days)


@app.command()
def health() -> None:
    """Show what fails, what is held back and since when."""
    ask_desk("health")


watch_app = typer.Typer(help="Watchlists: add, list, remove, test.", no_args_is_help=True)
app.add_typer(watch_app, name="watch")


@watch_app.command("add")
def watch_add(
    query: Annotated[str, typer.Argument(help="Words or an expression.")],
    name: Annotated[str | None, typer.Option(help="A name; the query if left out.")] = None,
    aliases: Annotated[
        bool, typer.Option("--aliases/--no-aliases", help="Whether its other names count too.")
    ] = True,
    off: Annotated[
        list[str] | None, typer.Option("--off", help="Switch one form off; may be repeated.")
    ] = None,
    extra: Annotated[
        list[str] | None, typer.Option("--extra", help="A form of your own; may be repeated.")
    ] = None,
    sense: Annotated[Sense | None, typer.Option(help="What a homonym stands for.")] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", help="Only this one; may be repeated.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this outlet; may be repeated.")
    ] = None,
    urgent: Annotated[bool, typer.Option(help="Break through quiet hours.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how it is read and what it finds; save nothing.")
    ] = False,
) -> None:
    """Save a watch; shows how it is read and what else it finds, each form switchable."""
    ask_desk(
        "watch",
        asking=dry_run,
        query=query,
        name=name,
        aliases=aliases,
        off=tuple(off or ()),
        extra=tuple(extra or ()),
        sense=sense.value if sense else None,
        languages=tuple(language or ()),
        sources=tuple(source or ()),
        urgent=urgent,
        dry_run=dry_run,
    )


@watch_app.command("list")
def watch_list(page: Page = 1) -> None:
    """List the watches."""
    ask_desk("watches", page)


@watch_app.command("remove")
def watch_remove(name: Annotated[str, typer.Argument(help="The watch's name or id.")]) -> None:
    """Delete a watch with its subscriptions."""
    ask_desk("unwatch", watch=name)


@watch_app.command("test")
def watch_test(
    query: Annotated[str, typer.Argument(help="Words or an expression.")],
    days: Days = 14,
    aliases: Annotated[
        bool, typer.Option("--aliases/--no-aliases", help="Whether its other names count too.")
    ] = True,
    sense: Annotated[Sense | None, typer.Option(help="What a homonym stands for.")] = None,
) -> None:
    """Replay stored history: how many alerts, stories and sources a query would have had."""
    ask_desk("test", query=query, days=days, aliases=aliases, sense=sense.value if sense else None)


@app.command()
def subscribe(
    watch: Annotated[str, typer.Argument(help="A watch; or a channel, then the watch.")],
    channel: Annotated[str, typer.Argument(help="PLATFORM:ID, or console.")] = CONSOLE,
    feed: Annotated[bool, typer.Option("--feed", help="The first argument names a feed.")] = False,
    mode: Annotated[str, typer.Option(help="instant, hourly, daily or thread.")] = "instant",
    at: Annotated[str | None, typer.Option(help="Local time of a daily digest.")] = None,
    quiet: Annotated[str | None, typer.Option(help="Quiet hours, such as 22:00-07:00.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Such as Europe/Paris.")] = None,
    burst: Annotated[str | None, typer.Option(help="Such as 5/10m.")] = None,
    updates: Annotated[bool, typer.Option(help="Post follow-ups too.")] = False,
    mention: Annotated[str | None, typer.Option(help="Role or user group to call.")] = None,
) -> None:
    """Have a channel follow a watch, or with --feed a whole feed."""
    name, where = _watch_and_channel(watch, channel)
    ask_desk(
        "subscribe",
        feed=name if feed else None,
        watch=None if feed else name,
        channel=where,
        mode=mode,
        at=at,
        quiet=quiet,
        timezone=timezone,
        burst=burst,
        updates=updates,
        mention=mention,
    )


def _watch_and_channel(first: str, second: str) -> tuple[str, str]:
    """Take watch and channel in either order."""
    from bot.platforms.registry import is_channel

    return (second, first) if is_channel(first) else (first, second)


@app.command()
def unsubscribe(
    watch: Annotated[str, typer.Argument(help="A watch; or a channel, then the watch.")],
    channel: Annotated[str, typer.Argument(help="PLATFORM:ID, or console.")] = CONSOLE,
) -> None:
    """Stop the alerts of a watch in a channel."""
    name, where = _watch_and_channel(watch, channel)
    ask_desk("unsubscribe", watch=name, channel=where)


@app.command()
def subscriptions(page: Page = 1) -> None:
    """List which channel follows what."""
    ask_desk("subscriptions", page)
