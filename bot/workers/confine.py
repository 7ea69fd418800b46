"""Take from a process what reading text does not need: files, network, children, memory, time.

Everything here is one-way and holds for the process that calls it. Where the system knows no
such limit (outside Linux, an old kernel) the rest holds alone; `confine_process` tells what was in
force.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import resource
except ImportError:  # outside Unix there are no such limits
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterable

OPEN_FILES = 64
"""Descriptors: three pipes and what an import opens; seen in use: 12."""

_NEVER = frozenset(
    {
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.fork",
        "os.forkpty",
    }
)
"""Audited events that a reader of text has no business with; asked of Python code only."""

# prctl(2) and landlock(7): numbers of the kernel's interface, the same on every architecture
# but for the old ones that Python no longer runs on.
_NO_NEW_PRIVS = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # Linux's calls, on every machine
_ASK_VERSION, _PATH_BENEATH = 1, 1  # of linux/landlock.h, as those below
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3  # rights of linux/landlock.h
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files each version knows; later ones are asked for the newest of these."""
_FIRST_WITH_NETWORK, _NETWORK = 4, 0b11
"""Binding and connecting TCP."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def confine_process(readable: Iterable[Path]) -> list[str]:
    """Give up files (but for reading beneath `readable`), network, children and core dumps.

    Returns the names of what is in force, for a log or a test.
    """
    done = ["audit"]
    sys.addaudithook(_refuse_event)
    if resource is not None:
        for kind, value in (
            (resource.RLIMIT_NOFILE, OPEN_FILES),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            limit_resource(kind, value, hard=True)
        # For root the kernel does not count processes; the hook and landlock hold there.
        limit_resource(resource.RLIMIT_NPROC, 0, hard=True)
        done.append("rlimits")
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            done.append("no-new-privileges")
        if _landlock_files(libc, readable):
            done.append("landlock")
    return done


def code_paths() -> list[Path]:
    """List what a Python process reads to import code and find its time zones."""
    found = [sys.prefix, sys.base_prefix, *sys.path, "/usr/lib", "/usr/share/zoneinfo", "/lib"]
    found += ["/lib64", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime", "/proc/self"]
    found += ["/dev/null", "/dev/urandom", str(Path(__file__).resolve().parents[1])]
    return [Path(name) for name in dict.fromkeys(found) if name and Path(name).exists()]


def limit_resource(kind: int, value: int, *, hard: bool = False) -> None:
    """Lower a resource limit, as far as the one above it allows; `hard` makes it final."""
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        value = min(value, most)
    resource.setrlimit(kind, (value, value if hard else most))


def _landlock_files(libc: ctypes.CDLL, readable: Iterable[Path]) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    handled = (1 << _FILE_RIGHTS.get(version, _FILE_RIGHTS[max(_FILE_RIGHTS)])) - 1
    network = _NETWORK if version >= _FIRST_WITH_NETWORK else 0
    rules = _Ruleset(handled, network)
    size = ctypes.sizeof(rules) if network else ctypes.sizeof(ctypes.c_uint64)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow_path(libc, ruleset, path)
        return int(libc.syscall(_RESTRICT_SELF, ruleset, 0)) == 0
    finally:
        os.close(ruleset)


def _allow_path(libc: ctypes.CDLL, ruleset: int, path: Path) -> None:
    # What went away meanwhile cannot be read anyway.
    with suppress(OSError):
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = _READ_FILE | (_READ_DIR | _EXECUTE if path.is_dir() else 0)
        rule = _Beneath(rights, parent)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
        os.close(parent)


def _refuse_event(event: str, _: tuple[object, ...]) -> None:
    if event in _NEVER:
        raise PermissionError(f"a reader does not use {event}")
