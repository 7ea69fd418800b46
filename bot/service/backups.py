"""Backups: copies of the database by the clock, of which the newest are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.errors import StoreError
from bot.logs import get_logger
from bot.ports.private import private_folder
from bot.said import say

NAME = "wirebell-%Y%m%d-%H%M%S.db"

log = get_logger(__name__)


class Copied(Protocol):
    """What can be copied while it is in use."""

    async def backup(self, target: Path) -> None:
        """Write a copy."""
        ...


class BackupPolicy(Protocol):
    """What the operator set: where, how often in seconds (0 is never), how many stay."""

    data_dir: Path
    backup_every: float
    backup_keep: int


async def back_up(file: Copied, wanted: BackupPolicy, now: datetime) -> None:
    """Write a backup when one is due, and delete those beyond the number to keep."""
    folder = wanted.data_dir / "backups"
    times = [made for path in folder.glob("*.db") if (made := _time_of(path))]
    if not _is_due(max(times, default=None), wanted.backup_every, now):
        return
    try:
        private_folder(folder)
        await file.backup(folder / _backup_name(now))
        for old in sorted([*times, now])[: -wanted.backup_keep]:
            (folder / _backup_name(old)).unlink(missing_ok=True)
    except (OSError, StoreError) as error:
        # Without the name of the file, which is another at each try.
        why = str(error if isinstance(error, OSError) else error.__cause__ or error)
        raise StoreError(
            say("no backup can be made: {reason}", reason=why),
            fix=say("make room in {folder}, or give Wirebell the right", folder=str(folder)),
        ) from error
    log.info("backed up", folder=str(folder))


def _backup_name(now: datetime) -> str:
    return now.strftime(NAME)


def _time_of(file: Path) -> datetime | None:
    """Tell when a backup was made by its name, None for another file's name."""
    try:
        return datetime.strptime(file.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _is_due(last: datetime | None, every: float, now: datetime) -> bool:
    return every > 0 and (last is None or now - last >= timedelta(seconds=every))
