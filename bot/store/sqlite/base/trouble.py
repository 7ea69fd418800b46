"""Names for the troubles of SQLite that only the operator can mend: a full disk, a held lock."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.errors import StoreAway, StoreError
from bot.said import Said, say
from bot.store.sqlite.base.connection import Database

_FREE = say("free some space where the database lies")
_DISK = say("look at the disk and at what the system's log says of it")

KNOWN: dict[int, tuple[Said, Said]] = {
    sqlite3.SQLITE_FULL: (say("the disk is full"), _FREE),
    sqlite3.SQLITE_READONLY: (
        say("the database cannot be written, it is read-only"),
        say("give Wirebell the right to write the file and its folder"),
    ),
    sqlite3.SQLITE_PERM: (
        say("the rights of the database forbid it"),
        say("give Wirebell the right to write the file and its folder"),
    ),
    sqlite3.SQLITE_BUSY: (
        say("the database is locked by another program"),
        say("end what holds it: another tool, or a copy being made"),
    ),
    sqlite3.SQLITE_LOCKED: (
        say("the database is locked by another program"),
        say("end what holds it: another tool, or a copy being made"),
    ),
    sqlite3.SQLITE_IOERR: (say("the disk fails while reading or writing"), _DISK),
    sqlite3.SQLITE_CANTOPEN: (say("the database file cannot be opened"), _DISK),
    sqlite3.SQLITE_CORRUPT: (
        say("the database is damaged"),
        say("restore a backup (docs/operations.md)"),
    ),
    sqlite3.SQLITE_NOTADB: (
        say("the file is no database"),
        say("restore a backup (docs/operations.md)"),
    ),
}


SQLITE_HEAD = 100
"""Bytes of the head of a database: https://www.sqlite.org/fileformat2.html#the_database_header"""
LARGEST_PAGE = 65_536
"""Bytes of a page where the head says 1, which is too small for a number of two bytes."""

VAGUE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""What SQLite says of any call that fails, but for a write to a full disk."""

REFUSED: dict[int | None, tuple[Said, Said]] = {
    errno.ENOSPC: KNOWN[sqlite3.SQLITE_FULL],
    errno.EDQUOT: (say("the quota of the disk is used up"), _FREE),
    errno.EROFS: (
        say("the disk is read-only"),
        say("make it writable again; the system's log tells whether an error made it so"),
    ),
    errno.EACCES: KNOWN[sqlite3.SQLITE_PERM],
    errno.EPERM: KNOWN[sqlite3.SQLITE_PERM],
}
"""What the system means by a refusal."""

LASTING = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""What no waiting mends."""


def in_disorder(error: sqlite3.Error) -> bool:
    """Tell whether the files are not what SQLite takes them for: damaged, or changed by others."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF in LASTING or code == sqlite3.SQLITE_IOERR_SHORT_READ


def is_sound(db: Database) -> bool:
    """Look through the whole file for damage."""
    try:
        return not damage_in(db, "quick_check")
    except sqlite3.Error:
        return False


def is_cut(path: Path) -> bool:
    """Tell whether a file is shorter than its head says: SQLite takes what is missing for zeros.

    What a log beside it holds is not in it yet, then nobody can tell.
    """
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size:
        return False
    with path.open("rb") as file:
        head = file.read(SQLITE_HEAD)
    if len(head) < SQLITE_HEAD or not head.startswith(b"SQLite format 3\0"):
        return False
    size, pages = int.from_bytes(head[16:18]), int.from_bytes(head[28:32])
    return path.stat().st_size < (size if size > 1 else LARGEST_PAGE) * pages


def damage_in(db: Database, check: str = "integrity_check") -> list[str]:
    """List what SQLite finds wrong, nothing when all is well; raises sqlite3.Error.

    Up to 3.40 it finds NULL in every row of a table without row ids whose key does not come first.
    """
    rows = [str(row[0]) for row in db.execute(f"PRAGMA {check}").fetchall()]
    return [row for row in rows if row != "ok" and not _is_imagined(db, row)]


def _is_imagined(db: Database, row: str) -> bool:
    told = re.fullmatch(r"NULL value in (\w+)\.(\w+)", row)
    if told is None:
        return False
    table, column = told.groups()
    asked = f"SELECT 1 FROM {table} WHERE typeof({column}) = 'null' LIMIT 1"
    return db.execute(asked).fetchone() is None


def trouble_of(error: sqlite3.Error, path: str = "") -> StoreError | None:
    """Name what SQLite reports, None for a fault of our own such as a wrong statement.

    Where it tells only that a call of the system failed, one on the file at `path` tells why.
    """
    # The low byte is the kind; the rest tells details, such as which call of the system failed.
    code = getattr(error, "sqlite_errorcode", None)
    known = KNOWN.get(code & 0xFF) if isinstance(code, int) else None
    if known is None or code is None:
        return None
    if path and code & 0xFF in VAGUE:
        known = REFUSED.get(_refusal_errno(Path(path)), known)
    kind = StoreError if code & 0xFF in LASTING else StoreAway
    return kind(known[0], fix=known[1])


def _refusal_errno(path: Path) -> int | None:
    """Tell by which number of errno the system refuses a file beside another, None if it does not.

    It is as long as what SQLite asks for at once, and goes to the disk.
    """
    beside = path.with_name(f"{path.name}.probe")
    try:
        with beside.open("wb", buffering=0) as file:
            file.write(bytes(65_536))
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return None


@contextlib.contextmanager
def named_troubles(path: str) -> Iterator[None]:
    """Raise the troubles of a block as a StoreError that says what is wrong and how to mend it."""
    try:
        yield
    except sqlite3.Error as error:
        if (trouble := trouble_of(error, path)) is not None:
            raise trouble from error
        raise
