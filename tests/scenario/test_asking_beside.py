"""Commands that ask, beside a running bot and on copies, each in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer.main

from bot.cli import whole_app
from tests.scenario.asking import ASKING as READING
from tests.scenario.process import ROOT, end, start, write_config
from tests.scenario.test_asking import fill

TRACED = """
import os, sqlite3
real = sqlite3.connect
def connect(*given, **named):
    made = real(*given, **named)
    def note(words):
        with open(os.environ["TRACE"], "a", encoding="utf-8") as out:
            out.write(words.replace("\\n", " ") + "\\n")
    made.set_trace_callback(note)
    return made
sqlite3.connect = connect
"""
"""What a child loads before anything else: every connection tells its statements."""

SCRIPT = """
import json, sys
from bot.cli import main
for words in json.loads(sys.argv[2]):
    try:
        main(["--config", sys.argv[1], *words])
    except SystemExit as end:
        print("ended", end.code or 0, *words, file=sys.stderr)
"""

ASKING = (*READING, ("healthcheck",), ("config", "apply"))
"""Every command that reads the database."""

APART = {
    *("run", "once", "init", "subscribe", "unsubscribe", "db migrate", "db restore"),
    *("feeds add", "feeds remove", "feeds import", "feeds poll", "watch remove", "tenant delete"),
    *("demo", "match", "stories", "extract", "summarize"),
    *("feeds discover", "slack manifest", "discord invite"),
}
"""What changes something, or has no database or one of its own."""

READS = {"BEGIN", "SELECT", "WITH", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE"}

SETTINGS = {"query_only", "recursive_triggers"}
"""What a reader sets for its own connection; nothing of it reaches the file."""

SILENT = "http://127.0.0.1:9/rss"

FILE = f"""
[[feeds]]
url = "{SILENT}"
name = "Le Phare"
interval = "1s"
[[watchlists]]
name = "Ciment"
query = "ciment"
[[subscriptions]]
channel = "console"
watchlists = ["Ciment"]
"""
"""A bot that is busy with a feed that it cannot reach."""


async def _ask(config: Path, folder: Path, *commands: tuple[str, ...]) -> tuple[list[str], str]:
    """Run commands in one traced child; give the statements and what it wrote as errors."""
    (folder / "sitecustomize.py").write_text(TRACED, "utf-8")
    trace = folder / "trace.txt"
    trace.write_text("", "utf-8")
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SCRIPT, str(config), json.dumps(commands)),
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "TRACE": str(trace)},
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _out, err = await child.communicate()
    assert child.returncode == 0, err.decode()
    return trace.read_text("utf-8").splitlines(), err.decode()


def _begun(statements: list[str]) -> set[str]:
    # The search index tells of its own statements with two hyphens before them.
    return {words.lstrip("- ").split()[0].upper() for words in statements if words.strip("- ")}


async def test_beside_a_running_bot_no_reader_sends_a_statement_that_writes(tmp_path: Path) -> None:
    config, path = write_config(tmp_path, FILE), tmp_path / "data" / "wirebell.db"
    (await fill(path, datetime.now(UTC), url=SILENT)).close()
    asker = tmp_path / "asker"
    asker.mkdir()
    child = await start(config, "run", out=tmp_path / "out")
    try:
        await _wait_for(path, "deliveries WHERE state = 'sent'")
        said, err = await _ask(config, asker, *ASKING)
        own, _err = await _ask(config, asker, ("watch", "add", "Dakar"))
    finally:
        await end(child)
    assert "Traceback" not in err
    ended = [line for line in err.splitlines() if line.startswith("ended")]
    assert len(ended) == len(ASKING), err
    # The doctor and the watchdog tell of the feed that is silent and of the page that is off.
    assert {line for line in ended if line.split()[1] != "0"} <= {
        "ended 1 healthcheck",
        "ended 1 check",
    }, err
    assert len(said) > 100
    assert _begun(said) <= READS, _begun(said) - READS
    settings = {words for words in said if words.startswith("PRAGMA") and "=" in words}
    assert {words.split()[1] for words in settings} <= {"query_only", "recursive_triggers=on;"}, (
        settings
    )
    assert _begun(own) - READS, "a command that writes would be seen"


async def _wait_for(path: Path, rows: str, least: int = 1) -> None:
    """Wait until a running bot has so many of such rows."""
    for _ in range(600):
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db,
        ):
            if db.execute(f"SELECT count(*) FROM {rows}").fetchone()[0] >= least:
                return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the bot did not come to {rows}")


def test_every_command_is_asked_here_or_known_not_to_ask() -> None:
    program = typer.main.get_command(whole_app())
    every: set[str] = set()
    for name, command in getattr(program, "commands", {}).items():
        below = getattr(command, "commands", None)
        every |= {f"{name} {part}" for part in below} if below else {name}
    asked = {" ".join(words[:2]) for words in ASKING} | {words[0] for words in ASKING}
    assert every - asked == APART


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder whose rights can be taken away until the test ends."""
    (tmp_path / "data").mkdir()
    yield tmp_path
    (tmp_path / "data").chmod(0o755)


async def _copied(folder: Path, *endings: str) -> Path:
    """Copy of a database in use the files with these endings; give the folder."""
    bot = await fill(folder / "live" / "wirebell.db", datetime.now(UTC))
    for ending in endings:
        shutil.copy(folder / "live" / f"wirebell.db{ending}", folder / "data")
    bot.close()
    return folder / "data"


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def _latest(data: Path, *before: str) -> tuple[int, str, str]:
    """Ask a database; `before` is what starts the program."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "bot", "latest"],
        env={**os.environ, "WIREBELL_BOT__DATA_DIR": str(data), "PYTHONPATH": str(ROOT)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("locked", [False, True], ids=["as it lies", "read-only"])
async def test_a_copy_with_its_log_alone_is_read_and_not_changed(
    folder: Path, locked: bool
) -> None:
    data = await _copied(folder, "", "-wal")
    before = _digests(data)
    status, out, err = _latest(data, *(_lock(data) if locked else []))
    assert status == 0, err
    assert "Le ciment flambe" in out
    assert _digests(data) == before
    assert set(before) == {"wirebell.db", "wirebell.db-wal"}


@pytest.mark.parametrize("endings", [[""], ["", "-shm"]], ids=["alone", "with the index"])
async def test_a_copy_without_its_log_is_told_from_an_old_database(
    folder: Path, endings: list[str]
) -> None:
    data = await _copied(folder, *endings)
    before = _digests(data)
    status, _out, err = _latest(data)
    assert (status, "holds nothing" in err, "-wal" in err) == (1, True, True), err
    assert _digests(data) == before


@pytest.mark.parametrize("mode", [0o000, 0o711], ids=["folder", "file"])
async def test_who_may_not_read_the_database_is_told_so(folder: Path, mode: int) -> None:
    data = await _copied(folder, "")
    bound = _lock(data)
    (data / "wirebell.db").chmod(0)
    data.chmod(mode)
    status, _out, err = _latest(data, *bound)
    assert (status, "no right to read" in err, "Traceback" in err) == (1, True, False), err


def _lock(folder: Path) -> list[str]:
    """Let nobody write in a folder; give what starts a program that this holds for."""
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("rights bind root only where setpriv takes that power away")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
