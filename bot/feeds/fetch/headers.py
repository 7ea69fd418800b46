"""What an answer's headers say about when to come back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s{0,3}=\s{0,3}\"?(\d{1,10})", re.IGNORECASE)
_LONGEST = 30 * 86400.0
"""Seconds for which an answer may put off the next request, by hand: a feed is asked once a
month.
"""


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds of Retry-After (a number or an HTTP date), at most 30 days."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), _LONGEST)
    when = http_date(value)
    return None if when is None else _seconds_between(when, now)


def max_age(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds the answer stays fresh, None when nothing is said."""
    control = headers.get("Cache-Control", "")
    found = _MAX_AGE.search(control)
    if found:
        age = headers.get("Age", "").strip()
        old = float(age[:10]) if age.isascii() and age.isdigit() else 0.0
        return min(max(float(found[1]) - old, 0.0), _LONGEST)
    if "no-cache" in control.lower() or "no-store" in control.lower():
        return None
    expires = http_date(headers.get("Expires", ""))
    return (
        None
        if expires is None
        else _seconds_between(expires, http_date(headers.get("Date", "")) or now)
    )


def http_date(value: str) -> datetime | None:
    """Read an HTTP date, None when it is none."""
    try:
        when = parsedate_to_datetime(value[:64])
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _seconds_between(until: datetime, since: datetime) -> float:
    return min(max((until - since).total_seconds(), 0.0), _LONGEST)
