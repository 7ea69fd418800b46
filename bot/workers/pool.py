"""A pool of workers of one trade: asks one at a time each, replaces those that end.

What a worker had when it ended is asked again of a fresh one where it may have been worn out by
what it did before, or was killed from outside; a task that used up its time or memory is not.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from bot.core.lanes import Lane
from bot.errors import WorkersAway
from bot.feeds.slots import Slots
from bot.said import Said, say
from bot.workers import protocol
from bot.workers.deaths import Deaths

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

BIRTH_WITHIN = 120.0
"""Seconds until a worker has to greet; a nursery that learns a million watches needs a minute."""

MOST_TASKS = 1000
"""Tasks after which a worker is replaced, so that what libraries leak does not add up."""

END_WITHIN = 2.0
"""Seconds that a nursery has to go by itself before it is killed."""

_ROOT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class TaskLimits:
    """What one task may take: processor seconds, bytes of memory, seconds of the day."""

    cpu_seconds: float
    memory_bytes: int
    wall_seconds: float


class Stopped(Exception):
    """Report a task that ended its worker; `said` is for people."""

    def __init__(self, reason: Said) -> None:
        super().__init__(str(reason))
        self.said = reason


class PoolClosed(Exception):
    """Report that the pool takes no tasks any more."""


class Pool:
    """Up to `size` workers of a trade, born when they are first needed.

    `lesson` gives the message that a new nursery has to learn before its first worker is born.
    A task is tried by up to `tries` workers that die on it before its limits are used up.
    """

    def __init__(
        self,
        trade: str,
        limits: TaskLimits,
        *,
        size: int,
        tries: int = 2,
        lesson: Callable[[], Awaitable[bytes]] | None = None,
    ) -> None:
        self._trade = trade
        self._limits = limits
        self._tries = tries
        # One worker is kept for the fast lane, where there are several.
        self._slots = Slots(size, slow=max(1, size - 1))
        self._nursery = _Nursery(trade, limits, lesson)
        self._idle: list[_Worker] = []
        self._alive: set[_Worker] = set()
        self._lessons: dict[int, bytes] = {}
        self._closed = False
        self.deaths = Deaths()

    async def ask(
        self,
        head: dict[str, Any],
        body: bytes = b"",
        *,
        lane: Lane = Lane.FAST,
        took: Callable[[float], None] = lambda seconds: None,
    ) -> protocol.Message:
        """Have a task done; raises Stopped, WorkersAway or Closed.

        `took` hears how long a worker was at it.
        """
        for left in reversed(range(self._tries)):
            async with self._slots.held(lane):
                worker = await self._worker()
                began = monotonic()
                try:
                    return await self._exchange(worker, protocol.pack_message(head, body))
                except (EOFError, OSError, ValueError, TypeError):
                    await self._end(worker)
                    used_up = monotonic() - began >= self._limits.cpu_seconds
                    if not used_up:
                        self.deaths.died()
                    # A worker that had done others before may be worn out, or was killed by
                    # whoever: that is not this task's fault.
                    if used_up or not left:
                        raise Stopped(say("it takes too much time or memory to read")) from None
                finally:
                    took(monotonic() - began)
        raise AssertionError

    async def _exchange(self, worker: _Worker, message: bytes) -> protocol.Message:
        try:
            async with asyncio.timeout(self._limits.wall_seconds):
                await self._catch_up(worker)
                answer = await worker.ask(message)
        except TimeoutError:
            await self._end(worker)
            seconds = f"{self._limits.wall_seconds:g}"
            raise Stopped(say("it took longer than {n} s", n=seconds)) from None
        except asyncio.CancelledError:
            # Cancelled between question and answer: the next question would get this answer.
            await self._end(worker)
            raise
        self.deaths.answered()
        self._rest(worker)
        return answer

    @property
    def unborn(self) -> bool:
        """Tell whether there is nobody to teach: whoever is born learns everything."""
        return self._nursery.unborn

    async def warm(self) -> None:
        """Have a first worker born before there is anything to do; raises WorkersAway or Closed."""
        async with self._slots.held(Lane.FAST):
            self._rest(await self._worker())

    async def teach(self, version: int, message: bytes) -> None:
        """Have every worker learn something before its next task."""
        await self._nursery.tell(message)
        if self._alive:
            self._lessons[version] = message

    async def _catch_up(self, worker: _Worker) -> None:
        for version, message in self._lessons.items():
            if version > worker.version:
                await worker.tell(message)
                worker.version = version

    async def renew(self) -> None:
        """Have the workers replaced as they come to rest: their successors are born knowing."""
        for worker in self._alive:
            worker.tasks = MOST_TASKS
        for worker in list(self._idle):
            await self._end(worker)

    async def close(self) -> None:
        """End workers and nursery; what they are at is given up."""
        self._closed = True
        for worker in list(self._alive):
            await self._end(worker)
        await self._nursery.close()

    async def _worker(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_there:
                return worker
            self.deaths.died()
            await self._end(worker)
        if self._closed:
            raise PoolClosed
        try:
            worker = await self._nursery.bear()
        except WorkersAway:
            self.deaths.died()
            raise
        self._alive.add(worker)
        return worker

    def _rest(self, worker: _Worker) -> None:
        if worker.tasks >= MOST_TASKS or self._closed:
            self._alive.discard(worker)
            worker.end()
        else:
            self._idle.append(worker)
        known = min((worker.version for worker in self._alive), default=sys.maxsize)
        self._lessons = {at: told for at, told in self._lessons.items() if at > known}

    async def _end(self, worker: _Worker) -> None:
        self._alive.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        worker.end()


class _Worker:
    """One worker and its line."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hello: dict[str, Any]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._pid = int(hello["pid"])
        self.version = int(hello["version"])
        self.tasks = 0

    @property
    def is_there(self) -> bool:
        """Tell whether the line still stands, as far as it is known."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    async def ask(self, message: bytes) -> protocol.Message:
        """Send a task and wait for its answer; raises EOFError, OSError, ValueError, TypeError."""
        self.tasks += 1
        await self.tell(message)
        return await protocol.receive_message(self._reader)

    async def tell(self, message: bytes) -> None:
        """Send what has no answer."""
        self._writer.write(message)
        await self._writer.drain()

    def end(self) -> None:
        """Kill the worker, unless its line has ended already: its number may be another's then."""
        if self.is_there:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self._writer.close()


