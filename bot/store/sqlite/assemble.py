"""The store on one SQLite file, put together; only the composition root imports this."""

from __future__ import annotations

from bot.ports import Store
from bot.store.sqlite.archive import SqliteArchive
from bot.store.sqlite.asking import ReadOnlyFile
from bot.store.sqlite.base.file import File
from bot.store.sqlite.base.place import is_part_of
from bot.store.sqlite.configured import SqliteConfigured
from bot.store.sqlite.feeds import SqliteFeeds
from bot.store.sqlite.keeping.past import SqlitePast
from bot.store.sqlite.keeping.replacing import Restored, restore
from bot.store.sqlite.keeping.tenants import SqliteTenants
from bot.store.sqlite.notes import SqliteNotes
from bot.store.sqlite.outbox import SqliteOutbox
from bot.store.sqlite.watches import SqliteWatches

__all__ = ["File", "ReadOnlyFile", "Restored", "is_part_of", "open_store", "restore"]


def open_store(file: File) -> Store:
    """Put the tables of a file together."""
    return Store(
        SqliteFeeds(file),
        SqliteArchive(file),
        SqliteWatches(file),
        SqliteOutbox(file),
        SqliteConfigured(file),
        SqliteNotes(file),
        SqlitePast(file),
        SqliteTenants(file),
    )
