"""Somebody notices: the operator's channel is told of red states, a watchdog of good minutes."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from bot.core.health import State, Trouble, red_troubles
from bot.errors import StoreError
from bot.logs import get_logger
from bot.models import OPERATOR
from bot.models.payloads import NoticePayload
from bot.ports import Store
from bot.said import Said, pack_said, say, unpack_said
from bot.service.health.vitals import Vitals

log = get_logger(__name__)

NOTE = "health_told"
CALM = 15.0
"""Seconds that a state has to be gone until its end is told: some come and go."""
PROBE_EVERY = 20.0
"""Seconds between two writes that are made to learn whether the file takes them."""
MINUTE = 60.0  # seconds between two heartbeats

Direct = Callable[[str, NoticePayload], Awaitable[bool]]
"""Posts a notice past the outbox, by key and body; tells whether it arrived."""


@dataclass(slots=True)
class _ToldStates:
    """What was told: the red states that are open by name, and how many each name had.

    An open one comes with its number and what was said of it.
    """

    open: dict[str, tuple[int, str]] = field(default_factory=dict)
    spells: dict[str, int] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        return json.dumps({"open": self.open, "spells": self.spells}).encode()

    @classmethod
    def of(cls, kept: bytes | None) -> _ToldStates:
        try:
            found = json.loads(kept or b"{}")
            still = {
                name: (int(number), str(what)) for name, (number, what) in found["open"].items()
            }
            return cls(still, dict(found["spells"]))
        except (ValueError, TypeError, AttributeError, LookupError):
            return cls()


class Herald:
    """Tells one channel of each red state and of its end, once, over restarts too.

    Notices go through the outbox under a key of their own: what is told again by a crash between
    two writes adds nothing. While the store cannot be used they are posted at once (`direct`).
    """

    def __init__(self, store: Store, channel: str, direct: Direct) -> None:
        self._store = store
        self._channel = channel
        self._direct = direct
        self._told: _ToldStates | None = None
        self._posted: set[str] = set()
        self._gone: dict[str, float] = {}
        self._store_is_out = False
        self.calm = CALM

    async def tell(self, troubles: tuple[Trouble, ...], now: datetime) -> None:
        """Tell what is new and what has ended."""
        if self._told is None:
            # Before anything else: a restart must not tell again what stands there.
            self._told = _ToldStates.of(await self._store.notes.note(NOTE))
        self._store_is_out = any(trouble.kind is State.STORE for trouble in troubles)
        told, here = self._told, {trouble.name: trouble for trouble in troubles}
        moment = monotonic()
        for name, trouble in here.items():
            self._gone.pop(name, None)
            if name not in told.open:
                await self._begun(told, trouble, now)
        for name in [name for name in told.open if name not in here]:
            if moment - self._gone.setdefault(name, moment) >= self.calm:
                await self._ended(told, name, now)

    async def _begun(self, told: _ToldStates, trouble: Trouble, now: datetime) -> None:
        number = told.spells.get(trouble.name, 0) + 1
        key = f"health:{trouble.name}:{number}:red"
        notice = NoticePayload(say("Something needs attention"), _trouble_words(trouble))
        if await self._post(key, notice, now):
            told.open[trouble.name] = (number, pack_said((trouble.what,)))
            await self._keep(told)

    async def _ended(self, told: _ToldStates, name: str, now: datetime) -> None:
        number, packed = told.open[name]
        what = next(iter(unpack_said(packed)), Said(name))
        over = (say("This is over: {what}", what=what),)
        notice = NoticePayload(say("It is well again"), over)
        if await self._post(f"health:{name}:{number}:end", notice, now):
            del told.open[name]
            told.spells[name] = number
            self._gone.pop(name, None)
            await self._keep(told)

    async def _keep(self, told: _ToldStates) -> None:
        await self._store.notes.keep_note(NOTE, told.to_bytes())

    async def _post(self, key: str, notice: NoticePayload, now: datetime) -> bool:
        """Put a notice into the outbox, or post it at once; tells whether it is there."""
        if key in self._posted:
            return True
        if not self._store_is_out:
            with contextlib.suppress(StoreError):
                await self._store.outbox.post_notice(
                    key=key, tenant=OPERATOR, channel=self._channel, notice=notice, now=now
                )
                return True
        # Best effort: where the platform is away too, it is tried again at the next look.
        if await self._direct(key, notice):
            self._posted.add(key)
        return False


class Watchman:
    """Looks at health every few seconds and sees to it that somebody hears of it."""

    def __init__(
        self,
        vitals: Vitals,
        probe: Callable[[], Awaitable[None]],
        herald: Herald | None,
        beat: Callable[[], Awaitable[bool]] | None,
        good_for: float = MINUTE,
    ) -> None:
        self.good_for = good_for
        self._vitals = vitals
        self._probe = probe
        self._herald = herald
        self._beat = beat
        self._probed = self._good_since = monotonic()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def look(self, now: datetime) -> None:
        """Judge, and start what follows from it; nothing here waits for store or network."""
        if monotonic() - self._probed >= PROBE_EVERY:
            self._probed = monotonic()
            self._start("probe", self._try_file())
        troubles = red_troubles(await self._vitals.look(now))
        if self._herald:
            self._start("herald", self._herald.tell(troubles, now))
        if troubles:
            self._good_since = monotonic()
        elif monotonic() - self._good_since >= self.good_for:
            self._good_since = monotonic()
            if self._beat:
                self._start("heartbeat", self._ask(self._beat))

    async def settled(self) -> None:
        """Wait for what was started."""
        await asyncio.gather(*self._tasks.values())

    async def stop(self) -> None:
        """End what is under way."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Start a piece of work unless the last one of its kind still goes on."""
        known = self._tasks.get(name)
        if known and not known.done():
            work.close()
            return
        self._tasks[name] = asyncio.create_task(self._guarded(name, work))

    async def _guarded(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - noted, and tried again at the next look
            self._vitals.tick_failed(name, error)

    async def _try_file(self) -> None:
        # What the file refuses is noted where it is written.
        await self._probe()

    async def _ask(self, beat: Callable[[], Awaitable[bool]]) -> None:
        well = await beat()
        self._vitals.watchdog(well=well)
        if not well:
            log.warning("heartbeat not heard", fix="check [bot] heartbeat_url")


def _trouble_words(trouble: Trouble) -> tuple[Said, ...]:
    lines = [trouble.what]
    lines += [_said_of(part) for part in (trouble.reason,) if part]
    if trouble.fix:
        lines.append(say("fix: {fix}", fix=trouble.fix))
    return tuple(lines)


def _said_of(words: Said | str) -> Said:
    return words if isinstance(words, Said) else Said(words)
