from __future__ import annotations

import asyncio

from bot.core.lanes import Lane
from bot.feeds.slots import PATIENCE, Slots


async def waiting(slots: Slots, order: list[str], name: str, lane: Lane) -> asyncio.Task[None]:
    async def run() -> None:
        await slots.take(lane)
        order.append(name)

    task = asyncio.create_task(run())
    await asyncio.sleep(0)
    return task


async def test_the_fast_lane_goes_first_and_each_in_its_order():
    slots, order = Slots(1, slow=1), list[str]()
    await slots.take(Lane.FAST)
    tasks = [
        await waiting(slots, order, name, lane)
        for name, lane in (("s1", Lane.SLOW), ("f1", Lane.FAST), ("f2", Lane.FAST))
    ]
    for lane in (Lane.FAST, Lane.FAST, Lane.FAST):
        slots.give(lane)
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert order == ["f1", "f2", "s1"]


async def test_the_slow_lane_leaves_room_for_the_fast_one():
    slots, order = Slots(3, slow=2), list[str]()
    tasks = [await waiting(slots, order, f"s{n}", Lane.SLOW) for n in range(5)]
    tasks.append(await waiting(slots, order, "f", Lane.FAST))
    await asyncio.sleep(0)
    assert order == ["s0", "s1", "f"]
    for _ in range(3):
        slots.give(Lane.SLOW)
    await asyncio.gather(*tasks)
    assert len(order) == 6


async def test_the_slow_lane_is_not_passed_for_ever():
    slots, order = Slots(1, slow=1), list[str]()
    await slots.take(Lane.FAST)
    tasks = [await waiting(slots, order, "slow", Lane.SLOW)]
    tasks += [await waiting(slots, order, "fast", Lane.FAST) for _ in range(3 * PATIENCE)]
    for _ in tasks:
        slots.give(Lane.SLOW if order[-1:] == ["slow"] else Lane.FAST)
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert order.index("slow") == PATIENCE


async def test_who_gave_up_waiting_takes_no_slot():
    slots, order = Slots(1, slow=1), list[str]()
    await slots.take(Lane.FAST)
    given_up = await waiting(slots, order, "a", Lane.FAST)
    just_granted = await waiting(slots, order, "b", Lane.FAST)
    last = await waiting(slots, order, "c", Lane.SLOW)
    given_up.cancel()
    await asyncio.sleep(0)
    slots.give(Lane.FAST)
    just_granted.cancel()
    await asyncio.gather(given_up, just_granted, return_exceptions=True)
    await last
    assert order == ["c"]
