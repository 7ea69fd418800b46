"""The child process that reads feeds and pages: a loop over its standard input.

Started by `bot.feeds.child` with the processor seconds of a document and the bytes it may take.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot import said
from bot.errors import ParseError
from bot.feeds import wire
from bot.feeds.parse import parse_feed

try:
    import resource
except ImportError:  # outside Unix there are no such limits
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable

# What a parser of text has no business with.
_NEVER = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
)


def main() -> None:
    """Answer tasks until the parent closes the pipe."""
    cpu_seconds, memory_bytes = float(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    sys.addaudithook(_refuse)
    limits = _Limits(cpu_seconds, memory_bytes)
    while start := tasks.read(wire.LENGTHS.size):
        head, body = _task(tasks, start)
        read = _reader(head)
        limits.renew()
        answers.write(wire.pack(_answer(read, head, body)))
        answers.flush()


def _task(tasks: BinaryIO, start: bytes) -> tuple[dict[str, Any], bytes]:
    head_length, body_length = wire.LENGTHS.unpack(start)
    head: dict[str, Any] = json.loads(tasks.read(head_length))
    return head, tasks.read(body_length)


def _reader(head: dict[str, Any]) -> Callable[[dict[str, Any], bytes], dict[str, Any]]:
    # Imported here: reading pages takes much code that a bot without pages never needs.
    if head["do"] == "page":
        from bot.feeds import article  # noqa: F401

        return _read_page
    return _read_feed


def _answer(
    read: Callable[[dict[str, Any], bytes], dict[str, Any]], head: dict[str, Any], body: bytes
) -> dict[str, Any]:
    try:
        return read(head, body)
    except ParseError as error:
        message, fix = error.said
        return {"error": said.keep(message), "fix": said.keep(fix)}
    except MemoryError:
        # Whatever is left of this process is not worth keeping.
        os._exit(1)
    # A fault of ours or of a library on this document alone: the next one is read.
    except Exception as error:  # noqa: BLE001
        problem = said.say("it cannot be read ({reason})", reason=type(error).__name__)
        return {"error": said.keep(problem)}


def _read_feed(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    feed = parse_feed(body, head["type"], head["charset"], url=head["url"], slow=head["slow"])
    return wire.feed_head(feed)


def _read_page(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    from bot.feeds.article import read

    repeated = frozenset(head["repeated"])
    said = {"charset": head["charset"], "refresh": head["refresh"]}
    return wire.page_head(read(body, head["url"], repeated=repeated, **said))


class _Limits:
    """Processor time for each document, memory beyond what the code itself takes."""

    def __init__(self, cpu_seconds: float, memory_bytes: int) -> None:
        self._cpu_seconds = cpu_seconds
        self._memory_bytes = memory_bytes
        self._modules = 0

    def renew(self) -> None:
        """Start the next document's account."""
        if resource is None:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = math.ceil(used.ru_utime + used.ru_stime + self._cpu_seconds)
        _limit(resource.RLIMIT_CPU, seconds)
        # Code that was loaded since is not the document's.
        if len(sys.modules) != self._modules:
            self._modules = len(sys.modules)
            _limit(resource.RLIMIT_AS, _size() + self._memory_bytes)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, hard))


def _size() -> int:
    """Return the address space in use in bytes, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in _NEVER:
        raise PermissionError(f"a reader does not use {event}")


if __name__ == "__main__":
    main()
