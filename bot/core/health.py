"""What is well and what is not: one pure judgement that every place shows alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.said import NOTHING, Said, Words, put_words, say

LATE = 45.0
"""Seconds without the end of a tick, or with a write that hangs, until it is red: the ticks come
each second, and a fault has to show within a minute."""
AWAY = 20.0
"""Seconds out of reach until a platform is red: reconnecting takes a few."""
DEAF = 300.0
"""Seconds without a platform's listening side until it is red: alerts go out all the same, and
gateways are away for minutes now and then."""
UNSTORED = 10.0
"""Seconds in which no poll could be stored until it is red: the next try comes within them."""
AGAIN = 3
"""Failures of a tick in a row until it is red."""
ROOM = 1_000_000
"""Bytes of free space below which not even one batch of articles finds room."""


class State(StrEnum):
    """A kind of state that is not well, as metrics and JSON name it."""

    TICKS = "ticks"
    STORE = "store"
    SPACE = "space"
    UNSTORED = "unstored"
    REFUSED = "refused"
    AWAY = "away"
    GIVEN_UP = "given-up"
    WORKERS = "workers"
    FAILING = "failing"
    WATCHDOG = "watchdog"
    SETUP = "setup"
    OTHER = "other"
    """Told by a running process that is newer than we are."""


LESSER = (State.WATCHDOG, State.SETUP, State.OTHER)
"""The kinds that are never red."""


@dataclass(frozen=True, slots=True)
class Ill:
    """Something that fails: for how many seconds, why, what mends it, how often by now."""

    seconds: float
    reason: Words = ""
    fix: Words = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """What the parts of the program tell about themselves at one moment.

    `ticks` are the seconds since the important ticks ended well; `failing` the ticks that fail.
    `free` is the space left in bytes, None where that is not known. `hanging` are the seconds
    that a write has taken so far.
    """

    ticks: Mapping[str, float] = field(default_factory=dict)
    failing: Mapping[str, Ill] = field(default_factory=dict)
    store: Ill | None = None
    reading: Ill | None = None
    hanging: float = 0.0
    free: int | None = None
    unstored: Ill | None = None
    refused: Mapping[str, Ill] = field(default_factory=dict)
    away: Mapping[str, Ill] = field(default_factory=dict)
    deaf: Mapping[str, Ill] = field(default_factory=dict)
    given_up: Ill | None = None
    workers: Ill | None = None
    watchdog: Ill | None = None
    feeds: int | None = None
    subscriptions: int | None = None
    homeless: tuple[str, ...] = ()
    unfinished: Mapping[str, tuple[Said, Said]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A state that is not well: red when `grave`, else worth a look.

    `name` is the same as long as it lasts.
    """

    kind: State
    name: str
    what: Said
    since: datetime
    reason: Words = NOTHING
    fix: Words = NOTHING
    grave: bool = True


def judge_health(facts: HealthFacts, now: datetime) -> tuple[Trouble, ...]:
    """List what is not well, red states first."""
    found = [*_of_ticks(facts, now), *_of_store(facts, now), *_of_platforms(facts, now)]
    found += [*_of_work(facts, now), *_of_setup(facts, now)]
    return tuple(sorted(found, key=lambda trouble: not trouble.grave))


def red_troubles(troubles: tuple[Trouble, ...]) -> tuple[Trouble, ...]:
    """Pick the red states."""
    return tuple(trouble for trouble in troubles if trouble.grave)


def told_trouble(trouble: Trouble, translate: Callable[[str], str]) -> str:
    """Put a trouble into one line: what, and why where that is known."""
    what, reason = put_words(trouble.what, translate), put_words(trouble.reason, translate)
    return f"{what}: {reason}" if reason else what


def _since_before(now: datetime, seconds: float) -> datetime:
    return now - timedelta(seconds=round(seconds))


def _make_trouble(
    kind: State, name: str, what: Said, ill: Ill, now: datetime, *, grave: bool = True
) -> Trouble:
    since = _since_before(now, ill.seconds)
    return Trouble(kind, name, what, since, ill.reason, ill.fix, grave)


