"""The compiled watches in a file beside the database: arrays alone, nothing that could be run.

Whatever is wrong with the file, the watches are compiled anew: it is never needed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

import bot.core
from bot.core.match.columns import columns_of, set_of_columns
from bot.core.match.watchset import WatchSet
from bot.logs import get_logger
from bot.ports.private import private_file

log = get_logger(__name__)

KEY = "key"
LIBRARIES = ("wirebell", "lark", "numpy", "regex", "simplemma", "snowballstemmer")
"""Whose versions decide what is compiled, beside the code and tables of the core."""


class WatchFile:
    """One set of watches in one file; a reader never sees a part of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self) -> WatchSet | None:
        """Read the set, None unless the same program wrote all of it."""
        if not self._path.is_file():
            return None
        try:
            with self._path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                if file[KEY].tobytes() != _sum_of_compiler():
                    log.info("watches are compiled anew", why="another version kept them")
                    return None
                return set_of_columns({name: file[name] for name in file.files})
        except Exception as error:  # noqa: BLE001 - cut, garbled, unreadable: it is made anew
            log.info("watches are compiled anew", why=f"{self._path.name}: {error}")
            return None

    def keep(self, watches: WatchSet) -> None:
        """Write the set beside the file, then put it in its place."""
        aside = self._path.with_name(f"{self._path.name}.new")
        try:
            key = np.frombuffer(_sum_of_compiler(), np.uint8)
            aside.unlink(missing_ok=True)
            private_file(aside)
            with aside.open("r+b") as file:
                np.savez(file, allow_pickle=False, **{KEY: key}, **columns_of(watches))
            os.replace(aside, self._path)
        except (OSError, ImportError) as error:
            log.info("compiled watches are not kept", why=str(error))
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove the file."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def _sum_of_compiler() -> bytes:
    """Sum up all that decides what a watch compiles to: code, tables, libraries, machine."""
    told = sha256(f"{sys.version} {sys.byteorder} {[*map(version, LIBRARIES)]}".encode())
    for folder in map(Path, bot.core.__path__):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name, held = str(path.relative_to(folder)).encode(), path.read_bytes()
                told.update(b"%d %s %d " % (len(name), name, len(held)) + held)
    return told.digest()
