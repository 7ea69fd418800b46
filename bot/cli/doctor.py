"""The doctor: what works, what does not, and for each failure what to do about it."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.root import app, current_settings, emit_value, options
from bot.core.addresses import veiled
from bot.core.health import red_troubles, told_trouble
from bot.core.lanes import Errand, errand
from bot.errors import ParseError, WirebellError, WorkersAway
from bot.models import Failed, Feed, Fetched, FetchRequest, GivenUp, NotModified
from bot.service.intake.pages import read_document
from bot.service.questions import PRESSING_FOR
from bot.web.alive import running_health, troubles_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import App
    from bot.config import Settings
    from bot.ports import Diff, Platform

_LEFT = "it ends at {}, where its headers and cookies do not go: write that address if they should"
PLATFORM_WITHIN = 45.0  # seconds, over what a platform's own log-in may take


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One thing that was looked at; `note` is the fix where it is not well."""

    what: str
    well: bool
    note: str = ""


@app.command()
def check() -> None:
    """Look at configuration, database, feeds, tokens and channels; name the fix of each failure."""
    rows, hints = asyncio.run(_examine_all())
    failed = sum(not row.well for row in rows)
    value = {
        "ok": not failed,
        "checks": [{"what": row.what, "ok": row.well, "note": row.note} for row in rows],
        "hints": hints,
    }
    if options.json:
        emit_value(value, str)
    else:
        _draw_rows(rows, hints, failed)
    if failed:
        raise typer.Exit(1)


async def _examine_all() -> tuple[list[CheckedRow], list[str]]:
    from bot.app import App
    from bot.asked import asked_file

    try:
        read = current_settings()
    except WirebellError as error:
        return [_fault_row("configuration", error)], []
    rows = [CheckedRow("configuration", True, _count_words(read))]
    try:
        file = asked_file(read)
        opened = App(read, sys.stderr, as_json=options.json, file=file, from_file=options.found)
    except WirebellError as error:
        return [*rows, _fault_row("database", error)], []
    try:
        rows += await _running_rows(opened)
        rows += await _database_rows(opened, missing=file.missing)
        diff = await opened.file_changes()
        rows += await _name_rows(opened, diff)
        rows += await _ledger_rows(opened)
        rows += _let_through(read)
        rows += await _proxies(opened, diff)
        rows += await _feed_rows(opened, diff)
        rows += [CheckedRow(*row) for row in await opened.summariser.check()]
        rows += await _platform_rows(opened, diff)
    finally:
        await opened.close()
    return rows, _setup_hints(read)


def _fault_row(what: str, error: WirebellError) -> CheckedRow:
    return CheckedRow(what, False, f"{error} (fix: {error.fix})" if error.fix else str(error))


def _count_words(read: Settings) -> str:
    parts = (read.feeds, "feeds"), (read.watchlists, "watchlists"), (read.subscriptions, "channels")
    return ", ".join(f"{len(items)} {name}" for items, name in parts) + " in the file"


async def _running_rows(opened: App) -> list[CheckedRow]:
    """Show what the running process says of itself; that none runs is no failure."""
    found = await asyncio.to_thread(running_health, opened.settings.web.listen)
    if isinstance(found, str):
        return [CheckedRow("the running process", True, found or "not asked")]
    troubles = red_troubles(troubles_of(found))
    rows = [
        CheckedRow(
            told_trouble(trouble, str),
            False,
            f"since {trouble.since:%Y-%m-%d %H:%M} (fix: {trouble.fix})",
        )
        for trouble in troubles
    ]
    return rows or [CheckedRow("the running process", True, "is well")]


async def _database_rows(opened: App, *, missing: bool) -> list[CheckedRow]:
    if missing:
        return [_to_come(Path(opened.file.path))]
    try:
        problems = await opened.file.check()
    except WirebellError as error:
        return [_fault_row("database", error)]
    fix = "restore a backup (docs/operations.md)"
    damage = [CheckedRow("database", False, f"{problem} (fix: {fix})") for problem in problems]
    return damage or [CheckedRow("database", True, opened.file.path)]


def _to_come(path: Path) -> CheckedRow:
    """Tell whether the database that is not there yet can be made."""
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return CheckedRow("database", True, f"{path} is made by the first run")
    return CheckedRow(
        "database", False, f"{there} cannot be written to (fix: its rights, or [bot] data_dir)"
    )


