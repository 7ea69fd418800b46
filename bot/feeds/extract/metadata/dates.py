"""Read the date of publication in the many ways pages write it; no clock, no guessing."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.resources import files

from bot.core.language.calendar import month_numbers


def _plain_words(text: str) -> str:
    """Write a text small, without accents, with single blanks."""
    folded = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


def _more_months() -> dict[str, int]:
    table = tomllib.loads(
        files("bot.feeds.extract.metadata").joinpath("months.toml").read_text("utf-8")
    )
    listed = (_plain_words(months).split() for months in table.values())
    return {month: at for months in listed for at, month in enumerate(months, 1)}


_MONTHS = month_numbers(short=True) | _more_months()
_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_COMPACT = re.compile(r"^(20\d\d)([01]\d)([0-3]\d)$")
_TIME = r"(?:\D{1,12}?(\d{1,2})\s?(?:[:h]|heures)\s?(\d\d)?)?"
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:er|st|nd|rd|th|\.|º)?\s(?:de\s)?([^\W\d_]{3,12})\.?,?\s(?:de\s)?(\d{4})" + _TIME
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})" + _TIME)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})" + _TIME)
_EAST = re.compile(
    r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일](?:\D{0,12}?(\d{1,2})\s?[:時时点시]\s?(\d\d)?)?"
)
_IN_URL = re.compile(r"/(20\d\d)/(\d\d?)/(?:(\d\d?)/)?")


def read_date(value: str, *, day_first: bool = True) -> datetime | None:
    """Read a date in machine or human form as aware UTC; zoneless times count as UTC."""
    value = value.strip()[:200]
    for reader in (_read_iso, _read_mail, _read_compact):
        found = reader(value)
        if found:
            return found
    return _read_written(value, day_first=day_first)


def url_date(url: str) -> datetime | None:
    """Read the day out of an address such as /2024/05/17/."""
    found = _IN_URL.search(url[:500])
    return _make_date(*(int(part or 1) for part in found.groups())) if found and found[3] else None


def _make_date(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC) if 1970 < year < 2100 else None
    except ValueError:
        return None


def _read_iso(value: str) -> datetime | None:
    found = _ISO.match(value)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    zone = {None: "+00:00", "Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get(zone, zone)
    stamp = f"{year}-{month:0>2}-{day:0>2}T{hour or 0:0>2}:{minute or '00'}:{second or '00'}{zone}"
    try:
        return datetime.fromisoformat(stamp).astimezone(UTC) if 1970 < int(year) < 2100 else None
    except (ValueError, OverflowError):
        return None


def _read_mail(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not 1970 < found.year < 2100:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _read_compact(value: str) -> datetime | None:
    found = _COMPACT.match(value)
    return _make_date(*map(int, found.groups())) if found else None


def _read_written(value: str, *, day_first: bool) -> datetime | None:
    if found := _EAST.search(unicodedata.normalize("NFC", value)):
        year, name, day, hour, minute = found.groups()
        month = int(name)
        return _make_date(int(year), month, int(day), min(int(hour or 0), 23), int(minute or 0))
    plain = _plain_words(value)
    if found := _DAY_FIRST.search(plain):
        day, name, year, hour, minute = found.groups()
    elif found := _MONTH_FIRST.search(plain):
        name, day, year, hour, minute = found.groups()
    elif found := _SLASHED.search(plain):
        day, name, year, hour, minute = found.groups()
        if (not day_first and int(name) <= 31) or int(name) > 12:
            day, name = name, day
    else:
        return None
    month = int(name) if name.isdigit() else _MONTHS.get(name, 0)
    made = _make_date(
        int(year), month, int(day), min(int(hour or 0), 23), min(int(minute or 0), 59)
    )
    return made or None
