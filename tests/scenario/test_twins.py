"""One outlet's twins and a followed feed's entries, from the poll to the channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.models import Entry, Feed, Subscription
from tests.fakes.rig import Post, Rig, entry, rigged
from tests.fakes.rows import subscription, watch

GUILD, HERE = "discord:1", "discord:10"
OUTAGE = "Outage in zone alpha-{}. Engineers are looking into it. Customers may see failed logins."
FIRE = (
    "A fire destroyed the old mill of Tolmer on Sunday night. Forty families were led to safety and"
    " spent the night in the school. Fire chief Ruth Amsel said the cause was not known yet."
)


@pytest.fixture
def post() -> Post:
    return Post("discord", {HERE: GUILD})


@pytest.fixture
def rig(post: Post) -> Iterator[Rig]:
    yield from rigged(post)


async def _follow_feed(rig: Rig, feed: Feed, **more: object) -> Subscription:
    wanted = subscription(None, HERE, tenant=GUILD, feed=feed.id, **more)
    return await rig.service.changes.subscribe(wanted, origin="chat")


async def _follow_word(rig: Rig, word: str) -> Subscription:
    saved, _preview = await rig.service.changes.watch(watch(GUILD, word, word), origin="chat")
    return await rig.service.changes.subscribe(
        subscription(saved.id, HERE, tenant=GUILD), origin="chat"
    )


def _entry(rig: Rig, number: int, title: str, text: str = "") -> Entry:
    return replace(entry(number, title, "-", rig.now), content=text)


async def _publish(rig: Rig, feed: Feed, number: int, title: str, text: str = "") -> None:
    rig.pass_time(hours=20)
    await _poll(rig, feed, _entry(rig, number, title, text))


async def _poll(rig: Rig, feed: Feed, *entries: Entry) -> None:
    """Have a feed bring these entries and nothing else."""
    rig.wire.entries[feed.url] = list(entries)
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    report = await rig.service.poll_feed(current, rig.now)
    assert report.outcome != "failed", report.reason
    await rig.drain()


@pytest.mark.parametrize(
    ("word", "first", "second"),
    [
        ("mellow", ("mellow-cli 0.9.1", ""), ("mellow-cli 0.9.2", "")),
        ("outage", ("Outage", OUTAGE.format(3)), ("Outage", OUTAGE.format(7))),
        ("lifeboat", ("Lifeboat drill on Monday", ""), ("Lifeboat drill on Tuesday", "")),
        ("vaunière", ("Crue de la Vaunière : 2,1 m", ""), ("Crue de la Vaunière : 2,4 m", "")),
        ("pegel", ("Pegel Elmtal", "412 cm, steigend."), ("Pegel Elmtal", "418 cm, steigend.")),
    ],
    ids=["release", "zone", "day", "height", "gauge"],
)
async def test_twins_of_an_outlet_are_two_alerts(
    rig: Rig, post: Post, word: str, first: tuple[str, str], second: tuple[str, str]
) -> None:
    feed = await rig.add_feed("status")
    await _follow_word(rig, word)
    await _publish(rig, feed, 1, *first)
    await _publish(rig, feed, 2, *second)
    assert post.titles == [first[0], second[0]]
    assert post.edited == []


async def test_a_repost_under_another_guid_and_link_is_one_alert(rig: Rig, post: Post) -> None:
    feed = await rig.add_feed("status")
    await _follow_word(rig, "outage")
    await _publish(rig, feed, 1, "Outage", OUTAGE.format(3))
    await _publish(rig, feed, 2, "Outage", OUTAGE.format(3))
    assert post.titles == ["Outage"]


async def test_a_followed_feed_posts_every_entry_of_a_story_that_was_told(
    rig: Rig, post: Post
) -> None:
    feed, other = await rig.add_feed("post"), await rig.add_feed("bote")
    await _follow_feed(rig, feed, updates=True)
    await _publish(rig, other, 9, "Mill of Tolmer burns down", FIRE)
    assert post.titles == []
    await _publish(rig, feed, 1, "Fire destroys mill of Tolmer", FIRE)
    await _publish(rig, feed, 2, "Old mill of Tolmer burns, families safe", FIRE)
    stories = {delivery.story for delivery, _card in post.sent}
    assert len(stories) == 1, "this test is about articles of one story"
    assert post.titles == [
        "Fire destroys mill of Tolmer",
        "Old mill of Tolmer burns, families safe",
    ]
    assert post.edited == [], "the second article was told by its own alert"


async def test_an_outlet_that_joins_later_is_added_to_each_alert_of_a_followed_feed(
    rig: Rig, post: Post
) -> None:
    feed, other = await rig.add_feed("post"), await rig.add_feed("bote")
    await _follow_feed(rig, feed)
    await _publish(rig, feed, 1, "Fire destroys mill of Tolmer", FIRE)
    await _publish(rig, feed, 2, "Old mill of Tolmer burns, families safe", FIRE)
    await _publish(rig, other, 9, "Mill of Tolmer burns down", FIRE)
    refs = [f"m{delivery.id}" for delivery, _card in post.sent]
    assert len(set(refs)) == 2
    assert sorted(ref for ref, _card in post.edited) == sorted(refs)
    titles = {ref: card.title for ref, card in post.edited}
    assert [titles[ref] for ref in refs] == [card.title for _delivery, card in post.sent]


async def test_a_changed_entry_of_a_followed_feed_is_no_second_alert(rig: Rig, post: Post) -> None:
    feed = await rig.add_feed("post")
    await _follow_feed(rig, feed)
    await _publish(rig, feed, 1, "Fire destroys mill of Tolmer", FIRE)
    await _publish(rig, feed, 1, "Fire destroys mill of Tolmer", FIRE + " Nobody was hurt.")
    assert len(post.sent) == 1


async def test_old_items_under_new_ids_post_three_and_one_notice(rig: Rig, post: Post) -> None:
    feed = await rig.add_feed("post")
    await _follow_feed(rig, feed)
    rig.pass_time(days=20)
    await _poll(rig, feed)
    old = [_entry(rig, n, f"Notice {n} of the harbour") for n in range(9)]
    old = [replace(item, published=rig.now - timedelta(days=9)) for item in old]
    await _poll(rig, feed, *old)
    assert [title.split()[0] for title in post.titles].count("Notice") == 3
    assert len(post.titles) == 4
