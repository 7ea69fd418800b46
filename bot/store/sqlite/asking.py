"""A database file that is only asked: no byte of it changes and nothing is created beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from bot.errors import StoreError
from bot.said import say
from bot.store.sqlite.base.connection import (
    Database,
    Use,
    connect_database,
    connect_reading,
    is_there,
    transaction,
    use_of,
)
from bot.store.sqlite.base.file import File
from bot.store.sqlite.base.upgrading import all_migrations, is_behind, refuse_newer

R = TypeVar("R")

ANY_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table'"


class ReadOnlyFile(File):
    """A file to ask; where there is none yet an empty one in memory answers, and `missing` is set.

    A file of an older version is refused unless `any_version`, for those who copy or check it.
    """

    def __init__(self, path: str, *, any_version: bool = False) -> None:
        self.missing = not is_there(path)
        self._any_version = any_version
        self._use = Use.SHARED
        self._lay: list[tuple[int, int]] = []
        super().__init__(path)

    @property
    def _probed(self) -> str:
        return ""

    def _open(self) -> None:
        if self.missing:
            self._memory, self._reader_thread = True, self._writer_thread
            self._reader = connect_database(":memory:")
            with transaction(self._reader):
                all_migrations().apply(self._reader)
            self._reader.execute("PRAGMA query_only = ON")
        else:
            self._reader = self._reading()
            self._check_version()
        self._writer = self._reader

    def _reading(self) -> Database:
        # A file that nobody has open is read as it lies: anything else would make files beside it.
        self._use, self._lay = use_of(self.path), self._lies()
        return connect_reading(self.path, self._use)

    def _lies(self) -> list[tuple[int, int]]:
        """Tell age and size of the file and of its log, where it has one."""
        paths = (Path(self.path), Path(f"{self.path}-wal"))
        found = [path.stat() for path in paths if path.exists()]
        return [(state.st_mtime_ns, state.st_size) for state in found]

    def _check_version(self) -> None:
        if self._any_version:
            return
        if not self._reader.execute(ANY_TABLE).fetchone():
            self._reader.conn.close()
            raise StoreError(
                say("{path} holds nothing", path=self.path),
                fix=say(
                    "if it is a copy, copy the file with -wal at its end too, or make it with"
                    " `wirebell db backup`; `wirebell run` sets up an empty one"
                ),
            )
        refuse_newer(self._reader, self.path)
        if is_behind(self._reader):
            self._reader.conn.close()
            raise StoreError(
                say("{path} was written by an older version", path=self.path),
                fix=say("bring it to this version with `wirebell db migrate`"),
            )

    async def write(self, work: Callable[[Database], R]) -> NoReturn:
        """Refuse: raises StoreError."""
        raise StoreError(say("this command only asks, it cannot change the database"))

    def claim(self) -> None:
        """Refuse: who only asks keeps nobody out."""
        raise StoreError(say("this command only asks, it cannot change the database"))

    def _named_snapshot(self, work: Callable[[Database], R]) -> R:
        while True:
            try:
                found = self._attempt(work)
            except sqlite3.DatabaseError:
                if not self._overtaken():
                    raise
            else:
                if not self._overtaken():
                    return found
            self._renew_reader()

    def _attempt(self, work: Callable[[Database], R]) -> R:
        self._reader.execute("BEGIN")
        try:
            return work(self._reader)
        finally:
            self._reader.conn.rollback()

    def _overtaken(self) -> bool:
        """Tell whether somebody opened the file that was read as it lay: it may be half changed."""
        if self._use is Use.SHARED:
            return False
        return use_of(self.path) is not self._use or self._lies() != self._lay

    def _renew_reader(self) -> None:
        self._reader.conn.close()
        self._reader = self._writer = self._reading()

    async def _aside(self, work: Callable[[Database], R]) -> R:
        return await self.read(work)
