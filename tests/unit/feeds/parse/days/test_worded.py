"""Dates with names of months in any language."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from bot.feeds.parse.days.dates import DateReader
from bot.feeds.parse.days.worded import read_worded


def test_a_month_is_known_by_its_name_also_without_the_feeds_language() -> None:
    day = datetime(2026, 3, 3, tzinfo=UTC)
    assert read_worded("3 mars 2026") == read_worded("3 marca 2026", "pl") == day
    assert read_worded("٣ مارس ٢٠٢٦") == read_worded("2026年3月3日", "zh") == day


@pytest.mark.parametrize(
    "written", ["mars 2026", "3 mars", "hier", "il y a 3 jours", "3 blorg 2026", "mardi", "3 2026"]
)
def test_what_leaves_its_day_open_is_none(written: str) -> None:
    assert read_worded(written, "fr") is None


def test_dates_that_nobody_knows_are_given_up_before_they_cost() -> None:
    start = time.process_time()
    reader = DateReader(language="fr")
    assert not any(reader.read(f"12 blorg{n} 2026") for n in range(1_000))
    assert time.process_time() - start < 10


def test_the_library_is_loaded_only_when_it_is_needed() -> None:
    program = (
        "import sys; from bot.feeds.parse.days.dates import read_date; "
        "assert read_date('3 March 2026 10:00 CET'); assert 'dateparser' not in sys.modules; "
        "assert read_date('3 mars 2026'); assert 'dateparser' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
