"""Dates of publication as pages write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.feeds.extract.metadata import dates


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("2026-03-11", (2026, 3, 11)),
        ("2026-03-11T07:42:00Z", (2026, 3, 11, 7, 42)),
        ("20260311", (2026, 3, 11)),
        ("Wed, 11 Mar 2026 07:42:00 +0100", (2026, 3, 11, 6, 42)),
        ("Publié le 11 mars 2026 à 7h42", (2026, 3, 11, 7, 42)),
        ("le 1er août 2026", (2026, 8, 1)),
        ("March 11, 2026", (2026, 3, 11)),
        ("11/03/2026 à 07h42", (2026, 3, 11, 7, 42)),
        ("11. März 2026", (2026, 3, 11)),
    ],
)
def test_a_date_is_read_in_machine_and_human_form(value: str, when: tuple[int, ...]) -> None:
    assert dates.read_date(value) == datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["", "0001-01-01", "2026-13-45", "31 février 2026", "hier", "9" * 5000]
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert dates.read_date(value) is None


def test_the_day_comes_first_unless_it_cannot_or_the_page_says_otherwise() -> None:
    assert dates.read_date("03/11/2026") == datetime(2026, 11, 3, tzinfo=UTC)
    assert dates.read_date("03/11/2026", day_first=False) == datetime(2026, 3, 11, tzinfo=UTC)
    assert dates.read_date("11/23/2026") == datetime(2026, 11, 23, tzinfo=UTC)


def test_an_offset_is_brought_to_utc() -> None:
    assert dates.read_date("2026-03-11T01:30+05:30") == datetime(2026, 3, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://bria.example/2026/05/04/bridge", datetime(2026, 5, 4, tzinfo=UTC)),
        ("https://bria.example/news/2026/5/4/", datetime(2026, 5, 4, tzinfo=UTC)),
        ("https://bria.example/2026/05/bridge", None),
        ("https://bria.example/2026/13/40/bridge", None),
        ("https://bria.example/bridge", None),
    ],
)
def test_an_address_gives_a_whole_day_or_none(url: str, day: datetime | None) -> None:
    assert dates.url_date(url) == day


@pytest.mark.parametrize(
    "line",
    [
        "6 mei 2026",
        "6 maja 2026",
        "6 мая 2026 г.",
        "6 травня 2026",
        "6 Mayıs 2026",
        "٦ مايو ٢٠٢٦",
        "6. května 2026",
        "2026年5月6日",
        "2026년 5월 6일",
        "公開日：2026年5月6日",
    ],
)
def test_a_day_is_read_in_the_words_of_many_languages(line: str) -> None:
    assert dates.read_date(line) == datetime(2026, 5, 6, tzinfo=UTC)


def test_a_day_of_the_east_has_its_time() -> None:
    assert dates.read_date("2026年5月6日 9時05分") == datetime(2026, 5, 6, 9, 5, tzinfo=UTC)
