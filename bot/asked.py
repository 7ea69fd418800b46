"""The store to be asked only, without the program around it: nothing of it changes."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.core.channels import CONSOLE
from bot.errors import UsageError
from bot.ports import Diff, Store
from bot.service.applying import get_diff
from bot.store.sqlite.assemble import ReadOnlyFile, is_part_of, open_store
from bot.wanted import wanted_by

__all__ = ["asked_file", "database_path", "file_changes", "open_store", "refuse_own"]


def database_path(settings: Settings) -> Path:
    """Tell where the database file lies."""
    return settings.bot.data_dir / "wirebell.db"


def refuse_own(settings: Settings, file: Path) -> None:
    """Raise UsageError for a file that belongs to the database: nothing is written over it."""
    if is_part_of(database_path(settings), file):
        raise UsageError(f"{file} belongs to the database", fix="name another file")


def asked_file(settings: Settings, *, any_version: bool = False) -> ReadOnlyFile:
    """Open the database to be asked only: nothing of it changes and nothing is created."""
    return ReadOnlyFile(str(database_path(settings)), any_version=any_version)


async def file_changes(settings: Settings, store: Store, *, from_file: bool) -> Diff:
    """Tell what the settings would change in a store, none of it removed unless `from_file`."""
    elsewhere = await store.configured.goes_elsewhere(CONSOLE)
    wanted = wanted_by(settings, from_file, elsewhere=elsewhere)
    held = await store.configured.held(wanted)
    return get_diff(wanted, held, removing=from_file)
