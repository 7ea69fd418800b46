"""Commands that only ask change nothing; `once`, `run` and `config apply` bring the file in."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from typer.main import get_command

from bot.app import App
from bot.asked import asked_file
from bot.cards import plain_lines
from bot.cli import main, whole_app
from bot.commands.declared.spec import COMMANDS, Invocation
from bot.config import Bot, Settings
from bot.models import OPERATOR, Caller, Sense, Watchlist
from bot.store.sqlite.assemble import File, open_store
from tests.fakes.rows import START, batch, feed, filing, posting, subscription, watch
from tests.scenario.asking import APART, ASKING, CHANGING
from tests.scenario.process import write_config

FILE = """
[[feeds]]
url = "http://127.0.0.1:9/rss"
name = "Quai"
[[watchlists]]
name = "Béton"
query = "béton"
[[subscriptions]]
channel = "console"
watchlists = ["Béton"]
"""


Told = tuple[int, str, str]
Wirebell = Callable[..., Told]


@pytest.fixture
def wirebell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Wirebell:
    """Give a way to run commands in a folder of their own, in this process: each loads nothing."""
    for name in [name for name in os.environ if name.startswith("WIREBELL")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Told:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


async def fill(path: Path, at: datetime = START, **of_feed: str) -> File:
    """Make a database as a bot with a file leaves it, with an alert on its way."""
    made = File(str(path))
    store = open_store(made)
    stored, _new = await store.feeds.add(feed(**of_feed), tenant="", origin="file", now=at)
    saved = await store.watches.save(watch(""), "ciment", origin="file")
    await store.watches.save(watch("discord:1", "Grue", "grue"), "grue", origin="chat")
    follows = await store.watches.subscribe(subscription(saved.id), origin="file")
    one = filing(1, 1, at=at, hits=[saved.id], postings=[posting(follows, 1)])
    await store.archive.commit(batch(stored, one, at=at))
    return made


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _leaves(command: object, path: str = "") -> Iterator[str]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path
        return
    for name, child in children.items():
        yield from _leaves(child, f"{path} {name}".strip())


def test_of_every_command_is_known_whether_it_changes_anything() -> None:
    asked = [" ".join(words) for words in ASKING]
    known = CHANGING | APART
    commands = set(_leaves(get_command(whole_app())))
    left = {
        path
        for path in commands - known
        if not any(f"{line} ".startswith(f"{path} ") for line in asked)
    }
    assert not left, (
        f"ask {left} in ASKING of tests/scenario/asking.py (with_reader opens what only asks), or"
        " name it there among those that change"
    )
    assert known <= commands


@pytest.mark.parametrize("configured", [False, True], ids=["no file", "another file"])
@pytest.mark.parametrize("running", [False, True], ids=["stopped", "running"])
def test_asking_changes_no_byte(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wirebell: Wirebell,
    running: bool,
    configured: bool,
) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("WIREBELL_BOT__DATA_DIR", str(data))
    if configured:
        monkeypatch.setenv("WIREBELL_CONFIG", str(write_config(tmp_path, FILE)))
    bot = asyncio.run(fill(data / "wirebell.db"))
    if running:
        bot.claim()
    else:
        bot.close()
    before, names = {path: _digest(path) for path in data.glob("*.db*")}, _names(data)
    for words in ASKING:
        status, _out, err = wirebell(*words)
        # The feed of the tests cannot be read, as the doctor tells.
        assert status == 0 or words == ("check",), (words, err)
    assert _names(data) == names
    # The index of the log is shared memory: readers mark in it what they read.
    kept = {path: digest for path, digest in before.items() if not path.name.endswith("-shm")}
    assert {path: _digest(path) for path in kept} == kept
    assert _names(elsewhere) == {"copy.db", "copy.json"}
    if running:
        bot.close()


def test_without_a_database_nothing_is_made(tmp_path: Path, wirebell: Wirebell) -> None:
    for words in (("watch", "list"), ("feeds", "list")):
        status, _out, err = wirebell(*words)
        assert status == 0, err
        assert "no database" in err
        assert "wirebell run" in err
    status, _out, err = wirebell("db", "backup", "copy.db")
    assert (status, "no database" in err) == (1, True)
    assert _names(tmp_path) == set()


def test_the_file_is_shown_first_and_brought_in_by_consent(
    tmp_path: Path, wirebell: Wirebell
) -> None:
    config = write_config(tmp_path, FILE)
    path = tmp_path / "data" / "wirebell.db"
    asyncio.run(fill(path)).close()
    before = _digest(path)
    _status, out, err = wirebell("watch", "list")
    assert "Ciment" in out
    assert "6 changes that are not applied" in err
    status, _out, err = wirebell("config", "apply")
    assert status == 2
    assert "--yes" in err
    for line in ("+ feed Quai", "- watch Ciment", "+ watch Béton", "+ subscription console"):
        assert line in err
    assert _digest(path) == before
    status, out, err = wirebell("--json", "config", "apply", "--yes")
    assert status == 0, err
    assert json.loads(out)["watchlists"] == {
        "added": ["Béton"],
        "changed": [],
        "removed": ["Ciment"],
    }
    _status, out, err = wirebell("watch", "list")
    assert "Béton" in out
    assert "Ciment" not in out
    assert err == ""
    _status, out, _err = wirebell("config", "apply")
    assert "agrees with the file" in out
    assert config.exists()


def test_changing_one_thing_does_not_bring_the_file_in(tmp_path: Path, wirebell: Wirebell) -> None:
    write_config(tmp_path, FILE)
    asyncio.run(fill(tmp_path / "data" / "wirebell.db")).close()
    status, _out, err = wirebell("watch", "add", "Dakar")
    assert status == 0, err
    _status, out, _err = wirebell("--json", "watch", "list")
    assert {item["title"] for item in json.loads(out)["items"]} == {"Ciment", "Dakar"}


def test_a_watch_of_the_command_line_takes_every_field_that_chat_takes(
    tmp_path: Path, wirebell: Wirebell
) -> None:
    asyncio.run(fill(tmp_path / "data" / "wirebell.db")).close()
    words = ("Genève", "--language", "fr", "--language", "de", "--source", "Le Phare", "--urgent")
    own = ("--name", "Rade", "--off", "genevois", "--extra", "Cité, la", "--sense", "place")
    status, out, err = wirebell("watch", "add", *words, *own)
    assert status == 0, err
    assert "✗ genevois" in out
    (saved,) = (one for one in _stored(tmp_path) if one.name == "Rade")
    assert saved == Watchlist(
        saved.id,
        OPERATOR,
        "Rade",
        "Genève",
        aliases_off=("genevois",),
        aliases_extra=("Cité, la",),
        sense=Sense.PLACE,
        languages=("fr", "de"),
        sources=("Le Phare",),
        urgent=True,
    )


def test_a_watch_of_the_file_is_not_overwritten_by_hand(tmp_path: Path, wirebell: Wirebell) -> None:
    write_config(tmp_path, FILE)
    assert wirebell("config", "apply", "--yes")[0] == 0
    status, _out, err = wirebell("watch", "add", "béton armé", "--name", "beton")
    assert status == 1
    assert "another name" in err
    assert [one.query for one in _stored(tmp_path)] == ["béton"]
    status, out, err = wirebell("watch", "add", "béton armé", "--name", "beton", "--dry-run")
    assert (status, "Not saved yet" in out) == (0, True), err


def _stored(folder: Path) -> list[Watchlist]:
    store = open_store(File(str(folder / "data" / "wirebell.db")))
    try:
        return asyncio.run(store.watches.all())
    finally:
        store.watches.file.close()


@pytest.mark.parametrize("removed", ["file", "watch"])
def test_once_delivers_what_was_held_when_the_file_changed(
    tmp_path: Path, wirebell: Wirebell, removed: str
) -> None:
    config = write_config(tmp_path, FILE)
    asyncio.run(fill(tmp_path / "data" / "wirebell.db")).close()
    if removed == "file":
        config.unlink()
    _status, out, err = wirebell("--json", "once")
    assert [card["title"] for card in json.loads(out)["alerts"]] == ["Le ciment flambe"], err
    left = {"Ciment"} if removed == "file" else {"Béton"}
    _status, out, _err = wirebell("--json", "watch", "list")
    assert {item["title"] for item in json.loads(out)["items"]} == left


def test_without_a_file_there_is_nothing_to_apply(tmp_path: Path, wirebell: Wirebell) -> None:
    status, _out, err = wirebell("config", "apply", "--yes")
    assert (status, "no configuration file" in err) == (2, True)
    assert _names(tmp_path) == set()


def test_a_command_that_asks_tells_an_older_database_from_damage(
    tmp_path: Path, wirebell: Wirebell
) -> None:
    (tmp_path / "data").mkdir()
    sqlite3.connect(tmp_path / "data" / "wirebell.db").execute(
        "CREATE TABLE x (y)"
    ).connection.close()
    status, _out, err = wirebell("latest")
    assert status == 1
    assert "older version" in err
    assert "wirebell db migrate" in err
    status, _out, err = wirebell("db", "migrate")
    assert status == 0, err
    assert wirebell("latest")[0] == 0


async def test_no_statement_of_a_reader_writes(tmp_path: Path) -> None:
    bot = await fill(tmp_path / "wirebell.db")
    settings = Settings(bot=Bot(data_dir=tmp_path))
    reader = asked_file(settings)
    opened = App(settings, io.StringIO(), file=reader)
    said: list[str] = []
    reader._reader.conn.set_trace_callback(said.append)
    caller = Caller(OPERATOR, "console", may_manage=True)
    for command in (command for command in COMMANDS if not command.changes):
        given = {
            option.name: "1" for option in command.options if option.name in ("story", "alert")
        }
        given |= {"query": "ciment", "watch": "Ciment"}
        card = await opened.desk.run(Invocation(command.name, given), caller)
        assert card.tone != "bad", (command.name, plain_lines(card))
    await opened.file_changes()
    await opened.close()
    bot.close()
    assert len(said) > 50
    # The search index tells of its own statements with two hyphens before them.
    begun = {words.lstrip("- ").split()[0].upper() for words in said}
    assert begun <= {"BEGIN", "SELECT", "WITH", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA"}
