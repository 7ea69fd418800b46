"""Dates with names of months and days in any language, by dateparser."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dateparser.date import DateDataParser

from bot.feeds.parse.days.zones import split_zone

if TYPE_CHECKING:
    from datetime import datetime

LANGUAGES = (
    "fr de es it pt nl ru uk pl cs tr ar fa he el ro hu bg sr hr sk sl sv da nb fi et lv lt "
    "zh ja ko vi id th hi ca en"
)
"""Languages that are tried, by hand: all that the library knows would take seconds."""
_KEPT = 256
"""Dates that are remembered, by hand: those of an unchanged feed come at every poll."""
_READERS = 8
"""Languages whose reader is kept, by hand: the feeds of one bot have a few."""
_SETTINGS: dict[str, Any] = {
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "DATE_ORDER": "DMY",
    "PREFER_LOCALE_DATE_ORDER": False,
    "RETURN_AS_TIMEZONE_AWARE": True,
    "TIMEZONE": "UTC",
}


@lru_cache(maxsize=_KEPT)
def read_worded(text: str, language: str = "") -> datetime | None:
    """Read a date whose day, month and year all stand in the text, else None."""
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    # In some languages the library takes the name of a zone for a word that it does not know.
    bare, seconds = split_zone(plain)
    when: datetime | None = _parser_of(language).get_date_data(bare).date_obj
    return when - timedelta(seconds=seconds) if when else None


@lru_cache(maxsize=_READERS)
def _parser_of(language: str) -> Any:
    known = LANGUAGES.split()
    first = [language] if language in known else []
    languages = [*first, *(code for code in known if code not in first)]
    return DateDataParser(languages=languages, settings=_SETTINGS, use_given_order=True)
