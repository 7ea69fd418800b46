"""Read the dates that feeds write; no clock: a date that leaves its day open is none.

What is not read counts as now where the entry is first seen, never as old. Another way of writing
dates is one more function in `READERS`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from dateutil import parser

from bot.feeds.parse.days.habits import before_midnight, common_year, plain_words
from bot.feeds.parse.days.numbers import DayOrder, as_iso, decide_order
from bot.feeds.parse.days.zones import split_region, zone_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_CHARS = 100
"""Characters of a date, by hand: the longest forms with names of zones have some 60."""
FIRST_YEAR = 1971
"""The epoch and what lies before is how programs write a missing date."""
LAST_YEAR = 9998
"""The calendar of programs ends a year later, and a zone or a day may lie behind it."""
MOST_UNREAD = 10
"""Dates of a document that every language is tried for in vain, by hand: each costs some 10 ms."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?", re.DOTALL)
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},?\s)?\d{1,2}\s[A-Za-z]{3,9}\s\d{4}\s\d\d?:\d\d(?::\d\d)?"
    r"\s(?:[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T)"
)
# "(CET)" behind an offset, "GMT+0800" for eight hours east, the last second of a long minute.
_REMARK = re.compile(r"\s?\([^()]{0,60}\)$")
_NAMED_OFFSET = re.compile(r"\s?\b(?:GMT|UTC)\s?([+-]\d)")
_LEAP = re.compile(r"(?<=:\d\d):60(?!\d)")
# How programs in Go and .NET write a missing date; libraries read 2001 from it.
_YEAR_OF_NOTHING = re.compile(
    r"^(?:[^\W\d]{2,12}\.?,?\s+)?"
    r"(?:0\d{3}[-/]|\d{1,2}[./-]\d{1,2}[./-]0\d{3}(?!\d)"
    r"|\d{1,2}\.?[ -][^\W\d]{3,12}\.?[ -]0\d{3}(?![\d:])"
    r"|(?:[^\W\d]{3,12}\.?\s)?\d{1,2},?\s0\d{3}(?![\d:]))"
)
# Two days without a part in common: what a reader fills in from them is not in the text.
_BLANKS = (datetime(2000, 1, 3), datetime(2005, 2, 8))  # noqa: DTZ001 - zones come from the text


class DateReader:
    """Reads the dates of one document: all that it wrote help to read each.

    `language` is the feed's, tried first for names of months.
    """

    def __init__(self, written: Iterable[str] = (), language: str = "") -> None:
        self._written = written
        self._language = language
        self._order: DayOrder | None = None
        self._unread = 0

    def first(self, written: Iterable[str]) -> datetime | None:
        """Give the first of several dates that can be read."""
        return next((when for text in written if (when := self.read(text))), None)

    def read(self, written: str) -> datetime | None:
        """Read a date as aware UTC; None where year, month or day is missing or nothing is meant.

        A time without a zone counts as UTC.
        """
        text = common_year(written.strip()[: 2 * MAX_CHARS])
        if _YEAR_OF_NOTHING.search(text[:MAX_CHARS]):
            return None
        if (found := _read_usual(text)) is None:
            found = self._read_odd(_plain_date(text))
        return found if found and found.year >= FIRST_YEAR else None

    def _read_odd(self, text: str) -> datetime | None:
        bare, region = split_region(text)
        bare, days = before_midnight(bare)
        found = _read_plain(bare) or self._read_ordered(bare) or self._read_worded(bare)
        if found is None or found.year > LAST_YEAR:
            return None
        there = found.replace(tzinfo=region).astimezone(UTC) if region else found
        return there + timedelta(days=days)

    def _read_ordered(self, text: str) -> datetime | None:
        """Read a date of three numbers in the order that the document writes them."""
        if as_iso(text, DayOrder.UNKNOWN) is None:
            return None
        if self._order is None:
            plain = [_plain_date(written) for written in self._written]
            firm = list(filter(None, map(_read_plain, plain)))
            self._order = decide_order(plain or [text], firm, self._language)
        iso = as_iso(text, self._order)
        return _try_reader(_read_free, iso) if iso else None

    def _read_worded(self, text: str) -> datetime | None:
        if self._unread >= MOST_UNREAD or not _is_worded(text):
            return None
        from bot.feeds.parse.days.worded import read_worded  # a quarter second, and rarely needed

        found = _try_reader(lambda date: read_worded(date, self._language), text)
        self._unread += found is None
        return found


def read_date(written: str) -> datetime | None:
    """Read a date that stands alone, see `DateReader.read`."""
    return DateReader([written]).read(written)


def _plain_date(written: str) -> str:
    """Leave out what confuses libraries: a zone named twice, a sign that some read backwards."""
    text = " ".join(written[: 2 * MAX_CHARS].split())
    if len(text) > MAX_CHARS:
        return ""
    return plain_words(_LEAP.sub(":59", _NAMED_OFFSET.sub(r" \1", _REMARK.sub("", text))))


def _read_usual(text: str) -> datetime | None:
    """Read one of the two forms that nearly every feed writes."""
    reader = _read_iso if _ISO.fullmatch(text) else _read_mail if _MAIL.fullmatch(text) else None
    return _try_reader(reader, text) if reader else None


def _read_plain(text: str) -> datetime | None:
    return next((when for reader in READERS if (when := _try_reader(reader, text))), None)


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
    """Read what dateutil reads, unless it had to make up a part of the day, or choose an order."""
    if not any(char.isdigit() for char in text) or as_iso(text, DayOrder.UNKNOWN) is not None:
        return None
    one, other = (parser.parse(text, default=blank, tzinfos=zone_seconds) for blank in _BLANKS)
    return one if one == other else None


def _is_worded(text: str) -> bool:
    """Tell whether there is a day, a year and a name of a month, in whatever script."""
    digits = sum(char.isdecimal() for char in text)
    return digits >= len("12026") and any(char.isalpha() for char in text)


READERS: tuple[Callable[[str], datetime | None], ...] = (_read_mail, _read_iso, _read_free)
"""Ways to read a date that needs no other, the first that understands it counts."""
