"""Months and weekdays of each language."""

from __future__ import annotations

import pytest

from bot.core.language import calendar
from bot.core.language.text import fold


@pytest.mark.parametrize("language", calendar.TONGUES)
def test_a_language_has_twelve_months_and_seven_days(language: str) -> None:
    months = calendar.month_numbers([language], short=True)
    days = calendar.day_numbers([language])
    assert len(calendar.month_names(language)) in {0, 12}
    assert len(calendar.weekday_names(language)) in {0, 7}
    assert set(months.values()) <= set(range(1, 13))
    assert set(days.values()) <= set(range(1, 8))
    assert all(word == fold(word) for word in {**months, **days})


@pytest.mark.parametrize(
    ("word", "number"), [("janvier", 1), ("march", 3), ("august", 8), ("dezember", 12)]
)
def test_a_month_has_its_number_in_any_language(word: str, number: int) -> None:
    assert calendar.month_numbers()[word] == number


@pytest.mark.parametrize(("word", "number"), [("lundi", 1), ("wednesday", 3), ("sonntag", 7)])
def test_a_day_has_its_number_from_monday_on(word: str, number: int) -> None:
    assert calendar.day_numbers()[word] == number


def test_short_forms_count_where_they_are_asked_for() -> None:
    short = calendar.month_numbers(short=True)
    assert short.items() > calendar.month_numbers().items()
    assert "lundi" not in calendar.day_numbers(["en"])


def test_a_language_without_a_calendar_has_none() -> None:
    assert (
        calendar.month_names("zz")
        == calendar.weekday_names("zz")
        == calendar.short_months("zz")
        == ()
    )
    assert calendar.month_numbers(["zz"]) == {}
