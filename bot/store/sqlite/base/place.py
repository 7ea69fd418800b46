"""Whether the files that are open are those that lie at their path.

SQLite goes on writing to a file that somebody removed or replaced: all seems well, and with the
end of the process everything is gone.
"""

from __future__ import annotations

import contextlib
import sqlite3
from enum import Enum
from pathlib import Path

from bot.errors import StoreAway
from bot.ports.private import fresh
from bot.said import say
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.trouble import KNOWN

BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a file in use; others who open the file find its state there."""

OWN = (*BESIDE, ".lock", "-restoring", ".watches.npz")
"""Ends of the names, with or without the file's own, of what Wirebell keeps beside a database."""

Inode = tuple[int, int]


def is_part_of(database: Path, file: Path) -> bool:
    """Tell whether a file is a database or something that is kept beside it."""
    at, other = database.resolve(), file.resolve()
    names = {at.name, *(f"{name}{end}" for name in (at.name, at.stem) for end in OWN)}
    return at.parent == other.parent and other.name.removesuffix(".part") in {
        *names,
        f"{at.stem}-restoring{at.suffix}",
    }


class Lie(Enum):
    """How the files at the path lie."""

    WELL = "as they were opened"
    PARTED = "what belongs beside the file was removed or is another's"
    GONE = "the file was removed, its folder is there"
    LOST = "the folder is gone too or closed to us: moved, not mounted, its rights taken"
    TAKEN = "another file lies there"
    CUT = "somebody shortened what lies beside the file"


class OpenedFiles:
    """Remembers the files that were opened at a path."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._beside = [Path(f"{path}{end}") for end in BESIDE]
        self._file = _inode_of(self._path)
        self._others = [_inode_of(path) for path in self._beside]
        self._reach = 0

    def look(self) -> Lie:
        """Compare what lies there now with what was opened."""
        try:
            found, others = _inode_of(self._path), [_inode_of(path) for path in self._beside]
        except OSError:
            return Lie.LOST
        if found is None:
            return Lie.GONE if self._path.parent.is_dir() else Lie.LOST
        if found != self._file:
            return Lie.TAKEN
        if others != self._others:
            return Lie.PARTED
        return Lie.CUT if self._is_cut() else Lie.WELL

    def _is_cut(self) -> bool:
        """Tell whether the log of changes is shorter than it was, which SQLite never makes it.

        It would write on behind the gap and in the end bring the gap into the file.
        """
        before = self._reach
        self.wrote()
        return self._reach < before

    def wrote(self) -> None:
        """Take in how far the log of changes reaches."""
        with contextlib.suppress(OSError):
            self._reach = self._beside[0].stat().st_size

    def written_aside(self, db: Database) -> Path:
        """Write all that a connection has open to a file beside the path; gives that file."""
        part = self._path.with_name(self._path.name + ".part")
        part.unlink(missing_ok=True)
        fresh(part)
        with contextlib.closing(sqlite3.connect(part)) as out:
            db.conn.backup(out)
        return part

    def part_from(self) -> None:
        """Take away what of ours lies beside another file: it would be read into that one."""
        for path, ours in zip(self._beside, self._others, strict=True):
            if ours is not None and _inode_of(path) == ours:
                path.unlink()

    def put(self, part: Path) -> None:
        """Move a file to the path, without what still lies there of the one before."""
        # It would be read into the new one.
        for path in self._beside:
            path.unlink(missing_ok=True)
        part.replace(self._path)


def gather_wal(db: Database) -> None:
    """Bring all that is committed into the file itself, whatever became of the files beside it."""
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        what, fix = KNOWN[sqlite3.SQLITE_BUSY]
        raise StoreAway(what, fix=fix)


def _inode_of(path: Path) -> Inode | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


_LOST = (
    say("the folder of the database is gone"),
    say("put it back, mount it or make it anew; Wirebell goes on by itself"),
)
_TAKEN = (
    say("another file was put in the place of the database"),
    say("nothing, if that was meant: Wirebell starts again on that file by itself"),
)


_CUT = (
    say("the newest changes of the database were cut off beside it"),
    say("nothing more: Wirebell starts again on what is left by itself"),
)


def beyond_us(lie: Lie) -> StoreAway | None:
    """Word what only the operator can mend; None where we can."""
    what = {Lie.LOST: _LOST, Lie.TAKEN: _TAKEN, Lie.CUT: _CUT}.get(lie)
    return what and StoreAway(what[0], fix=what[1])


def removed_file(error: OSError) -> StoreAway:
    """Word that a file which was removed cannot be written once more."""
    return StoreAway(
        say("the database was removed and cannot be written again: {reason}", reason=str(error)),
        fix=say("give Wirebell the right to write the folder, and make room on its disk"),
    )
