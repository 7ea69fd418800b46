"""One entry over which an error of ours comes up is set aside; the others of its feed go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import plain_lines
from bot.commands.declared.spec import Invocation
from bot.core.ledger import Line
from bot.core.prepare import Draft, Prepared
from bot.errors import StoreError
from bot.models import Caller, Entry, Feed
from bot.service.intake.engines import Engines
from bot.service.intake.faulty import TRIES
from bot.service.intake.report import PollOutcome, PollReport
from tests.fakes.books import adds_up, assert_rig_adds_up
from tests.fakes.rig import Post, Rig, Wire, entry, make_rig
from tests.fakes.rows import subscription

BAD = "Le ciment maudit"
TITLES = ("Le ciment monte", BAD, "Le ciment baisse", "Le ciment dort", "Le ciment rit")


class Stumbling(Wire):
    """A reader that breaks over the text of one entry."""

    error: Exception | None = None

    async def plain(self, texts: Sequence[str]) -> list[str]:
        if self.error and any("maudit" in text for text in texts):
            raise self.error
        return await super().plain(texts)


class Clumsy(Engines):
    """Engines that break over the title of one entry while they prepare it."""

    error: Exception | None = None

    async def prepare(self, drafts: Sequence[Draft]) -> list[Prepared]:
        if self.error and any(draft.article.title == BAD for draft in drafts):
            raise self.error
        return await super().prepare(drafts)


@pytest.fixture
def post() -> Post:
    return Post("console")


@pytest.fixture
def rig(post: Post) -> Iterator[Rig]:
    wire = Stumbling()
    rig = make_rig(post, fetcher=wire, reader=wire)
    rig.wire = wire
    yield rig
    assert_rig_adds_up(rig)
    rig.file.close()


async def _followed(rig: Rig, name: str = "phare") -> Feed:
    feed = await rig.add_feed(name)
    wanted = subscription(None, "console", feed=feed.id)
    await rig.service.changes.subscribe(wanted, origin="chat")
    return feed


async def _poll(rig: Rig, feed: Feed, *titles: str, minutes: float = 20) -> PollReport:
    rig.pass_time(minutes=minutes)
    rig.wire.entries[feed.url] = [_entry(rig, title) for title in titles]
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    report = await rig.service.poll_feed(current, rig.now)
    await rig.drain()
    return report


def _entry(rig: Rig, title: str) -> Entry:
    return entry(TITLES.index(title) if title in TITLES else 77, title, at=rig.now)


def _break(rig: Rig, error: Exception | None) -> None:
    assert isinstance(rig.wire, Stumbling)
    rig.wire.error = error


def _faulty(rig: Rig) -> int:
    return adds_up(rig.file._writer).get(Line.FAULTY, 0)


ERRORS = [
    KeyError("x"),
    UnicodeEncodeError("utf-8", "x", 0, 1, "no"),
    RecursionError(),
    IndexError(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
async def test_the_others_are_told_and_the_faulty_one_is_set_aside_and_told_of(
    rig: Rig, post: Post, error: Exception
) -> None:
    feed = await _followed(rig)
    _break(rig, error)
    report = await _poll(rig, feed, *TITLES)
    assert report.outcome is PollOutcome.NEW
    assert sorted(post.titles) == sorted(set(TITLES) - {BAD})
    assert _faulty(rig) == 1
    (fault,) = rig.service.faults.recent(rig.now - timedelta(hours=1))
    assert type(error).__name__ in str(fault.what)
    caller = Caller("", "console", "operator", may_manage=True)
    asked = Invocation("why", {"alert": f"https://paper.example/{TITLES.index(BAD)}"})
    assert "set aside, an error of ours" in plain_lines(await rig.desk.run(asked, caller))
    assert "an error of ours 1" in plain_lines(await rig.desk.run(Invocation("health"), caller))


async def test_it_is_tried_again_and_told_once_it_goes_well(rig: Rig, post: Post) -> None:
    feed = await _followed(rig)
    _break(rig, ValueError("once"))
    report = await _poll(rig, feed, *TITLES)
    assert (report.feed.etag, report.feed.body_hash) == ("", "")
    state = await rig.store.feeds.get(feed.id)
    assert state is not None
    assert state.body_hash == "", "an unchanged document is read again for its sake"
    _break(rig, None)
    await _poll(rig, feed, *TITLES)
    assert sorted(post.titles) == sorted(TITLES)


async def test_it_is_given_up_after_some_polls_until_its_publisher_changes_it(
    rig: Rig, post: Post
) -> None:
    feed = await _followed(rig)
    _break(rig, ValueError("always"))
    tried = [len((await _poll(rig, feed, TITLES[0], BAD)).faults) for _ in range(TRIES + 2)]
    assert tried == [1] * TRIES + [0, 0]
    assert _faulty(rig) == TRIES + 2
    assert post.titles == [TITLES[0]]
    rig.wire.entries[feed.url] = [replace(_entry(rig, BAD), content="<p>mended</p>" * 40)]
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    await rig.service.poll_feed(current, rig.now)
    await rig.drain()
    assert post.titles == [TITLES[0], BAD]


async def test_one_entry_alone_is_set_aside_too(rig: Rig) -> None:
    feed = await _followed(rig)
    _break(rig, ValueError("always"))
    assert (await _poll(rig, feed, BAD)).outcome is PollOutcome.UNCHANGED
    assert _faulty(rig) == 1


async def test_where_none_of_many_can_be_taken_in_no_entry_is_blamed(rig: Rig, post: Post) -> None:
    feed = await _followed(rig)
    _break(rig, ValueError("always"))
    bad = [f"{BAD} maudit {number}" for number in range(4)]
    rig.wire.entries[feed.url] = [entry(n, t, f"maudit {t}", rig.now) for n, t in enumerate(bad)]
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    assert (await rig.service.poll_feed(current, rig.now)).outcome is PollOutcome.FAILED
    assert _faulty(rig) == 0
    _break(rig, None)
    await rig.service.poll_feed(current, rig.now)
    await rig.drain()
    assert sorted(post.titles) == sorted(bad)


async def test_a_store_that_is_away_decides_nothing_about_an_entry(rig: Rig, post: Post) -> None:
    feed = await _followed(rig)
    _break(rig, StoreError("the disk is full"))
    assert (await _poll(rig, feed, *TITLES)).outcome is PollOutcome.FAILED
    assert _faulty(rig) == 0
    _break(rig, None)
    await _poll(rig, feed, *TITLES)
    assert sorted(post.titles) == sorted(TITLES)


@pytest.mark.parametrize("number", [0, 7, 19, 20, 44], ids=lambda number: f"at {number}")
async def test_wherever_it_stands_among_many_the_order_and_the_count_stay(
    rig: Rig, post: Post, number: int
) -> None:
    feed = await _followed(rig)
    _break(rig, ValueError("always"))
    made = [
        entry(
            n, f"Titre {n}", "maudit" if n == number else f"Texte {n}.", rig.now + timedelta(0, n)
        )
        for n in range(45)
    ]
    rig.pass_time(minutes=20)
    rig.wire.entries[feed.url] = made
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    report = await rig.service.poll_feed(current, rig.now)
    assert (report.new, report.posted, len(report.faults)) == (44, 44, 1)
    await rig.drain()
    assert post.titles == [item.title for item in made if item is not made[number]]


@pytest.mark.parametrize("part", ["url", "title", "content"])
async def test_what_cannot_be_stored_keeps_no_other_back(rig: Rig, post: Post, part: str) -> None:
    feed = await _followed(rig)
    good, bad = _entry(rig, TITLES[0]), _entry(rig, TITLES[2])
    spoilt = replace(bad, **{part: f"{getattr(bad, part)}\ud800"})
    rig.wire.entries[feed.url] = [good, spoilt]
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    report = await rig.service.poll_feed(current, rig.now)
    await rig.drain()
    assert report.outcome is PollOutcome.NEW, report.reason
    assert TITLES[0] in post.titles


async def test_engines_that_break_over_one_entry_keep_no_other_back(rig: Rig, post: Post) -> None:
    engines = rig.service.engines
    engines.__class__ = Clumsy
    assert isinstance(engines, Clumsy)
    engines.error = TypeError("no such word")
    feed = await _followed(rig)
    await _poll(rig, feed, *TITLES)
    assert sorted(post.titles) == sorted(set(TITLES) - {BAD})
