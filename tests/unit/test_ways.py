"""There is one way for each thing: whoever goes past it is found in the syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.channels import CONSOLE
from bot.platforms import registry
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
    names = {f"Sqlite{port.__name__}": table for table, port in TABLES.items()}
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
    assert not past, f"go by a method of Changes in bot/service/changes.py: {past}"


# A platform is named in its own folder and in the registry; everything else asks the registry.

PLATFORMS = sorted(entry.name for entry in registry.PLATFORMS)
NAMED = re.compile(
    rf"(?<![a-z])(?:{'|'.join(set(PLATFORMS) - {CONSOLE})})(?![a-z])"
    # A console is a word of its own, and rich's: ours is meant where nothing stands beside it.
    rf"|\A['\"]{CONSOLE}['\"]\Z|platforms\.{CONSOLE}",
    re.IGNORECASE,
)
MAY_NAME = {
    "app.py": "the root picks adapters",
    "platforms/registry.py": "it is the list",
    "cli/root.py": "the first line of --help says what Wirebell is",
    "cli/ask.py": "the command line prints cards as the console does",
    "cli/running.py": "`once --json` writes cards as the console does",
    "core/channels.py": "the console's channel is there without any set-up",
}


def _docstrings(tree: ast.Module) -> set[int]:
    """Give the ids of the nodes that are docstrings, or explain a constant."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def named(tree: ast.Module) -> list[str]:
    """List where the code, not its explanations, names a platform."""
    told = _docstrings(tree)
    found = []
    for node in ast.walk(tree):
        words: list[str] = []
        match node:
            case ast.Constant(value=str(text)) if id(node) not in told:
                words = [repr(text)]
            case ast.ImportFrom(module=str(module)):
                words = [f"{module}.{item.name}" for item in node.names]
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                words = [name]
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                words = [name]
            case ast.keyword(arg=str(name)):
                words = [name]
        at = getattr(node, "lineno", 0)
        found += [f"{at}: {word}" for word in words if NAMED.search(word.replace("_", " "))]
    return found


def _own(file: Path) -> bool:
    return file.parts[0] == "platforms" and file.parts[1].removesuffix(".py") in PLATFORMS


def test_nothing_but_its_folder_and_the_registry_names_a_platform():
    found = {
        file.as_posix(): names
        for file, tree in trees(".")
        if not _own(file) and (names := named(tree))
    }
    assert {file: names for file, names in found.items() if file not in MAY_NAME} == {}
    assert set(MAY_NAME) - {"app.py"} <= set(found), "an exception that is none any more"


@pytest.mark.parametrize(
    "line",
    [
        "from bot.platforms.slack.settings import Slack",
        'channel = "discord:12"',
        "def slack_manifest(): ...",
        "answers.discord_token",
        'render(target="webhook")',
        'if channel == "console": pass',
    ],
)
def test_a_platform_that_is_named_is_seen(line: str):
    assert named(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    ['"""Slack and Discord are told."""', "from rich.console import Console", "draw(console=c)"],
)
def test_explanations_and_other_consoles_name_none(line: str):
    assert not named(ast.parse(line))


# An index that is counted back from another wraps round to the end where it goes below nothing.

SOUND = {
    "core/stories/similarity.py: order[ends - 1]": "each story has a member",
    "core/senses/left_context.py: document.tokens[at - 1]": "`before` begins beyond the first word",
    "core/senses/left_context.py: document.tokens[at - 2]": "reached where `word_before` found it",
    "core/summary/claims/notation.py: names[numbers[fold(name)] - 1]": "months count from one",
}
"""What needs no guard of its own, with the reason."""


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _asked(function: ast.AST) -> set[str]:
    """List the names that a function compares with something or asks for being nothing."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            found |= _names(node.test)
        elif isinstance(node, ast.BoolOp | ast.Compare):
            found |= _names(node)
    return found


def counted_back(tree: ast.Module) -> list[str]:
    """List the indexes `[x - n]` in functions that ask nothing of x."""
    found = []
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for function in functions:
        asked = _asked(function)
        for node in ast.walk(function):
            match node:
                case ast.Subscript(slice=ast.BinOp(left=left, op=ast.Sub())) if not (
                    _names(left) & asked
                ):
                    found.append(ast.unparse(node))
    return found


def test_an_index_counted_back_is_asked_whether_it_is_there():
    found = {f"{file}: {index}" for file, tree in trees(".") for index in counted_back(tree)}
    assert found == SOUND.keys()


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("def f(a, i): return a[i - 1]", 1),
        ("def f(a, i): return a.b[i - 2].c", 1),
        ("def f(a, i): return a[i - 1] if i else None", 0),
        ("def f(a, i):\n if i > 1:\n  return a[i - 2]", 0),
        ("def f(a, i): return i > 0 and a[i - 1]", 0),
        ("def f(a): return a[-1], a[1]", 0),
    ],
)
def test_only_unasked_indexes_are_found(line: str, count: int):
    assert len(counted_back(ast.parse(line))) == count
