"""Articles prepared beside the program: as they are in it, whatever becomes of the workers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.match.matcher import Matcher
from bot.core.match.watchset import WatchSet, watch_set
from bot.core.prepare import Draft, Prepared
from bot.core.watch.compile import WantedWatch
from bot.feeds.completing import prepare_drafts
from bot.models import Article
from bot.workers.preparers import Preparers

if not Path("/proc/self/statm").exists():
    pytest.skip("children are looked at in /proc", allow_module_level=True)

WATCHES = watch_set([WantedWatch("1", "Zorbal"), WantedWatch("2", "Corée du Nord")], version=3)


def draft(number: int, text: str = "", *, shared: bool = False) -> Draft:
    article = Article(
        id="",
        source="Le Phare",
        title=f"Zorbal ouvre un quai numéro {number}",
        lead="",
        text=text or "La Corée du Nord a livré le ciment, dit la préfecture. 🚢 Fin.",
        url=f"https://phare.example/{number}?utm_source=rss",
        language="",
        published=datetime(2026, 3, 1, number % 24, tzinfo=UTC),
        guid=f"g{number}",
        authors=("Anne",),
    )
    return Draft(article, shared)


@asynccontextmanager
async def preparing(workers: int = 1) -> AsyncIterator[tuple[Preparers, list[WatchSet]]]:
    held = [WATCHES]
    preparers = Preparers(workers, lambda: held[-1])
    try:
        yield preparers, held
    finally:
        await preparers.close()


def told(done: list[Prepared]) -> list[list[str]]:
    return [[match.watch for match in one.matches] for one in done]


def workers() -> list[int]:
    """List the workers: the children of the nurseries that are ours."""

    def below(pid: str) -> list[str]:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    return [int(child) for nursery in below(str(os.getpid())) for child in below(nursery)]


async def test_what_comes_back_is_what_would_be_prepared_here():
    drafts = [draft(1), draft(2, shared=True), draft(3, "Nothing of note happened at the port.")]
    async with preparing() as (preparers, _):
        there = await preparers.prepare(drafts)
    here = prepare_drafts(drafts, Matcher(WATCHES))
    assert [one.sketch.to_bytes() for one in there] == [one.sketch.to_bytes() for one in here]
    assert [one.sketch.words for one in there] == [one.sketch.words for one in here]
    for one, other in zip(there, here, strict=True):
        assert (one.article, one.matches, one.watches) == (other.article, other.matches, 3)
        assert (one.title, one.body) == (other.title, other.body)
        assert (one.url_key, one.title_key) == (other.url_key, other.title_key)
    assert there[0].article.url == there[0].url_key == "https://phare.example/1"
    assert there[1].url_key == ""
    assert told(there) == [["1", "2"], ["1", "2"], ["1"]]


async def test_a_change_is_known_to_workers_that_are_there_and_to_those_to_come():
    async with preparing() as (preparers, held):
        await preparers.prepare([draft(1)])
        held.append(WATCHES.changed([WantedWatch("4", "ciment")], ["1"], version=4))
        await preparers.changed([WantedWatch("4", "ciment")], ["1"], 4)
        (there,) = await preparers.prepare([draft(1)])
        assert (told([there]), there.watches) == ([["2", "4"]], 4)
        for worker in workers():
            os.kill(worker, signal.SIGKILL)
        (again,) = await preparers.prepare([draft(1)])
        assert (told([again]), again.watches) == ([["2", "4"]], 4)


async def test_a_change_before_the_first_worker_is_known_to_it():
    async with preparing() as (preparers, held):
        held.append(WATCHES.changed([WantedWatch("4", "ciment")], version=4))
        await preparers.changed([WantedWatch("4", "ciment")], [], 4)
        assert told(await preparers.prepare([draft(1)])) == [["1", "2", "4"]]


async def test_merged_watches_are_taken_over_while_work_goes_on():
    async with preparing() as (preparers, held):
        await preparers.prepare([draft(1)])
        before = workers()
        held.append(watch_set([WantedWatch("7", "préfecture")], version=9))
        work = [asyncio.create_task(preparers.prepare([draft(n)])) for n in range(6)]
        await preparers.renewed()
        for done in await asyncio.gather(*work):
            assert told(done) in ([["1", "2"]], [["7"]])
        assert told(await preparers.prepare([draft(1)])) == [["7"]]
        assert not set(workers()) & set(before)


async def test_what_a_killed_worker_had_is_done_again():
    async with preparing(2) as (preparers, _):
        await preparers.prepare([draft(0)])
        batches = [[draft(n) for n in range(20)] for _ in range(8)]
        work = [asyncio.create_task(preparers.prepare(batch)) for batch in batches]
        killed = 0
        while not all(one.done() for one in work):
            for worker in workers()[: 1 if killed < 3 else 0]:
                os.kill(worker, signal.SIGKILL)
                killed += 1
            await asyncio.sleep(0.02)
        assert killed
        for done in await asyncio.gather(*work):
            assert told(done) == [["1", "2"]] * 20


async def test_nothing_to_prepare_starts_nobody():
    async with preparing() as (preparers, _):
        assert await preparers.prepare([]) == []
        assert workers() == []
