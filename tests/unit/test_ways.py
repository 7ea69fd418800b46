"""There is one way for each thing: whoever goes past it is found in the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import Archive, Configured, Feeds, Notes, Outbox, Watches
from tests.conftest import ROOT

BOT = ROOT / "bot"
TABLES = {
    "archive": Archive,
    "configured": Configured,
    "feeds": Feeds,
    "notes": Notes,
    "outbox": Outbox,
    "watches": Watches,
}
"""The parts of a store by the name of their field."""


def trees(*parts: str) -> Iterator[tuple[Path, ast.Module]]:
    """Read the syntax of every module below some places of bot/."""
    for part in parts:
        place = BOT / part
        for file in sorted(place.rglob("*.py") if place.is_dir() else [place]):
            yield file.relative_to(BOT), ast.parse(file.read_text(encoding="utf-8"))


def _decorated(node: ast.ClassDef, name: str) -> set[str]:
    return {
        item.name
        for item in node.body
        if isinstance(item, ast.FunctionDef)
        and any(isinstance(mark, ast.Name) and mark.id == name for mark in item.decorator_list)
    }


def writing() -> dict[str, set[str]]:
    """List by table the methods that the store runs as writing transactions."""
    names = {port.__name__: table for table, port in TABLES.items()}
    found: dict[str, set[str]] = {table: set() for table in TABLES}
    for _, tree in trees("store"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in names:
                found[names[node.name]] |= _decorated(node, "writes")
    return found


WRITING = writing()


def _table(node: ast.expr) -> str:
    """Tell which table an expression ends in: `ask.service.store.outbox`, or just `outbox`."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def written(tree: ast.Module) -> list[str]:
    """List the calls that write to a store, with their lines."""
    return [
        f"{node.lineno}: {_table(node.func.value)}.{node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITING.get(_table(node.func.value), ())
    ]


def test_what_writes_is_known_of_every_table():
    assert all(WRITING.values())
    assert {"save", "remove", "mute"} <= WRITING["watches"]


@pytest.mark.parametrize(
    "line",
    [
        "ask.service.store.watches.remove(3)",
        "opened.store.feeds.poll_now(3, now)",
        "store.configured.apply(diff, now)",
        "outbox.digest_now(item.id, now)",
    ],
)
def test_a_write_past_the_service_is_seen(line: str):
    assert len(written(ast.parse(line))) == 1


@pytest.mark.parametrize(
    "line",
    ["ask.service.changes.unwatch(found)", "store.watches.all(tenant=t)", "wanted.remove(3)"],
)
def test_reading_and_the_services_own_changes_are_no_writes(line: str):
    assert not written(ast.parse(line))


def test_people_change_nothing_but_through_the_service():
    """Commands, command line, web pages and the root write to no table of the store."""
    past = [
        f"{file}:{call}"
        for file, tree in trees("commands", "cli", "web", "app.py", "opening.py", "wanted.py")
        for call in written(tree)
    ]
    assert past == []
