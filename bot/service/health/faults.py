"""What went wrong inside ourselves: one log line a kind, its repeats counted.

A fault is an error that nobody decided on: a mistake of ours, or a store that cannot be used.
It must stop nothing for good and flood no log, so whoever catches one notes it here.
"""

from __future__ import annotations

import traceback
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import PurePath

from bot.errors import StoreError, WorkersAway
from bot.logs import get_logger
from bot.said import Words, say

log = get_logger(__name__)

TOLD_AGAIN = timedelta(hours=1)
"""A fault that goes on is told again after so long: once a screen of a day's log."""
KINDS = 100
"""Kinds kept; more than a run ever shows, so that hostile input cannot fill the memory."""
OUTSIDE = (StoreError, WorkersAway)
"""Errors with words and a fix of their own, which the log repeats instead of a trace."""
FRAMES = 5  # the innermost, which tell where it broke
READ = 20_000
"""Characters of a message that go to the log, by hand: it may hold a whole document. The log cuts
it once more, after its secrets are blotted out; cut here, half of one could be left."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: where it showed first, what it is, since when and how often.

    `fix` is empty for a mistake of our own; `outside` tells that the fault is none: a database
    that cannot be used, processes that cannot be started.
    `reference` stands in the log line, so that people can name it to the operator.
    """

    where: str
    what: Words
    fix: Words
    first: datetime
    last: datetime
    count: int
    reference: str
    outside: bool


class Faults:
    """Keeps the kinds of faults that were seen since the start."""

    def __init__(self) -> None:
        self._kinds: OrderedDict[str, Fault] = OrderedDict()
        self._told: dict[str, tuple[datetime, int]] = {}

    def note(self, where: str, error: BaseException, now: datetime, **about: object) -> Fault:
        """Note an error; its kind is logged when it is new and hourly while it goes on."""
        kind = _fault_kind(where, error)
        fault = self._counted(kind, where, error, now)
        at, count = self._told.get(kind, (now, 0))
        if not count or now - at >= TOLD_AGAIN:
            _log_fault(fault, error, repeats=fault.count - count - 1, about=about)
            self._told[kind] = (now, fault.count)
        return fault

    def recent(self, since: datetime) -> list[Fault]:
        """List the faults that were seen since a time, the latest first."""
        found = (fault for fault in self._kinds.values() if fault.last >= since)
        return sorted(found, key=lambda fault: fault.last, reverse=True)

    def _counted(self, kind: str, where: str, error: BaseException, now: datetime) -> Fault:
        known = self._kinds.get(kind)
        fault = (
            replace(known, last=now, count=known.count + 1)
            if known
            else _make_fault(kind, where, error, now)
        )
        self._kinds[kind] = fault
        self._kinds.move_to_end(kind)
        while len(self._kinds) > KINDS:
            oldest, _ = self._kinds.popitem(last=False)
            self._told.pop(oldest, None)
        return fault


def _fault_kind(where: str, error: BaseException) -> str:
    # What cannot be used shows everywhere at once: it is one fault, not one a place.
    if isinstance(error, OUTSIDE):
        return f"{type(error).__name__}\n{error.said[0]}"
    return "\n".join((where, type(error).__name__, *trace_of(error)[:1]))


def _make_fault(kind: str, where: str, error: BaseException, now: datetime) -> Fault:
    reference = blake2b(kind.encode("utf-8", "replace"), digest_size=3).hexdigest()
    what, fix = error.said if isinstance(error, OUTSIDE) else (worded_error(error), "")
    return Fault(where, what, fix, now, now, 1, reference, isinstance(error, OUTSIDE))


def worded_error(error: BaseException) -> Words:
    """Word an error of ours for people: its kind alone, for its message may hold anything."""
    return say("internal error: {name}", name=type(error).__name__)


def trace_of(error: BaseException) -> list[str]:
    """Name the places that an error passed, the innermost first, on one line each."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames][
        ::-1
    ]


def _log_fault(
    fault: Fault, error: BaseException, *, repeats: int, about: dict[str, object]
) -> None:
    """Write one line: a traceback of many would hide what came before it."""
    more: dict[str, object] = {"repeats": repeats} if repeats else {}
    if fault.outside:
        log.error(
            "the store cannot be used" if isinstance(error, StoreError) else "nothing can be read",
            where=fault.where,
            why=str(fault.what),
            fix=str(fault.fix),
            reference=fault.reference,
            **more,
        )
        return
    message = " ".join(str(error).split())[:READ]
    log.error(
        "internal error",
        where=fault.where,
        error=f"{type(error).__name__}: {message}" if message else type(error).__name__,
        reference=fault.reference,
        trace=" < ".join(trace_of(error)),
        **about,
        **more,
    )
