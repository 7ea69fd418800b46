"""What the parts of the program tell about how they fare, kept for the judgement of health."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from bot.core.health import HealthFacts, Ill, Trouble, judge_health
from bot.errors import StoreError
from bot.models import Outcome, Refused, RetryLater, Sent, Unknown
from bot.ports import Store
from bot.said import Said, Words, say

TICKS = ("poll", "outbox")
"""The ticks whose end is waited for; the others come too seldom to tell anything by it."""
ANSWER_WITHIN = 2.0
"""Seconds that the store may take when health is asked; who asks waits no longer than four."""
KEPT = timedelta(hours=1)
"""How long given-up alerts are shown."""
FORGOTTEN = 1800.0
"""Seconds after which a feed that could not be stored and was not polled again is forgotten."""


class Disk(Protocol):
    """The file under the store, as far as its health is concerned."""

    def ill(self) -> Ill | None:
        """Tell what refuses writes and for how long."""
        ...

    @property
    def hanging(self) -> float:
        """The seconds that the write under way has taken so far."""
        ...

    def free(self) -> int | None:
        """Tell the bytes left on the disk, None where that is not known."""
        ...


@dataclass(slots=True)
class _Spell:
    """A run of failures: when it began and last showed, by the monotonic clock."""

    began: float
    last: float
    reason: Words = ""
    fix: Words = ""
    times: int = 1

    def ill(self, now: float) -> Ill:
        return Ill(now - self.began, self.reason, self.fix, self.times)


class _Spells:
    """Runs of failures by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, _Spell] = {}

    def note(self, name: str, reason: Words, fix: Words = "") -> None:
        now = monotonic()
        known = self._by_name.setdefault(name, _Spell(now, now, times=0))
        known.last, known.reason, known.fix = now, reason, fix
        known.times += 1

    def end(self, name: str) -> None:
        self._by_name.pop(name, None)

    def drop(self, over: Callable[[str, _Spell], bool]) -> None:
        """End the runs that are over by another sign than a success."""
        for name in [name for name, spell in self._by_name.items() if over(name, spell)]:
            self.end(name)

    def longest(self) -> Ill | None:
        spells = self.ills().values()
        return max(spells, key=lambda ill: ill.seconds, default=None)

    def ills(self) -> dict[str, Ill]:
        now = monotonic()
        return {name: spell.ill(now) for name, spell in self._by_name.items()}


@dataclass(frozen=True, slots=True)
class _Counted:
    """What only the store knows."""

    feeds: int | None = None
    subscriptions: int | None = None
    platforms: tuple[str, ...] = ()
    given_up: Ill | None = None