def _of_ticks(facts: HealthFacts, now: datetime) -> Iterator[Trouble]:
    fix = say("restart Wirebell if it does not end; the log tells what it was doing")
    for name, seconds in facts.ticks.items():
        # Where nothing can be written no tick ends well; a restart might lose what is open.
        if seconds > LATE and not facts.store:
            what = say("no {name} for {n} s", name=name, n=f"{seconds:.0f}")
            yield _make_trouble(State.TICKS, f"tick:{name}", what, Ill(seconds, fix=fix), now)
    for name, ill in facts.failing.items():
        if ill.times >= AGAIN:
            what = say("the {name} fails again and again ({n} times)", name=name, n=ill.times)
            yield _make_trouble(State.FAILING, f"failing:{name}", what, ill, now)


def _of_store(facts: HealthFacts, now: datetime) -> Iterator[Trouble]:
    if facts.store:
        what = say("nothing can be written to the database")
        yield _make_trouble(State.STORE, "store", what, facts.store, now)
    elif facts.hanging > LATE:
        fix = say("look at the disk of [bot] data_dir and the system's log")
        what = say("a write to the database takes {n} s by now", n=f"{facts.hanging:.0f}")
        yield _make_trouble(State.STORE, "store", what, Ill(facts.hanging, fix=fix), now)
    if facts.reading:
        what = say("the database does not answer")
        yield _make_trouble(State.STORE, "reading", what, facts.reading, now)
    if facts.free is not None and facts.free < ROOM:
        what = say("the disk of the database has no room left ({n} bytes)", n=facts.free)
        fix = say("make room on the disk of [bot] data_dir; Wirebell goes on by itself")
        yield _make_trouble(State.SPACE, "space", what, Ill(0.0, fix=fix), now)
    if facts.unstored and facts.unstored.seconds >= UNSTORED:
        what = say("polls bring entries, but nothing is stored")
        yield _make_trouble(State.UNSTORED, "unstored", what, facts.unstored, now)


def _of_platforms(facts: HealthFacts, now: datetime) -> Iterator[Trouble]:
    for name, ill in facts.refused.items():
        what = say("{name} refuses our login; alerts wait", name=name)
        yield _make_trouble(State.REFUSED, f"refused:{name}", what, ill, now)
    for name, ill in facts.away.items():
        if name not in facts.refused and ill.seconds >= AWAY:
            what = say("{name} is out of reach; alerts wait", name=name)
            yield _make_trouble(State.AWAY, f"away:{name}", what, ill, now)
    for name, ill in facts.deaf.items():
        if name not in facts.refused and name not in facts.away and ill.seconds >= AWAY:
            what = say("{name} does not let us hear what people ask", name=name)
            grave = ill.seconds >= DEAF
            yield _make_trouble(State.AWAY, f"deaf:{name}", what, ill, now, grave=grave)


def _of_work(facts: HealthFacts, now: datetime) -> Iterator[Trouble]:
    if facts.given_up:
        what = say("alerts were given up in the last hour: {n}", n=facts.given_up.times)
        yield _make_trouble(State.GIVEN_UP, "given-up", what, facts.given_up, now)
    if facts.workers:
        what = say("the processes that read documents die again and again")
        yield _make_trouble(State.WORKERS, "workers", what, facts.workers, now)
    if facts.watchdog:
        what = say("the address of [bot] heartbeat_url does not answer as it should")
        yield _make_trouble(State.WATCHDOG, "watchdog", what, facts.watchdog, now, grave=False)


def _of_setup(facts: HealthFacts, now: datetime) -> Iterator[Trouble]:
    """Tell what nobody set up: it is not broken, but silence would look the same."""
    if facts.feeds == 0:
        what = say("there are no feeds: nothing is polled")
        ill = Ill(0.0, fix=say("`wirebell feeds add URL`, or [[feeds]] in config.toml"))
        yield _make_trouble(State.SETUP, "no-feeds", what, ill, now, grave=False)
    if facts.subscriptions == 0:
        what = say("no channel follows anything: nothing is posted")
        ill = Ill(0.0, fix=say("/news subscribe, or [[subscriptions]] in config.toml"))
        yield _make_trouble(State.SETUP, "no-subscriptions", what, ill, now, grave=False)
    for platform in facts.homeless:
        what = say("channels of {name} are followed, but it is not set up", name=platform)
        ill = Ill(0.0, fix=say("set the token of [{name}]", name=platform))
        yield _make_trouble(State.SETUP, f"homeless:{platform}", what, ill, now, grave=False)
    for name, (what, fix) in facts.unfinished.items():
        yield _make_trouble(State.SETUP, name, what, Ill(0.0, fix=fix), now, grave=False)
