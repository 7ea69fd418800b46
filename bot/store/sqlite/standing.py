"""Since when the file refuses what is written to it, and how long a write has hung."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from time import monotonic

from bot.core.health import Ill
from bot.errors import StoreAway, StoreError

STEADY = 5.0
"""Seconds without a refusal after which the fault is over: on a full disk small writes still
find room beside large ones that do not (by hand; several ticks fall into it)."""


class WriterStanding:
    """What the writer thread notes and the event loop asks."""

    def __init__(self) -> None:
        self._fault: StoreError | None = None
        self._since = self._last = 0.0
        self._times = 0
        self._began: float | None = None

    @contextlib.contextmanager
    def watched(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Watch a transaction; what is no trouble of disk or file is none of its business."""
        self._began, before = monotonic(), _count_changes(connection)
        try:
            yield
        except StoreError as error:
            if isinstance(error, StoreAway) or isinstance(error.__cause__, sqlite3.Error):
                self._refused(error)
            raise
        else:
            self._worked(changed=_count_changes(connection) > before)
        finally:
            self._began = None

    def _refused(self, fault: StoreError) -> None:
        self._last = monotonic()
        if self._fault is None:
            self._since, self._times = self._last, 0
        self._fault, self._times = fault, self._times + 1

    def _worked(self, *, changed: bool) -> None:
        """End the fault; a full or read-only disk lets through what changes nothing."""
        told = self._fault is not None and (changed or _is_lock(self._fault))
        if told and monotonic() - self._last >= STEADY:
            self._fault = None

    def ill(self) -> Ill | None:
        """Tell what is refused and for how long, None when all is well."""
        fault = self._fault
        if fault is None:
            return None
        return Ill(monotonic() - self._since, *fault.said, self._times)

    @property
    def hanging(self) -> float:
        """The seconds that the write under way has taken so far."""
        began = self._began
        return 0.0 if began is None else monotonic() - began


def _is_lock(fault: StoreError) -> bool:
    code = getattr(fault.__cause__, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _count_changes(connection: sqlite3.Connection) -> int:
    """Count what was written so far; a connection that broke says so in its transaction."""
    try:
        return connection.total_changes
    except sqlite3.ProgrammingError:
        return 0
