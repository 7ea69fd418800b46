"""Dates of three numbers: the others of the document tell which is the day."""

from __future__ import annotations

import pytest

from bot.feeds.parse.days.dates import DateReader
from bot.feeds.parse.days.numbers import DayOrder, as_iso, decide_order


@pytest.mark.parametrize(
    ("written", "order", "iso"),
    [
        ("03/11/2026 10:00", DayOrder.DAY, "2026-11-03 10:00"),
        ("03/11/2026 10:00 PM", DayOrder.MONTH, "2026-03-11 10:00 PM"),
        ("13/11/26", DayOrder.MONTH, "2026-11-13"),
        ("11-23-2026", DayOrder.DAY, "2026-11-23"),
        ("11.03.2026", DayOrder.MONTH, "2026-03-11"),
        ("Tue, 03/11/2026", DayOrder.DAY, "2026-11-03"),
        ("03/11/2026", DayOrder.UNKNOWN, ""),
        ("03/03/2026", DayOrder.UNKNOWN, "2026-03-03"),
        ("2026/11/03", DayOrder.DAY, None),
        ("1.2.3.4", DayOrder.DAY, None),
    ],
)
def test_a_date_is_written_with_its_year_first(
    written: str, order: DayOrder, iso: str | None
) -> None:
    assert as_iso(written, order) == iso


@pytest.mark.parametrize(
    ("others", "language", "order"),
    [
        (["03/11/2026", "25/10/2026"], "", DayOrder.DAY),
        (["03/11/2026", "10/25/2026"], "", DayOrder.MONTH),
        (["03/11/2026", "02/11/2026", "01/11/2026"], "", DayOrder.DAY),
        (["11/03/2026", "11/02/2026", "11/01/2026"], "fr", DayOrder.MONTH),
        (["03/11/2026 10:00 PM"], "", DayOrder.MONTH),
        (["03/11/2026"], "fr", DayOrder.DAY),
        (["03/11/2026"], "en", DayOrder.UNKNOWN),
        (["03/11/2026"], "", DayOrder.UNKNOWN),
        (["25/10/2026", "10/25/2026"], "", DayOrder.UNKNOWN),
    ],
)
def test_the_others_decide(others: list[str], language: str, order: DayOrder) -> None:
    assert decide_order(others, [], language) is order


def test_a_date_in_words_beside_it_decides() -> None:
    beside = ["03/11/2026 10:00", "Mon, 02 Nov 2026 10:00:00 GMT"]
    assert DateReader(beside, "en").read(beside[0]).month == 11
    assert DateReader(["03/11/2026", "Wed, 11 Mar 2026 09:00:00 GMT"]).read("03/11/2026").month == 3


def test_where_nothing_tells_there_is_no_date() -> None:
    assert DateReader(["03/11/2026"], "en").read("03/11/2026") is None
