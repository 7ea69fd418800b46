"""When something may be shown: durations, quiet hours over a clock change, digests, bursts."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bot.core.alerts.schedule import (
    Burst,
    digest_at,
    held_until,
    parse_burst,
    parse_clock,
    parse_duration,
    parse_quiet,
    quiet_until,
    zone_named,
)
from bot.errors import UsageError
from bot.models import Mode
from tests.fakes.rows import subscription

PARIS = "Europe/Paris"


def _utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("1h30m", 5400), ("2 d", 172800), ("1W", 604800), ("0.5h", 1800)],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "h", "10 minutes", "-5m", "5m!", "1h x", "m" * 100_000])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [("8:00", time(8)), ("08h30", time(8, 30)), ("23:59", time(23, 59)), ("7h", time(7))],
)
def test_times_of_day(text: str, at: time) -> None:
    assert parse_clock(text) == at


@pytest.mark.parametrize("text", ["24:00", "8", "8:60", "noon", "1" * 50_000])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(UsageError):
        parse_clock(text)


def test_quiet_hours_are_read_with_any_dash() -> None:
    assert parse_quiet("22:00-07:00") == parse_quiet("22h–7h") == (time(22), time(7))
    with pytest.raises(UsageError):
        parse_quiet("22:00")


def test_burst_guards() -> None:
    assert parse_burst("5/10m") == Burst(5, 600)
    for wrong in ("5", "0/10m", "x/10m", "5/", "²/10m"):
        with pytest.raises(UsageError):
            parse_burst(wrong)


@pytest.mark.parametrize("name", ["Mars/Phobos", "../etc/passwd", "a\0b", "x" * 500])
def test_what_is_no_time_zone(name: str) -> None:
    with pytest.raises(UsageError):
        zone_named(name)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (_utc(3, 2, 20, 59), None),
        (_utc(3, 2, 21, 0), _utc(3, 3, 6, 0)),
        (_utc(3, 3, 5, 59), _utc(3, 3, 6, 0)),
        (_utc(3, 3, 6, 0), None),
        # The night of 28 to 29 March lasts an hour less, that of 24 to 25 October one more.
        (_utc(3, 28, 21, 0), _utc(3, 29, 5, 0)),
        (_utc(3, 29, 4, 59), _utc(3, 29, 5, 0)),
        (_utc(3, 29, 5, 0), None),
        (_utc(10, 24, 20, 0), _utc(10, 25, 6, 0)),
        (_utc(10, 25, 5, 59), _utc(10, 25, 6, 0)),
        (_utc(10, 25, 6, 0), None),
    ],
)
def test_quiet_hours_over_midnight_and_clock_changes(now: datetime, until: datetime | None) -> None:
    night = subscription(1, quiet="22:00-07:00", timezone=PARIS)
    assert quiet_until(night, now) == until


def test_quiet_hours_that_end_in_the_hour_that_is_left_out_still_end() -> None:
    night = subscription(1, quiet="22:00-02:30", timezone=PARIS)
    until = quiet_until(night, _utc(3, 29, 0, 30))
    assert until is not None
    assert _utc(3, 29, 0, 30) < until <= _utc(3, 29, 1, 30)
    assert quiet_until(night, until) is None


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_once() -> None:
    night = subscription(1, quiet="22:00-02:30", timezone=PARIS)
    until = quiet_until(night, _utc(10, 24, 22, 0))
    assert until == _utc(10, 25, 0, 30)
    assert quiet_until(night, until) is None


def test_quiet_hours_within_a_day() -> None:
    lunch = subscription(1, quiet="12:00-14:00", timezone="UTC")
    assert quiet_until(lunch, _utc(3, 2, 13)) == _utc(3, 2, 14)
    assert quiet_until(lunch, _utc(3, 2, 14)) is None
    assert quiet_until(subscription(1), _utc(3, 2, 13)) is None


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (_utc(3, 2, 6, 59), _utc(3, 2, 7)),
        (_utc(3, 2, 7, 0), _utc(3, 3, 7)),
        (_utc(3, 28, 12, 0), _utc(3, 29, 6)),
        (_utc(10, 24, 12, 0), _utc(10, 25, 7)),
    ],
)
def test_daily_digests_come_at_the_local_time(now: datetime, due: datetime) -> None:
    daily = subscription(1, mode=Mode.DAILY, at="08:00", timezone=PARIS)
    assert digest_at(daily, now) == due


def test_hourly_digests_come_at_the_full_hour_of_the_place() -> None:
    india = subscription(1, mode=Mode.HOURLY, timezone="Asia/Kolkata")
    assert digest_at(india, _utc(3, 2, 12, 10)) == _utc(3, 2, 12, 30)
    paris = subscription(1, mode=Mode.HOURLY, timezone=PARIS)
    assert digest_at(paris, _utc(10, 25, 0, 10)) == _utc(10, 25, 1)
    assert digest_at(paris, _utc(10, 25, 1, 10)) == _utc(10, 25, 2)
    assert digest_at(subscription(1), _utc(3, 2, 12)) is None


def test_urgent_breaks_through_quiet_hours_but_not_through_a_digest() -> None:
    night, noon = subscription(1, quiet="00:00-23:59"), _utc(3, 2, 12)
    daily = subscription(1, mode=Mode.DAILY)
    assert held_until(night, noon, urgent=True) is None
    assert held_until(night, noon, urgent=False) == _utc(3, 2, 23, 59)
    assert held_until(daily, noon, urgent=True) == _utc(3, 3, 8)


def test_a_digest_that_would_come_in_quiet_hours_waits_for_their_end() -> None:
    hourly = subscription(1, mode=Mode.HOURLY, quiet="22:00-07:00", timezone=PARIS)
    assert held_until(hourly, _utc(3, 2, 21, 30), urgent=False) == _utc(3, 3, 6)
    assert held_until(hourly, _utc(3, 2, 12, 30), urgent=False) == _utc(3, 2, 13)
