"""Bring the tables of a file to this version, after a copy of it as it was."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import StoreAway, StoreError
from bot.logs import get_logger
from bot.ports.private import fresh
from bot.store.sqlite.base.connection import Database, load_library, transaction
from bot.store.sqlite.base.schema import STEPS

log = get_logger(__name__)

OURS = "wirebell"
"""The set that the library files our migrations under."""


@cache
def all_migrations() -> Any:
    """Give the library's `Migrations` of every step, which applies what a file lacks."""
    made = load_library().Migrations(OURS)
    for step in STEPS:
        made()(step)
    return made


def applied_steps(db: Database) -> list[str]:
    """Name the migrations that a file has, in the order they came."""
    kept = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    if not db.execute(kept).fetchone():
        return []
    names = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid"
    return [name for (name,) in db.execute(names, [OURS])]


def is_behind(db: Database) -> bool:
    """Tell whether a file lacks a migration."""
    return not {step.__name__ for step in STEPS} <= set(applied_steps(db))


def refuse_newer(db: Database, path: str) -> None:
    """Raise StoreError for a file that a newer version wrote."""
    known = {step.__name__ for step in STEPS}
    for name in applied_steps(db):
        if name not in known:
            raise StoreError(
                f"{path} was written by a newer version (migration {name})",
                fix="upgrade Wirebell, or restore the backup made before the upgrade",
            )


def upgrade_file(db: Database, path: str) -> None:
    """Apply what is new; a file that holds something is copied first; raises StoreError."""
    refuse_newer(db, path)
    # The lock is taken before the copy, so that nobody writes between the two; of two processes
    # that meet on a file the second waits here and finds nothing to do.
    with transaction(db):
        if applied_steps(db) and is_behind(db):
            _keep_as_it_was(Path(path), schema_of(db))
        all_migrations().apply(db)


def schema_of(db: Database) -> int:
    """Tell the version of the tables: the number of the last migration."""
    return max(int(name[1:4]) for name in applied_steps(db))


def _keep_as_it_was(path: Path, schema: int) -> None:
    kept = path.with_name(f"{path.stem}-schema{schema}-{_written_at(path)}{path.suffix}")
    # An upgrade that failed and is tried again finds the copy that its first try made.
    if not kept.exists():
        _copy_file(path, kept)
    log.info("database kept as it was before its upgrade", backup=str(kept), schema=schema)


def _written_at(path: Path) -> str:
    """Tell when a file was last written to: the time that the state in a copy of it is of."""
    files = (path, path.with_name(f"{path.name}-wal"))
    moment = max(file.stat().st_mtime for file in files if file.exists())
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d-%H%M%S")


def _copy_file(path: Path, kept: Path) -> None:
    part = kept.with_name(f"{kept.name}.part")
    fresh(part)
    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)
        part.replace(kept)
    except (sqlite3.Error, OSError) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        # Room can be made; until then a start waits.
        raise StoreAway(
            f"cannot keep a copy of {path} before its upgrade: {error}",
            fix=f"make room for {path.stat().st_size} bytes beside it; nothing was changed",
        ) from error
