"""How long a server is waited for: what it took before decides, and what it asked for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from bot.core.lanes import Lane, LaneStanding
from bot.feeds.fetch import reasons
from bot.models import Failed
from bot.said import Said

if TYPE_CHECKING:
    from aiohttp import StreamReader

    from bot.feeds.fetch.bodies.decompress import Unpacker


@dataclass(frozen=True, slots=True)
class Pace:
    """What is waited for, in seconds: by hand, a healthy server sends a page within two.

    `first_byte` until an answer begins, `stall` without a byte in its middle. After `grace` a body
    has to have brought `slowest` bytes a second. A server that used up its time gets `shorter`
    in all, until it answers within `quick`. Who waits longer than `soon` gives up its slot.
    A server that turns us away is asked again after `apart`, after the double each further time.
    """

    first_byte: float = 10.0
    stall: float = 10.0
    grace: float = 5.0
    slowest: float = 500.0
    shorter: float = 5.0
    quick: float = 2.0
    soon: float = 1.0
    apart: float = 1.0


USUAL = Pace()

REST = 60.0
"""Seconds for which no page is asked of a server that used up its time."""
TURNED_AWAY = 3
"""Times in a row that a server turns us away before its pages rest. By hand: one may be locked."""
LONGEST_PAUSE = 3600.0
"""Seconds of Retry-After that hold for all of a host: it may mean one address alone."""


class Late(ValueError):
    """Report an answer that takes too long; the message is for people."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class Patience:
    """What is known of servers, by host and port."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._standing = LaneStanding()
        self._pauses: dict[str, tuple[float, Said]] = {}
        self._rests: dict[str, float] = {}
        self._turned: dict[str, tuple[int, float]] = {}

    def lane(self, server: str, *, first: bool) -> Lane:
        """Tell in which lane a server is asked."""
        return self._standing.lane([server], monotonic(), first=first)

    def limit(self, server: str, left: float) -> float:
        """Return how many seconds a request may take."""
        return (
            min(left, self._pace.shorter) if self._standing.gave_up([server], monotonic()) else left
        )

    def refusal(self, server: str, *, page: bool) -> Failed | None:
        """Say why a server is not asked for now, None where it may be."""
        until, reason = self._pauses.get(server, (0.0, None))
        left = until - monotonic()
        if left <= 0:
            self._pauses.pop(server, None)
        elif reason is not None:
            return Failed(reason, retry_after=left)
        if page and self._rests.get(server, 0.0) > monotonic():
            if self._turned.get(server, (0, 0.0))[0] >= TURNED_AWAY:
                return Failed(reasons.filled(reasons.TURNED_AWAY, host=server))
            return Failed(reasons.filled(reasons.USED_UP, host=server))
        return None

    def gap(self, server: str) -> float:
        """Return for how many seconds a server that turned us away is left alone."""
        times, at = self._turned.get(server, (0, 0.0))
        apart = self._pace.apart * 2 ** min(times - 1, TURNED_AWAY)
        return max(at + apart - monotonic(), 0.0) if times else 0.0

    def turned_away(self, server: str) -> None:
        """Note that a server refused us."""
        now = monotonic()
        self._turned = {name: t for name, t in self._turned.items() if t[1] > now - LONGEST_PAUSE}
        times = self._turned.get(server, (0, 0.0))[0] + 1
        self._turned[server] = times, now
        if times >= TURNED_AWAY:
            self._rests[server] = now + REST

    def welcomed(self, server: str) -> None:
        """Note that a server gave what was asked for."""
        self._turned.pop(server, None)

    def used_up(self, server: str) -> None:
        """Note that a request took all of its time."""
        self._standing.give_up([server], monotonic())
        self._rests = {name: at for name, at in self._rests.items() if at > monotonic()}
        self._rests[server] = monotonic() + REST

    def answered(self, server: str, seconds: float) -> None:
        """Note an answer and how long it took."""
        if seconds < self._pace.quick:
            self._standing.clear(server)
            self._rests.pop(server, None)

    def asked_for(self, server: str, failed: Failed) -> None:
        """Note a pause that a server asked for: it holds for whatever is there."""
        if failed.retry_after and failed.status in {429, 503}:
            now = monotonic()
            self._pauses = {name: held for name, held in self._pauses.items() if held[0] > now}
            until = now + min(failed.retry_after, LONGEST_PAUSE)
            self._pauses[server] = until, reasons.filled(reasons.PAUSE, host=server)


async def read_patiently(content: StreamReader, unpacker: Unpacker, pace: Pace) -> None:
    """Read a body to its end; raises Late for one that drips or stalls."""
    began, size = monotonic(), 0
    while True:
        try:
            async with asyncio.timeout(pace.stall):
                chunk = await content.readany()
        except TimeoutError:
            raise Late(reasons.filled(reasons.STALLED, n=f"{pace.stall:g}")) from None
        if not chunk:
            return
        size += len(chunk)
        unpacker.feed(chunk)
        passed = monotonic() - began
        if passed > pace.grace and size < pace.slowest * passed:
            raise Late(reasons.filled(reasons.DRIPS, n=f"{pace.slowest:g}"))
