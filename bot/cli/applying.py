"""The command that brings the configuration file into the database: shown first, then asked."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.cli.root import app, current_settings, emit_value, options
from bot.core.addresses import veiled
from bot.errors import UsageError
from bot.i18n import Translate, translator_for
from bot.said import say

if TYPE_CHECKING:
    from bot.ports import Delta, Diff, Follow

T = TypeVar("T")

config_app = typer.Typer(help="The configuration file: apply.", no_args_is_help=True)
app.add_typer(config_app, name="config")


@config_app.command("apply")
def apply(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Show what the file changes, ask, and bring it in; `run` does so at its start."""
    asyncio.run(_apply_file(yes))


async def _apply_file(yes: bool) -> None:
    from bot.app import App, clock

    read = current_settings()
    if not options.found:
        raise UsageError(
            say("there is no configuration file {path}", path=str(options.config)),
            fix=say("write one with `wirebell init`, or name another with --config"),
        )
    diff, reread = await _pending_diff()
    agreed = not len(diff) or yes or _ask_agreement(diff)
    if agreed and (len(diff) or reread):
        opened = App(read, sys.stdout, as_json=options.json)
        try:
            if await opened.file_changes() != diff:
                raise UsageError(
                    say("the database was changed meanwhile"), fix=say("look at it again")
                )
            await opened.apply(diff)
            if reread:
                await opened.feed_book.applied(clock())
        finally:
            await opened.close()
    if options.json or yes or not len(diff):
        emit_value(_diff_json(diff) | {"applied": agreed}, lambda: _diff_text(diff))
    if not agreed:
        raise typer.Exit(1)


async def _pending_diff() -> tuple[Diff, bool]:
    """Compare without touching anything; tells too whether whoever runs has to read the file."""
    from bot.app import App
    from bot.asked import asked_file

    read = current_settings()
    opened = App(read, sys.stdout, file=asked_file(read))
    try:
        return await opened.file_changes(), await opened.feed_book.is_of_use()
    finally:
        await opened.close()


def _ask_agreement(diff: Diff) -> bool:
    """Show a diff and ask; raises UsageError where there is nobody to ask."""
    sys.stderr.write(_diff_text(diff) + "\n")
    if not sys.stdin.isatty():
        raise UsageError(
            say("there is nobody to ask: standard input is no terminal"),
            fix=say("look at the changes above, then give --yes"),
        )
    _ = translator_for(options.language)
    return typer.confirm(_("Apply these changes?"), err=True)


def _diff_text(diff: Diff) -> str:
    _ = translator_for(options.language)
    if not len(diff):
        return _("the database agrees with the file")
    lines = [*_delta_lines(diff.feeds, _("feed"), lambda feed: feed.name, _)]
    lines += _delta_lines(diff.watchlists, _("watch"), lambda watch: watch.name, _)
    lines += _delta_lines(diff.follows, _("subscription"), _follow_name, _)
    return "\n".join(lines)


def _follow_name(follow: Follow) -> str:
    return f"{follow.subscription.channel}: {follow.watch or veiled(follow.feed)}"


def _delta_lines(
    delta: Delta[T], kind: str, name: Callable[[T], str], _: Translate
) -> Iterator[str]:
    """Write a line a thing: + comes, - goes, ~ changes, with what changes of it."""
    for item in delta.added:
        yield f"+ {kind} {name(item)}"
    for old, new in delta.changed:
        yield f"~ {kind} {name(old)}: {_difference_words(old, new, _)}"
    for item in delta.removed:
        yield f"- {kind} {name(item)}"


def _difference_words(old: object, new: object, _: Translate) -> str:
    changes = _changed_settings(old, new)
    parts = [
        f"{key} {_shown_value(was)} -> {_shown_value(to)}" for key, (was, to) in changes.items()
    ]
    return ", ".join(parts) or _("belongs to the file from now on")


def _shown_value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else repr(value)


def _changed_settings(old: object, new: object) -> dict[str, tuple[Any, Any]]:
    """List the settings that differ; whose it is, is none of them."""
    old, new = getattr(old, "subscription", old), getattr(new, "subscription", new)
    names = (item.name for item in fields(old) if item.name not in ("id", "fixed"))  # type: ignore[arg-type]
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _diff_json(diff: Diff) -> dict[str, Any]:
    return {
        "feeds": _delta_json(diff.feeds, lambda feed: feed.name),
        "watchlists": _delta_json(diff.watchlists, lambda watch: watch.name),
        "subscriptions": _delta_json(diff.follows, _follow_name),
        "unknown": list(diff.unknown),
    }


def _delta_json(delta: Delta[T], name: Callable[[T], str]) -> dict[str, Any]:
    return {
        "added": [name(item) for item in delta.added],
        "changed": [
            {"name": name(old), "changes": _changed_settings(old, new)}
            for old, new in delta.changed
        ],
        "removed": [name(item) for item in delta.removed],
    }