class _Nursery:
    """The process that workers are forked from, started when it is first needed."""

    def __init__(
        self, trade: str, limits: TaskLimits, lesson: Callable[[], Awaitable[bytes]] | None
    ) -> None:
        self._trade = trade
        self._limits = limits
        self._lesson = lesson
        self._process: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._turn = asyncio.Lock()

    @property
    def unborn(self) -> bool:
        """Tell whether the process neither runs nor is being started."""
        return self._control is None and not self._turn.locked()

    async def bear(self) -> _Worker:
        """Have a worker forked; raises WorkersAway when that fails twice in a row."""
        for _ in range(2):
            try:
                return await self._born()
            except (OSError, EOFError, TimeoutError) as error:
                cause = error
            status = await self.close()
        raise _workers_away(cause, status)

    async def _born(self) -> _Worker:
        ours, theirs = socket.socketpair()
        try:
            async with self._turn:
                if self._control is None or self._process is None:
                    await self._start()
                assert self._control is not None
                message = protocol.pack_message({"do": "fork"})
                await asyncio.to_thread(
                    socket.send_fds, self._control, [message], [theirs.fileno()]
                )
            theirs.close()
            reader, writer = await asyncio.open_unix_connection(sock=ours)
        except BaseException:
            ours.close()
            theirs.close()
            raise
        try:
            async with asyncio.timeout(BIRTH_WITHIN):
                hello, _ = await protocol.receive_message(reader)
        except BaseException:
            writer.close()
            raise
        return _Worker(reader, writer, hello)

    async def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "bot.workers.nursery",
                str(theirs.fileno()),
                self._trade,
                str(self._limits.cpu_seconds),
                str(self._limits.memory_bytes),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=_child_environment(),
            )
        if self._lesson is not None:
            await asyncio.to_thread(self._control.sendall, await self._lesson())

    async def tell(self, message: bytes) -> None:
        """Pass a lesson on to a nursery that is there; one to come gets the whole."""
        async with self._turn:
            if self._control is not None:
                with suppress(OSError):
                    await asyncio.to_thread(self._control.sendall, message)

    async def close(self) -> int | None:
        """End the process; gives its status where it had ended by itself."""
        process, control = self._process, self._control
        self._process = self._control = None
        if control is not None:
            control.close()
        if process is None:
            return None
        try:
            # It goes by itself when its line and its workers have ended.
            return await asyncio.wait_for(process.wait(), END_WITHIN)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        return None


def _workers_away(cause: Exception, status: int | None) -> WorkersAway:
    reason = str(cause) if isinstance(cause, OSError) else f"status {status}" if status else ""
    return WorkersAway(
        say("no process can be started to read documents: {reason}", reason=reason or repr(cause)),
        fix=say(
            "look for too little memory, a limit on processes, or files that cannot be read;"
            " `{python} -P -m bot.workers.nursery` tells more",
            python=sys.executable,
        ),
    )


def _child_environment() -> dict[str, str]:
    # No secret of the program's environment reaches a process that reads hostile text.
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    # Threads of numerical libraries would not survive a fork, and gain nothing on short arrays.
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**kept, **threads, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"}
