"""A day of feeds that change in every odd way: the ledger adds up, 0 lost, 0 told twice."""

from __future__ import annotations

import pytest

from bot.core.ledger import SEEN, Line
from tests.fakes.newsstand import newsstand
from tests.fakes.rig import Post
from tests.proof.day import ODD, SHOWN, OddDay


async def _live(outlets: int, seed: int) -> None:
    post = Post("console")
    async with newsstand(post) as stand:
        day = OddDay(stand, post, outlets, seed)
        book = await day.live()
        told = day.told()
        assert sorted(day.expected - told.keys()) == [], "lost"
        assert sorted(told.keys() - day.expected - day.possible) == [], "told though it was no news"
        assert [mark for mark, count in told.items() if count > 1] == [], "told twice"
        assert book[SEEN] > outlets * 24
        assert book[Line.NEW] == len(told) + outlets * SHOWN
        assert day.done.keys() == {odd.__name__ for odd in ODD}


async def test_a_day_on_a_few_feeds() -> None:
    await _live(8, 24)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
async def test_a_day_on_two_hundred_feeds(seed: int) -> None:
    await _live(200, seed)
