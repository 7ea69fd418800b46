"""Names are found as the tables have them now: by id, name or address, each tenant its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.models import FeedState
from bot.ports import Store
from bot.service.directory import Directory
from bot.store.sqlite.assemble import File, open_store
from tests.fakes.rows import START, after, feed, watch

A, B = "discord:1", "slack:T2"


@pytest.fixture
def store() -> Iterator[Store]:
    file = File(":memory:")
    yield open_store(file)
    file.close()


async def _feed(store: Store, name: str, tenant: str) -> int:
    url = f"https://{name.lower()}.example/rss"
    new = feed(url=url, name=name)
    return (await store.feeds.add(new, tenant=tenant, origin="chat", now=START))[0].id


async def _watch(store: Store, name: str, tenant: str) -> int:
    wanted = replace(watch(tenant), name=name)
    return (await store.watches.save(wanted, name.lower(), origin="chat")).id


async def test_a_feed_is_found_by_id_name_and_address_and_no_other_tenants(store: Store) -> None:
    directory = Directory(store)
    quai, phare = await _feed(store, "Quai", A), await _feed(store, "Phare", "")
    for wanted in (str(quai), "QUAI", "https://quai.example/rss"):
        assert await directory.feed(wanted, A) == quai
        assert await directory.feed(wanted, B) is None
    assert await directory.feed("phare", B) == phare
    assert [one.name for one in await directory.feeds(A)] == ["Phare", "Quai"]
    assert [one.name for one in await directory.feeds(None)] == ["Phare", "Quai"]


async def test_what_a_poll_renames_or_a_tenant_drops_is_known_at_once(store: Store) -> None:
    directory = Directory(store)
    number = await _feed(store, "Quai", A)
    assert await directory.feed("quai", A) == number
    kept = await store.feeds.get(number)
    assert kept is not None
    before = await store.feeds.version()
    await store.feeds.save(replace(kept, last_poll=after(hours=1)))
    assert await store.feeds.version() == before, "a poll that names nothing anew is no change"
    await store.feeds.save(replace(kept, name="Le Quai", url="https://quai.example/atom"))
    assert await directory.feed("le quai", A) == number
    assert await directory.feed("https://quai.example/atom", A) == number
    assert await directory.feed("quai", A) is None
    await store.feeds.remove(number, tenant=A)
    assert await directory.feeds(A) == []


async def test_watches_are_found_as_they_are_saved_and_removed(store: Store) -> None:
    directory = Directory(store)
    coree, acier = await _watch(store, "Corée du Nord", ""), await _watch(store, "Acier", A)
    assert await directory.watch("coree du nord", A) == coree
    assert await directory.watch(str(acier), A) == acier
    assert await directory.watch("acier", B) is None
    await store.watches.remove(acier)
    assert await directory.watch("acier", A) is None
    assert [one.id for one in await directory.watches(A)] == [coree]


async def test_feeds_are_counted_by_state_and_the_ailing_named(store: Store) -> None:
    first, second = await _feed(store, "Quai", A), await _feed(store, "Phare", "")
    await _feed(store, "Digue", B)
    for number, more in (
        (first, {"state": FeedState.FAILING, "failing_since": after(hours=1)}),
        (second, {"gap_at": after(hours=3)}),
    ):
        kept = await store.feeds.get(number)
        assert kept is not None
        await store.feeds.save(replace(kept, **more))
    assert await store.feeds.states(tenant=A) == {"active": 1, "failing": 1}
    assert await store.feeds.states() == {"active": 2, "failing": 1}
    named = [one.name for one in await store.feeds.ailing(after(hours=2), tenant=A)]
    assert named == ["Quai", "Phare"]
    assert [one.name for one in await store.feeds.ailing(after(hours=4), tenant=A)] == ["Quai"]
    assert await store.feeds.ailing(after(hours=4), tenant=B) == []
