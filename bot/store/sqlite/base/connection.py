"""Connections to a SQLite file: one that writes, one that cannot, and the transaction."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from bot.core.libraries import without
from bot.errors import StoreError
from bot.ports.private import fresh
from bot.said import say

BUSY_MS = 10_000  # that a lock is waited for; ours are held far shorter

Values = Sequence[Any] | Mapping[str, Any]


class Database(Protocol):
    """What statements are given to: the library's database, or one that is only asked."""

    conn: sqlite3.Connection

    def execute(self, sql: str, parameters: Any = None, /) -> sqlite3.Cursor:
        """Run a statement; gives its cursor."""

    def query(self, sql: str, params: Any = None, /) -> Iterator[dict[str, Any]]:
        """Run a statement that gives rows; gives each by the names of its columns."""


class AskedDatabase:
    """A connection that is only asked, without the library, which takes long to load."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def execute(self, sql: str, parameters: Values = ()) -> sqlite3.Cursor:
        """Run a statement; gives its cursor."""
        return self.conn.execute(sql, parameters)

    def query(self, sql: str, params: Values = ()) -> Iterator[dict[str, Any]]:
        """Run a statement that gives rows; gives each by the names of its columns."""
        rows = self.conn.execute(sql, params)
        names = [column[0] for column in rows.description]
        return (dict(zip(names, row, strict=True)) for row in rows)


def load_library() -> ModuleType:
    """Load sqlite-utils, which whoever only asks does without."""
    # For rows with numbers of numpy, which ours never have, it would load all of it.
    with without("numpy"):
        import sqlite_utils
    return sqlite_utils


def connect_database(path: str, *, create: bool = True) -> Database:
    """Open a connection with the settings that the outbox relies on.

    Without `create` a file that is not there stays so.
    """
    if create and path != ":memory:":
        fresh(Path(path))
    address = path if create else f"{Path(path).absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        address, uri=not create, check_same_thread=False, timeout=BUSY_MS / 1000
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    except sqlite3.Error:
        connection.close()
        raise
    # No plugin is wanted; to look for some it reads the metadata of every package.
    database: Database = load_library().Database(connection, execute_plugins=False)
    return database


def is_there(path: str) -> bool:
    """Tell whether a file is there; raises StoreError where this user may not know or read it."""
    try:
        there = Path(path).exists()
    except OSError:
        pass
    else:
        if not there or os.access(path, os.R_OK):
            return there
    raise StoreError(
        say("no right to read {path}", path=path),
        fix=say("run this as the user that Wirebell runs as, or give yours the right to read it"),
    )


class Use(Enum):
    """What the files beside a database tell of it, and how it is opened to be asked."""

    SHARED = "mode=ro"
    """A log and its index: somebody has it open, or was killed."""
    LEFT = "mode=ro&vfs=unix-none"
    """A log with changes and no index, as a copy has it: nobody has it open."""
    CLOSED = "immutable=1"
    """No log: the file has everything, and nobody has it open."""


def connect_reading(path: str, use: Use) -> Database:
    """Open a connection that can neither write nor create a file.

    What nobody has open is read as it lies, without a look at what others do to it.
    """
    # A plain reader of a file in WAL mode makes the two files beside it where they are missing.
    address = f"{Path(path).absolute().as_uri()}?{use.value}"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=BUSY_MS / 1000)
    if use is Use.LEFT:
        # Whoever is alone keeps the index of the log in memory and makes no file for it.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA query_only = ON")
    return AskedDatabase(connection)


def use_of(path: str) -> Use:
    """Tell how a file is in use: every connection that writes keeps a log and its index beside it.

    An index without a log was left over by a copy or a clean-up and tells nothing.
    """
    log = Path(f"{path}-wal")
    if not log.exists():
        return Use.CLOSED
    if Path(f"{path}-shm").exists() or os.name != "posix":
        return Use.SHARED
    return Use.LEFT if log.stat().st_size else Use.CLOSED


@contextlib.contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Run a block as one transaction that takes the write lock at its start.

    A deferred transaction would fail with "database is locked" as soon as two writers read
    first and write later; waiting at the start does not.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.commit()
    except BaseException:
        db.conn.rollback()
        raise


def insert_row(db: Database, table: str, values: Mapping[str, Any], *, then: str = "") -> int:
    """Insert a row and give its number; `then` says what follows on a conflict.

    Plain SQL, since the library's own upsert tries out once what this SQLite can do and
    remembers an error of that moment for good.
    """
    marks = ", ".join(f":{name}" for name in values)
    rows = db.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) {then}", dict(values)
    )
    return cast("int", rows.lastrowid)


def update_row(db: Database, table: str, row: int, values: Mapping[str, Any]) -> None:
    """Change columns of the row with a number."""
    if values:
        changes = ", ".join(f"{name} = :{name}" for name in values)
        db.execute(f"UPDATE {table} SET {changes} WHERE id = :id", {**values, "id": row})
