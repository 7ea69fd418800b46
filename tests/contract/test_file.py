"""The file itself: a fault passes, and a reader changes nothing."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import StoreAway, StoreBusy, StoreError
from bot.store.sqlite.assemble import File, ReadOnlyFile, open_store
from bot.store.sqlite.base import schema
from bot.store.sqlite.base.connection import connect_database, transaction
from bot.store.sqlite.base.upgrading import all_migrations
from tests.fakes.rows import START, batch, feed, filing, watch

RELEASED = Path(__file__).parents[1] / "data" / "wirebell-0.1.0.db.gz"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[File]:
    opened = File(str(tmp_path / "data" / "w.db"))
    yield opened
    opened.close()


def _full(db: Database) -> None:
    db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")


def _raises(db: Database) -> None:
    db.execute(
        "CREATE TRIGGER no BEFORE INSERT ON articles BEGIN SELECT RAISE(ROLLBACK, 'no'); END"
    )


def _closed(db: Database) -> None:
    db.conn.close()


def _inside(db: Database) -> None:
    db.execute("BEGIN IMMEDIATE")


def _read_only(db: Database) -> None:
    db.execute("PRAGMA query_only = ON")


@pytest.mark.parametrize("break_it", [_full, _raises, _closed, _inside, _read_only])
async def test_a_fault_of_the_first_article_does_not_stay(
    file: File, break_it: Callable[[Database], None]
) -> None:
    store = open_store(file)
    stored, _new = await store.feeds.add(feed(), tenant="", origin="chat", now=START)
    long = filing(1, 1, "mot " * 200_000)
    break_it(file._writer)
    with pytest.raises((sqlite3.Error, StoreError)):
        await store.archive.commit(batch(stored, long))
    assert await store.archive.article(1) is None, "nothing of it is kept"
    # What is broken in the file is mended by its keeper; the process needs no restart.
    with sqlite3.connect(file.path) as other:
        other.execute("DROP TRIGGER IF EXISTS no")
    other.close()
    await store.archive.commit(batch(stored, long, filing(2, 2)))
    assert await store.archive.article(1) is not None
    assert await store.archive.article(2) is not None
    assert await file.check() == []


async def test_a_reader_that_broke_reads_again(file: File) -> None:
    store = open_store(file)
    file._reader.conn.close()
    with pytest.raises(sqlite3.Error):
        await store.feeds.all()
    assert await store.feeds.all() == []


async def test_a_commit_that_fails_is_tried_anew(file: File) -> None:
    store = open_store(file)

    def fails_at_its_end(db: Database) -> None:
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("INSERT INTO feed_owners VALUES (77, '', 'chat')")

    with pytest.raises(sqlite3.IntegrityError):
        await file.write(fails_at_its_end)
    await store.feeds.add(feed(), tenant="", origin="chat", now=START)
    assert len(await store.feeds.all()) == 1


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


async def _filled(path: str) -> None:
    made = File(path)
    await open_store(made).watches.save(watch(""), "ciment", origin="chat")
    made.close()


async def test_a_reader_of_a_closed_file_leaves_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a folder #1 ? 100%" / "w.db"
    await _filled(str(path))
    before = _hashes(tmp_path)
    reader = ReadOnlyFile(str(path))
    assert len(await open_store(reader).watches.all()) == 1
    assert await reader.check() == []
    with pytest.raises(StoreError, match="only asks"):
        await open_store(reader).watches.remove(1)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await reader.read(lambda db: db.execute("DELETE FROM watchlists"))
    reader.close()
    assert _hashes(tmp_path) == before


async def test_a_reader_sees_what_the_running_process_wrote_last(file: File) -> None:
    store = open_store(file)
    await store.watches.save(watch(""), "ciment", origin="chat")
    before = _hashes(Path(file.path).parent)
    reader = ReadOnlyFile(file.path)
    assert [item.name for item in await open_store(reader).watches.all()] == ["Ciment"]
    assert _hashes(Path(file.path).parent).keys() == before.keys()
    await store.watches.remove(1)
    assert await open_store(reader).watches.all() == []
    reader.close()


async def test_a_reader_notices_a_process_that_starts_meanwhile(tmp_path: Path) -> None:
    path = str(tmp_path / "w.db")
    await _filled(path)
    reader = ReadOnlyFile(path)
    asked = open_store(reader).watches
    assert len(await asked.all()) == 1
    other = File(path)
    await open_store(other).watches.remove(1)
    assert await asked.all() == [], "while the other runs"
    await open_store(other).watches.save(watch(""), "ciment", origin="chat")
    other.close()
    assert len(await asked.all()) == 1, "and when it has gone"
    reader.close()


async def test_a_change_in_the_middle_of_a_question_has_it_asked_again(tmp_path: Path) -> None:
    path = str(tmp_path / "w.db")
    await _filled(path)
    reader = ReadOnlyFile(path)
    rounds = []

    def count(db: Database) -> int:
        if not rounds:
            with sqlite3.connect(path) as other:
                other.execute("DELETE FROM watchlists")
            other.close()
        rounds.append(db.execute("SELECT count(*) FROM watchlists").fetchone()[0])
        return int(rounds[-1])

    assert await reader.read(count) == 0
    assert len(rounds) == 2
    reader.close()


async def test_without_a_database_the_answer_is_empty_and_nothing_is_made(tmp_path: Path) -> None:
    reader = ReadOnlyFile(str(tmp_path / "nowhere" / "w.db"))
    assert reader.missing
    assert await open_store(reader).feeds.all() == []
    with pytest.raises(StoreError, match="only asks"):
        reader.claim()
    reader.close()
    assert not _hashes(tmp_path)
    assert not Path(reader.path).parent.exists()


def test_migrations_have_a_number_each_and_a_name() -> None:
    names = [one.name for one in all_migrations()._migrations]
    assert all(re.fullmatch(r"m[0-9]{3}(_[a-z0-9]+)+", name) for name in names)
    numbers = [int(name[1:4]) for name in names]
    assert sorted(numbers) == list(range(1, len(numbers) + 1)), "take the number after the last"
    source = Path(schema.__file__).read_text(encoding="utf-8")
    assert ".executescript(" not in source, "it would end the transaction that a step runs in"


def test_what_was_released_makes_the_same_tables_as_then(tmp_path: Path) -> None:
    (tmp_path / "released.db").write_bytes(gzip.decompress(RELEASED.read_bytes()))
    now = Database(memory=True)
    released = Database(tmp_path / "released.db")
    names = [name for (name,) in released.execute("SELECT name FROM _sqlite_migrations")]
    later = all_migrations()._migrations[len(names)].name
    all_migrations().apply(now, stop_before=later)
    told = "SELECT name, sql FROM sqlite_master WHERE sql != '' ORDER BY name"
    assert now.execute(told).fetchall() == released.execute(told).fetchall()
    now.close()
    released.close()


async def test_an_older_file_is_refused_by_readers_but_can_be_copied(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = connect_database(str(path))
    with transaction(old):
        all_migrations().apply(old, stop_before=all_migrations()._migrations[-1].name)
    old.conn.close()
    with pytest.raises(StoreError, match="older version") as refused:
        ReadOnlyFile(str(path))
    assert "db migrate" in refused.value.fix
    before = path.read_bytes()
    reader = ReadOnlyFile(str(path), any_version=True)
    await reader.backup(tmp_path / "copy.db")
    reader.close()
    assert path.read_bytes() == before
    assert (tmp_path / "copy.db").stat().st_size > 0


async def test_a_newer_file_and_what_is_no_database_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    await _filled(str(path))
    with sqlite3.connect(path) as db:
        db.execute("UPDATE _sqlite_migrations SET name = 'm999_x' WHERE name LIKE 'm001%'")
    db.close()
    with pytest.raises(StoreError, match="newer version"):
        ReadOnlyFile(str(path))
    (tmp_path / "text.db").write_text("no database at all " * 100)
    with pytest.raises(StoreError, match="cannot open"):
        ReadOnlyFile(str(tmp_path / "text.db"))


async def _titles(file: File) -> list[str]:
    return [found.name for found in await open_store(file).feeds.all()]


async def _add(file: File, name: str) -> None:
    await open_store(file).feeds.add(
        feed(name, f"https://{name}.example/rss"), tenant="", origin="chat", now=START
    )


def _remove_all(file: File) -> None:
    for path in Path(file.path).parent.glob("w.db*"):
        path.unlink()


def _remove_file(file: File) -> None:
    Path(file.path).unlink()


def _move_away(file: File) -> None:
    Path(file.path).rename(f"{file.path}.old")


def _remove_wal(file: File) -> None:
    Path(f"{file.path}-wal").unlink()


def _remove_shm(file: File) -> None:
    Path(f"{file.path}-shm").unlink()


def _foreign_wal(file: File) -> None:
    Path(f"{file.path}-wal").unlink()
    Path(f"{file.path}-wal").write_bytes(b"x" * 5000)


@pytest.mark.parametrize(
    "take", [_remove_all, _remove_file, _move_away, _remove_wal, _remove_shm, _foreign_wal]
)
async def test_a_file_that_was_removed_is_there_again_with_all_that_it_held(
    file: File, take: Callable[[File], None]
) -> None:
    file.claim()
    await _add(file, "before")
    take(file)
    await _add(file, "after")
    with sqlite3.connect(f"file:{file.path}?mode=ro", uri=True) as other:
        assert sorted(row[0] for row in other.execute("SELECT name FROM feeds")) == [
            "after",
            "before",
        ]
    other.close()
    assert await file.check() == []
    assert not file.replaced
    assert sorted(await _titles(file)) == ["after", "before"]
    with pytest.raises(StoreBusy):
        File(file.path).claim()


async def test_a_folder_that_is_gone_refuses_until_it_is_back(file: File) -> None:
    await _add(file, "before")
    folder = Path(file.path).parent
    away = folder.rename(folder.with_name("elsewhere"))
    for _ in range(2):
        with pytest.raises(StoreAway, match="folder of the database is gone"):
            await _add(file, "meanwhile")
    ill = file.ill()
    assert ill is not None
    assert ill.fix
    assert not folder.exists(), "nothing is made where a disk is to be mounted"
    away.rename(folder)
    await _add(file, "after")
    assert sorted(await _titles(file)) == ["after", "before"]


async def test_a_folder_that_is_made_anew_gets_the_database_again(file: File) -> None:
    await _add(file, "before")
    folder = Path(file.path).parent
    shutil.rmtree(folder)
    with pytest.raises(StoreAway):
        await _add(file, "meanwhile")
    folder.mkdir()
    await _add(file, "after")
    assert await file.check() == []
    assert sorted(await _titles(file)) == ["after", "before"]


async def test_another_file_in_its_place_is_not_written_to(file: File, tmp_path: Path) -> None:
    await _add(file, "before")
    other = tmp_path / "other.db"
    await _filled(str(other))
    before = _hashes(tmp_path)[str(other)]
    other.replace(file.path)
    with pytest.raises(StoreAway, match="another file"):
        await _add(file, "meanwhile")
    assert file.replaced
    file.close()
    assert _hashes(tmp_path)[file.path] == before
    again = File(file.path)
    assert await _titles(again) == []
    assert await again.check() == []
    again.close()


async def test_changes_that_were_cut_off_leave_a_sound_file_to_start_on(file: File) -> None:
    await _add(file, "before")
    for path in (f"{file.path}-wal", f"{file.path}-wal"):
        await file._aside(lambda db: db.execute("PRAGMA wal_checkpoint"))
        await _add(file, "lost")
        os.truncate(path, 0)
        with pytest.raises(StoreAway, match="cut off"):
            await _add(file, "meanwhile")
        assert file.replaced
        assert await _titles(file) == ["before"]
        assert await file.check() == []
    await _add(file, "after")
    assert await _titles(file) == ["after", "before"]


async def test_a_lock_that_cannot_be_made_is_told(file: File) -> None:
    Path(f"{file.path}.lock").mkdir()  # noqa: ASYNC240 - a test may wait for its own disk
    with pytest.raises(StoreAway, match="cannot be made") as caught:
        file.claim()
    assert caught.value.fix
