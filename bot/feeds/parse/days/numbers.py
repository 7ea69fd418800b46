"""Dates of three numbers: whether day or month comes first is decided by the document's others."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_THREE = re.compile(r"^(?:[^\W\d]{2,12}\.?,?\s)?(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)\b(?![./-])")
_NOON = re.compile(r"\d\s?[AaPp]\.?[Mm]\b")
_EASTERN = frozenset({"ja", "ko", "zh"})
"""Languages whose people begin a date with the year."""
_MONTHS = 12
"""Months of a year: a higher number is a day."""
_CENTURY = 2000
"""What two digits of a year are added to: no feed is older."""


class DayOrder(Enum):
    """Which number comes first."""

    DAY = auto()
    MONTH = auto()
    YEAR = auto()
    UNKNOWN = auto()


def as_iso(text: str, order: DayOrder) -> str | None:
    """Write a date of three numbers with its year first; None where it is none.

    Empty where nothing tells which number is the day. Between dots the day always comes first.
    """
    found = _THREE.match(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if order is DayOrder.YEAR and len(found[4]) == len("26"):
        return f"{_CENTURY + first}-{second:02}-{found[4]}{text[found.end() :]}"
    order = DayOrder.DAY if order is DayOrder.YEAR else order
    known = DayOrder.DAY if found[2] == "." else _own_order(first, second) or order
    if known is DayOrder.UNKNOWN:
        return ""
    day, month = (first, second) if known is DayOrder.DAY else (second, first)
    return f"{_full_year(found[4]):04}-{month:02}-{day:02}{text[found.end() :]}"


def decide_order(written: Sequence[str], firm: Iterable[datetime], language: str = "") -> DayOrder:
    """Decide which number is the day in a document's dates.

    One number over twelve tells; else the order under which the dates lie closest together and to
    the `firm` ones, which need none; else twelve hours (a habit of those who put the month first)
    and the language. Where nothing tells, a date is better unread than misread.
    """
    every = [found for text in written if (found := _THREE.match(text))]
    firm = list(firm)
    if _year_leads(every, firm, language):
        return DayOrder.YEAR
    three = [found for found in every if found[2] != "."]
    pairs = {(int(found[1]), int(found[3]), _full_year(found[4])) for found in three}
    told = {order for first, second, _ in pairs if (order := _own_order(first, second, same=False))}
    if len(told) == 1:
        return told.pop()
    spread = {order: _days_between(pairs, order, firm) for order in (DayOrder.DAY, DayOrder.MONTH)}
    if spread[DayOrder.DAY] != spread[DayOrder.MONTH]:
        return min(spread, key=spread.__getitem__)
    if any(_NOON.search(text) for text in written):
        return DayOrder.MONTH
    return DayOrder.DAY if language not in ("", "en") else DayOrder.UNKNOWN


def _year_leads(every: Sequence[re.Match[str]], firm: list[datetime], language: str) -> bool:
    """Tell whether two digits at the front are the year, by the other dates or the language."""
    short = [found for found in every if len(found[4]) == len("26")]
    turned = {(int(found[4]), int(found[3]), _CENTURY + int(found[1])) for found in short}
    days = [day for one in turned if (day := _day_of(*one))]
    if not short or len(days) < len(turned):
        return False
    led = _spread([*days, *firm])
    pairs = {(int(found[1]), int(found[3]), _full_year(found[4])) for found in short}
    others = [_days_between(pairs, order, firm) for order in (DayOrder.DAY, DayOrder.MONTH)]
    return led < min(others) or (led == min(others) and language in _EASTERN)


def _day_of(day: int, month: int, year: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _spread(days: Sequence[datetime]) -> timedelta:
    return max(days) - min(days) if days else timedelta()


def _own_order(first: int, second: int, *, same: bool = True) -> DayOrder | None:
    if first > _MONTHS or (same and first == second):
        return DayOrder.DAY
    return DayOrder.MONTH if second > _MONTHS else None


def _days_between(
    pairs: Iterable[tuple[int, int, int]], order: DayOrder, firm: Iterable[datetime]
) -> timedelta:
    """Return the time over which the dates are spread when they are read in one order."""
    found = [*firm]
    for first, second, year in pairs:
        own = _own_order(first, second) or order
        day, month = (first, second) if own is DayOrder.DAY else (second, first)
        if when := _day_of(day, month, year):
            found.append(when)
    return _spread(found)


def _full_year(written: str) -> int:
    return int(written) if len(written) > len("26") else _CENTURY + int(written)
