"""Read feeds and pages in child processes that can be stopped.

feedparser and HTML parsers need minutes or gigabytes on some inputs of a few kilobytes. A child
has limits on processor time and memory, its parent one on the time of day; whichever is hit
first costs this one document and nothing else. `bot.feeds.worker` is what runs in the child.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import ParseError
from bot.feeds import wire
from bot.feeds.deaths import Deaths
from bot.said import Said, kept, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.health import Ill
    from bot.models import ParsedFeed, Reading

_ROOT = Path(__file__).resolve().parents[2]
_ANSWER_MAX = 256_000_000
_TASKS_MAX = 1000
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")
_T = TypeVar("_T")


_ERROR = 2000
"""Characters of a message that are taken from a child."""


class _Stopped(Exception):
    """Report a child that gave no answer; `fresh` says that this was its first task."""

    def __init__(self, reason: Said, *, fresh: bool) -> None:
        super().__init__(str(reason))
        self.said = reason
        self.fresh = fresh


class ChildReader:
    """Read bodies in up to `workers` child processes; implements `bot.ports.Reader`.

    `cpu_seconds` and `wall_seconds` hold for one document, `memory_bytes` for what a child may
    take on top of its own code. Children start when they are first needed. Where the system
    has no such limits (outside Unix) the wall time alone holds.
    """

    def __init__(
        self, *, cpu_seconds: float, memory_bytes: int, wall_seconds: float, workers: int = 1
    ) -> None:
        self._limits = (str(cpu_seconds), str(memory_bytes))
        self._wall = wall_seconds
        self._slots = asyncio.Semaphore(workers)
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._closed = False
        self._deaths = Deaths()

    def ill(self) -> Ill | None:
        """Tell since when children die again and again, None when they do not."""
        return self._deaths.ill()

    async def read_feed(
        self, body: bytes, content_type: str, charset: str, url: str = ""
    ) -> ParsedFeed:
        """Parse a feed body; raises ParseError, also for one that takes too long or too much.

        A body that the thorough parser chokes on is tried once more with the fast one alone.
        """
        task = {"do": "feed", "type": content_type, "charset": charset, "url": url}
        try:
            answer = await self._ask({**task, "slow": True}, body)
        except _Stopped as stopped:
            try:
                answer = await self._ask({**task, "slow": False}, body)
            except (_Stopped, ParseError):
                raise ParseError(
                    say("this feed was given up: {reason}", reason=stopped.said)
                ) from None
        return _shaped(wire.feed_of, answer)

    async def read_page(
        self,
        html: bytes,
        url: str,
        repeated: frozenset[str],
        *,
        charset: str = "",
        refresh: str = "",
    ) -> Reading:
        """Extract the article of a page; raises ParseError."""
        said = {"charset": charset, "refresh": refresh}
        task = {"do": "page", "url": url, "repeated": sorted(repeated), **said}
        try:
            answer = await self._ask(task, html)
        except _Stopped as stopped:
            raise ParseError(say("this page was given up: {reason}", reason=stopped.said)) from None
        return _shaped(wire.page_of, answer)

    async def close(self) -> None:
        """End the children; what they are reading is given up."""
        self._closed = True
        for child in list(self._all):
            await self._end(child)

    async def _ask(self, task: dict[str, Any], body: bytes) -> dict[str, Any]:
        try:
            return await self._exchange(task, body)
        except _Stopped as stopped:
            # A child that had read others before may be worn out: that is not this one's fault.
            if stopped.fresh:
                raise
        return await self._exchange(task, body)

    async def _exchange(self, task: dict[str, Any], body: bytes) -> dict[str, Any]:
        async with self._slots:
            if self._closed:
                raise ParseError(say("it is not read any more: the reader was closed"))
            child = await self._child()
            try:
                async with asyncio.timeout(self._wall):
                    answer = await child.exchange(wire.pack(task, body))
            except TimeoutError:
                await self._end(child)
                raise _Stopped(
                    say("it took longer than {n} s", n=f"{self._wall:g}"), fresh=True
                ) from None
            except (EOFError, OSError, ValueError):
                await self._end(child)
                if not child.overran:
                    self._deaths.died()
                raise _Stopped(
                    say("it takes too much time or memory to read"),
                    fresh=child.tasks <= 1 or child.overran,
                ) from None
            except BaseException:
                # Cancelled between question and answer: the next question would get this answer.
                await self._end(child)
                raise
            self._deaths.answered()
            await self._keep(child)
        if "error" in answer:
            message, fix = (kept(str(answer.get(key, ""))[:_ERROR]) for key in ("error", "fix"))
            raise ParseError(message, fix=fix)
        return answer

    async def _child(self) -> _Child:
        """Take a child that waits, or start one."""
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            self._deaths.died()
            await self._end(child)
        try:
            return await self._start()
        except OSError as error:
            self._deaths.died()
            reason = say("no process to read it can be started: {why}", why=error.strerror or "?")
            raise _Stopped(reason, fresh=True) from None

    async def _start(self) -> _Child:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "bot.feeds.worker",
            *self._limits,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
        )
        child = _Child(process)
        self._all.add(child)
        return child

    async def _keep(self, child: _Child) -> None:
        if child.tasks >= _TASKS_MAX:
            await self._end(child)
        else:
            self._idle.append(child)

    async def _end(self, child: _Child) -> None:
        self._all.discard(child)
        if child in self._idle:
            self._idle.remove(child)
        await asyncio.shield(child.end())


class _Child:
    """One child process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.tasks = 0

    async def exchange(self, message: bytes) -> dict[str, Any]:
        """Send a task and wait for its answer; raises EOFError, OSError or ValueError."""
        self.tasks += 1
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(message)
        await self._process.stdin.drain()
        start = await self._process.stdout.readexactly(wire.LENGTHS.size)
        length, _ = wire.LENGTHS.unpack(start)
        if length > _ANSWER_MAX:
            raise ValueError("no answer of ours is that long")
        answer = json.loads(await self._process.stdout.readexactly(length))
        if not isinstance(answer, dict):
            raise TypeError("an answer is an object")
        return answer

    @property
    def alive(self) -> bool:
        """Tell whether the process is still there."""
        return self._process.returncode is None

    @property
    def overran(self) -> bool:
        """Tell whether the process ended for having used up its processor time."""
        return self._process.returncode == -getattr(signal, "SIGXCPU", 0)

    async def end(self) -> None:
        """Kill the process and collect what is left of it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.communicate()


def _environment() -> dict[str, str]:
    # No secret of the parent's environment reaches the process that reads hostile text.
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"}


def _shaped(shape: Callable[[dict[str, Any]], _T], answer: dict[str, Any]) -> _T:
    try:
        return shape(answer)
    except (TypeError, ValueError, KeyError):
        raise ParseError(say("the reader gave an answer that cannot be read")) from None
