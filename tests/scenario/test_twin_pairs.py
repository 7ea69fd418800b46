"""Twins and copies as feeds bring them, from the poll to the channel, on a real file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.models import Entry, Feed
from tests.fakes.books import assert_rig_adds_up
from tests.fakes.rig import Post, Rig, make_rig
from tests.fakes.rows import subscription, watch

GUILD, HERE = "discord:1", "discord:10"
PAIRS = [
    pair
    for name in ("twin_pairs.toml", "twin_pairs_anew.toml")
    for pair in tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))["pair"]
]


@pytest.fixture
def post() -> Post:
    return Post("discord", {HERE: GUILD})


@pytest.fixture
def rig(post: Post, tmp_path: Path) -> Iterator[Rig]:
    rig = make_rig(post, path=tmp_path / "wirebell.db")
    yield rig
    assert_rig_adds_up(rig)
    rig.file.close()


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["name"] for pair in PAIRS])
async def test_a_twin_is_told_and_a_copy_is_not(rig: Rig, post: Post, pair: dict[str, Any]) -> None:
    feed = await rig.add_feed("courier")
    other = await rig.add_feed("herald") if pair.get("outlets") == 2 else feed
    await _follow(rig, feed, pair.get("word"))
    await _publish_all(rig, feed, pair)
    before = len(post.sent)
    assert before == len(pair.get("before", [])) + 1, post.titles
    rig.pass_time(hours=pair["hours"])
    if pair.get("instead"):
        rig.wire.entries[feed.url].clear()
    await _publish(rig, other, _entry(rig, 99, other, pair["second"]))
    assert (len(post.sent) == before + 1) is pair["told"], post.titles


async def _follow(rig: Rig, feed: Feed, word: str | None) -> None:
    if word is None:
        wanted = subscription(None, HERE, tenant=GUILD, feed=feed.id)
    else:
        saved, _preview = await rig.service.changes.watch(watch(GUILD, word, word), origin="chat")
        wanted = subscription(saved.id, HERE, tenant=GUILD)
    await rig.service.changes.subscribe(wanted, origin="chat")


async def _publish_all(rig: Rig, feed: Feed, pair: dict[str, Any]) -> None:
    """Publish what stood under the title earlier, then the first of the pair."""
    first = rig.pass_time(hours=max((hours for hours, _ in pair.get("before", [])), default=1))
    for number, (hours, text) in enumerate(pair.get("before", [])):
        rig.now = first - timedelta(hours=hours)
        item = {**pair["first"], "text": text, "link": f"/earlier/{number}"}
        await _publish(rig, feed, _entry(rig, number, feed, item))
    rig.now = first
    await _publish(rig, feed, _entry(rig, 98, feed, pair["first"]))


def _entry(rig: Rig, number: int, feed: Feed, item: dict[str, str]) -> Entry:
    link = item["link"]
    if link.startswith("/"):
        link = f"https://{feed.name}.example{link}"
    text = item.get("text", "")
    return Entry(f"tag:{number}", link, item["title"], text, "", published=rig.now)


async def _publish(rig: Rig, feed: Feed, item: Entry) -> None:
    """Put an entry in front of what the feed showed, and poll it."""
    rig.wire.entries[feed.url].insert(0, item)
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    report = await rig.service.poll_feed(current, rig.now)
    assert report.outcome != "failed", report.reason
    await rig.drain()
