"""What an answer's headers say about when to come back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.feeds.fetch.headers import http_date, max_age, retry_after

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOON = "Sun, 01 Mar 2026 12:02:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("90", 90.0), (SOON, 120.0), ("", None), ("soon", None), ("-5", None), ("٣", None)],
)
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, NOW) == seconds


def test_no_answer_puts_off_for_more_than_thirty_days() -> None:
    assert retry_after({"Retry-After": "9" * 100_000}, NOW) == 30 * 86400


def test_an_answer_stays_fresh_for_its_age_less_what_it_has() -> None:
    assert max_age({"Cache-Control": "public, max-age=300", "Age": "100"}, NOW) == 200.0
    assert max_age({"Cache-Control": "max-age=10", "Age": "100"}, NOW) == 0.0
    assert max_age({"Cache-Control": "no-store"}, NOW) is None
    assert max_age({}, NOW) is None


@pytest.mark.parametrize("value", ["", "yesterday", "x" * 100_000, "Sun, 99 Foo 2026"])
def test_what_is_no_date_is_none(value: str) -> None:
    assert http_date(value) is None
