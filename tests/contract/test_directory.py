"""Names are found as the tables have them now: by id, name or address, each tenant its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from bot.core.language.text import fold
from bot.core.query.meta import is_named
from bot.models import FeedState
from bot.ports import Store
from bot.service.directory import Directory, maybe_named
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
    return (await store.watches.save(wanted, fold(name), origin="chat")).id


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
    assert not await directory.feeds(A)


async def test_watches_are_found_as_they_are_saved_and_removed(store: Store) -> None:
    coree, acier = await _watch(store, "Corée du Nord", ""), await _watch(store, "Acier", A)
    kept = store.watches

    async def found(wanted: str, tenant: str) -> int | None:
        one = await kept.find(wanted, tenant=tenant)
        return one and one.id

    assert await found("coree du nord", A) == coree
    assert await found(str(acier), A) == acier
    assert await found("acier", B) is None
    assert await found(str(acier), B) is None
    await kept.remove(acier)
    assert await found("acier", A) is None
    assert await found(str(acier), A) is None
    assert [one.id for one in await kept.page(tenant=A, limit=5)] == [coree]
    assert await kept.count(tenant=A) == 1


def _rank(key: str, typed: str) -> int:
    return 0 if key.startswith(typed) else 1 if f" {typed}" in key else 2


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_typed_suggests_what_a_look_at_every_watch_would(
    store: Store, seed: int
) -> None:
    random = Random(seed)
    names = {"".join(random.choices("abé ", k=4)).strip() or "x" for _ in range(120)}
    numbers = {(A, name): await _watch(store, name, A) for name in names if random.random() < 0.6}
    numbers |= {("", name): await _watch(store, name, "") for name in names}
    kept = {(fold(name), number, owner) for (owner, name), number in numbers.items()}
    for typed in ("", "a", "É", "b a", "ab", "q", "aé b"):
        for tenant in (A, B, ""):
            seen = sorted(
                (_rank(key, fold(typed)), key, number)
                for key, number, owner in {(k, n, o) for k, n, o in kept}
                if owner in (tenant, "") and fold(typed) in key
            )
            for limit in (3, 25, 999):
                found = await store.watches.suggest(typed, tenant=tenant, limit=limit)
                assert [key for _, key, _ in seen[:limit]] == [fold(name) for name, _ in found]
                if limit == 999:
                    assert {number for *_, number in seen} == {number for _, number in found}


async def test_pages_of_watches_hold_each_once_by_name(store: Store) -> None:
    for at in range(23):
        await _watch(store, f"w{at:02}", (A, "", B)[at % 3])
    pages = [await store.watches.page(tenant=A, limit=5, offset=at) for at in range(0, 30, 5)]
    names = [one.name for page in pages for one in page]
    assert names == [f"w{at:02}" for at in range(23) if at % 3 != 2]
    assert len(names) == await store.watches.count(tenant=A)


async def test_a_source_is_found_among_the_feeds_that_may_bear_its_name(store: Store) -> None:
    names = [
        "Le Quai",
        "Quai du Nord",
        "L'Écho",
        "U.N. News",
        "lemonde",
        "Le Monde",
        "新华社",
        "!!",
    ]
    for name in names:
        await _feed(store, name, A)
    feeds = await Directory(store).feeds(A)
    for text in (
        "quai",
        "le quai",
        "lequai",
        "echo",
        "un",
        "U.N.",
        "monde",
        "新华",
        "nord",
        "",
        "!!",
    ):
        wanted = {one.name for one in feeds if is_named(one.name, text)}
        assert wanted <= {one.name for one in maybe_named(feeds, text)}, text


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
