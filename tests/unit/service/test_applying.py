"""What the configuration file changes: compared without a store, then carried out on one."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlite_utils import Database

from bot.core.language.text import fold
from bot.models import OPERATOR, Feed, Mode, Origin, Sense, Subscription, Watchlist
from bot.ports import EVERY, Diff, Held, Store, WantedConfig
from bot.service.applying import get_diff
from bot.store.sqlite.assemble import File, open_store
from bot.store.sqlite.base.rows import feed_of, subscription_of, watchlist_of
from bot.store.sqlite.feeds import SELECT
from tests.fakes.rows import START, batch, filing

CONSOLE = Subscription(id=0, tenant=OPERATOR, channel="console")
DISCORD = replace(CONSOLE, channel="discord:1")


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[File]:
    opened = File(str(tmp_path / "w.db"))
    yield opened
    opened.close()


@pytest.fixture
def store(file: File) -> Store:
    return open_store(file)


def _watch(name: str, query: str = "", **more: object) -> Watchlist:
    return replace(Watchlist(0, OPERATOR, name, query or name), **more)  # type: ignore[arg-type]


def _feed(name: str, **more: object) -> Feed:
    return replace(Feed(0, f"https://{name}.example/rss", name), **more)  # type: ignore[arg-type]


async def _everything(file: File) -> Held:
    """Read all that a diff could be about, whatever the file names."""

    def read(db: Database) -> Held:
        feeds = map(feed_of, db.query(f"{SELECT} ORDER BY name, id"))
        watches = db.query(
            "SELECT * FROM watchlists WHERE tenant = '' AND NOT removed ORDER BY name_key"
        )
        subscriptions = db.query("SELECT * FROM subscriptions WHERE NOT removed ORDER BY id")
        return Held(
            tuple(feed for feed in feeds if OPERATOR in feed.owners or not feed.owners),
            tuple(map(watchlist_of, watches)),
            tuple(map(subscription_of, subscriptions)),
        )

    return await file.read(read)


async def _bring_in(store: Store, wanted: WantedConfig, *, removing: bool = True) -> Diff:
    diff = get_diff(wanted, await store.configured.held(wanted), removing=removing)
    await store.configured.apply(diff, START)
    return diff


BASE = WantedConfig(
    (_feed("phare"), _feed("quai", language="fr", interval=600.0)),
    (_watch("Ciment"), _watch("Mali", "Mali AND Wagner", sense=Sense.PLACE)),
    ((CONSOLE, "Ciment", ""), (DISCORD, "*", ""), (DISCORD, "", "quai")),
)


async def test_what_was_brought_in_changes_nothing_again(store: Store) -> None:
    first = await _bring_in(store, BASE)
    assert (len(first.feeds.added), len(first.watchlists.added)) == (2, 2)
    assert len(first.follows.added) == 4
    version = await store.watches.version()
    again = await _bring_in(store, BASE)
    assert len(again) == 0
    assert again.unknown == ()
    assert await store.watches.version() == version


@pytest.mark.parametrize(
    ("change", "added", "changed", "removed"),
    [
        (replace(BASE, feeds=BASE.feeds[:1], subscriptions=BASE.subscriptions[:2]), 0, 0, 2),
        (replace(BASE, feeds=(_feed("phare", full_text=True), BASE.feeds[1])), 0, 1, 0),
        (replace(BASE, feeds=(*BASE.feeds, _feed("banc"))), 1, 0, 0),
        (replace(BASE, feeds=(replace(_feed("phare"), name="Phare"), BASE.feeds[1])), 0, 1, 0),
        (replace(BASE, watchlists=(_watch("Ciment", urgent=True), BASE.watchlists[1])), 0, 1, 0),
        (replace(BASE, watchlists=(_watch("CIMENT", "Ciment"), BASE.watchlists[1])), 0, 1, 0),
        (replace(BASE, watchlists=(*BASE.watchlists, _watch("Pont"))), 2, 0, 0),
        (replace(BASE, watchlists=BASE.watchlists[:1]), 0, 0, 2),
        (
            replace(
                BASE,
                subscriptions=(
                    (replace(CONSOLE, mode=Mode.DAILY), "Ciment", ""),
                    *BASE.subscriptions[1:],
                ),
            ),
            0,
            1,
            0,
        ),
        (WantedConfig(), 0, 0, 8),
    ],
)
async def test_only_what_differs_is_in_the_diff(
    store: Store, change: WantedConfig, added: int, changed: int, removed: int
) -> None:
    await _bring_in(store, BASE)
    diff = await _bring_in(store, change)
    parts = (diff.feeds, diff.watchlists, diff.follows)
    assert sum(len(part.added) for part in parts) == added
    assert sum(len(part.changed) for part in parts) == changed
    assert sum(len(part.removed) for part in parts) == removed
    assert len(get_diff(change, await store.configured.held(change))) == 0


async def test_without_a_file_nothing_is_removed(file: File, store: Store) -> None:
    await _bring_in(store, BASE)
    before = await _everything(file)
    assert len(await _bring_in(store, WantedConfig(), removing=False)) == 0
    one_more = WantedConfig(watchlists=(_watch("Pont"),), subscriptions=((CONSOLE, "*", ""),))
    await _bring_in(store, one_more, removing=False)
    after = await _everything(file)
    assert set(before.feeds) <= set(after.feeds)
    assert set(before.watchlists) <= set(after.watchlists)
    assert set(before.subscriptions) <= set(after.subscriptions)
    assert {item.watchlist for item in after.subscriptions if item.channel == "console"} == {
        watch.id for watch in after.watchlists
    }


async def test_without_a_file_a_name_that_stays_is_not_taken_by_another(store: Store) -> None:
    await _bring_in(store, BASE)
    ids = await _ids(store)
    swapped = WantedConfig(watchlists=(_watch("Mali", "Ciment"),))
    await _bring_in(store, swapped, removing=False)
    assert await _ids(store) == ids
    found = {watch.name: watch.query for watch in await store.watches.all()}
    assert found == {"Ciment": "Ciment", "Mali": "Ciment"}


async def _ids(store: Store) -> dict[str, int]:
    return {watch.name: watch.id for watch in await store.watches.all()}


async def test_a_renamed_watch_keeps_its_number_matches_and_subscribers(store: Store) -> None:
    await _bring_in(store, BASE)
    ids, (phare, _quai) = await _ids(store), await store.feeds.all()
    await store.archive.commit(batch(phare, filing(1, 1, hits=[ids["Ciment"]])))
    mine = await store.watches.subscribe(
        Subscription(0, "discord:9", "discord:77", watchlist=ids["Ciment"]), origin="chat"
    )
    renamed = (_watch("Béton", "Ciment"), BASE.watchlists[1])
    follows = ((CONSOLE, "Béton", ""), *BASE.subscriptions[1:])
    diff = await _bring_in(store, replace(BASE, watchlists=renamed, subscriptions=follows))
    assert [(old.name, new.name) for old, new in diff.watchlists.changed] == [("Ciment", "Béton")]
    assert len(diff.follows) == 0
    assert (await _ids(store))["Béton"] == ids["Ciment"]
    assert len(await store.archive.latest(tenant="", limit=9, watchlist=ids["Ciment"])) == 1
    assert mine in await store.watches.subscriptions(tenant="discord:9")


@pytest.mark.parametrize(
    ("watches", "same"),
    [
        (
            (_watch("Mali", "Ciment"), _watch("Ciment", "Mali")),
            {"Mali": "Ciment", "Ciment": "Mali"},
        ),
        ((_watch("Mali", "Pont"), _watch("Ciment")), {"Mali": "Mali", "Ciment": "Ciment"}),
        ((_watch("Ciment", "Pont"), _watch("A", "Ciment")), {"A": "Ciment"}),
        ((_watch("A", "Ciment"), _watch("B", "Ciment")), {"A": "Ciment"}),
        ((_watch("A", "Ciment", sense=Sense.PLACE), _watch("Mali")), {"Mali": "Mali"}),
        ((_watch("A", "Ciment", urgent=True),), {"A": "Ciment"}),
    ],
    ids=["swapped", "other query", "renamed and replaced", "split", "other sense", "urgent too"],
)
async def test_which_watch_is_the_same(
    store: Store, watches: tuple[Watchlist, ...], same: dict[str, str]
) -> None:
    await _bring_in(store, WantedConfig(watchlists=(_watch("Ciment"), _watch("Mali"))))
    before = await _ids(store)
    wanted = WantedConfig(watchlists=watches)
    await _bring_in(store, wanted)
    after = await _ids(store)
    kept = {name: old for name in after for old in before if before[old] == after[name]}
    assert kept == same
    assert after.keys() == {watch.name for watch in watches}
    assert len(get_diff(wanted, await store.configured.held(wanted))) == 0


async def test_a_watch_put_back_is_the_one_that_it_was(file: File, store: Store) -> None:
    await _bring_in(store, BASE)
    before = await _everything(file)
    await _bring_in(store, WantedConfig())
    assert await store.watches.all() == []
    await _bring_in(store, BASE)
    after = await _everything(file)
    assert set(after.watchlists) == set(before.watchlists)
    assert set(after.subscriptions) == set(before.subscriptions)


async def test_what_others_made_is_theirs(store: Store) -> None:
    await _bring_in(store, BASE)
    ids = await _ids(store)
    theirs, _new = await store.feeds.add(
        _feed("theirs"), tenant="slack:T", origin="chat", now=START
    )
    watch = await store.watches.save(
        replace(_watch("Ciment"), tenant="slack:T"), "ciment", origin="chat"
    )
    own = await store.watches.save(_watch("Pont"), "pont", origin="cli")
    chosen = await store.watches.subscribe(
        replace(CONSOLE, watchlist=own.id, mode=Mode.DAILY), origin="cli"
    )
    await _bring_in(store, WantedConfig(subscriptions=((CONSOLE, "*", ""),)))
    assert theirs in await store.feeds.all()
    assert {watch.id, own.id} == {item.id for item in await store.watches.all()}
    assert await store.watches.subscriptions(tenant="") == [chosen], "everything yields to it"
    assert ids["Ciment"] not in {watch.id, own.id}


NAMES = ("Ciment", "CIMENT", "Mali", "Pont", "Béton", "phare", "quai")
CHANNELS = ("console", "discord:1", "slack:T:C")
TENANTS = (OPERATOR, OPERATOR, "slack:T")
ORIGINS = (Origin.FILE, Origin.CLI, Origin.CHAT)


def _random_watch(random: Random) -> Watchlist:
    query = random.choice(NAMES[:4])
    return _watch(random.choice(NAMES), query, urgent=random.random() < 0.2)


def _random_feed(random: Random) -> Feed:
    address = f"https://{random.choice(NAMES[3:])}.example/rss"
    return Feed(0, address, random.choice(("", *NAMES)), full_text=random.random() < 0.2)


def _random_config(random: Random) -> WantedConfig:
    def subscription() -> tuple[Subscription, str, str]:
        mode = random.choice((Mode.INSTANT, Mode.DAILY))
        by = Subscription(0, OPERATOR, random.choice(CHANNELS), mode=mode)
        if random.random() < 0.6:
            return by, random.choice((*NAMES, EVERY, EVERY)), ""
        return by, "", random.choice((*NAMES, _random_feed(random).url))

    return WantedConfig(
        tuple(_random_feed(random) for _ in range(random.randrange(4))),
        tuple(_random_watch(random) for _ in range(random.randrange(5))),
        tuple(subscription() for _ in range(random.randrange(5))),
    )


async def _change_by_hand(store: Store, random: Random) -> None:
    """Do what others do beside the file: add, move, follow and take away."""
    for _ in range(random.randrange(6)):
        tenant, origin = random.choice(TENANTS), random.choice(ORIGINS[1:])
        watch = replace(_random_watch(random), tenant=tenant)
        if not await store.watches.named(watch.name, tenant=tenant):
            await store.watches.save(watch, fold(watch.name), origin=origin)
        await store.feeds.add(_random_feed(random), tenant=tenant, origin=origin, now=START)
    feeds, watches = await store.feeds.all(), await store.watches.all()
    for feed in random.sample(feeds, len(feeds) // 3):
        moved = f"https://moved-{random.randrange(3)}.example/rss"
        await store.feeds.save(replace(feed, url=moved, name=random.choice((feed.name, "quai"))))
    for _ in range(random.randrange(8)):
        watch_id = random.choice(watches).id if watches and random.random() < 0.6 else None
        if watch_id or feeds:
            feed_id = None if watch_id else random.choice(feeds).id
            channel, tenant = random.choice(CHANNELS), random.choice(TENANTS)
            await store.watches.subscribe(
                Subscription(0, tenant, channel, watchlist=watch_id, feed=feed_id),
                origin=random.choice(ORIGINS),
            )
    for feed in feeds[: random.randrange(2)]:
        await store.feeds.remove(feed.id, tenant=random.choice(TENANTS))


@pytest.mark.parametrize("seed", range(40))
async def test_reading_what_the_file_meets_gives_the_diff_of_reading_everything(
    file: File, store: Store, seed: int
) -> None:
    random, told, fewer = Random(seed), 0, 0
    for _ in range(4):
        await _change_by_hand(store, random)
        every = await _everything(file)
        for _ in range(5):
            wanted, removing = _random_config(random), random.random() < 0.6
            met = await store.configured.held(wanted)
            diff = get_diff(wanted, met, removing=removing)
            assert diff == get_diff(wanted, every, removing=removing)
            told += len(diff) + len(diff.unknown)
            fewer += len(every.subscriptions) - len(met.subscriptions)
        await _bring_in(store, wanted, removing=removing)
    assert told
    assert fewer >= 0


async def test_of_what_the_file_does_not_meet_nothing_is_read(store: Store) -> None:
    await _bring_in(store, BASE)
    own = await store.watches.save(_watch("Pont"), "pont", origin="cli")
    feed, _new = await store.feeds.add(_feed("banc"), tenant="", origin="cli", now=START)
    followed = await store.watches.subscribe(replace(CONSOLE, watchlist=own.id), origin="cli")
    wanted = replace(BASE, subscriptions=((CONSOLE, "*", ""),))
    held = await store.configured.held(wanted)
    assert own.id not in {watch.id for watch in held.watchlists}
    assert feed.id not in {item.id for item in held.feeds}
    assert followed.id not in {item.id for item in held.subscriptions}
    held = await store.configured.held(replace(wanted, watchlists=(_watch("PONT"),)))
    assert own.id in {watch.id for watch in held.watchlists}
    assert followed.id in {item.id for item in held.subscriptions}


async def test_whether_anything_goes_to_another_channel(store: Store) -> None:
    elsewhere = store.configured.goes_elsewhere
    watch = await store.watches.save(_watch("Pont"), "pont", origin="cli")
    await store.watches.subscribe(replace(CONSOLE, watchlist=watch.id), origin="cli")
    assert not await elsewhere("console")
    for channel in ("a:1", "discord:1"):
        made = await store.watches.subscribe(
            replace(CONSOLE, channel=channel, watchlist=watch.id), origin="cli"
        )
        assert await elsewhere("console")
        await store.watches.unsubscribe(made.id)
        assert not await elsewhere("console")


async def test_names_that_lead_nowhere_are_told(store: Store) -> None:
    wanted = replace(
        BASE, subscriptions=((CONSOLE, "Nobody", ""), (DISCORD, "", "nothing"), (CONSOLE, "*", ""))
    )
    diff = await _bring_in(store, wanted)
    assert diff.unknown == ("console: Nobody", "discord:1: nothing")


@pytest.mark.parametrize("named", ["phare", "PHARE", "https://phare.example/rss"])
async def test_a_feed_is_followed_by_name_or_address_before_it_is_stored(
    store: Store, named: str
) -> None:
    await _bring_in(store, WantedConfig(BASE.feeds, (), ((CONSOLE, "", named),)))
    (followed,) = await store.watches.subscriptions()
    assert followed.feed == next(
        item.id for item in await store.feeds.all() if item.name == "phare"
    )


async def test_a_feed_that_moved_is_still_the_files(store: Store) -> None:
    await _bring_in(store, BASE)
    phare = next(item for item in await store.feeds.all() if item.name == "phare")
    await store.feeds.save(replace(phare, url="https://moved.example/rss"))
    assert len(await _bring_in(store, BASE)) == 0
    both = replace(BASE, feeds=(*BASE.feeds, Feed(0, "https://moved.example/rss", "phare")))
    assert len(await _bring_in(store, both)) == 0, "the same feed under both addresses"


async def test_feeds_that_nobody_has_are_taken_up_with_their_history(store: Store) -> None:
    await _bring_in(store, BASE)
    phare = next(item for item in await store.feeds.all() if item.name == "phare")
    await store.archive.commit(batch(phare, filing(1, 1)))
    await _bring_in(store, WantedConfig())
    assert await store.feeds.all() == []
    await _bring_in(store, BASE)
    assert phare.id in {item.id for item in await store.feeds.all()}


async def test_thousands_of_each_are_one_transaction_of_short_statements(
    file: File, store: Store
) -> None:
    many = range(2_000)
    wanted = WantedConfig(
        tuple(_feed(f"f{number}") for number in many),
        tuple(_watch(f"w{number}") for number in many),
        ((CONSOLE, "*", ""),),
    )
    # As many values as the oldest SQLite takes in one statement.
    file._writer.conn.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    begun: list[str] = []
    file._writer.conn.set_trace_callback(
        lambda sql: begun.append(sql) if sql.startswith(("BEGIN", "COMMIT")) else None
    )
    await _bring_in(store, wanted)
    assert begun == ["BEGIN IMMEDIATE", "COMMIT"]
    assert (await store.archive.sizes())["subscriptions"] == 2_000
    assert len(await _bring_in(store, WantedConfig())) == 6_000
    assert len(begun) == 4
