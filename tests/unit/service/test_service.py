"""However many feeds are due, the loop turns between their polls."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

from bot.models import Failed, FetchRequest, FetchResult
from bot.service.service import BEGUN_AT_ONCE
from tests.fakes.rig import Wire, make_rig
from tests.fakes.rows import START, feed


class CountingWire(Wire):
    """A fetcher that notes in which turn of the event loop it was asked."""

    turn = 0

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[int] = []

    async def count(self) -> None:
        while True:
            self.turn += 1
            await asyncio.sleep(0)

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        self.turns.append(self.turn)
        return Failed("nothing there")


async def test_polls_of_many_due_feeds_do_not_all_begin_in_one_turn_of_the_loop() -> None:
    wire, many = CountingWire(), 3 * BEGUN_AT_ONCE
    rig = make_rig(fetcher=wire)
    for number in range(many):
        one = feed(url=f"https://one-{number}.example/rss", name=f"One {number}")
        added, _ = await rig.store.feeds.add(one, tenant="", origin="cli", now=START)
        await rig.file.write(
            lambda db, row=added.id: db.execute("UPDATE feeds SET primed = 1 WHERE id = ?", [row])
        )
    counting = asyncio.create_task(wire.count())
    assert await rig.service.poll_due(START) == many
    await rig.service.finish(20)
    counting.cancel()
    with suppress(asyncio.CancelledError):
        await counting
    assert len(wire.turns) == many
    assert max(Counter(wire.turns).values()) <= BEGUN_AT_ONCE
    rig.file.close()
