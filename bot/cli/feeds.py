"""Feeds on the command line: add, list, remove, import, export, discover, poll."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import (
    app,
    emit_value,
    with_app,
    with_reader,
    with_store,
    write_out,
)
from bot.core.addresses import is_veiled, veiled
from bot.errors import FetchError, InputError, ParseError, StoreBusy, UsageError
from bot.feeds.fetch.reasons import without_fix
from bot.models import OPERATOR, Failed, Feed, Fetched, FetchRequest, Origin

if TYPE_CHECKING:
    from bot.app import App
    from bot.config import Settings
    from bot.ports import Store
    from bot.service.intake.report import PollReport

feeds_app = typer.Typer(
    help="Feeds: add, list, remove, import, export, discover, poll.", no_args_is_help=True
)
app.add_typer(feeds_app, name="feeds")

SECRETS = "Write passwords and keys of addresses too."


@feeds_app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    name: Annotated[str, typer.Option(help="The outlet's name.")] = "",
    language: Annotated[str, typer.Option(help="Its language, such as fr.")] = "",
    interval: Annotated[str, typer.Option(help="How often to read it, such as 10m.")] = "",
    full_text: Annotated[bool, typer.Option(help="Always fetch the pages of its entries.")] = False,
) -> None:
    """Add a feed; its first read alerts nothing."""
    from bot.core.alerts.schedule import parse_duration

    feed = Feed(
        id=0,
        url=url,
        name=name,
        language=language,
        interval=parse_duration(interval) if interval else None,
        full_text=full_text,
    )
    stored, new = with_app(lambda opened: _add_feed(opened, feed))
    # Who typed an address may see it again; what the feed moved to meanwhile may hold a key.
    words = f"added {stored.name}: {url}" if new else f"{url} is read already"
    emit_value(_feed_json(stored, secrets=stored.url == url), lambda: words)


async def _add_feed(opened: App, feed: Feed) -> tuple[Feed, bool]:
    from bot.app import clock

    return await opened.service.changes.add_feed(
        feed, tenant=OPERATOR, origin=Origin.CLI, now=clock()
    )


@feeds_app.command("list")
def list_feeds(
    with_secrets: Annotated[bool, typer.Option("--with-secrets", help=SECRETS)] = False,
) -> None:
    """List the feeds with their state, last and next poll."""
    feeds, own = with_store(_listed_feeds)
    rows = [
        _feed_json(feed, secrets=with_secrets) | {"fetch": own.get(feed.id, {})} for feed in feeds
    ]
    emit_value(rows, lambda: _feed_table(feeds, own, secrets=with_secrets))


async def _listed_feeds(store: Store, read: Settings) -> tuple[list[Feed], dict[int, Any]]:
    """Give the feeds, and by their ids what is particular about fetching them."""
    from bot.wanted import options_in, options_of_feeds

    feeds = await store.feeds.all(tenant=OPERATOR)
    known = options_of_feeds(read)
    found = {feed.id: options_in(known, feed).shown() for feed in feeds if known}
    return feeds, {number: shown for number, shown in found.items() if shown}


def _own_words(shown: dict[str, Any]) -> str:
    """Name on one line what is particular about fetching a feed."""
    parts = [
        f"{name} {', '.join(value) if isinstance(value, list) else value}"
        if value is not True
        else name
        for name, value in shown.items()
    ]
    return f"  [{'; '.join(parts)}]" if parts else ""


def _address(feed: Feed, *, secrets: bool) -> str:
    return feed.url if secrets else veiled(feed.url)


def _feed_json(feed: Feed, *, secrets: bool) -> dict[str, Any]:
    reason, fix = without_fix(feed.last_error)
    return {
        "id": feed.id,
        "url": _address(feed, secrets=secrets),
        "name": feed.name,
        "language": feed.language,
        "entries": feed.entries,
        "state": feed.state.value,
        "last_poll": feed.last_poll.isoformat() if feed.last_poll else None,
        "next_poll": feed.next_poll.isoformat() if feed.next_poll else None,
        "last_error": str(reason) or None,
        "fix": str(fix) or None,
        "full_text": feed.full_text,
        "interval": feed.interval,
        "fixed": feed.fixed,
    }


def _feed_table(feeds: list[Feed], own: dict[int, dict[str, Any]], *, secrets: bool) -> str:
    if not feeds:
        return "no feeds; `wirebell feeds add URL` adds one"
    rows = []
    for feed in feeds:
        last = f"{feed.last_poll:%Y-%m-%d %H:%M}" if feed.last_poll else "never read"
        error = f"  {feed.last_error}" if feed.last_error else ""
        # Addresses that differ in what is left out look alike; the number tells them apart.
        about = f"{feed.name}  {_address(feed, secrets=secrets)}"
        if is_veiled(feed.url) and not secrets:
            about += f" (#{feed.id})"
        about += _own_words(own.get(feed.id, {}))
        rows.append(f"{feed.state.value:8} {feed.entries:5} {last:16}  {about}{error}")
    return "\n".join(rows)


@feeds_app.command("remove")
def remove(url: Annotated[str, typer.Argument(help="The feed's address, name or id.")]) -> None:
    """Stop reading a feed; what was read stays."""
    from bot.cli.ask import ask_desk

    ask_desk("feed-remove", url=url)


@feeds_app.command("import")
def import_opml(file: Annotated[Path, typer.Argument(help="An OPML file, or -.")]) -> None:
    """Add every feed of an OPML file."""
    from bot.cli import inputs
    from bot.feeds.parse.opml import read_list

    try:
        found = read_list(inputs.read_text(file))
    except ParseError as error:
        fix = error.fix or "hand in the OPML that another reader exports"
        raise InputError(str(error), fix=fix) from None
    feeds = [Feed(id=0, url=item.url, name=item.name) for item in found.feeds]
    new, refused = with_app(lambda opened: _import_feeds(opened, feeds))
    left = [*map(str, found.left), *refused]
    known = len(feeds) - new - len(refused)
    emit_value(
        {"found": len(feeds), "added": new, "known": known, "left_out": left},
        lambda: "\n".join(
            [
                f"{len(feeds)} feeds found, {new} added, {known} known already,"
                f" {len(left)} left out",
                *(f"left out: {why}" for why in left),
            ]
        ),
    )


async def _import_feeds(opened: App, feeds: list[Feed]) -> tuple[int, list[str]]:
    """Add feeds; gives how many are new, and why others were refused."""
    from bot.cli.progress import show_progress

    new, refused = 0, []
    with show_progress("Importing", len(feeds)) as step:
        for feed in feeds:
            try:
                _stored, fresh = await _add_feed(opened, feed)
            except UsageError as error:
                refused.append(str(error))
                continue
            new += fresh
            step(feed.name)
    return new, refused


@feeds_app.command("export")
def export_opml(
    file: Annotated[Path | None, typer.Argument(help="The file to write; else stdout.")] = None,
    with_secrets: Annotated[bool, typer.Option("--with-secrets", help=SECRETS)] = False,
) -> None:
    """Write the feeds as OPML, without the passwords and keys of their addresses."""
    from bot.app import clock
    from bot.feeds.parse.opml import OpmlFeed, write_opml

    feeds = with_store(lambda store, _: store.feeds.all(tenant=OPERATOR))
    items = [OpmlFeed(_address(feed, secrets=with_secrets), feed.name) for feed in feeds]
    text = write_opml(items, "Wirebell", clock())
    if file is None:
        sys.stdout.write(text)
    else:
        write_out(file, text)
        typer.echo(f"{len(items)} feeds written to {file}")
    hidden = sum(is_veiled(feed.url) for feed in feeds)
    if hidden and not with_secrets:
        sys.stderr.write(
            f"{hidden} addresses are incomplete: what may be a password or key was left out;"
            " --with-secrets writes it\n"
        )


@feeds_app.command("discover")
def discover_feeds(url: Annotated[str, typer.Argument(help="A site, page or feed.")]) -> None:
    """Find the feeds of a site."""
    found = with_reader(lambda opened: _discover_feeds(opened, url))
    rows = [{"url": item.url, "title": item.title, "kind": item.kind} for item in found]
    emit_value(
        rows, lambda: "\n".join(f"{row['url']}  {row['title']}" for row in rows) or "no feed found"
    )


async def _discover_feeds(opened: App, url: str) -> list[Any]:
    from bot.feeds.parse.discover import FoundFeed, find_feeds

    # As a feed: the address may be that of one, which a page is not.
    page = await opened.fetcher.fetch_feed(FetchRequest(url))
    if isinstance(page, Failed):
        raise FetchError(f"{veiled(url)}: {page.reason}", fix=page.fix or "check the address")
    if not isinstance(page, Fetched):
        raise FetchError(f"{veiled(url)}: no answer", fix="check the address")
    try:
        parsed = await opened.reader.read_feed(page.body, page.content_type, page.charset, page.url)
    except ParseError:
        return list(find_feeds(page.body, page.url, page.charset, page.links))
    return [FoundFeed(page.url, parsed.title, "itself")]


@feeds_app.command("poll")
def poll(url: Annotated[str, typer.Argument(help="The feed's address, name or id.")]) -> None:
    """Read one feed now; a running process is asked to do it."""
    report = with_app(lambda opened: _poll_feed(opened, url))
    if report is None:
        emit_value({"asked": True}, lambda: "the running process reads it now")
        return
    from bot.service.intake.report import PollOutcome

    value = {"outcome": report.outcome, "new": report.new, "reason": report.reason or None}
    value["fix"] = report.fix or None
    fix = f" (fix: {report.fix})" if report.fix else ""
    emit_value(value, f"{report.outcome}: {report.new} new {report.reason}{fix}".rstrip)
    if report.outcome is PollOutcome.FAILED:
        raise typer.Exit(1)


async def _poll_feed(opened: App, url: str) -> PollReport | None:
    from bot.app import clock

    feed = await opened.find_feed(url)
    await opened.service.changes.poll_now(feed, clock())
    try:
        opened.file.claim()
    except StoreBusy:
        return None
    await opened.service.start(clock())
    return await opened.service.poll_feed(replace(feed, etag="", body_hash=""), clock())
