"""Start the program; where its database is out of order for now, wait for it and say so.

A lock that a copy holds, a full disk or one that came up read-only end by themselves or by
somebody's hand. Who restarts nothing by hand must find the program polling then.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from typing import TextIO

import structlog

from bot.app import App, clock, database_path
from bot.config import Settings
from bot.core.health import Trouble
from bot.errors import ConfigError, StoreAway
from bot.i18n import translator
from bot.said import say
from bot.store.sqlite.assemble import File
from bot.web.waiting import WaitingRoom

log = structlog.get_logger(__name__)

PAUSE = 5.0
"""Seconds between two tries; SQLite itself waits ten for a lock."""


Make = Callable[[File], App]


async def run(settings: Settings, out: TextIO, *, as_json: bool, from_file: bool) -> None:
    """Start everything, poll and deliver until SIGTERM or SIGINT; raises as `App.start` does."""

    def make(file: File) -> App:
        return App(settings, out, as_json=as_json, file=file, from_file=from_file)

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    begun = await _started(settings, make)
    app = (
        await _once_it_can_be_used(settings, make, begun, stop)
        if isinstance(begun, StoreAway)
        else begun
    )
    if app:
        try:
            await app.run(stop)
        finally:
            await app.close()


async def _started(settings: Settings, make: Make) -> App | StoreAway:
    """Open the database and start on it; gives what disk or file refuse for now."""
    try:
        # In a thread: SQLite waits for a lock, and the listener has to answer meanwhile.
        app = make(await asyncio.to_thread(File, str(database_path(settings))))
    except StoreAway as error:
        return error
    try:
        await app.start()
    except BaseException as error:
        await app.close()
        if isinstance(error, StoreAway):
            return error
        raise
    return app


async def _once_it_can_be_used(
    settings: Settings, make: Make, away: StoreAway, stop: asyncio.Event
) -> App | None:
    """Try until it starts, red meanwhile; None when we are stopped before."""
    log.error("database out of order; it is tried again", why=str(away), fix=away.fix)
    since, what = clock(), say("nothing can be written to the database")
    last = [away]
    room = WaitingRoom(
        settings.web.listen,
        lambda: Trouble("store", "store", what, since, *last[-1].said),
        translator(settings.bot.language),
    )
    async with _listening(room, settings):
        while not await _stopped(stop):
            app = await _started(settings, make)
            if isinstance(app, App):
                log.warning("database in order again")
                return app
            last.append(app)
            del last[0]
    return None


@contextlib.asynccontextmanager
async def _listening(room: WaitingRoom, settings: Settings) -> AsyncIterator[None]:
    """Let the room answer, where there is an address for it; the wait needs none."""
    if not settings.web.listen:
        yield
        return
    try:
        await room.start()
    except ConfigError as error:
        log.warning("no health while we wait", why=str(error))
    try:
        yield
    finally:
        await room.stop()


async def _stopped(stop: asyncio.Event) -> bool:
    """Wait for the next try; tells whether we are stopped instead."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PAUSE):
            await stop.wait()
    return stop.is_set()