async def _name_rows(opened: App, diff: Diff) -> list[CheckedRow]:
    """Check what refers to something else, and name what was given up."""
    from bot.app import clock
    from bot.service.preview import preview_watch

    rows = [
        CheckedRow(
            f"subscription {name}", False, "there is no such watchlist or feed (fix: its name)"
        )
        for name in diff.unknown
    ]
    for watch in (*diff.watchlists.added, *(new for _, new in diff.watchlists.changed)):
        try:
            await preview_watch(watch)
        except WirebellError as error:
            rows.append(_fault_row(f"watchlist {watch.name}", error))
    await opened.service.engines.refresh()
    broken = opened.service.engines.broken
    health = await opened.service.questions.health(None, broken, now=clock())
    rows += [
        CheckedRow(f"watchlist {name}", False, str(problem)) for name, problem in health.broken
    ]
    rows += [
        CheckedRow(
            f"channel {item.channel}", False, f"paused: {item.paused} (fix: subscribe it again)"
        )
        for item in health.paused
    ]
    return rows + [_given_up(item, clock()) for item in health.given_up]


def _given_up(lost: GivenUp, now: datetime) -> CheckedRow:
    """Name what was given up; only what is fresh is a failure that somebody may still mend."""
    what = f'{lost.kind} {lost.delivery} "{lost.title}" to {lost.channel}'
    note = f"given up at {lost.at:%Y-%m-%d %H:%M} UTC: {lost.reason}"
    fix = f"`wirebell why {lost.delivery}` tells what it was; the log tells more"
    return CheckedRow(what, lost.at < now - PRESSING_FOR, f"{note} (fix: {fix})")


async def _ledger_rows(opened: App) -> list[CheckedRow]:
    """Check that every entry and match has an outcome."""
    from bot.commands.books import book_sentence
    from bot.core.ledger import ACCOUNTS, added_up, by_tenant

    book = by_tenant(await opened.store.archive.ledger(), None)
    rows = []
    for total in ACCOUNTS:
        well = not added_up(book, total).missing
        fix = "" if well else " (fix: report it with this line; nothing that is due is held back)"
        rows.append(CheckedRow(f"ledger of {total}", well, book_sentence(book, total, str) + fix))
    return rows


def _let_through(read: Settings) -> list[CheckedRow]:
    """Advise on what [fetch] allow_hosts opens: it is no failure, but seldom all wanted."""
    from bot.feeds.fetch.address_guard import open_ports

    wide = ", ".join(open_ports(read.fetch.allow_hosts))
    note = f"{wide}: every port there may be fetched; host:port opens a single one"
    return [CheckedRow("[fetch] allow_hosts", True, note)] if wide else []


async def _proxies(opened: App, diff: Diff) -> list[CheckedRow]:
    """Try each proxy once, on an address for which it is asked."""
    from bot.feeds.fetch.probe import try_proxy
    from bot.platforms import registry

    read = opened.settings
    stored = [feed.url for feed in [*await opened.store.feeds.all(), *diff.feeds.added]]
    tables: list[tuple[str, Any, list[str]]] = [("fetch", read.fetch, stored)]
    tables += [
        (entry.name, section, [section.api_base])
        for entry, section in registry.chat_platforms(read)
        if hasattr(section, "proxy")
    ]
    tables += [("summary", read.summary, [read.summary.base_url])] if read.summary.base_url else []
    rows = []
    for name, section, urls in tables:
        proxies = opened.proxies.of(section.proxy.get_secret_value())
        for proxy in proxies.all():
            # Behind a tunnel the proxy's answers are told from the server's.
            secure_first = sorted(urls, key=lambda url: not url.startswith("https:"))
            url = next((url for url in secure_first if proxies.to(url) == proxy), "")
            if urls and not url:
                continue
            fault = await try_proxy(proxy, url)
            note = f"{fault.reason} (fix: {fault.fix})" if fault.reason else ""
            rows.append(CheckedRow(f"proxy of [{name}]: {proxy}", not fault.reason, note))
    return rows


async def _feed_rows(opened: App, diff: Diff) -> list[CheckedRow]:
    gone = {feed.id for feed in diff.feeds.removed}
    stored = await opened.store.feeds.all()
    new = {old.id: feed for old, feed in diff.feeds.changed}
    feeds = [new.get(feed.id, feed) for feed in stored if feed.id not in gone]
    feeds += [replace(feed, fixed=True) for feed in diff.feeds.added]
    if not feeds:
        return [CheckedRow("feeds", False, "there are none (fix: `wirebell feeds add URL`)")]
    return list(await asyncio.gather(*(_feed_row(opened, feed) for feed in feeds)))


