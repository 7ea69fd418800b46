"""Dates of feeds: read where the day is in the text, none where it would be made up."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from bot.feeds.parse.days import dates

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-11T12:00:00Z",
        "2026-05-11T14:00:00+02:00",
        "2026-05-11 12:00",
        "Mon, 11 May 2026 12:00:00 GMT",
        "11 May 2026 08:00 EDT",
        "Mon, 11 May 2026 14:00:00 +0200 (CEST)",
        "Mon May 11 2026 20:00:00 GMT+0800",
        "May 11, 2026 12:00 PM",
        "  Mon,\n 11 May 2026\t12:00:00 GMT ",
        "11 May 2026 14:00 CEST",
    ],
)
def test_one_moment_is_read_from_every_way_to_write_it(written: str) -> None:
    assert dates.read_date(written) == NOON


def test_a_day_alone_begins_at_midnight_and_a_leap_second_is_the_one_before() -> None:
    assert dates.read_date("2026-05-11") == NOON.replace(hour=0)
    assert dates.read_date("2026-05-11T11:59:60Z") == NOON.replace(hour=11, minute=59, second=59)


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "12:00", "May 2026", "11 May", "Monday", "2026", "1970-01-01", "2026-02-31"],
)
def test_what_leaves_its_day_open_or_means_nothing_is_no_date(written: str) -> None:
    assert dates.read_date(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "0001-01-01T00:00:00Z",
        "01/01/0001 00:00:00",
        "1 janvier 0001",
        "January 1, 0001",
        "Monday, January 1, 0001 12:00 AM",
    ],
)
def test_the_first_year_of_all_is_how_programs_write_a_missing_date(written: str) -> None:
    assert dates.read_date(written) is None


@pytest.mark.parametrize("zone", ["-0200", "GMT-0200", "+0530", "GMT 0800"])
def test_an_offset_is_no_year(zone: str) -> None:
    for day in ("Mon, 11 May 2026 12:00:00", "2026-05-11T12:00:00", "May 11 2026 12:00"):
        assert dates.read_date(f"{day} {zone}".replace("GMT 0800", "GMT+0800"))


def test_the_first_date_that_can_be_read_counts() -> None:
    assert dates.DateReader().first(["soon", "2026-05-11T12:00Z", "2026-05-12"]) == NOON
    assert dates.DateReader().first([]) is None


@pytest.mark.parametrize("piece", ["1", "1 ", "GMT", "(", "2026-05-11", "-", "٣"])
def test_hostile_dates_are_none_at_once(piece: str) -> None:
    start = time.process_time()
    assert dates.read_date(piece * 100_000) is None
    assert time.process_time() - start < 1
