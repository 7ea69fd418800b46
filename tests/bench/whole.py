"""Time the whole program beside `reader`: real HTTP on loopback, real files, every process.

The peer runs in an environment of its own (`make peers`). Where that is missing, ours is timed
alone and the table says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.bench.timing import NO_PEER, Timing

CALM = 5
"""Polls of unchanged feeds that are averaged: one takes few of the hundredths that are counted."""
ROOT = Path(__file__).parents[2]
PEERS = ROOT / "build" / "peers" / "bin" / "python"
READER = "reader with its search"


@dataclass(frozen=True)
class Size:
    """How much is polled: feeds, new entries of each, watches that are followed."""

    feeds: int
    entries: int
    watches: int


class Driven:
    """A process that polls once for each line that it gets and answers what that took."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._answer()

    def poll(self) -> dict[str, Any]:
        """Have it poll every feed."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def started(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a process with its input and output here, and end it."""
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def newsroom(size: Size) -> Iterator[int]:
    """Serve feeds; gives the port."""
    words = ("-m", "tests.bench.newsroom", str(size.feeds), str(size.entries))
    with started(sys.executable, *words) as room:
        assert room.stdout is not None
        yield int(room.stdout.readline())
        room.kill()


def turn(port: int) -> None:
    """Have every feed publish its next entries."""
    with urlopen(Request(f"http://127.0.0.1:{port}/turn", method="POST")) as answer:
        answer.read()


def measured(size: Size) -> Iterator[Timing]:
    """Time new entries and unchanged feeds, ours and the peer's, in one run."""
    given = [str(size.feeds), str(size.watches)]
    with ExitStack() as stack:
        port = stack.enter_context(newsroom(size))
        ours = [sys.executable, "-m", "tests.bench.drive_bot", str(port), *given]
        driven = [Driven(stack.enter_context(started(*ours)))]
        if PEERS.exists():
            peer = [str(PEERS), "tests/bench/peers/drive_reader.py", str(port), given[0]]
            driven.append(Driven(stack.enter_context(started(*peer))))
        for one in driven:
            one.poll()
        turn(port)
        new = [one.poll() for one in driven]
        calm = [[one.poll() for one in driven] for _ in range(CALM)]
    name = f"{size.watches:,} watches followed"
    yield _timing(f"a new entry, {name}", new, count=size.feeds * size.entries)
    yield _timing(f"an unchanged feed, {name}", *calm, count=size.feeds)


def _timing(name: str, *told: list[dict[str, Any]], count: int) -> Timing:
    """Average what each side told of some polls; gives milliseconds of one of so many things."""
    each = [
        1000 * sum(one["seconds"] for one in side) / count / len(told)
        for side in zip(*told, strict=True)
    ]
    return Timing(name, each[0], *((each[1], READER) if len(each) > 1 else (0.0, NO_PEER)))
