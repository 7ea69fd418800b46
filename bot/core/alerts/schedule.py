"""Durations, quiet hours, digests and burst guards: when something may be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import UsageError
from bot.models import Mode, Subscription
from bot.said import say

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


def parse_duration(text: str) -> float:
    """Read "90s", "15m", "1h30m" or "2d" as seconds; raises UsageError."""
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([smhdw])", text.strip().lower())
    if not parts or "".join(a + b for a, b in parts) != re.sub(r"\s", "", text.lower()):
        raise UsageError(
            say('"{value}" is not a duration', value=text),
            fix=say('write a number and a unit, such as "90s" or "1h30m"'),
        )
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def zone_named(name: str) -> ZoneInfo:
    """Find a time zone by name, UTC for the empty name; raises UsageError."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            say('"{value}" is not a time zone', value=name),
            fix=say('use a name such as "Europe/Paris"'),
        ) from error


def parse_clock(text: str) -> time:
    """Read "8:00" or "22:30" as a time of day; raises UsageError."""
    found = re.fullmatch(r"\s*([01]?\d|2[0-3])[:hH]([0-5]\d)?\s*", text)
    if not found:
        raise UsageError(
            say('"{value}" is not a time of day', value=text),
            fix=say('write it as "{example}"', example="08:00"),
        )
    return time(int(found[1]), int(found[2] or 0))


def parse_quiet(text: str) -> tuple[time, time]:
    """Read quiet hours such as "22:00-07:00"; raises UsageError."""
    start, dash, end = text.replace("–", "-").partition("-")
    if not dash:
        raise UsageError(
            say('"{value}" are no quiet hours', value=text),
            fix=say('write them as "{example}"', example="22:00-07:00"),
        )
    return parse_clock(start), parse_clock(end)


@dataclass(frozen=True, slots=True)
class Burst:
    """More than `count` alerts in `seconds` become one digest."""

    count: int
    seconds: float


def parse_burst(text: str) -> Burst:
    """Read a burst guard such as "5/10m"; raises UsageError."""
    count, slash, span = text.partition("/")
    if not slash or not re.fullmatch(r"\s*[1-9][0-9]{0,5}\s*", count):
        raise UsageError(
            say('"{value}" is not a burst guard', value=text),
            fix=say('write alerts per time, such as "5/10m"'),
        )
    return Burst(int(count), parse_duration(span))


def quiet_until(subscription: Subscription, now: datetime) -> datetime | None:
    """Tell when the quiet hours that `now` falls into end, None outside of them."""
    if not subscription.quiet:
        return None
    start, end = parse_quiet(subscription.quiet)
    local = now.astimezone(zone_named(subscription.timezone))
    inside = (
        start <= local.time() < end if start <= end else local.time() >= start or local.time() < end
    )
    return _next_at(local, end) if inside else None


def digest_at(subscription: Subscription, now: datetime) -> datetime | None:
    """Tell when the next digest of a subscription is due, None for instant modes."""
    local = now.astimezone(zone_named(subscription.timezone))
    if subscription.mode is Mode.HOURLY:
        hour = local.replace(minute=0, second=0, microsecond=0)
        return (hour.astimezone(UTC) + timedelta(hours=1)).astimezone(UTC)
    if subscription.mode is Mode.DAILY:
        return _next_at(local, parse_clock(subscription.at or "08:00"))
    return None


def held_until(subscription: Subscription, now: datetime, *, urgent: bool) -> datetime | None:
    """Tell until when an alert is held, None when it goes at once; urgent watches break through."""
    due = digest_at(subscription, now)
    quiet = None if urgent else quiet_until(subscription, due or now)
    return quiet or due


def _next_at(local: datetime, at: time) -> datetime:
    day = local.date()
    moment = datetime.combine(day, at, local.tzinfo)
    # Wall-clock arithmetic: a day may have 23 or 25 hours.
    if moment <= local:
        moment = datetime.combine(day + timedelta(days=1), at, local.tzinfo)
    return moment.astimezone(UTC)
