"""Faults of our own: one log line a kind, repeats counted, stores that fail told apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import StoreError
from bot.service.health.faults import KINDS, READ, Faults
from bot.store.sqlite.assemble import File
from bot.store.sqlite.base.trouble import trouble_of
from tests.fakes.rows import after


def _raised(error: Exception) -> Exception:
    with pytest.raises(type(error)) as caught:
        _raise(error)
    return caught.value


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture
def logged() -> Iterator[list]:
    with capture_logs() as lines:
        yield lines


def test_a_fault_that_repeats_is_one_line_with_a_count(logged: list) -> None:
    faults = Faults()
    for second in range(500):
        faults.note("poll", _raised(KeyError("x")), after(seconds=second))
    [fault] = faults.recent(after())
    assert (fault.count, fault.first, fault.last) == (500, after(), after(seconds=499))
    assert len(logged) == 1
    assert (logged[0]["where"], logged[0]["error"]) == ("poll", "KeyError: 'x'")
    assert "_raise" in logged[0]["trace"]
    assert logged[0]["reference"] == fault.reference


def test_a_fault_that_goes_on_is_told_hourly_with_its_repeats(logged: list) -> None:
    faults = Faults()
    for minute in range(0, 121, 10):
        faults.note("tick poll", _raised(ValueError()), after(minutes=minute))
    assert [line.get("repeats", 0) for line in logged] == [0, 5, 5]


def test_kinds_are_told_apart_by_place_and_type(logged: list) -> None:
    faults = Faults()
    for where, error in (("poll", KeyError()), ("poll", OSError()), ("look-up", KeyError())):
        faults.note(where, _raised(error), after())
    assert len(logged) == len(faults.recent(after())) == 3
    assert len({fault.reference for fault in faults.recent(after())}) == 3


def test_a_store_that_fails_everywhere_is_one_fault_with_its_fix(logged: list) -> None:
    faults = Faults()
    full = trouble_of(_error(sqlite3.SQLITE_FULL))
    assert full is not None
    for where in ("poll", "outbox", "tick backup"):
        faults.note(where, _raised(full), after())
    [fault] = faults.recent(after())
    assert (fault.outside, str(fault.what), fault.count) == (True, "the disk is full", 3)
    assert [(line["event"], line["why"]) for line in logged] == [
        ("the store cannot be used", "the disk is full")
    ]
    assert "free some space" in logged[0]["fix"]


def test_what_is_long_ago_is_not_recent() -> None:
    faults = Faults()
    faults.note("poll", _raised(KeyError()), after())
    assert faults.recent(after(seconds=1)) == []


def test_endless_kinds_fill_no_memory(logged: list) -> None:
    faults = Faults()
    for number in range(5 * KINDS):
        faults.note(f"command {number}", _raised(KeyError()), after(seconds=number))
    assert len(faults.recent(after())) == KINDS


def test_a_document_of_a_message_goes_to_the_log_in_one_line_and_not_whole(logged: list) -> None:
    Faults().note("poll", _raised(ValueError("a\nb " * 50_000)), after())
    assert "\n" not in logged[0]["error"]
    assert len(logged[0]["error"]) < READ + 20


def _error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("told by a test")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_IOERR_FSYNC, "disk fails"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "read-only"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked"),
        (sqlite3.SQLITE_CANTOPEN, "opened"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
    ],
)
def test_troubles_of_the_store_are_named(code: int, words: str) -> None:
    named = trouble_of(_error(code))
    assert named is not None
    assert words in str(named)
    assert named.fix


def test_a_wrong_statement_is_no_trouble_of_the_store() -> None:
    assert trouble_of(_error(sqlite3.SQLITE_ERROR)) is None
    assert trouble_of(sqlite3.OperationalError("without a code")) is None


async def test_a_full_and_a_read_only_file_say_so(tmp_path: Path) -> None:
    file = File(str(tmp_path / "small.db"))
    pages = file._writer.execute("PRAGMA page_count").fetchone()[0]
    file._writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="the disk is full"):
        await file.write(lambda db: db.execute("INSERT INTO notes VALUES ('x', zeroblob(1000000))"))
    file._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="read-only"):
        await file.write(lambda db: db.execute("INSERT INTO notes VALUES ('y', 1)"))
    file._writer.execute("PRAGMA query_only = OFF")
    file._writer.execute("PRAGMA max_page_count = 100000")
    await file.write(lambda db: db.execute("INSERT INTO notes VALUES ('y', 1)"))
    assert await file.read(lambda db: db.execute("SELECT key FROM notes").fetchall()) == [("y",)]
    file.close()
