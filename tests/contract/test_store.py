"""One suite over the store, in memory and on a file, and what only a file can do."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreBusy, StoreError
from bot.models import (
    Delivery,
    DeliveryState,
    Feed,
    FeedState,
    PageLines,
    Relation,
    Subscription,
    Watchlist,
)
from bot.models.payloads import DigestPayload, NoticePayload
from bot.ports import Decided, Diff, Keys, SoughtArticle, Store, WantedConfig
from bot.said import say
from bot.service.applying import get_diff
from bot.store.sqlite.assemble import File, open_store
from tests.fakes.rows import START, after, batch, feed, filing, posting, subscription, watch

A, B = "discord:1", "discord:2"


@dataclass
class Rig:
    file: File
    store: Store

    async def feed(self, tenant: str = "", of: Feed | None = None, origin: str = "chat") -> Feed:
        stored, _new = await self.store.feeds.add(
            of or feed(), tenant=tenant, origin=origin, now=START
        )
        return stored

    async def watch(self, tenant: str = "", origin: str = "chat") -> Watchlist:
        return await self.store.watches.save(watch(tenant), "ciment", origin=origin)

    async def follow(
        self, to: Watchlist, channel: str = "console", origin: str = "chat", **more: object
    ) -> Subscription:
        wanted = subscription(to.id, channel, **({"tenant": to.tenant} | more))
        return await self.store.watches.subscribe(wanted, origin=origin)

    async def diff(self, wanted: WantedConfig) -> Diff:
        return get_diff(wanted, await self.store.configured.held(wanted))

    async def delivery(self, row: int) -> Delivery:
        found = await self.store.outbox.get(row)
        assert found is not None
        return found


@pytest.fixture(params=["memory", "file"])
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    file = File(":memory:" if request.param == "memory" else str(tmp_path / "data" / "w.db"))
    yield Rig(file, open_store(file))
    file.close()


# Feeds


async def test_a_feed_is_added_once_a_tenant(rig: Rig) -> None:
    first, new = await rig.store.feeds.add(feed(), tenant=A, origin="chat", now=START)
    again, newer = await rig.store.feeds.add(feed("Other name"), tenant=A, origin="chat", now=START)
    assert (new, newer) == (True, False)
    assert (again.id, again.name) == (first.id, "Le Phare")


async def test_two_tenants_with_one_address_have_two_feeds(rig: Rig) -> None:
    mine = await rig.feed(A, feed("Secret name"))
    other, new = await rig.store.feeds.add(feed("Mine"), tenant=B, origin="chat", now=START)
    assert new
    assert other.id != mine.id
    assert (other.name, other.owners) == ("Mine", frozenset({B}))


async def test_the_operators_feed_is_shared_and_the_file_wins(rig: Rig) -> None:
    fixed = await rig.feed("", feed("From the file"), "file")
    shared, _new = await rig.store.feeds.add(feed("Chat"), tenant=A, origin="chat", now=START)
    assert (shared.id, shared.name) == (fixed.id, "From the file")
    renamed = await rig.feed("", feed("New in the file"), "file")
    assert (renamed.id, renamed.name) == (fixed.id, "New in the file")


async def test_a_feed_that_moved_is_known_by_its_old_address(rig: Rig) -> None:
    old = await rig.feed("", origin="file")
    await rig.store.feeds.save(replace(old, url="https://phare.example/new", primed=True))
    again = await rig.feed("", origin="file")
    diff = await rig.diff(WantedConfig((feed(),)))
    assert len(diff.feeds.removed) == 0
    await rig.store.configured.apply(diff, START)
    assert (again.id, again.url, again.primed) == (old.id, "https://phare.example/new", True)
    assert [item.id for item in await rig.store.feeds.all(tenant="")] == [old.id]


async def test_a_feed_does_not_move_onto_another_of_its_owner(rig: Rig) -> None:
    one = await rig.feed(A, feed("One", "https://a.example/1"))
    two = await rig.feed(A, feed("Two", "https://a.example/2"))
    await rig.store.feeds.save(replace(one, url=two.url))
    kept = await rig.store.feeds.get(one.id)
    assert kept is not None
    assert kept.url == one.url


async def test_a_feed_taken_out_of_the_file_and_put_back_keeps_its_history(rig: Rig) -> None:
    first = await rig.feed("", origin="file")
    await rig.store.feeds.save(replace(first, primed=True))
    diff = await rig.diff(WantedConfig())
    await rig.store.configured.apply(diff, START)
    assert await rig.store.feeds.all(tenant="") == []
    back = await rig.feed("", origin="file")
    assert (back.id, back.primed) == (first.id, True)


async def test_a_file_may_name_more_than_a_statement_may_bind(rig: Rig) -> None:
    many = 33_000  # SQLite binds 32,766 variables by default
    feeds = tuple(feed(f"F{n}", f"https://phare.example/{n}") for n in range(many))
    watches = tuple(Watchlist(0, "", f"W{n}", f"Corvaz{n}") for n in range(many))
    diff = await rig.diff(WantedConfig(feeds, watches))
    await rig.store.configured.apply(diff, START)
    assert len(await rig.store.feeds.all(tenant="")) == many
    assert len(await rig.store.watches.all()) == many
    assert len(await rig.diff(WantedConfig(feeds, watches))) == 0
    await rig.store.configured.apply(await rig.diff(WantedConfig()), START)
    assert await rig.store.watches.all() == []
    assert await rig.store.feeds.all(tenant="") == []


async def test_what_a_tenant_removed_is_nobody_elses_history(rig: Rig) -> None:
    mine = await rig.feed(A)
    await rig.store.feeds.remove(mine.id, tenant=A)
    other = await rig.feed(B)
    assert other.id != mine.id


async def test_feeds_are_due_by_time_and_state(rig: Rig) -> None:
    one = await rig.feed("", feed("One", "https://a.example/1"))
    two = await rig.feed("", feed("Two", "https://a.example/2"))
    gone = await rig.feed("", feed("Gone", "https://a.example/3"))
    await rig.store.feeds.save(replace(one, next_poll=after(minutes=5)))
    await rig.store.feeds.save(replace(two, next_poll=after(minutes=1), state=FeedState.FAILING))
    await rig.store.feeds.save(replace(gone, state=FeedState.GONE))
    due = rig.store.feeds.due
    assert await due(START) == []
    assert [item.id for item in await due(after(minutes=2))] == [two.id]
    assert [item.id for item in await due(after(minutes=9))] == [two.id, one.id]
    assert [item.id for item in await due(START, everything=True)] == [two.id, one.id]
    await rig.store.feeds.poll_now(gone.id, START)
    assert [item.id for item in await due(START)] == [gone.id]


# Archive


async def test_a_batch_is_stored_whole(rig: Rig) -> None:
    one, cement = await rig.feed(), await rig.watch()
    sub = await rig.follow(cement)
    posted = await rig.store.archive.commit(
        batch(
            replace(one, etag="e1", primed=True),
            filing(1, 1, hits=[cement.id], postings=[posting(sub, 1)]),
            lines=(PageLines("phare.example", "p1", "t1", frozenset({"menu"})),),
            counts=(("pages_unread", 2),),
        )
    )
    kept = await rig.store.feeds.get(one.id)
    assert posted == 1
    assert kept is not None
    assert (kept.etag, kept.primed) == ("e1", True)
    assert await rig.store.archive.seen(one.id, ["g1", "g2"]) == {"g1": "v1"}
    assert await rig.store.archive.top_ids() == (1, 1)
    assert await rig.store.archive.repeated_lines("phare.example", 1) == {"menu"}
    assert await rig.store.archive.counts() == {"pages_unread": 2}
    found = await rig.store.archive.search("ciment", tenant="", since=after(days=-1), limit=9)
    assert [story for story, _article in found] == [1]


async def test_a_batch_that_fails_leaves_nothing_behind(rig: Rig) -> None:
    one = await rig.feed()
    broken = replace(filing(2, 2), guid=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        await rig.store.archive.commit(batch(replace(one, etag="e1"), filing(1, 1), broken))
    kept = await rig.store.feeds.get(one.id)
    assert kept is not None
    assert (kept.etag, await rig.store.archive.top_ids()) == ("", (0, 0))
    assert await rig.store.archive.commit(batch(one, filing(1, 1))) == 0


async def test_the_same_article_is_known_by_guid_address_and_title(rig: Rig) -> None:
    one = await rig.feed()
    await rig.store.archive.commit(batch(one, filing(1, 1)))
    article = filing(1, 1).article
    other = replace(article, text="another text")
    asked = [
        SoughtArticle(one.id, "g1", Keys("", ""), article),
        SoughtArticle(one.id, "x", Keys(article.url, ""), article),
        SoughtArticle(one.id, "x", Keys("", "le ciment flambe"), article),
        SoughtArticle(one.id, "x", Keys("", "le ciment flambe"), other),
    ]
    by_guid, by_url, by_title, not_at_all = await rig.store.archive.known(asked)
    assert by_guid is not None
    assert by_guid == by_url == by_title
    assert not_at_all is None


async def test_what_is_wrong_with_one_batch_keeps_no_other_back(rig: Rig) -> None:
    one, two, three = [await rig.feed(of=feed(url=f"https://f{n}.example/rss")) for n in range(3)]
    broken = replace(filing(2, 2), article=replace(filing(2, 2).article, url=object()))  # type: ignore[arg-type]
    batches = [
        batch(replace(one, etag="e1"), filing(1, 1)),
        batch(replace(two, etag="e2"), broken),
        batch(replace(three, etag="e3"), filing(3, 3)),
    ]
    first, second, third = await rig.store.archive.settle(batches, [])
    assert (first, third) == (0, 0)
    assert isinstance(second, Exception)
    kept = [await rig.store.feeds.get(feed.id) for feed in (one, two, three)]
    assert [feed.etag for feed in kept if feed] == ["e1", "", "e3"]
    assert (await rig.store.archive.sizes())["articles"] == 2


async def test_states_are_stored_beside_batches_and_alone(rig: Rig) -> None:
    one, two = [await rig.feed(of=feed(url=f"https://f{n}.example/rss")) for n in range(2)]
    await rig.store.archive.settle([batch(one, filing(1, 1))], [replace(two, etag="calm")])
    await rig.store.archive.settle([], [replace(one, failures=3)])
    kept = [await rig.store.feeds.get(feed.id) for feed in (one, two)]
    assert [(feed.etag, feed.failures) for feed in kept if feed] == [("", 3), ("calm", 0)]


async def test_what_a_feed_still_shows_is_not_forgotten(rig: Rig) -> None:
    one = replace(await rig.feed(), last_change=START)
    await rig.store.archive.commit(batch(one, filing(1, 1), filing(2, 2)))
    late = replace(one, last_change=after(days=95))
    shown = replace(batch(late, at=after(days=95)), shown=("g1",))
    await rig.store.archive.commit(shown)
    await rig.store.archive.prune(START, articles=after(days=90), seen=after(days=90))
    assert await rig.store.archive.seen(one.id, ["g1", "g2"]) == {"g1": "v1"}


async def test_a_new_version_replaces_the_old_one_in_the_index_too(rig: Rig) -> None:
    one, cement = await rig.feed(), await rig.watch()
    await rig.store.archive.commit(batch(one, filing(1, 1, hits=[cement.id])))
    corrected = filing(1, 1, "Le béton flambe", relation=Relation.SAME, replaces=1)
    await rig.store.archive.commit(batch(one, corrected))
    search = rig.store.archive.search
    assert await search("ciment", tenant="", since=after(days=-1), limit=9) == []
    assert len(await search("beton", tenant="", since=after(days=-1), limit=9)) == 1
    assert await rig.store.archive.matches(1) == []
    assert (await rig.store.archive.decision(1, tenant="")).relation == "new"
    assert await rig.file.check() == []


async def test_a_delivery_is_posted_once_per_key(rig: Rig) -> None:
    one, cement = await rig.feed(), await rig.watch()
    sub = await rig.follow(cement)
    once = filing(1, 1, postings=[posting(sub, 1)])
    assert await rig.store.archive.commit(batch(one, once)) == 1
    assert await rig.store.archive.commit(batch(one, replace(once, replaces=1))) == 0


async def test_story_shows_a_tenant_only_what_it_sees(rig: Rig) -> None:
    hidden, shown = await rig.feed(A), await rig.feed(B, feed("Own", "https://b.example/rss"))
    await rig.store.archive.commit(batch(hidden, filing(1, 1), filing(2, 2, "Autre", related="1")))
    copy = filing(3, 1, at=after(hours=1), relation=Relation.COPY, nearest="1")
    await rig.store.archive.commit(batch(shown, copy))
    story = await rig.store.archive.story(1, tenant=B)
    assert story is not None
    assert [(item.article, item.relation) for item in story.articles] == [(3, Relation.NEW)]
    assert (story.first_seen, story.related) == (after(hours=1), ())
    assert await rig.store.archive.story(2, tenant=B) is None
    assert await rig.store.archive.decision(3, tenant=B) == Decided("new")
    whole = await rig.store.archive.decision(3, tenant=None)
    assert whole == Decided("copy", 0.9, (say("common {n} words", n=2),), 1)
    every = await rig.store.archive.story(1)
    assert every is not None
    assert (len(every.articles), every.related) == (2, (2,))


# Watches and subscriptions


async def test_a_watch_of_the_same_name_is_replaced(rig: Rig) -> None:
    first = await rig.watch(A)
    before = await rig.store.watches.version()
    again = await rig.store.watches.save(watch(A, query="ciment OR béton"), "ciment", origin="chat")
    other = await rig.watch(B)
    assert (again.id, again.query) == (first.id, "ciment OR béton")
    assert other.id != first.id
    assert await rig.store.watches.version() == before + 2
    assert [item.id for item in await rig.store.watches.all(tenant=A)] == [first.id]


async def test_the_files_subscription_and_the_chats_are_one(rig: Rig) -> None:
    """A channel that was resumed in chat does not hear everything twice after a restart."""
    cement = await rig.watch("", "file")
    await rig.follow(cement, "discord:7", "file")
    await rig.store.watches.adopt("discord:7", A)
    await rig.store.watches.pause("discord:7", "gone", START)
    resumed = await rig.follow(cement, "discord:7", "chat", tenant=A)
    await rig.follow(cement, "discord:7", "file")
    await rig.store.watches.adopt("discord:7", A)
    found = await rig.store.watches.subscriptions()
    assert [(item.id, item.tenant, item.fixed) for item in found] == [(resumed.id, A, True)]
    assert resumed.paused == ""


async def test_a_subscription_made_twice_before_its_channel_was_known_is_one(rig: Rig) -> None:
    cement = await rig.watch("", "file")
    await rig.follow(cement, "discord:7", "chat", tenant=A)
    await rig.follow(cement, "discord:7", "cli", tenant="")
    await rig.store.watches.adopt("discord:7", A)
    assert [item.tenant for item in await rig.store.watches.subscriptions()] == [A]


async def test_a_restart_does_not_resume_what_is_paused(rig: Rig) -> None:
    cement = await rig.watch("", "file")
    await rig.follow(cement, "discord:7", "file")
    assert await rig.store.watches.pause("discord:7", "gone", START)
    assert not await rig.store.watches.pause("discord:7", "gone", START)
    again = await rig.follow(cement, "discord:7", "file")
    assert (again.paused, again.paused_since) == ("gone", START)


async def test_resuming_lets_go_what_is_held_but_for_digests(rig: Rig) -> None:
    one, cement = await rig.feed(), await rig.watch()
    sub = await rig.follow(cement)
    other = await rig.store.watches.subscribe(
        replace(subscription(None), feed=one.id), origin="chat"
    )
    await rig.store.watches.pause("console", "gone", START)
    await rig.store.archive.commit(
        batch(
            one,
            filing(1, 1, postings=[posting(sub, 1, paused=True)]),
            filing(2, 2, postings=[posting(sub, 2, paused=True, held_until=after(hours=8))]),
        )
    )
    assert await rig.store.outbox.claim(START) == []
    await rig.follow(cement)
    assert [item.story for item in await rig.store.outbox.claim(START)] == [1]
    assert (await rig.delivery(2)).state is DeliveryState.HELD
    resumed = await rig.store.watches.subscription(other.id)
    assert resumed is not None
    assert resumed.paused == ""


# Outbox


async def _alerts(rig: Rig, stories: int, channel: str = "console") -> Subscription:
    one, cement = await rig.feed(), await rig.watch()
    sub = await rig.follow(cement, channel)
    rows = [filing(n, n, f"Ciment {n}", postings=[posting(sub, n)]) for n in range(1, stories + 1)]
    await rig.store.archive.commit(batch(one, *rows))
    return sub


async def test_a_claim_takes_the_head_of_each_channel_once(rig: Rig) -> None:
    await _alerts(rig, 3)
    outbox = rig.store.outbox
    assert [item.story for item in await outbox.claim(START)] == [1]
    assert await outbox.claim(START) == []
    await outbox.sent(1, "m1")
    assert await outbox.claim(START, skip=["console"]) == []
    assert [item.story for item in await outbox.claim(START)] == [2]


async def test_nothing_overtakes_what_waits(rig: Rig) -> None:
    await _alerts(rig, 2)
    outbox = rig.store.outbox
    await outbox.claim(START)
    await outbox.wait(1, after(seconds=30), "slow down")
    assert await outbox.claim(after(seconds=29)) == []
    assert [item.story for item in await outbox.claim(after(seconds=30))] == [1]
    await outbox.bury(1, "no", after())
    assert [item.story for item in await outbox.claim(START)] == [2]


async def test_an_edit_that_grew_stale_while_it_was_sent_goes_again(rig: Rig) -> None:
    await _alerts(rig, 1)
    one = (await rig.store.feeds.all())[0]
    outbox = rig.store.outbox
    await outbox.claim(START)
    await outbox.sent(1, "m1")
    await rig.store.archive.commit(batch(one, filing(8, 1, relation=Relation.SAME)))
    [edit] = await outbox.claim(START)
    assert edit.kind == "edit"
    await rig.store.archive.commit(batch(one, filing(9, 1, relation=Relation.SAME)))
    await outbox.sent(edit.id, "m1")
    assert [item.id for item in await outbox.claim(START)] == [edit.id]
    await outbox.sent(edit.id, "m1")
    assert await outbox.claim(START) == []


async def test_nothing_is_edited_in_a_channel_that_is_paused(rig: Rig) -> None:
    await _alerts(rig, 1)
    one = (await rig.store.feeds.all())[0]
    await rig.store.outbox.claim(START)
    await rig.store.outbox.sent(1, "m1")
    await rig.store.watches.pause("console", "gone", START)
    await rig.store.archive.commit(batch(one, filing(8, 1, relation=Relation.SAME)))
    assert await rig.store.outbox.claim(START) == []
    again = await rig.store.watches.subscriptions(channel="console")
    await rig.store.watches.subscribe(again[0], origin="chat")
    assert [item.kind for item in await rig.store.outbox.claim(START)] == ["edit"]


async def test_held_alerts_become_one_digest(rig: Rig) -> None:
    one, cement = await rig.feed(), await rig.watch()
    sub = await rig.follow(cement)
    until = after(hours=1)
    rows = [
        filing(n, n, f"Ciment {n}", postings=[posting(sub, n, held_until=until)]) for n in (1, 2, 3)
    ]
    await rig.store.archive.commit(batch(one, *rows))
    outbox = rig.store.outbox
    assert (await outbox.digests_due(START), await outbox.claim(START)) == (0, [])
    assert await outbox.digests_due(until) == 1
    [digest] = await outbox.claim(until)
    assert (digest.kind, digest.payload) == ("digest", DigestPayload((1, 2, 3)))
    assert await outbox.digests_due(after(days=1)) == 0


async def test_a_burst_becomes_one_digest_however_it_is_spread(rig: Rig) -> None:
    one, cement = await rig.feed(), await rig.watch()
    sub = await rig.follow(cement)
    for number in range(1, 7):
        at = after(seconds=40 * number)
        guard: dict[str, Any] = {
            "limit": 2,
            "limit_since": at - timedelta(minutes=10),
            "limit_until": at + timedelta(minutes=10),
        }
        alert = posting(sub, number, **guard)
        await rig.store.archive.commit(
            batch(one, filing(number, number, f"Ciment {number}", postings=[alert]), at=at)
        )
    kept = [await rig.delivery(row) for row in range(1, 7)]
    assert [item.state for item in kept] == ["new"] * 2 + ["held"] * 4
    assert {item.held_until for item in kept[2:]} == {after(seconds=720)}
    assert await rig.store.outbox.digests_due(after(seconds=720)) == 1


async def test_what_stands_in_the_outbox_can_be_asked_for(rig: Rig) -> None:
    await _alerts(rig, 2)
    outbox = rig.store.outbox
    await outbox.post_notice(
        key="n",
        tenant="",
        channel="console",
        notice=NoticePayload(say("Note"), (say("X"),)),
        now=START,
    )
    await outbox.post_notice(
        key="n",
        tenant="",
        channel="console",
        notice=NoticePayload(say("Note"), (say("X"),)),
        now=START,
    )
    assert await outbox.standing("") == {"new": 3}
    assert await outbox.standing(A) == {}
    await outbox.claim(START)
    assert [item.id for item in await outbox.unsettled()] == [1]
    await outbox.sent(1, "m1")
    newest = await outbox.newest_alert("", "console")
    assert newest is not None
    assert newest.id == 1
    assert await outbox.newest_alert(A, "console") is None


# Keeping


async def test_pruning_keeps_index_articles_and_ids_in_step(rig: Rig) -> None:
    await _alerts(rig, 3)
    one = (await rig.store.feeds.all())[0]
    late = after(days=100)
    await rig.store.archive.commit(batch(one, filing(4, 4, "Neuf", at=late), at=late))
    now = after(days=100)
    gone = await rig.store.archive.prune(now, articles=after(days=10), seen=after(days=70))
    assert (gone["articles"], gone["stories"], gone["deliveries"]) == (3, 3, 3)
    assert await rig.file.check() == []
    assert await rig.store.archive.counts() == {"expired_unsent": 3}
    counted = "SELECT at FROM counters WHERE name = 'expired_unsent'"
    assert await rig.file.read(lambda db: db.execute(counted).fetchone()) == (now.timestamp(),)
    found = await rig.store.archive.search(None, tenant="", since=START, limit=9)
    assert [article.title for _story, article in found] == ["Neuf"]
    await rig.store.archive.prune(START, articles=after(days=200), seen=after(days=200))
    assert await rig.store.archive.top_ids() == (4, 4)
    assert (await rig.store.archive.sizes())["articles"] == 0


async def test_a_silent_feed_does_not_forget_what_it_still_shows(rig: Rig) -> None:
    one = replace(await rig.feed(), last_change=START)
    await rig.store.archive.commit(batch(one, filing(1, 1)))
    await rig.store.archive.prune(START, articles=after(days=90), seen=after(days=90))
    assert await rig.store.archive.seen(one.id, ["g1"]) == {"g1": "v1"}
    changed = replace(one, last_change=after(days=95))
    await rig.store.archive.commit(batch(changed, filing(2, 2), at=after(days=95)))
    await rig.store.archive.prune(START, articles=after(days=90), seen=after(days=90))
    assert await rig.store.archive.seen(one.id, ["g1", "g2"]) == {"g2": "v1"}


async def test_feeds_of_nobody_go_with_their_last_article(rig: Rig) -> None:
    one = await rig.feed(A)
    await rig.store.archive.commit(batch(one, filing(1, 1)))
    await rig.store.feeds.remove(one.id, tenant=A)
    await rig.store.archive.prune(START, articles=after(days=-1), seen=START)
    assert await rig.store.feeds.get(one.id) is not None
    await rig.store.archive.prune(START, articles=after(days=1), seen=START)
    assert await rig.store.feeds.get(one.id) is None


async def test_notes_are_kept(rig: Rig) -> None:
    assert await rig.store.notes.note("idf") is None
    await rig.store.notes.keep_note("idf", b"\0\xff")
    assert await rig.store.notes.note("idf") == b"\0\xff"


async def test_a_backup_is_a_database_of_its_own(rig: Rig, tmp_path: Path) -> None:
    await _alerts(rig, 3)
    target = tmp_path / "copy.db"
    await rig.file.backup(target)
    copy = File(str(target))
    try:
        assert (await open_store(copy).archive.sizes())["articles"] == 3
        assert await copy.check() == []
    finally:
        copy.close()
    assert [name for name in os.listdir(tmp_path) if ".part" in name] == []


# What only a file can do


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wirebell.db"


Opener = Callable[[], File]


@pytest.fixture
def opener(path: Path) -> Iterator[Opener]:
    opened: list[File] = []

    def open_file() -> File:
        opened.append(File(str(path)))
        return opened[-1]

    yield open_file
    for file in opened:
        file.close()


async def test_two_connections_write_at_once(opener: Opener) -> None:
    stores = [open_store(opener()) for _ in range(2)]

    async def work(store: Store, name: str) -> None:
        for number in range(60):
            saved = await store.watches.save(
                watch(A, f"{name}{number}"), f"{name}{number}", origin="chat"
            )
            await store.watches.mute(saved.id, START)

    await asyncio.gather(*(work(store, name) for store, name in zip(stores, "ab", strict=True)))
    assert len(await stores[0].watches.all()) == 120
    assert await stores[1].watches.version() == 240


def test_a_second_process_is_refused(opener: Opener, path: Path) -> None:
    first = opener()
    first.claim()
    first.claim()
    code = f"from bot.store.sqlite.assemble import File\nFile({str(path)!r}).claim()"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"StoreBusy" in other.stderr
    with pytest.raises(StoreBusy, match="another Wirebell process"):
        opener().claim()


def test_the_lock_ends_with_its_process(opener: Opener, path: Path) -> None:
    load = "from bot.store.sqlite.assemble import File\nimport os\n"
    code = f"{load}File({str(path)!r}).claim()\nos._exit(9)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    opener().claim()


async def test_a_newer_database_is_refused(opener: Opener, path: Path) -> None:
    opener().close()
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('wirebell', 'm999_later', '2030-01-01')"
        )
    db.close()
    with pytest.raises(StoreError, match="newer version") as caught:
        File(str(path))
    assert "upgrade" in caught.value.fix


@pytest.mark.parametrize("body", [b"this is no database at all, but text\n" * 40, b"\0" * 5000])
def test_what_is_no_database_is_refused(path: Path, body: bytes) -> None:
    path.write_bytes(body)
    with pytest.raises(StoreError, match="cannot open the database") as caught:
        File(str(path))
    assert "restore a backup" in caught.value.fix


def test_half_of_a_database_is_refused_with_the_way_out(path: Path) -> None:
    File(str(path)).close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreError, match="cannot open the database") as caught:
        File(str(path))
    assert "restore a backup" in caught.value.fix


def test_two_processes_may_create_the_file_at_once(path: Path) -> None:
    code = f"from bot.store.sqlite.assemble import File\nFile({str(path)!r}).close()"
    children = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)
    ]
    assert [child.communicate()[1] for child in children] == [b""] * 3
    assert [child.returncode for child in children] == [0] * 3


async def test_a_backup_ends_while_others_write(opener: Opener, tmp_path: Path) -> None:
    file = opener()
    store, done = open_store(file), asyncio.Event()
    for number in range(40):
        await store.notes.keep_note(f"n{number}", b"x" * 100_000)

    async def write() -> int:
        count = 0
        while not done.is_set():
            await store.notes.keep_note("count", str(count).encode())
            count += 1
        return count

    writer = asyncio.create_task(write())
    await asyncio.wait_for(file.backup(tmp_path / "copy.db"), 20)
    done.set()
    assert await writer > 0
    with sqlite3.connect(tmp_path / "copy.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


async def test_a_backup_never_replaces_the_database_itself(opener: Opener, path: Path) -> None:
    file = opener()
    with pytest.raises(StoreError, match="is the database itself"):
        await file.backup(path)
    with pytest.raises(StoreError, match="cannot write"):
        await file.backup(path / "folder" / "copy.db")


@pytest.mark.parametrize("end", ["-wal", "-shm", ".lock", ".part"])
async def test_a_backup_never_replaces_what_belongs_to_the_database(
    opener: Opener, path: Path, end: str
) -> None:
    with pytest.raises(StoreError, match="is the database itself"):
        await opener().backup(Path(f"{path}{end}"))


async def test_what_is_left_of_a_backup_is_no_hindrance(opener: Opener, path: Path) -> None:
    copy = path.with_name("copy.db")
    copy.with_name("copy.db.part").write_bytes(b"no database")
    await opener().backup(copy)
    with sqlite3.connect(copy) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
async def test_a_backup_never_takes_the_place_of_a_device(opener: Opener, path: Path) -> None:
    pipe = path.with_name("pipe")
    os.mkfifo(pipe)
    with pytest.raises(StoreError, match="no file that can be replaced"):
        await opener().backup(pipe)
    assert pipe.is_fifo()
    assert not list(path.parent.glob("*.part"))


async def test_damage_is_told(opener: Opener, path: Path) -> None:
    file = opener()
    rig = Rig(file, open_store(file))
    await _alerts(rig, 2)
    await file.write(lambda db: db.execute("DELETE FROM articles_fts WHERE rowid & 2147483647 = 1"))
    assert await file.check() == ["1 articles are not in the search index"]


async def test_the_file_stays_bounded(opener: Opener, path: Path) -> None:
    file = opener()
    rig = Rig(file, open_store(file))
    one = await rig.feed()
    sizes = []
    for day in range(40):
        at = after(days=day)
        rows = [
            filing(day * 10 + n, day * 10 + n, f"Ciment {day} {n} " + "mot " * 400, at=at)
            for n in range(1, 11)
        ]
        await rig.store.archive.commit(batch(one, *rows, at=at))
        await rig.store.archive.prune(START, articles=after(days=day - 5), seen=after(days=day - 5))
        sizes.append(os.stat(path).st_size)
    assert (await rig.store.archive.sizes())["articles"] == 60
    assert sizes[-1] < 1.3 * max(sizes[:15])
    assert await file.check() == []
