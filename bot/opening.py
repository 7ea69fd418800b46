"""Start the program; where its database is out of order for now, wait for it and say so.

A lock that a copy holds, a full disk or one that came up read-only end by themselves or by
somebody's hand. Who restarts nothing by hand must find the program polling then.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from time import monotonic
from typing import TextIO

from bot.app import App, clock, usable_cores
from bot.asked import database_path
from bot.config import Settings
from bot.core.health import State, Trouble
from bot.errors import ConfigError, StoreAway, StoreError
from bot.i18n import translator_for
from bot.logs import get_logger
from bot.said import say
from bot.store.sqlite.assemble import File
from bot.web.waiting import WaitingRoom

log = get_logger(__name__)

PAUSE = 5.0
"""Seconds between two tries; SQLite itself waits ten for a lock."""
STEADY = 60.0
"""Seconds that a run lasts whose database was replaced once, by hand: a restore is no loop."""
LONGEST_PAUSE = 300.0
"""Seconds before a start at most where the database is replaced again and again, by hand."""


Make = Callable[[File], App]


async def run_app(
    settings: Settings,
    out: TextIO,
    *,
    as_json: bool,
    from_file: bool,
    reread: Callable[[], Settings],
) -> None:
    """Start everything, poll and deliver until SIGTERM or SIGINT; raises as `App.start` does."""

    def make(file: File) -> App:
        workers = settings.bot.workers or usable_cores()
        return App(
            settings,
            out,
            as_json=as_json,
            file=file,
            from_file=from_file,
            workers=workers,
            reread=reread,
        )

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    waited: type[StoreError] = StoreAway
    brake = Brake()
    while not stop.is_set():
        app = await _start_when_let(settings, make, waited, stop)
        if app:
            began = monotonic()
            try:
                await app.run(stop)
            finally:
                await app.close()
            await _braked(settings, brake.pause(monotonic() - began), stop)
        # Whoever runs on was given another file by hand, perhaps a wrong one first; only at a
        # start somebody sits before the screen who sees why it ends.
        waited = StoreError


@dataclass(slots=True)
class Brake:
    """Keeps what replaces the database again and again from having us start at every turn."""

    short: int = 0

    def pause(self, lasted: float) -> float:
        """Give the seconds to wait before the next start, after one that lasted so long."""
        self.short = 0 if lasted >= STEADY else self.short + 1
        return 0.0 if self.short <= 1 else min(PAUSE * 2.0 ** (self.short - 2), LONGEST_PAUSE)


async def _braked(settings: Settings, seconds: float, stop: asyncio.Event) -> None:
    """Wait before a start on another file where one followed the other, and say so meanwhile."""
    if not seconds or stop.is_set():
        return
    why = say("the database is replaced again and again")
    fix = say("end what replaces it; Wirebell starts again in {seconds} s", seconds=round(seconds))
    log.warning("database replaced again and again; waiting", seconds=round(seconds))
    since = clock()
    trouble = Trouble(State.STORE, "store", why, since, fix=fix)
    async with _listening_room(settings, lambda: trouble):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stop.wait()


async def _start_when_let(
    settings: Settings, make: Make, waited: type[StoreError], stop: asyncio.Event
) -> App | None:
    """Start, once the database lets us; None when we are stopped before."""
    begun = await _start_or_error(settings, make, waited)
    if isinstance(begun, App):
        return begun
    log.error("database out of order; it is tried again", why=str(begun), fix=begun.fix)
    since, what = clock(), say("nothing can be written to the database")
    last = [begun]

    def trouble() -> Trouble:
        return Trouble(State.STORE, "store", what, since, *last[-1].said)

    async with _listening_room(settings, trouble):
        while not await _stopped_before_next(stop):
            begun = await _start_or_error(settings, make, waited)
            if isinstance(begun, App):
                log.warning("database in order again")
                return begun
            last[:] = [begun]
    return None


async def _start_or_error(
    settings: Settings, make: Make, waited: type[StoreError]
) -> App | StoreError:
    """Open the database and start on it; gives what of the kind that is `waited` for refuses."""
    try:
        # In a thread: SQLite waits for a lock, and the listener has to answer meanwhile.
        app = make(await asyncio.to_thread(File, str(database_path(settings))))
    except waited as error:
        return error
    try:
        await app.start()
    except BaseException as error:
        await app.close()
        if isinstance(error, waited):
            return error
        raise
    return app


@contextlib.asynccontextmanager
async def _listening_room(
    settings: Settings, trouble: Callable[[], Trouble]
) -> AsyncIterator[None]:
    """Answer with a trouble, where there is an address for it; the wait needs none."""
    web = settings.web
    if not web.listen:
        yield
        return
    room = WaitingRoom(web.listen, trouble, translator_for(settings.bot.language), web.hosts)
    try:
        await room.start()
    except ConfigError as error:
        log.warning("no health while we wait", why=str(error))
    try:
        yield
    finally:
        await room.stop()


async def _stopped_before_next(stop: asyncio.Event) -> bool:
    """Wait for the next try; tells whether we are stopped instead."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PAUSE):
            await stop.wait()
    return stop.is_set()
