"""The watchdog of the event loop."""

from __future__ import annotations

import asyncio
import time

from bot.service.health.loop import LONG, LoopWatch


async def test_what_holds_the_loop_up_is_counted() -> None:
    watch = LoopWatch()
    task = asyncio.create_task(watch.watch())
    await asyncio.sleep(0)
    time.sleep(4 * LONG)  # noqa: ASYNC251 - this is the stall
    while not watch.stalls:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)
    task.cancel()
    assert watch.longest > 2 * LONG
    assert watch.seconds >= watch.longest
