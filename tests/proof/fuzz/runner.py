"""Feed a parser with inputs made of a seed, and make the smallest of one that it fails on."""

from __future__ import annotations

import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from time import process_time
from types import FrameType, TracebackType

from tests.conftest import ROOT
from tests.proof.fuzz.target import Read, Target

HANGS = 20.0
"""CPU seconds after which an input counts as one without an end, or four times what it may take."""
SMALLER_TRIES = 2_000
SMALLER_SECONDS = 30.0
"""CPU seconds that are spent on making a failing input smaller."""
PROGRESS = 20
"""Lines of progress in a run."""


class Hang(BaseException):
    """No parser catches it."""


@dataclass(frozen=True)
class Fault:
    """An input that a parser must not fail on, as it was made and as small as it was got."""

    target: str
    seed: int
    number: int
    kind: str
    told: str
    smallest: bytes

    def __str__(self) -> str:
        again = f"python -m tests.proof.fuzz {self.target} --seed {self.seed} --only {self.number}"
        return f"{self.kind}\nagain: {again}\nsmallest: {self.smallest!r}\n{self.told}"


@dataclass
class Tally:
    """What came of a run."""

    inputs: int = 0
    passed: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_number: int = -1
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Fault] = field(default_factory=dict)

    @property
    def share(self) -> float:
        return self.passed / max(1, self.inputs)

    def __str__(self) -> str:
        came = ", ".join(f"{word} {count}" for word, count in self.outcomes.most_common(8))
        return (
            f"{self.inputs} inputs, {self.share:.0%} past the first check; {came}; "
            f"{self.seconds:.0f} s CPU, slowest {self.slowest * 1000:.1f} ms "
            f"(input {self.slowest_number}); {len(self.faults)} kinds of fault"
        )


def made(target: Target, seed: int, number: int) -> bytes:
    """Make an input: the same bytes for the same numbers, whatever ran before."""
    return target.make(Random(f"{target.name} {seed} {number}"))


def run(
    target: Target, numbers: range, seed: int, tell: Callable[[str], None] = lambda line: None
) -> Tally:
    """Read the inputs of these numbers; one fault a kind is kept, made as small as it gets."""
    tally = Tally()
    every = max(1, len(numbers) // PROGRESS)
    with _quiet(), target.opened() as read:
        for number in range(-20, 0):
            # What is loaded at the first use is no input's cost.
            _tried(target, read, made(target, seed, number))
        for number in numbers:
            _one(target, read, seed, number, tally)
            if tally.inputs % every == 0:
                tell(f"{target.name}: {tally}")
    return tally


def _one(target: Target, read: Read, seed: int, number: int, tally: Tally) -> None:
    body = made(target, seed, number)
    tally.inputs += 1
    tally.passed += target.passes(body)
    kind, outcome, told, seconds = _tried(target, read, body)
    tally.seconds += seconds
    tally.outcomes[outcome] += 1
    if seconds > tally.slowest:
        tally.slowest, tally.slowest_number = seconds, number
    if kind and kind not in tally.faults:
        smallest = _smaller(target, read, body, kind)
        tally.faults[kind] = Fault(target.name, seed, number, kind, told, smallest)


def _tried(target: Target, read: Read, body: bytes) -> tuple[str, str, str, float]:
    """Read an input: the kind of its fault or "", what came of it, the trace, CPU seconds."""
    kind, outcome, told, seconds = _timed(target, read, body)
    for _ in range(2):
        # A collection of garbage or a neighbour is no fault of the input.
        if kind or seconds <= target.most:
            break
        seconds = min(seconds, _timed(target, read, body)[3])
    if not kind and seconds > target.most:
        return "too slow", outcome, f"{seconds * 1000:.0f} ms of CPU", seconds
    return kind, outcome, told, seconds


def _timed(target: Target, read: Read, body: bytes) -> tuple[str, str, str, float]:
    kind = told = ""
    began = process_time()
    try:
        with _alarm(max(HANGS, 4 * target.most)):
            outcome = read(body)
    except target.declared as error:
        outcome = type(error).__name__
    except Hang as error:
        kind = outcome = "no end"
        told = "".join(traceback.format_exception(error))
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        outcome = type(error).__name__
        kind = f"{outcome} in {_place(error.__traceback__)}"
        told = "".join(traceback.format_exception(error)[-12:])
    return kind, outcome, told, process_time() - began


def _place(trace: TracebackType | None) -> str:
    """Name the last line of the program's own that a fault went through."""
    places = [f"{frame.f_code.co_filename}:{line}" for frame, line in traceback.walk_tb(trace)]
    ours = [place for place in places if place.startswith(str(ROOT / "bot"))] or places[-1:]
    return ours[-1].removeprefix(f"{ROOT}/")


def _smaller(target: Target, read: Read, body: bytes, kind: str) -> bytes:
    """Take lines, then bytes away, halves first, for as long as the fault stays of its kind."""
    left = [SMALLER_TRIES]
    until = process_time() + SMALLER_SECONDS

    def fails(parts: Sequence[bytes]) -> bool:
        left[0] -= 1
        if left[0] < 0 or process_time() > until:
            return False
        return any(parts) and _tried(target, read, b"".join(parts))[0] == kind

    lines = _fewer(body.splitlines(keepends=True), fails)
    bodies = [bytes([byte]) for byte in b"".join(lines)]
    return b"".join(_fewer(bodies, fails))


def _fewer(parts: list[bytes], fails: Callable[[Sequence[bytes]], bool]) -> list[bytes]:
    size = max(1, len(parts) // 2)
    while size:
        at = 0
        while at < len(parts):
            if fails(shorter := parts[:at] + parts[at + size :]):
                parts = shorter
            else:
                at += size
        size //= 2
    return parts


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise Hang in the block once it took so much CPU time."""

    def ring(signum: int, frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def tell_progress(line: str) -> None:
    """Write a line where progress goes."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
