"""Connections to a SQLite file: one that writes, one that cannot, and the transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

BUSY_MS = 10_000


def connect(path: str, *, create: bool = True) -> Database:
    """Open a connection with the settings that the outbox relies on.

    Without `create` a file that is not there stays so.
    """
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
    return Database(connection)


def connect_reading(path: str, *, frozen: bool) -> Database:
    """Open a connection that can neither write nor create a file.

    `frozen` reads the file as it lies, without a look at what others do to it.
    """
    # A plain reader of a file in WAL mode makes the two files beside it where they are missing.
    address = f"{Path(path).absolute().as_uri()}?{'immutable=1' if frozen else 'mode=ro'}"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=BUSY_MS / 1000)
    connection.execute("PRAGMA query_only = ON")
    return Database(connection)


def in_use(path: str) -> bool:
    """Tell whether somebody has the file open, or left it without closing it.

    Every connection that writes keeps a -shm beside it; a -wal with bytes in it holds changes
    that the file itself does not have yet.
    """
    wal = Path(f"{path}-wal")
    return Path(f"{path}-shm").exists() or (wal.exists() and wal.stat().st_size > 0)


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


def insert(db: Database, table: str, values: Mapping[str, Any], *, then: str = "") -> int:
    """Insert a row and give its number; `then` says what follows on a conflict.

    Plain SQL, since the library's own upsert tries out once what this SQLite can do and
    remembers an error of that moment for good.
    """
    marks = ", ".join(f":{name}" for name in values)
    rows = db.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) {then}", dict(values)
    )
    return cast("int", rows.lastrowid)


def update(db: Database, table: str, row: int, values: Mapping[str, Any]) -> None:
    """Change columns of the row with a number."""
    if values:
        changes = ", ".join(f"{name} = :{name}" for name in values)
        db.execute(f"UPDATE {table} SET {changes} WHERE id = :id", {**values, "id": row})
