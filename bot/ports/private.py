"""Files and folders for their owner only, whatever the mask of whoever started us says.

Where the system knows no such rights (Windows) nothing happens.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

FILE, FOLDER = 0o600, 0o700  # for the owner alone
OTHERS = 0o077
"""The bits of group and others."""


def private_file(path: Path) -> None:
    """Have a file there that only its owner reads, empty where there was none; raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE))
    narrow(path)


def fresh(path: Path) -> None:
    """Make an empty file for its owner only, where there is none and it can be made."""
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))


def private_folder(path: Path) -> None:
    """Have a folder there; those that are made are for their owner only; raises OSError."""
    if not path.is_dir():
        private_folder(path.parent)
        with contextlib.suppress(FileExistsError):
            path.mkdir(FOLDER)


def narrow(path: Path) -> bool:
    """Take the rights of others away; tells whether there were any and we could."""
    try:
        found = path.lstat().st_mode
        ours = stat.S_ISREG(found) or stat.S_ISDIR(found)  # never a device such as /dev/null
        if os.name != "posix" or not ours or not found & OTHERS:
            return False
        path.chmod(stat.S_IMODE(found) & ~OTHERS)
    except OSError:
        # Another user's, or a disk without rights: it is theirs to say who reads it.
        return False
    return True


def narrow_all(paths: Iterable[Path]) -> list[str]:
    """Narrow what is there; gives the names of what was wider."""
    return [path.name for path in paths if narrow(path)]
