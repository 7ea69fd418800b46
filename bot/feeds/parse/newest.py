"""The newest items of a document that holds more than anybody reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")

MOST_ENTRIES = 1_000
"""Items read of a document; feeds of newsrooms hold ten to two hundred."""

LOOKED_AT = 10_000
"""Items at either end of a document whose dates are read, by hand: ten times as many as are kept,
half a second of work; archives that list everything hold fewer.
"""

_LATEST = datetime.max.replace(tzinfo=UTC)


def newest_of(
    items: Sequence[_T], date: Callable[[_T], datetime | None], most: int
) -> Sequence[_T]:
    """Return the `most` newest items in the order of the document.

    An item without a date is as old as the one before it; the first of a document counts as new.
    """
    if len(items) <= most:
        return items
    told, known = [], _LATEST
    for item in items:
        known = date(item) or known
        told.append(known)
    places = sorted(range(len(items)), key=told.__getitem__, reverse=True)[:most]
    return [items[place] for place in sorted(places)]
