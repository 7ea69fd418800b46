"""Ticks: one that raises is told and goes on, one that runs at the end is waited for."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.scheduler import Scheduler, Tick
from tests.fakes.desk import eventually


async def test_a_tick_that_raises_goes_on_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[str, str]] = []
    calls = {"bad": 0, "good": 0}

    async def bad() -> None:
        calls["bad"] += 1
        raise ValueError("wrong")

    async def good() -> None:
        calls["good"] += 1

    scheduler = Scheduler(
        (Tick("bad", 0.02, bad), Tick("good", 0.02, good)),
        lambda name, error: told.append((name, str(error))),
    )
    with caplog.at_level(logging.WARNING):
        scheduler.start()
        await eventually(lambda: calls["bad"] > 2 and calls["good"] > 2)
        await scheduler.stop(1.0)
    assert set(told) == {("bad", "wrong")}
    assert len(told) == calls["bad"]
    assert scheduler.age("bad") > scheduler.age("good")
    assert caplog.records == []


async def test_stopping_waits_for_a_tick_and_logs_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.sleep(0.05)
        ended.set()

    scheduler = Scheduler((Tick("slow", 0.01, work),))
    with caplog.at_level(logging.DEBUG):
        scheduler.start()
        await begun.wait()
        await scheduler.stop(2.0)
    assert ended.is_set()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_tick_that_takes_too_long_is_cut_short_in_silence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, cut = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cut.set()
            raise

    scheduler = Scheduler((Tick("endless", 0.01, work),))
    with caplog.at_level(logging.DEBUG):
        scheduler.start()
        await begun.wait()
        await scheduler.stop(0.05)
    assert cut.is_set()
    assert [record for record in caplog.records if record.exc_info] == []
