"""What processes take: processor seconds and memory of one and all that came of it."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """List the processes that one started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def family(pid: int) -> list[int]:
    """List a process and every one below it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(rest[1])
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found


def family_seconds(pid: int) -> float:
    """Sum up the processor seconds of a process, its children and those that have ended."""
    return sum(map(_seconds, family(pid)))


def _seconds(pid: int) -> float:
    try:
        rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # utime, stime, and those of children that were waited for.
    return sum(map(int, rest[11:15])) / _TICK


def family_megabytes(pid: int) -> float:
    """Sum up the proportional share of memory (PSS) of a process and its children."""
    return sum(map(_megabytes, family(pid)))


def _megabytes(pid: int) -> float:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1000
