"""A year on 200 feeds: nothing grows once the retention is full, nothing is told twice or lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.proof.year import Day, Life


async def _live(
    folder: Path, feeds: int, days: int, starts: datetime, jumps: Mapping[int, int]
) -> tuple[list[Day], Life]:
    life = Life(folder, feeds, starts, jumps)
    try:
        return [day async for day in life.run(days)], life
    finally:
        life.close()


def _told_once(life: Life) -> None:
    """Assert that each news reached each channel, and no message was sent twice."""
    sent = life.channels.keys()
    assert [key for key, count in Counter(sent).items() if count > 1] == []
    told = Counter(key.split()[0] for key in sent if key.split()[0] != "discord:12")
    wanted = Counter(life.expected)
    assert told == {name: count for name, count in wanted.items() if name != "discord:12"}


async def test_two_weeks_on_a_few_feeds(tmp_path: Path) -> None:
    """The clocks change on the sixth day; twice somebody sets them by a day."""
    starts = datetime(2026, 3, 24, 6, 0, tzinfo=UTC)
    days, life = await _live(tmp_path, 5, 14, starts, {3: 1, 4: -1, 8: -1, 9: 1})
    _told_once(life)
    assert len({day.descriptors for day in days[5:]}) == 1


@pytest.mark.slow
async def test_a_year_on_two_hundred_feeds(tmp_path: Path) -> None:
    starts = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
    days, life = await _live(tmp_path, 200, 365, starts, {150: 1, 151: -1, 200: -1, 201: 1})
    full, last = days[119], days[-1]
    _told_once(life)
    assert last.memory <= full.memory * 1.05, (full.memory, last.memory)
    assert last.size <= full.size * 1.10, (full.size, last.size)
    assert len({day.descriptors for day in days[119:]}) == 1
