"""Small values by a key."""

from __future__ import annotations

from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.file import File, reads, writes


class SqliteNotes:
    """The table of notes."""

    def __init__(self, file: File) -> None:
        self.file = file

    @reads
    def note(self, db: Database, key: str) -> bytes | None:
        """Read a small stored value."""
        row = db.execute("SELECT CAST(value AS BLOB) FROM notes WHERE key = ?", [key]).fetchone()
        return None if row is None else bytes(row[0])

    @writes
    def keep_note(self, db: Database, key: str, value: bytes) -> None:
        """Store a small value."""
        db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [key, value])
