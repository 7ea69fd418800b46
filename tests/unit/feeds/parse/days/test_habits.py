"""Habits of writing dates: what people read before one, their clocks, months and years."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from bot.feeds.parse.days.dates import DateReader
from bot.feeds.parse.days.habits import before_midnight, common_year, plain_words

EVENING = datetime(2026, 11, 29, 22, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("29 de novembro de 2026 às 22h15", "pt"),
        ("29/11/2026 às 22h15", "pt"),
        ("29 de noviembre de 2026, 10:15 p. m.", "es"),
        ("29 de noviembre de 2026 a las 10:15 p.\xa0m.", "es"),
        ("29 تشرين الثاني 2026 22:15", "ar"),
        ("29 تشرين الثاني/نوفمبر 2026 22:15", "ar"),
        ("29 พฤศจิกายน 2569 22:15", "th"),
        ("29 พ.ย. 69 22:15", "th"),
        ("29/11/2569 22:15", ""),
        ("Sun, 29 Nov 2569 22:15:00 GMT", ""),
        ("Nov 29, 2026 5:15 PM ET", "en"),
        ("November 29, 2026 4:15 PM CT", "en"),
        ("Nov 29, 2026 2:15 PM PT", "en"),
        ("26.11.29 22:15", "ko"),
        ("26/11/29 22:15", "ja"),
        ("Publié le 29 novembre 2026 à 22h15", "fr"),
        ("Published on November 29, 2026 22:15", "en"),
        ("Veröffentlicht am 29. November 2026 um 22:15", "de"),
        ("Publicado el 29 de noviembre de 2026 22:15", "es"),
        ("Pubblicato il 29 novembre 2026 alle 22:15", "it"),
        ("Опубликовано: 29 ноября 2026 в 22:15", "ru"),
    ],
)
def test_one_evening_is_read_whatever_the_habit(written: str, language: str) -> None:
    assert DateReader([written], language).read(written) == EVENING


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon, 30 Nov 2026 24:00:00 GMT", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-31T24:00:00Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("Jul 1, 2026 12:00 AM ET", datetime(2026, 7, 1, 4, tzinfo=UTC)),
        ("29 กุมภาพันธ์ 2567", datetime(2024, 2, 29, tzinfo=UTC)),
        ("29 كانون الأول 2026", datetime(2026, 12, 29, tzinfo=UTC)),
    ],
)
def test_what_lies_beyond_is_counted_on(written: str, day: datetime) -> None:
    assert DateReader([written]).read(written) == day


MONTHS = (
    "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول"
)


@pytest.mark.parametrize(("month", "name"), list(enumerate(MONTHS.split(","), 1)))
def test_every_month_of_the_levant_is_known(month: int, name: str) -> None:
    assert DateReader(language="ar").read(f"7 {name} 2026") == datetime(2026, month, 7, tzinfo=UTC)


def test_the_others_tell_that_the_year_leads() -> None:
    dates = ["26.11.29", "26.11.27", "26.11.24"]
    assert DateReader(dates).read(dates[0]) == datetime(2026, 11, 29, tzinfo=UTC)
    dates = ["29.11.26", "27.11.26", "24.11.26"]
    assert DateReader(dates, "ko").read(dates[0]) == datetime(2026, 11, 29, tzinfo=UTC)
    assert DateReader(["29.11.26"], "de").read("29.11.26") == datetime(2026, 11, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["Mon, 11 May 2026 12:00:00 +0200", "2026-05-11T12:00:00.2569Z", "2026-05-11", "May 11, 2026"],
)
def test_other_dates_stay_as_they_are(written: str) -> None:
    assert plain_words(common_year(written)) == written
    assert before_midnight(written) == (written, 0)


def test_the_end_of_all_calendars_is_no_date() -> None:
    assert DateReader().read("9999-12-31 24:00") is None


@pytest.mark.parametrize("piece", ["24:00 ", "2569 ", "publié le ", "كانون ", "22h", " à "])
def test_long_habits_take_no_time(piece: str) -> None:
    start = time.process_time()
    assert DateReader().read(piece * 100_000) is None
    assert time.process_time() - start < 1
