"""Short names of zones."""

from __future__ import annotations

import pytest

from bot.feeds.parse.days.zones import split_region, split_zone, zone_seconds


@pytest.mark.parametrize(
    ("name", "hours"),
    [("CET", 1), ("mesz", 2), ("MSK", 3), ("IST", 5.5), ("EST", -5), ("XYZT", 0), (None, 0)],
)
def test_a_zone_is_so_many_hours_east(name: str | None, hours: float) -> None:
    assert zone_seconds(name, None) == 3600 * hours


def test_a_written_offset_counts_more_than_a_name() -> None:
    assert zone_seconds("CET", 7200) == 7200


def test_a_zone_is_parted_from_the_end_of_a_date() -> None:
    assert split_zone("3 Mart 2026 14:05 PDT") == ("3 Mart 2026 14:05", -7 * 3600)
    assert split_zone("3 de MAYO 2026") == ("3 de MAYO 2026", 0)


@pytest.mark.parametrize(
    ("written", "name"),
    [("May 3, 2026 1 PM ET", "New_York"), ("1 PM (PT)", "Los_Angeles"), ("3 May 2026", None)],
)
def test_a_region_is_parted_from_the_end_of_a_date(written: str, name: str | None) -> None:
    bare, region = split_region(written)
    assert (region.key.rpartition("/")[2] if region else None) == name
    assert bare == written.removesuffix(" ET").removesuffix(" (PT)")