class Vitals:
    """Collects what is told, and asks the store for the rest without ever waiting long for it.

    `disk`, `workers` and `age` (seconds since a tick ended well) are set by who owns these parts;
    `others` are the troubles that another process told, which is the one that runs.
    """

    def __init__(self, store: Store, platforms: Mapping[str, object]) -> None:
        self._store = store
        self._platforms = platforms
        self._unstored, self._refused, self._away = _Spells(), _Spells(), _Spells()
        self._failing, self._watchdog = _Spells(), _Spells()
        self._stored = monotonic()
        self._counted = _Counted()
        self._asking: asyncio.Task[_Counted] | None = None
        self._silent: float | None = None
        self.disk: Disk | None = None
        self.workers: Callable[[], Ill | None] = lambda: None
        self.age: Callable[[str], float] | None = None
        self.others: tuple[Trouble, ...] = ()
        self.unfinished: Mapping[str, tuple[Said, Said]] = {}
        self.down: Callable[[], Mapping[str, datetime]] = dict

    # What the parts tell

    def polled(self, feed: str, *, anything: bool) -> None:
        """Note that a poll went well; with `anything`, that what it brought is stored."""
        self._unstored.end(feed)
        if anything:
            self._stored = monotonic()

    def unstored(self, feed: str, reason: Words, fix: Words = "") -> None:
        """Note that a poll brought something which could not be stored."""
        self._unstored.note(feed, reason, fix)

    def heard(self, platform: str, outcome: Outcome) -> None:
        """Note what a platform answered to a message."""
        match outcome:
            case Refused(platform_down=True):
                self.refused(platform, outcome.reason)
            case RetryLater(unreachable=True) | Unknown():
                self.away(platform, outcome.reason)
            case Sent():
                self.reached(platform)
            case Refused() | RetryLater():
                self._away.end(platform)

    def refused(self, platform: str, reason: Words, fix: Words = "") -> None:
        """Note that a platform refused our login."""
        self._refused.note(platform, reason, fix or _token_fix(platform))

    def away(self, platform: str, reason: Words, fix: Words = "") -> None:
        """Note that a platform could not be reached."""
        self._away.note(platform, reason, fix or _network_fix(platform))

    def reached(self, platform: str) -> None:
        """Note that a platform took our login, or a message."""
        self._away.end(platform)
        self._refused.end(platform)

    def tick_failed(self, name: str, error: Exception) -> None:
        """Note that a tick failed; a store that cannot be used is told by itself."""
        if not isinstance(error, StoreError):
            reason = say("internal error: {name}", name=type(error).__name__)
            self._failing.note(name, reason, say("the log tells more; report it if it stays"))
        elif self.disk is None or self.disk.ill() is None:
            self._failing.note(name, *error.said)

    def watchdog(self, *, well: bool) -> None:
        """Note whether the address of the heartbeat answered."""
        if well:
            self._watchdog.end("")
        else:
            self._watchdog.note("", "", say("check [bot] heartbeat_url and [fetch] allow_hosts"))

    # What is made of it

    async def look(self, now: datetime) -> tuple[Trouble, ...]:
        """Judge how everything fares; takes ANSWER_WITHIN at most, whatever the store does."""
        reading = await self._ask_store(now)
        told = {trouble.name for trouble in self.others}
        own = judge_health(self._facts(reading, now), now)
        return (*self.others, *(trouble for trouble in own if trouble.name not in told))

    def _facts(self, reading: Ill | None, now: datetime) -> HealthFacts:
        disk, counted = self.disk, self._counted
        return HealthFacts(
            ticks={name: self.age(name) for name in TICKS} if self.age else {},
            failing=self._failing_ticks(),
            store=disk.ill() if disk else None,
            hanging=disk.hanging if disk else 0.0,
            free=disk.free() if disk else None,
            reading=reading,
            unstored=self._nothing_stored(),
            refused=self._refused.ills(),
            away=self._away.ills(),
            deaf={
                name: Ill((now - since).total_seconds(), fix=_network_fix(name))
                for name, since in self.down().items()
            },
            given_up=counted.given_up,
            workers=self.workers(),
            watchdog=self._watchdog.longest(),
            feeds=counted.feeds,
            subscriptions=counted.subscriptions,
            homeless=tuple(name for name in counted.platforms if name not in self._platforms),
            unfinished=dict(self.unfinished),
        )

    def _failing_ticks(self) -> dict[str, Ill]:
        age = self.age
        if age:
            now = monotonic()
            self._failing.drop(lambda name, spell: age(name) < now - spell.last)
        return self._failing.ills()

    def _nothing_stored(self) -> Ill | None:
        """Tell since when polls fail to store, unless what others brought was stored since."""
        now = monotonic()
        self._unstored.drop(lambda name, spell: now - spell.last > FORGOTTEN)
        longest = self._unstored.longest()
        if longest and now - longest.seconds < self._stored:
            return None
        return longest

    async def _ask_store(self, now: datetime) -> Ill | None:
        """Renew what the store knows; one question at a time, however many ask for health."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._count(now))
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                self._counted = await asyncio.shield(self._asking)
        except TimeoutError:
            return self._silence(say("it takes too long"))
        except StoreError as error:
            return self._silence(*error.said)
        except Exception as error:  # noqa: BLE001 - health answers, whatever it is
            return self._silence(say("internal error: {name}", name=type(error).__name__))
        self._silent = None
        return None

    def _silence(self, reason: Words, fix: Words = "") -> Ill:
        now = monotonic()
        self._silent = self._silent or now
        return Ill(now - self._silent, reason, fix or say("check [bot] data_dir and its disk"))

    async def _count(self, now: datetime) -> _Counted:
        lost = await self._store.outbox.given_up(now - KEPT)
        followed = await self._store.watches.followed()
        return _Counted(
            feeds=await self._store.feeds.count(),
            subscriptions=sum(followed.values()),
            platforms=tuple(followed),
            given_up=lost and _given_up(lost, now),
        )


def _given_up(lost: tuple[int, datetime, Words], now: datetime) -> Ill:
    count, first, reason = lost
    fix = say(
        "`wirebell check` names them, `wirebell why NUMBER` tells of each;"
        " this line goes an hour after the last one"
    )
    return Ill((now - first).total_seconds(), reason, fix, count)


def _token_fix(platform: str) -> Words:
    return say("put a token that works into [{name}], then restart Wirebell", name=platform)


def _network_fix(platform: str) -> Words:
    return say("check the network and [{name}] api_base; it is tried again", name=platform)
