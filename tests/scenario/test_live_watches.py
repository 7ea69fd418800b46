"""The watches that are matched follow the store, aside, also changes of another process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.models import Article
from bot.ports import Store
from bot.service.intake.live import LiveWatches
from bot.store.sqlite.assemble import File, open_store
from tests.fakes.rows import START, after, watch


@dataclass
class Rig:
    file: File
    store: Store
    live: LiveWatches


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    file = File(str(tmp_path / "w.db"))
    store = open_store(file)
    yield Rig(file, store, LiveWatches(store))
    file.close()


def hits(live: LiveWatches, text: str) -> list[int]:
    article = Article("1", "s", "", "", text, "", "fr", START)
    return [int(match.watch) for match in live.matcher.match(article)]


async def test_a_watch_is_live_once_it_was_added_changed_or_removed(rig: Rig) -> None:
    store, live = rig.store, rig.live
    await live.refresh()
    added = await store.watches.save(watch(query="barrage"), "ciment", origin="chat")
    assert hits(live, "un barrage") == []
    await live.refresh()
    assert hits(live, "un barrage") == [added.id]
    await store.watches.save(watch(query="écluse"), "ciment", origin="chat")
    await live.refresh()
    assert (hits(live, "un barrage"), hits(live, "une écluse")) == ([], [added.id])
    await store.watches.remove(added.id)
    await live.refresh()
    assert (hits(live, "une écluse"), live.watchlists) == ([], {})


async def test_a_muted_watch_is_known_as_such_and_not_compiled_again(rig: Rig) -> None:
    added = await rig.store.watches.save(watch(), "ciment", origin="chat")
    await rig.live.refresh()
    before = rig.live.matcher
    await rig.store.watches.mute(added.id, after(hours=1))
    await rig.live.refresh()
    assert rig.live.watchlists[added.id].muted_until == after(hours=1)
    assert rig.live.matcher is before


async def test_a_change_of_another_process_is_seen(rig: Rig, tmp_path: Path) -> None:
    await rig.live.refresh()
    other = File(str(tmp_path / "w.db"))
    await open_store(other).watches.save(watch(query="barrage"), "ciment", origin="chat")
    other.close()
    await rig.live.refresh()
    assert len(hits(rig.live, "un barrage")) == 1


async def test_a_query_that_cannot_be_read_is_named_and_stops_no_other(rig: Rig) -> None:
    good = await rig.store.watches.save(watch(query="barrage"), "ciment", origin="chat")
    bad = await rig.store.watches.save(watch(query="(barrage"), "faux", origin="chat")
    await rig.live.refresh()
    assert hits(rig.live, "un barrage") == [good.id]
    assert set(rig.live.broken) == {bad.id}
    await rig.store.watches.remove(bad.id)
    await rig.live.refresh()
    assert rig.live.broken == {}


async def test_many_changes_are_merged_aside_and_none_is_lost(rig: Rig) -> None:
    words = [f"mot{number}" for number in range(12)]
    live = LiveWatches(rig.store, most=4)
    first = await rig.store.watches.save(watch(query=words[0]), words[0], origin="chat")
    await live.refresh()
    saved = [rig.store.watches.save(watch(query=word), word, origin="chat") for word in words[1:]]
    rows = await asyncio.gather(*saved)
    await asyncio.gather(*(live.refresh() for _ in range(5)))
    await rig.store.watches.remove(first.id)
    last = await rig.store.watches.save(watch(query="barrage"), "z", origin="chat")
    await live.refresh()
    await live.settled()
    assert sum(part.alive.size for part in live.matcher.watches.parts) < 14
    assert hits(live, "mot0 mot1 barrage") == [rows[0].id, last.id]
