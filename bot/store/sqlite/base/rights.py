"""Who may read the database: its owner. What was made wider before is narrowed at the start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.logs import get_logger
from bot.ports.private import narrow_all
from bot.store.sqlite.base.place import BESIDE

BACKUPS = "backups"

log = get_logger(__name__)


def see_to_rights(path: Path) -> None:
    """Take from group and others what they may do with a database and what belongs to it."""
    told = narrow_all(_files(path))
    told += narrow_all(_folders(path))
    if told:
        log.warning("only their owner may read these from now on", files=told)


def _files(path: Path) -> Iterator[Path]:
    yield path
    for end in (*BESIDE, ".lock"):
        yield Path(f"{path}{end}")
    # What an upgrade and what the clock kept.
    yield from sorted(path.parent.glob(f"{path.stem}-*{path.suffix}"))
    yield from sorted((path.parent / BACKUPS).glob(f"*{path.suffix}"))


def _folders(path: Path) -> Iterator[Path]:
    """Name the folders in which nothing lies that is not ours."""
    for folder in (path.parent / BACKUPS, path.parent):
        names = [item.name for item in folder.iterdir()] if folder.is_dir() else []
        if names and all(name == BACKUPS or name.startswith(path.stem) for name in names):
            yield folder
