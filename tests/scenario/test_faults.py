"""Errors of our own in a poll, a command: told, counted, never for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.cards import plain
from bot.commands.spec import Invocation
from bot.errors import StoreError
from bot.models import Caller, Feed, FeedState, FetchRequest, FetchResult
from bot.said import say
from tests.fakes.rig import Post, Rig, entry, rigged

OPERATOR = Caller(tenant="", channel="console", may_manage=True)


@pytest.fixture
def rig() -> Iterator[Rig]:
    yield from rigged(Post("discord", {"discord:10": "discord:1"}))


class _Broken:
    """A fetcher that raises what it is told to, and counts."""

    def __init__(self, rig: Rig, error: Exception | None) -> None:
        self.error, self.asked, self._wire = error, 0, rig.wire
        rig.service.poller._fetcher = self

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        self.asked += 1
        if self.error:
            raise self.error
        return await self._wire.fetch_feed(request)

    async def fetch_page(self, url: str) -> FetchResult:
        return await self._wire.fetch_page(url)

    async def close(self) -> None:
        """Nothing is open."""


async def _tick_for(rig: Rig, seconds: int) -> None:
    """Tick once a second, as `run` does."""
    for _second in range(seconds):
        rig.pass_time(seconds=1)
        await rig.service.poll_due(rig.now)
        await rig.service.finish(60)


async def _feed(rig: Rig) -> Feed:
    feed = await rig.add_feed("phare")
    await rig.store.feeds.poll_now(feed.id, rig.now)
    return feed


@pytest.mark.parametrize(
    "error", [ValueError("bug"), KeyError("x"), RecursionError(), UnicodeError("surrogate")]
)
async def test_a_poll_that_raises_backs_off_and_the_feed_shows_it(
    rig: Rig, error: Exception
) -> None:
    feed, broken = await _feed(rig), _Broken(rig, error)
    with capture_logs() as lines:
        await _tick_for(rig, 240)
    assert broken.asked == 1
    kept = await rig.store.feeds.get(feed.id)
    assert kept is not None
    assert (kept.state, kept.failures) == (FeedState.FAILING, 1)
    assert str(kept.last_error) == f"internal error: {type(error).__name__}"
    assert kept.next_poll is not None
    assert kept.next_poll >= rig.now
    assert [line["event"] for line in lines] == ["internal error"]
    card = plain(await rig.desk.run(Invocation("health"), OPERATOR))
    assert f"internal error: {type(error).__name__}" in card


async def test_a_poll_works_again_after_its_fault_is_gone(rig: Rig) -> None:
    feed, broken = await _feed(rig), _Broken(rig, ValueError("bug"))
    await _tick_for(rig, 2)
    broken.error = None
    rig.wire.entries[feed.url] = [entry(1, "Le port rouvre")]
    rig.pass_time(hours=12)
    await _tick_for(rig, 1)
    kept = await rig.store.feeds.get(feed.id)
    assert kept is not None
    assert (kept.state, kept.failures, kept.entries) == (FeedState.ACTIVE, 0, 1)


async def test_a_store_that_fails_makes_feeds_rest_and_is_one_log_line(rig: Rig) -> None:
    await _feed(rig)
    full = StoreError(say("the disk is full"), fix=say("free some space"))
    broken = _Broken(rig, full)
    with capture_logs() as lines:
        await _tick_for(rig, 600)
    assert 5 <= broken.asked <= 20
    assert [line["event"] for line in lines] == ["the store cannot be used"]
    [fault] = rig.service.faults.recent(rig.now - timedelta(minutes=2))
    assert (fault.count, fault.store) == (broken.asked, True)
    broken.error = None
    before = broken.asked
    await _tick_for(rig, 61)
    assert broken.asked > before


@pytest.mark.parametrize("error", [ZeroDivisionError("bug"), StoreError("the disk is full")])
async def test_a_command_that_raises_gives_a_card_with_the_reference_of_its_log_line(
    rig: Rig, error: Exception
) -> None:
    async def broken(*_args: object, **_more: object) -> None:
        raise error

    rig.service.questions.health = broken  # type: ignore[method-assign, assignment]
    with capture_logs() as lines:
        card = await rig.desk.run(Invocation("health"), OPERATOR)
        await rig.desk.run(Invocation("health"), OPERATOR)
    assert card.tone == "bad"
    assert len(lines) == 1
    assert lines[0]["reference"] in plain(card)
    assert "disk" not in plain(card)
