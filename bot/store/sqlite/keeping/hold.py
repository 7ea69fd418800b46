"""The lock beside a database: one process runs on it, or puts another file in its place."""

from __future__ import annotations

import os
import sys

from bot.errors import StoreAway, StoreBusy
from bot.said import say

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def hold(path: str) -> int:
    """Take the lock of a database and give its handle; raises StoreBusy when another has it."""
    try:
        handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreAway(
            say("{path} cannot be made: {reason}", path=f"{path}.lock", reason=str(error)),
            fix=say("give Wirebell the right to write the file and its folder"),
        ) from error
    if not _lock(handle):
        os.close(handle)
        raise StoreBusy(
            f"another Wirebell process is running on {path}",
            fix="stop it first, or give this one its own [bot] data_dir",
        )
    return handle


def _lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
