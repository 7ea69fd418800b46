"""The store on one SQLite file, put together; only the composition root imports this."""

from __future__ import annotations

from bot.ports import Store
from bot.store.sqlite.archive import Archive
from bot.store.sqlite.asking import ReadOnlyFile
from bot.store.sqlite.base.file import File
from bot.store.sqlite.configured import Configured
from bot.store.sqlite.feeds import Feeds
from bot.store.sqlite.notes import Notes
from bot.store.sqlite.outbox import Outbox
from bot.store.sqlite.watches import Watches

__all__ = ["File", "ReadOnlyFile", "open_store"]


def open_store(file: File) -> Store:
    """Put the tables of a file together."""
    return Store(
        Feeds(file), Archive(file), Watches(file), Outbox(file), Configured(file), Notes(file)
    )
