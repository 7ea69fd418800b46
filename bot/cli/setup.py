"""Getting started and staying well: demo, healthcheck."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.root import app, current_settings, options
from bot.core.channels import CONSOLE
from bot.core.health import red_troubles, told_trouble
from bot.web.alive import Answer, running_health, troubles_of

if TYPE_CHECKING:
    from bot.config import Settings


@app.command()
def demo(
    keep: Annotated[
        Path | None, typer.Option(help="A folder to keep the database in; else a temporary one.")
    ] = None,
) -> None:
    """Show the whole job on a small invented newsroom: no network, token or configuration."""
    from bot import logs

    logs.set_up("error" if options.quiet else "warning")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run_demo(keep or Path(folder)))


async def _run_demo(folder: Path) -> None:
    from bot.app import App, clock
    from bot.demo.server import Newsroom

    async with Newsroom(clock()) as newsroom:
        opened = App(_demo_settings(newsroom, folder), sys.stdout, as_json=options.json)
        try:
            await opened.start()
            _print_line(
                f"A newsroom of {len(newsroom.feeds)} outlets is served on {newsroom.base}."
            )
            first = await opened.service.poll_all(clock(), everything=True)
            _print_line(
                f"First read: {first.new} articles stored for search. A first read alerts nothing."
            )
            newsroom.advance()
            _print_line("New articles come in; each story is told once:\n")
            second = await opened.service.poll_all(clock(), everything=True)
            await opened.service.drain(clock())
            _print_line(f"{second.new} new articles. Next: wirebell init, or see README.md.")
        finally:
            await opened.close()


def _print_line(line: str) -> None:
    if not options.json:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _demo_settings(newsroom: object, folder: Path) -> Settings:
    from bot.config import Bot, FeedEntry, Fetch, Settings, SubscriptionEntry, WatchEntry, Web
    from bot.demo.newsroom import WATCHES
    from bot.demo.server import Newsroom

    assert isinstance(newsroom, Newsroom)
    feeds = tuple(
        FeedEntry(url=feed.url, name=feed.name, language=feed.language, full_text=feed.full_text)
        for feed in newsroom.feeds
    )
    watches = tuple(
        WatchEntry(name=watch.name, query=watch.query, sense=watch.sense) for watch in WATCHES
    )
    return Settings(
        bot=Bot(data_dir=folder, log_level="warning"),
        fetch=Fetch(allow_hosts=("127.0.0.1",), min_interval=1),
        web=Web(listen=""),
        feeds=feeds,
        watchlists=watches,
        subscriptions=(
            SubscriptionEntry(channel=CONSOLE, watchlists=tuple(watch.name for watch in WATCHES)),
        ),
    )


@app.command()
def healthcheck() -> None:
    """Tell a container's engine whether the running process is well (status 0) or not (1)."""
    found = running_health(current_settings().web.listen)
    if isinstance(found, str):
        typer.echo(f"not well: {found or 'no answer that can be read'}", err=True)
        raise typer.Exit(1)
    if found["reasons"]:
        typer.echo(_unwell_words(found), err=True)
        raise typer.Exit(1)
    typer.echo(json.dumps(found, ensure_ascii=False))


def _unwell_words(found: Answer) -> str:
    lines = []
    for trouble in red_troubles(troubles_of(found)):
        fix = f" (fix: {trouble.fix})" if trouble.fix else ""
        lines.append(
            f"{told_trouble(trouble, str)}, since {trouble.since:%Y-%m-%d %H:%M:%S %Z}{fix}"
        )
    return "not well: " + "\n          ".join(lines or found["reasons"])
