"""Settling: what waits is decided together, and what fails alone fails alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.models import Feed
from bot.store.sqlite.assemble import File
from tests.fakes.rig import Rig, entry, rigged


@pytest.fixture
def rig() -> Iterator[Rig]:
    yield from rigged()


def transactions(file: File) -> list[str]:
    """List the statements that begin a transaction to write from now on."""
    begun: list[str] = []

    def note(statement: str) -> None:
        if statement.startswith("BEGIN IMMEDIATE"):
            begun.append(statement)

    file._writer.conn.set_trace_callback(note)
    return begun


async def poll(rig: Rig, *feeds: Feed) -> None:
    for feed in feeds:
        current = await rig.store.feeds.get(feed.id)
        assert current is not None
        report = await rig.service.poll_feed(current, rig.now)
        assert report.reason == ""


async def poll_together(rig: Rig, *feeds: Feed) -> list[str]:
    current = [await rig.store.feeds.get(feed.id) for feed in feeds]
    polls = [rig.service.poll_feed(feed, rig.now) for feed in current if feed]
    return [report.reason for report in await asyncio.gather(*polls)]


async def test_what_many_feeds_bring_at_once_is_one_transaction(rig: Rig) -> None:
    feeds = [await rig.add_feed(f"f{n}") for n in range(12)]
    for n, feed in enumerate(feeds):
        rig.wire.entries[feed.url] = [entry(n, f"Zorbal ouvre le quai {n} de Kenvar")]
    begun = transactions(rig.file)
    rig.service.poller.settler.rest = 0.2
    assert await poll_together(rig, *feeds) == [""] * 12
    assert (await rig.store.archive.sizes())["articles"] == 12
    assert len(begun) <= 4


async def test_states_of_unchanged_feeds_are_stored_together(rig: Rig) -> None:
    feeds = [await rig.add_feed(f"f{n}") for n in range(12)]
    rig.service.poller.settler.rest = 0.2
    rig.pass_time(hours=1)
    begun = transactions(rig.file)
    assert await poll_together(rig, *feeds) == [""] * 12
    kept = [await rig.store.feeds.get(feed.id) for feed in feeds]
    assert {feed.last_poll for feed in kept if feed} == {rig.now}
    assert len(begun) <= 2


async def test_a_haul_does_not_wait_for_the_states_of_others(rig: Rig) -> None:
    calm, busy = await rig.add_feed("calm"), await rig.add_feed("busy")
    rig.wire.entries[busy.url] = [entry(1, "Zorbal ouvre le quai de Kenvar")]
    rig.service.poller.settler.rest = 60.0
    async with asyncio.timeout(20):
        waiting = asyncio.create_task(poll(rig, calm))
        await asyncio.sleep(0)
        await poll(rig, busy)
        await waiting


async def test_a_copy_in_the_same_group_joins_the_story(rig: Rig) -> None:
    feeds = [await rig.add_feed(f"f{n}") for n in range(3)]
    title = "Le port de Kenvar fermé par une tempête de neige"
    for n, feed in enumerate(feeds):
        rig.wire.entries[feed.url] = [replace(entry(1, title), url=f"https://p{n}.example/1")]
    await poll_together(rig, *feeds)
    sizes = await rig.store.archive.sizes()
    assert (sizes["articles"], sizes["stories"]) == (3, 1)


async def test_a_haul_that_cannot_be_stored_keeps_no_other_back(rig: Rig) -> None:
    feeds = [await rig.add_feed(f"f{n}") for n in range(3)]
    for n, feed in enumerate(feeds):
        rig.wire.entries[feed.url] = [entry(n, f"Zorbal ouvre le quai {n}")]
    rig.file._writer.execute(
        f"""CREATE TEMP TRIGGER refused BEFORE INSERT ON articles WHEN new.feed = {feeds[1].id}
            BEGIN SELECT raise(ABORT, 'refused'); END"""
    )
    first, _, third = await poll_together(rig, *feeds)
    assert (first, third) == ("", "")
    assert (await rig.store.archive.sizes())["articles"] == 2
    rig.file._writer.execute("DROP TRIGGER refused")
    rig.pass_time(hours=1)
    await poll(rig, feeds[1])
    assert (await rig.store.archive.sizes())["articles"] == 3