async def _feed_row(opened: App, feed: Feed) -> CheckedRow:
    what = f"feed {feed.name} ({veiled(feed.url)})"
    own = opened.feed_book.of(feed)
    errand.set(Errand(feed.url, options=own))
    answer = await opened.fetcher.fetch_feed(FetchRequest(feed.url))
    match answer:
        case Failed(reason=reason, fix=fix):
            return CheckedRow(what, False, f"{reason} (fix: {fix})" if fix else str(reason))
        case NotModified():
            return CheckedRow(what, True, "unchanged")
        case Fetched():
            row = await _entries_row(opened, what, answer)
            left = own.left_behind(answer.url)
            return (
                replace(row, note=f"{row.note}; {_LEFT.format(veiled(answer.url))}")
                if left
                else row
            )


async def _entries_row(opened: App, what: str, answer: Fetched) -> CheckedRow:
    try:
        _, parsed = await read_document(opened.fetcher, opened.reader, answer)
    except ParseError as error:
        fix = error.fix or "`wirebell feeds discover` finds the feeds of a site"
        return CheckedRow(what, False, f"{error} (fix: {fix})")
    except WorkersAway as error:
        return _fault_row(what, error)
    return CheckedRow(what, True, f"{len(parsed.entries)} entries")


async def _platform_rows(opened: App, diff: Diff) -> list[CheckedRow]:
    from bot.platforms import registry

    chat = {
        entry.name: opened.platforms[entry.name]
        for entry, _ in registry.chat_platforms(opened.settings)
    }
    followed = await _followed_channels(opened, diff)
    rows = await _homeless_rows(opened, followed)
    if not chat and not rows:
        return [CheckedRow("chat", True, "no token is set: alerts go to the console")]
    for name, platform in chat.items():
        rows += await _rows_of_platform(name, platform, followed)
    return rows


async def _homeless_rows(opened: App, followed: set[str]) -> list[CheckedRow]:
    """Name the channels whose platform is not set up: what goes to them waits for ever."""
    from bot.platforms import registry

    named = followed | {opened.settings.bot.operator_channel} - {""}
    return [
        CheckedRow(
            channel, False, f"no token of {platform} is set (fix: {registry.fix_of(platform)})"
        )
        for channel in sorted(named)
        if (platform := channel.partition(":")[0]) not in opened.platforms
    ]


async def _followed_channels(opened: App, diff: Diff) -> set[str]:
    """List the channels that are followed once the file is brought in."""
    gone = {follow.subscription.id for follow in diff.follows.removed}
    stored = await opened.store.watches.subscriptions()
    found = {item.channel for item in stored if item.id not in gone}
    return found | {follow.subscription.channel for follow in diff.follows.added}


async def _rows_of_platform(name: str, platform: Platform, followed: set[str]) -> list[CheckedRow]:
    channels = sorted(channel for channel in followed if channel.startswith(f"{name}:"))
    try:
        async with asyncio.timeout(PLATFORM_WITHIN):
            return [CheckedRow(*row) for row in await platform.check(channels)]
    except TimeoutError:
        return [
            CheckedRow(name, False, f"no answer (fix: check the network and [{name}] in the file)")
        ]
    except WirebellError as error:
        return [_fault_row(name, error)]
    except Exception as error:  # noqa: BLE001 - a library that stumbles over a value is a row too
        return [CheckedRow(name, False, f"{type(error).__name__} (fix: correct [{name}])")]


def _setup_hints(read: Settings) -> list[str]:
    """Say how the bot is invited, where a platform is set up."""
    from bot.platforms import registry

    return [
        hint for entry, section in registry.chat_platforms(read) for hint in entry.hints(section)
    ]


def _draw_rows(rows: list[CheckedRow], hints: list[str], failed: int) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for row in rows:
        mark = Text("ok   ", "green") if row.well else Text("FAIL ", "bold red")
        note = Text(f"  {row.note}", "dim" if row.well else "") if row.note else Text()
        console.print(Text.assemble(mark, row.what, note))
    for hint in hints:
        console.print(Text(f"     {hint}"))
    console.print(Text(f"{failed} of {len(rows)} checks failed" if failed else "all is well"))
