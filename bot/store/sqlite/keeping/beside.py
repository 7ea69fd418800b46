"""A note beside the file that tells at a start whether the file is the one that ran here last.

It lies in the lock file: the time of the newest post, and a word that file and note share once the
file was closed well. A backup has another word than the note, or none; it may be put in place by
hand, also after a kill. What is newer in the note than in the file was posted from another one.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from datetime import datetime

from bot.models.past import Lineage
from bot.store.sqlite.base.connection import Database, transaction

ENDED, REACHED = "ended", "reached"
LENGTH = 64
"""Bytes of the note: it is written over as a whole."""
ROUNDING = 0.01
"""Seconds that a time may lose on its way through a text."""


class NoteBeside:
    """The note, written through the handle of the lock."""

    def __init__(self) -> None:
        self._handle: int | None = None
        self._reached = 0.0
        self.vouched = False
        """Set once the comparison led to what it has to: without, the next start compares anew."""

    def take(self, handle: int, db: Database) -> Lineage:
        """Compare note and file, and note that the file is in use from now on."""
        self._handle = handle
        reached, word = _read(handle)
        known = float(_note(db, REACHED) or 0.0)
        self._reached = max(reached, known)
        self._write("")
        if reached > known + ROUNDING:
            return Lineage.OLDER
        return Lineage.SAME if word and word == _note(db, ENDED) else Lineage.UNCLEAN

    def reached(self, db: Database, now: datetime) -> None:
        """Note in the file, within a transaction, and beside it that something is posted now."""
        if self._handle is None:
            return
        self._reached = max(self._reached, now.timestamp())
        db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [REACHED, f"{self._reached:.3f}"])
        self._write("")

    def end(self, db: Database) -> None:
        """Note that the file is closed well; without that the next start looks behind it."""
        if self._handle is None or not self.vouched:
            return
        word = uuid.uuid4().hex
        with contextlib.suppress(sqlite3.Error, OSError):
            with transaction(db):
                db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [ENDED, word])
            self._write(word)
        self._handle = None

    def _write(self, word: str) -> None:
        assert self._handle is not None
        line = f"{self._reached:.3f} {word}\n".encode().ljust(LENGTH)
        # A full disk keeps nobody from posting: the next start looks for more than it has to.
        with contextlib.suppress(OSError):
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, line)


def _read(handle: int) -> tuple[float, str]:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        reached, _, word = os.read(handle, LENGTH).decode().strip().partition(" ")
        return float(reached), word
    except (OSError, ValueError):
        return 0.0, ""


def _note(db: Database, key: str) -> str:
    row = db.execute("SELECT CAST(value AS TEXT) FROM notes WHERE key = ?", [key]).fetchone()
    return str(row[0]) if row else ""
