"""Commands that poll and deliver: run, once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import app, current_settings, emit_value, options
from bot.models import Delivery
from bot.ports.private import narrow

if TYPE_CHECKING:
    from bot.app import App
    from bot.cards import Card
    from bot.config import Settings
    from bot.service.service import PollSummary


@app.command()
def run() -> None:
    """Poll, match and deliver until SIGTERM or SIGINT."""
    from bot import opening

    read = _own_settings()
    running = opening.run_app(
        read, sys.stdout, as_json=options.json, from_file=options.found, reread=_own_settings
    )
    asyncio.run(running)


def _own_settings() -> Settings:
    """Read the settings; a file with secrets in it is for its owner only from now on."""
    from bot.config import secrets_of

    read = current_settings()
    if options.found and options.config and secrets_of(read) and narrow(options.config):
        from bot.logs import get_logger  # the help needs none of it

        get_logger(__name__).warning(
            "only their owner may read these from now on", files=[options.config.name]
        )
    return read


@app.command()
def once(
    everything: Annotated[
        bool, typer.Option("--all", help="Poll every feed, whether it is due or not.")
    ] = False,
) -> None:
    """Poll what is due, deliver what is in the outbox, end."""
    from bot.service.service import PollSummary

    done = Round(PollSummary())
    try:
        asyncio.run(_run_once(everything, done))
    except BaseException:
        # What was told is on record as told: a fault after it must not keep it from who reads this.
        if done.alerts:
            _emit(done)
        raise
    _emit(done)
    summary = done.summary
    if done.away or (summary.polled and summary.failed == summary.polled):
        raise typer.Exit(1)


@dataclass
class Round:
    """What a round did: its polls, the cards that went out, the platforms whose alerts wait."""

    summary: PollSummary
    alerts: list[dict[str, Any]] = field(default_factory=list)
    away: dict[str, str] = field(default_factory=dict)


def _emit(done: Round) -> None:
    summary = done.summary
    value: dict[str, Any] = {
        "feeds": {
            "polled": summary.polled,
            "unchanged": summary.unchanged,
            "failed": summary.failed,
        },
        "entries": {"new": summary.new},
        "alerts": done.alerts,
        "problems": [
            {"url": url, "reason": reason, "fix": fix or None}
            for url, reason, fix in summary.problems
        ],
        "away": [{"platform": name, "reason": why} for name, why in done.away.items()],
    }
    emit_value(value, lambda: once_text(summary, len(done.alerts), done.away))


async def _run_once(everything: bool, done: Round) -> None:
    """Do one round and note in `done` what it did."""
    from bot.app import App, clock

    opened = App(
        _own_settings(),
        sys.stderr if options.json else sys.stdout,
        as_json=options.json,
        shown=lambda delivery, card: done.alerts.append(_alert_json(delivery, card)),
        from_file=options.found,
    )
    try:
        await opened.begin()
        await opened.start_platforms(listen=False)
        # What an interrupted run left in the outbox goes before what is new.
        await opened.service.drain(clock())
        done.summary = await _poll_feeds(opened, everything)
        done.away = {name: str(error) for name, error in opened.connector.failed.items()}
        await opened.service.drain(clock())
        await opened.service.clean_up(clock(), keep_days=opened.settings.bot.keep_days)
    finally:
        await opened.close()


async def _poll_feeds(opened: App, everything: bool) -> PollSummary:
    from bot.app import clock
    from bot.service.service import PollSummary

    feeds = await opened.store.feeds.due(clock(), everything=everything)
    if not feeds:
        return PollSummary()
    from bot.cli.progress import show_progress

    # What matches and places takes long to load: only what is due is worth it.
    await opened.service.start(clock())
    with show_progress("Polling", len(feeds)) as step:
        return await opened.service.poll_all(
            clock(), everything=everything, done=lambda report: step(report.feed.name)
        )


def _alert_json(delivery: Delivery, card: Card) -> dict[str, Any]:
    from bot.platforms.console import card_json

    about = {"delivery": delivery.id, "kind": delivery.kind.value, "channel": delivery.channel}
    return about | {"story": delivery.story} | card_json(card)


def once_text(summary: PollSummary, alerts: int, away: Mapping[str, str]) -> str:
    """Word what a round did."""
    lines = [
        f"{summary.polled} feeds polled, {summary.unchanged} unchanged, {summary.failed} failed;"
        f" {summary.new} new entries, {alerts} alerts"
    ]
    lines += [
        f"  failed: {url}: {reason}{f' (fix: {fix})' if fix else ''}"
        for url, reason, fix in summary.problems
    ]
    lines += [f"  {name}: {why} Its alerts wait for the next round." for name, why in away.items()]
    return "\n".join(lines)
