"""When nothing that was known is left in a document, entries may have passed unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.cards import plain_lines
from bot.commands.declared.declare import Invocation
from bot.models import Caller, Entry, Feed, ParsedFeed, Subscription, Watchlist
from bot.service.intake.report import PollReport
from tests.fakes.rig import Post, Rig, entry, rigged
from tests.fakes.rows import START

NAMES = (
    "four",
    "girafe",
    "piano",
    "comète",
    "tulipe",
    "volcan",
    "harpe",
    "canoë",
    "glacier",
    "lanterne",
    "moulin",
    "requin",
    "violon",
    "désert",
    "falaise",
    "marmite",
)
NEXT = (("next", "?page=2"),)


@pytest.fixture
def post() -> Post:
    return Post("console")


@pytest.fixture
def rig(post: Post) -> Iterator[Rig]:
    yield from rigged(post)


def _news(number: int, at: datetime | None = None) -> Entry:
    when = at or START + timedelta(minutes=number)
    return entry(number, f"Le ciment et {NAMES[number]}", at=when)


async def _started(rig: Rig, interval: float | None = None) -> Feed:
    """Watch, follow, and read a feed whose document holds entries 1 to 3."""
    feed = await rig.add_feed("phare")
    await rig.file.write(lambda db: db.execute("UPDATE feeds SET interval = ?", [interval]))
    watch, _preview = await rig.service.changes.watch(
        Watchlist(0, "", "Ciment", "ciment"), origin="chat"
    )
    given = Subscription(0, "", "console", watchlist=watch.id)
    await rig.store.watches.subscribe(given, origin="chat")
    await _poll(rig, feed, 1, 2, 3)
    return feed


async def _poll(rig: Rig, feed: Feed, *numbers: int, minutes: float = 60) -> PollReport:
    """Poll after a time, with these entries in the document."""
    rig.pass_time(minutes=minutes)
    rig.wire.entries[feed.url] = [_news(number) for number in numbers]
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    return await rig.service.poll_feed(current, rig.now)


def _page(rig: Rig, feed: Feed, page: int, *entries: Entry, more: bool = True) -> None:
    url = f"{feed.url}?page={page}"
    links = (("next", f"?page={page + 1}"),) if more else ()
    rig.wire.entries[url] = list(entries)
    rig.wire.documents[url] = ParsedFeed("", (), links=links)


async def _health(rig: Rig, language: str = "en") -> str:
    caller = Caller("", "console", "operator", language, may_manage=True)
    return plain_lines(await rig.desk.run(Invocation("health"), caller))


async def _told(rig: Rig, post: Post) -> set[str]:
    await rig.drain()
    return {title.rpartition(" ")[2] for title in post.titles}


async def test_a_gap_is_told_once_and_the_feed_is_read_faster(rig: Rig) -> None:
    feed = await _started(rig)
    assert "passed unseen" not in await _health(rig)
    report = await _poll(rig, feed, 8, 9, minutes=120)
    assert report.gap is not None
    assert not report.gap.filled
    assert report.feed.pace == 3600
    assert "may have passed unseen · it is read more often now" in await _health(rig)
    assert "sans être vus" in await _health(rig, "fr")
    again = await _poll(rig, feed, 8, 9)
    assert again.gap is None
    assert (await rig.store.archive.counts())["gaps"] == 1
    rig.pass_time(days=2)
    assert "it is read more often" not in await _health(rig)


@pytest.mark.parametrize(
    "numbers",
    [(3, 4), (4, 1), (3,), (), (4, 5, 2)],
    ids=["one left", "the oldest left", "nothing new", "empty", "two new"],
)
async def test_no_gap_where_anything_known_is_left_or_nothing_is_there(
    rig: Rig, numbers: tuple[int, ...]
) -> None:
    feed = await _started(rig)
    assert (await _poll(rig, feed, *numbers)).gap is None
    assert "gaps" not in await rig.store.archive.counts()


async def test_new_guids_for_known_addresses_are_no_gap(rig: Rig) -> None:
    feed = await _started(rig)
    rig.wire.entries[feed.url] = [
        replace(_news(number), guid=f"other-{number}") for number in (1, 2, 3)
    ]
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    assert (await rig.service.poll_feed(current, rig.now)).gap is None


async def test_a_first_read_is_no_gap(rig: Rig) -> None:
    fresh = Feed(id=0, url="https://neu.example/rss", name="neu")
    feed, _new = await rig.service.changes.add_feed(fresh, tenant="", origin="chat", now=rig.now)
    assert (await _poll(rig, feed, 1, 2)).gap is None


async def test_a_fixed_interval_is_kept_and_the_advice_is_told(rig: Rig) -> None:
    feed = await _started(rig, interval=7200)
    report = await _poll(rig, feed, 8, 9)
    assert report.gap is not None
    assert (report.feed.pace, report.feed.interval) == (None, 7200)
    assert report.feed.next_poll == rig.now + timedelta(seconds=7200)
    assert "its interval is fixed at 7200 s" in await _health(rig)


async def test_older_pages_fill_a_gap_up_to_what_was_known(rig: Rig, post: Post) -> None:
    feed = await _started(rig)
    rig.wire.documents[feed.url] = ParsedFeed("", (), links=NEXT)
    _page(rig, feed, 2, _news(7), _news(6))
    _page(rig, feed, 3, _news(5), _news(4), _news(3), _news(0))
    _page(rig, feed, 4, _news(10))
    report = await _poll(rig, feed, 9, 8)
    assert report.gap is not None
    assert report.gap.filled
    assert await _told(rig, post) == {NAMES[number] for number in (4, 5, 6, 7, 8, 9)} | {
        NAMES[number] for number in (1, 2, 3)
    }
    assert (await rig.store.archive.counts())["gaps_filled"] == 1
    assert "it is read more often" not in await _health(rig)
    assert f"{feed.url}?page=4" not in rig.wire.asked


@pytest.mark.parametrize("kind", ["same", "empty", "missing"])
async def test_paging_ends_where_a_page_brings_nothing(rig: Rig, post: Post, kind: str) -> None:
    feed = await _started(rig)
    rig.wire.documents[feed.url] = ParsedFeed("", (), links=NEXT)
    _page(rig, feed, 2, _news(7), _news(6))
    if kind != "missing":
        _page(rig, feed, 3, *((_news(9), _news(8)) if kind == "same" else ()))
        _page(rig, feed, 4, _news(10))
    report = await _poll(rig, feed, 9, 8)
    assert report.gap is not None
    assert not report.gap.filled
    assert NAMES[6] in await _told(rig, post)
    assert f"{feed.url}?page=4" not in rig.wire.asked


async def test_a_series_without_end_is_left_after_a_few_pages(rig: Rig) -> None:
    feed = await _started(rig)
    rig.wire.documents[feed.url] = ParsedFeed("", (), links=NEXT)
    for page in range(2, 9):
        _page(rig, feed, page, _news(page + 6))
    await _poll(rig, feed, 5, 6)
    pages = [url for url in rig.wire.asked if "page=" in url]
    assert pages == [f"{feed.url}?page={page}" for page in range(2, 7)]


async def test_old_pages_are_neither_alerted_as_news_nor_followed_far(rig: Rig, post: Post) -> None:
    feed = await _started(rig)
    rig.wire.documents[feed.url] = ParsedFeed("", (), links=NEXT)
    old = [_news(number, START - timedelta(days=30)) for number in range(7, 14)]
    _page(rig, feed, 2, *old)
    _page(rig, feed, 3, replace(_news(15), published=None))
    await _poll(rig, feed, 5, 6)
    told = await _told(rig, post)
    assert len(told & set(NAMES[7:14])) == 3
    assert f"{feed.url}?page=3" not in rig.wire.asked


async def test_what_has_no_date_is_news_only_where_it_leads_to_what_was_known(
    rig: Rig, post: Post
) -> None:
    feed = await _started(rig)
    rig.wire.documents[feed.url] = ParsedFeed("", (), links=NEXT)
    undated = [replace(_news(number), published=None) for number in (7, 6)]
    _page(rig, feed, 2, *undated, more=False)
    await _poll(rig, feed, 9, 8)
    assert not await _told(rig, post) & {NAMES[7], NAMES[6]}
    _page(rig, feed, 2, replace(_news(11), published=None), replace(_news(9), published=None))
    await _poll(rig, feed, 13, 12)
    assert NAMES[11] in await _told(rig, post)


async def test_the_pace_relaxes_while_no_gap_comes(rig: Rig) -> None:
    feed = await _started(rig)
    before = (await _poll(rig, feed, 8, 9, minutes=120)).feed.pace
    after = (await _poll(rig, feed, 9, 10)).feed.pace
    unchanged = (await _poll(rig, feed, 9, 10)).feed.pace
    assert before is not None
    assert after is not None
    assert before < after == unchanged
