"""A process that has everything loaded and forks workers on request.

A forked worker shares what was loaded and costs some milliseconds, so it can be killed for any
document that takes too much, and the next one is there at once. The nursery itself reads nothing
that strangers wrote. It is started as `python -m bot.workers.nursery DESCRIPTOR TRADE ARGUMENTS`;
`bot.workers.pool` is its other end.
"""

from __future__ import annotations

import importlib
import math
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.core.memory import settle_memory
from bot.workers import protocol
from bot.workers.confine import code_paths, confine_process, limit_resource

try:
    import resource
except ImportError:  # outside Unix there are no such limits
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable


class Trade(Protocol):
    """What a kind of worker knows and does."""

    version: int
    """Which state of what it was taught it holds; 0 for a trade that learns nothing."""

    def learn(self, head: dict[str, Any], body: bytes) -> None:
        """Take in what the program teaches all workers of a trade."""
        ...

    def answer(self, head: dict[str, Any], body: bytes) -> protocol.Message:
        """Do one task; whatever it raises costs this task alone."""
        ...


TRADES = {
    "jail": "bot.workers.jail",
    "preparer": "bot.workers.preparer",
}
"""The module of each trade, or give the module itself; its `trade()` returns the `Trade`."""


def main() -> None:
    """Learn and fork until the program closes the line."""
    control = socket.socket(fileno=int(sys.argv[1]))
    cpu_seconds, memory_bytes = float(sys.argv[3]), int(sys.argv[4])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _collect_ended)
    trade = importlib.import_module(TRADES.get(sys.argv[2], sys.argv[2])).trade()
    settle_memory()
    while (received := _receive_line(control)) is not None:
        (head, body), line = received
        if line is None:
            trade.learn(head, body)
            settle_memory()
        elif os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            # Not back into this loop whatever happens: a worker is no nursery.
            try:
                work_tasks(trade, line, WorkerLimits(cpu_seconds, memory_bytes))
            finally:
                os._exit(0)
        else:
            line.close()
    control.close()
    # What the workers used is counted as ours, and so as the program's, once they are waited for.
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _collect_ended(_: int, __: object) -> None:
    """Collect what is left of workers that ended; the program saw their lines end."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _receive_line(control: socket.socket) -> tuple[protocol.Message, socket.socket | None] | None:
    start, lines, _, _ = socket.recv_fds(control, protocol.LENGTHS.size, 1)
    while start and len(start) < protocol.LENGTHS.size:
        start += control.recv(protocol.LENGTHS.size - len(start))
    if not start:
        return None
    with control.makefile("rb", buffering=0) as raw:
        rest = _read_exactly(raw.read, sum(protocol.message_lengths(start)))
    message = protocol.unpack_message(start, rest)
    return message, socket.socket(fileno=lines[0]) if lines else None


def _read_exactly(read: Callable[[int], bytes | None], wanted: int) -> bytes:
    parts: list[bytes] = []
    while wanted and (part := read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def work_tasks(trade: Trade, line: socket.socket, limits: WorkerLimits) -> None:
    """Answer tasks on a line until it ends."""
    # What a library prints must not reach the program's terminal.
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    force = confine_process(code_paths())
    with line, line.makefile("rb") as tasks:
        line.sendall(
            protocol.pack_message({"pid": os.getpid(), "version": trade.version, "force": force})
        )
        while (task := protocol.read_message(tasks)) is not None:
            head, body = task
            if head.get("do") == "learn":
                trade.learn(head, body)
                continue
            limits.renew()
            line.sendall(protocol.pack_message(*trade.answer(head, body)))


class WorkerLimits:
    """Processor time for each task, memory beyond what the worker was born with."""

    def __init__(self, cpu_seconds: float, memory_bytes: int) -> None:
        self._cpu_seconds = cpu_seconds
        self._memory_bytes = memory_bytes
        self._modules = 0

    def renew(self) -> None:
        """Start the next task's account."""
        if resource is None:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit_resource(
            resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + self._cpu_seconds)
        )
        # Code that was loaded since is not the task's.
        if len(sys.modules) != self._modules:
            self._modules = len(sys.modules)
            limit_resource(resource.RLIMIT_AS, _address_space() + self._memory_bytes)


def _address_space() -> int:
    """Return the address space in use in bytes, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
