"""The store on one SQLite file, put together; only the composition root imports this."""

from __future__ import annotations

from bot.ports import Store
from bot.store.archive import Archive
from bot.store.asking import ReadOnlyFile
from bot.store.configured import Configured
from bot.store.feeds import Feeds
from bot.store.file import File
from bot.store.outbox import Outbox
from bot.store.watches import Watches

__all__ = ["File", "ReadOnlyFile", "open_store"]


def open_store(file: File) -> Store:
    """Put the tables of a file together."""
    return Store(Feeds(file), Archive(file), Watches(file), Outbox(file), Configured(file))
