"""Read the dates that feeds write; no clock: a date that leaves its day open is none.

What is not read counts as now where the entry is first seen, never as old. Another way of writing
dates is one more function in `READERS`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from dateutil import parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_CHARS = 100
"""Characters of a date, by hand: the longest forms with names of zones have some 60."""
FIRST_YEAR = 1971
"""The epoch and what lies before is how programs write a missing date."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?", re.DOTALL)
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},?\s)?\d{1,2}\s[A-Za-z]{3,9}\s\d{4}\s\d\d?:\d\d(?::\d\d)?"
    r"\s(?:[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T)"
)
# "(CET)" behind an offset, "GMT+0800" for eight hours east, the last second of a long minute.
_REMARK = re.compile(r"\s?\([^()]{0,60}\)$")
_NAMED_OFFSET = re.compile(r"\s?\b(?:GMT|UTC)\s?([+-]\d)")
_LEAP = re.compile(r"(?<=:\d\d):60(?!\d)")
# Two days without a part in common: what a reader fills in from them is not in the text.
_BLANKS = (datetime(2000, 1, 3), datetime(2005, 2, 8))  # noqa: DTZ001 - zones come from the text
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_SECONDS = {name: 3600 * hours for name, hours in _ZONES.items()} | {"CET": 3600, "CEST": 7200}


def read_date(written: str) -> datetime | None:
    """Read a date as aware UTC; None where year, month or day is missing or nothing is meant.

    A time without a zone counts as UTC.
    """
    text = _plain_date(" ".join(written[: 2 * MAX_CHARS].split()))
    if not text or len(text) > MAX_CHARS:
        return None
    found = next((when for reader in READERS if (when := _try_reader(reader, text))), None)
    return found if found and found.year >= FIRST_YEAR else None


def first_date(written: Iterable[str]) -> datetime | None:
    """Give the first of several dates that can be read."""
    return next((when for text in written if (when := read_date(text))), None)


def _plain_date(text: str) -> str:
    """Leave out what confuses libraries: a zone named twice, a sign that some read backwards."""
    return _LEAP.sub(":59", _NAMED_OFFSET.sub(r" \1", _REMARK.sub("", text)))


def _try_reader(reader: Callable[[str], datetime | None], text: str) -> datetime | None:
    # Libraries under hostile text: whatever they raise means "no date of this form".
    try:
        when = reader(text)
        if when is None:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, ArithmeticError, LookupError, AttributeError):
        return None


def _read_iso(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if _ISO.fullmatch(text) else None


def _read_mail(text: str) -> datetime | None:
    return parsedate_to_datetime(text) if _MAIL.fullmatch(text) else None


def _read_free(text: str) -> datetime | None:
    """Read what dateutil reads, unless it had to make up a part of the day."""
    if not any(char.isdigit() for char in text):
        return None
    one, other = (parser.parse(text, default=blank, tzinfos=_SECONDS) for blank in _BLANKS)
    return one if one == other else None


READERS: tuple[Callable[[str], datetime | None], ...] = (_read_iso, _read_mail, _read_free)
"""Ways to read a date, the first that understands it counts."""
