"""One SQLite file: a writer thread, a reader thread, transactions that begin IMMEDIATE.

Methods marked `@writes` run as one transaction in the writer thread, those marked `@reads` in
the reader thread on a snapshot. Both are awaited; neither ever waits on the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import os
import shutil
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.core.health import Ill
from bot.errors import StoreAway, StoreError
from bot.logs import get_logger
from bot.models.past import Lineage
from bot.ports.private import fresh, private_folder
from bot.store.sqlite.base.connection import Database, connect_database, is_there, transaction
from bot.store.sqlite.base.indexed import ID
from bot.store.sqlite.base.place import (
    Lie,
    OpenedFiles,
    beyond_us,
    gather_wal,
    is_part_of,
    removed_file,
)
from bot.store.sqlite.base.rights import see_to_rights
from bot.store.sqlite.base.trouble import (
    damage_in,
    in_disorder,
    is_sound,
    named_troubles,
    trouble_of,
)
from bot.store.sqlite.base.upgrading import upgrade_file
from bot.store.sqlite.keeping.beside import NoteBeside
from bot.store.sqlite.keeping.hold import hold
from bot.store.sqlite.standing import WriterStanding

log = get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

AFRESH = 60.0
"""Seconds between two tries with a file in disorder: a look at all of a large one takes as long."""
LEFT = 10_000_000
"""Bytes that a copy has to leave free, for some minutes of what comes in meanwhile (by hand)."""
PROBE = 65_536
"""Bytes of a probe: more than what finds room in pages that are there already."""


class HasFile(Protocol):
    """Anything whose methods run against a file."""

    file: File


S = TypeVar("S", bound=HasFile)


class File:
    """A database file with its two threads; `path` may be ":memory:"."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock: int | None = None
        self._standing = WriterStanding()
        self._place: OpenedFiles | None = None
        self._afresh = 0.0
        self._beside = NoteBeside()
        self.lineage = Lineage.SAME
        self.replaced = False
        """Set once another file lies at the path: who goes on has to start on that one."""
        self._writer_thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._memory = path == ":memory:"
        self._reader_thread = (
            self._writer_thread
            if self._memory
            else ThreadPoolExecutor(1, thread_name_prefix="store-reader")
        )
        # What was there before can be in order again; where nothing was, the setting is wrong.
        was_there = is_there(path)
        try:
            self._open()
        except (sqlite3.Error, OSError) as error:
            found = None
            if was_there and isinstance(error, sqlite3.Error):
                found = trouble_of(error, self._probed)
            if isinstance(found, StoreAway):
                raise found from error
            other = "check [bot] data_dir, its rights and the free space"
            raise StoreError(
                f"cannot open the database {path}: {error}", fix=found.said[1] if found else other
            ) from error

    @property
    def _probed(self) -> str:
        """The path that a write is tried beside to learn why SQLite failed, none in memory."""
        return "" if self._memory else self.path

    def _open(self) -> None:
        if not self._memory:
            private_folder(Path(self.path).parent)
        self._writer = connect_database(self.path)
        try:
            upgrade_file(self._writer, self.path)
        except BaseException:
            self._writer.conn.close()
            raise
        self._reader = self._writer if self._memory else connect_database(self.path)
        if not self._memory:
            self._place = OpenedFiles(self.path)
            see_to_rights(Path(self.path))

    def claim(self) -> None:
        """Keep the file for this process; raises StoreBusy when another one runs on it."""
        if self._memory or self._lock is not None:
            return
        self._lock = hold(self.path)
        with named_troubles(self._probed):
            self.lineage = self._beside.take(self._lock, self._writer)

    def vouch(self) -> None:
        """Note that what the lineage asks for is kept in the file."""
        self._beside.vouched = True

    def reached(self, db: Database, now: datetime) -> None:
        """Note in the file and beside it that something is about to be posted."""
        self._beside.reached(db, now)

    async def write(self, work: Callable[[Database], R]) -> R:
        """Run `work` as one transaction in the writer thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer_thread, self._in_transaction, work)

    def _in_transaction(self, work: Callable[[Database], R]) -> R:
        with self._standing.watched(self._writer.conn), named_troubles(self._probed):
            return self._transacted(work)

    def _transacted(self, work: Callable[[Database], R]) -> R:
        self._see_to_place()
        try:
            with transaction(self._writer):
                found = work(self._writer)
        except sqlite3.Error as error:
            # What broke a rule of the tables says nothing about the connection.
            if in_disorder(error) and not self._memory and monotonic() >= self._afresh:
                self._reader_thread.submit(self._open_afresh).result()
            elif not isinstance(error, sqlite3.IntegrityError):
                self._renew()
            raise
        if self._place:
            self._place.wrote()
        return found

    def _see_to_place(self) -> None:
        """Have what is written go to the file at the path; raises StoreAway where it cannot."""
        lie = self._place.look() if self._place else Lie.WELL
        if self._place is None or lie is Lie.WELL:
            return
        if lie is Lie.TAKEN:
            self.replaced = True
            self._place.part_from()
        elif lie is Lie.CUT:
            self._reader_thread.submit(self._open_afresh).result()
        if (trouble := beyond_us(lie)) is not None:
            raise trouble
        # The reader's thread does it while this one waits: nobody uses a connection meanwhile.
        try:
            self._reader_thread.submit(self._lay_again, lie).result()
        except OSError as error:
            raise removed_file(error) from error

    def _lay_again(self, lie: Lie) -> None:
        """Write a file that was removed once more from what is open, or gather what was parted."""
        assert self._place is not None
        part = self._place.written_aside(self._writer) if lie is Lie.GONE else None
        if part is None:
            gather_wal(self._writer)
        for db in (self._reader, self._writer):
            db.conn.close()
        if part is not None:
            self._place.put(part)
        self._writer, self._reader = connect_database(self.path), connect_database(self.path)
        if part is not None:
            self._claim_again()
        self._place = OpenedFiles(self.path)
        log.warning("the database was mended", found=lie.value)

    def _claim_again(self) -> None:
        """Keep the file that lies there now, where we kept the one before."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
            lineage = self.lineage
            self.claim()
            self.lineage = lineage

    def _open_afresh(self) -> None:
        """Let go of the file as a whole and take it again.

        As long as one connection is open SQLite trusts what it knows of the files beside the
        file, whatever somebody did to them. Where all is sound then, changes may be gone that we
        remember: who goes on has to start on what is there.
        """
        self._afresh = monotonic() + AFRESH
        for db in (self._reader, self._writer):
            db.conn.close()
        self._writer, self._reader = (
            connect_database(self.path, create=False),
            connect_database(self.path),
        )
        self._place = OpenedFiles(self.path)
        self.replaced = is_sound(self._writer)

    def _renew(self) -> None:
        """Take new connections, so that what failed on the old ones fails once only."""
        if not self._memory:
            self._writer = self._renewed(self._writer)
            self._reader_thread.submit(self._renew_reader)

    def _renew_reader(self) -> None:
        self._reader = self._renewed(self._reader)

    def _renewed(self, old: Database) -> Database:
        try:
            fresh = connect_database(self.path, create=False)
        except sqlite3.Error:
            # The disk itself may be out of order: the next failure tries again.
            return old
        with contextlib.suppress(sqlite3.Error):
            old.conn.close()
        return fresh

    def ill(self) -> Ill | None:
        """Tell since when disk or file refuse writes, None when they do not."""
        return self._standing.ill()

    @property
    def hanging(self) -> float:
        """The seconds that the write under way has taken so far."""
        return self._standing.hanging

    def free(self) -> int | None:
        """Tell the bytes left on the disk for this user, None where that cannot be told."""
        try:
            return None if self._memory else shutil.disk_usage(Path(self.path).parent).free
        except OSError:
            return None

    async def probe(self) -> None:
        """Write something of a batch's size, to learn whether the file takes it; raises StoreError.

        It is taken back at once, but only after it went to the disk.
        """

        def write(db: Database) -> None:
            db.execute("INSERT OR REPLACE INTO notes VALUES ('probe', ?)", [os.urandom(PROBE)])

        await self.write(write)
        await self.write(lambda db: db.execute("DELETE FROM notes WHERE key = 'probe'"))

    async def read(self, work: Callable[[Database], R]) -> R:
        """Run `work` in the reader thread on one snapshot."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader_thread, self._named_snapshot, work)

    def _named_snapshot(self, work: Callable[[Database], R]) -> R:
        with named_troubles(self._probed):
            return self._on_snapshot(work)

    def _on_snapshot(self, work: Callable[[Database], R]) -> R:
        try:
            self._reader.execute("BEGIN")
            try:
                return work(self._reader)
            finally:
                self._reader.conn.rollback()
        except sqlite3.Error:
            if self._reader is not self._writer:
                self._renew_reader()
            raise

    async def backup(self, target: Path) -> None:
        """Copy the live database to `target` as one consistent file; raises StoreError.

        Where there is no room for it nothing is begun: it would take the last bytes from the
        database, if that lies on the same disk.
        """
        part = target.with_name(target.name + ".part")

        def copy(db: Database) -> None:
            if target.exists() and not target.is_file():
                raise StoreError(f"{target} is no file that can be replaced", fix="name another")
            if not self._memory and _is_own(Path(self.path), target):
                raise StoreError(f"{target} is the database itself", fix="name another file")
            _ask_for_room(db, target)
            # One that was not finished may be no database at all.
            part.unlink(missing_ok=True)
            # In one step: in several, every write of the running process would start it anew.
            fresh(part)
            with contextlib.closing(sqlite3.connect(part)) as out:
                db.conn.backup(out)
            part.replace(target)

        try:
            await self._aside(copy)
        except (sqlite3.Error, OSError) as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise StoreError(
                f"cannot write {target}: {error}", fix="check its folder and the free space"
            ) from error

    async def _aside(self, work: Callable[[Database], R]) -> R:
        """Run long `work` on a connection of its own, so that nobody waits for it."""
        if self._memory:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._writer_thread, work, self._writer)

        def run() -> R:
            db = connect_database(self.path, create=False)
            with contextlib.closing(db.conn):
                return work(db)

        return await asyncio.to_thread(run)

    async def check(self) -> list[str]:
        """Look for damage; returns what is wrong, nothing when all is well."""

        def look(db: Database) -> list[str]:
            rows = damage_in(db)
            broken = db.execute("PRAGMA foreign_key_check").fetchall()
            rows += [f"row {row[1]} of {row[0]} points to nothing in {row[2]}" for row in broken]
            rows += _index_faults(db)
            return rows

        try:
            return await self._aside(look)
        except sqlite3.DatabaseError as error:
            return [str(error)]

    def close(self) -> None:
        """End both threads and let go of the file."""
        for thread in {self._writer_thread, self._reader_thread}:
            thread.shutdown(wait=True)
        if not self.replaced:
            self._beside.end(self._writer)
        if self._reader is not self._writer:
            self._reader.conn.close()
        self._writer.conn.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _is_own(database: Path, target: Path) -> bool:
    return is_part_of(database, target) or (target.exists() and target.samefile(database))


def _ask_for_room(db: Database, target: Path) -> None:
    """Raise an OSError where a copy would fill the disk."""
    pages, size = (
        db.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size")
    )
    if shutil.disk_usage(target.parent).free < pages * size + LEFT:
        raise OSError(errno.ENOSPC, f"there is no room for {pages * size} bytes")


def _index_faults(db: Database) -> list[str]:
    """Compare the search index with the articles that it is of."""
    lost, left = db.execute(
        f"""SELECT
             (SELECT count(*) FROM articles WHERE id NOT IN (SELECT {ID} FROM articles_fts)),
             (SELECT count(*) FROM articles_fts WHERE {ID} NOT IN (SELECT id FROM articles))"""
    ).fetchone()
    return [
        f"{count} {what}"
        for count, what in (
            (lost, "articles are not in the search index"),
            (left, "rows of the search index are of no article"),
        )
        if count
    ]


def writes(
    method: Callable[Concatenate[S, Database, P], R],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """Turn a method over a connection into an awaited transaction in the writer thread."""

    async def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.file.write(lambda db: method(self, db, *args, **kwargs))

    functools.update_wrapper(run, method)
    return run


def reads(
    method: Callable[Concatenate[S, Database, P], R],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """Turn a method over a connection into an awaited read in the reader thread."""

    async def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.file.read(lambda db: method(self, db, *args, **kwargs))

    functools.update_wrapper(run, method)
    return run
