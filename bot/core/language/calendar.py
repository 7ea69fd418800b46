"""Months and weekdays of each language, from one table: `words/calendar.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from bot.core.language.text import fold


@lru_cache(maxsize=1)
def _read_calendars() -> dict[str, dict[str, Any]]:
    table = files("bot.core.language") / "words" / "calendar.toml"
    return tomllib.loads(table.read_text("utf-8"))


def month_names(language: str) -> tuple[str, ...]:
    """List the months as a language writes them; none for one without a calendar."""
    return tuple(_read_calendars().get(language, {}).get("months", "").split())


def weekday_names(language: str) -> tuple[str, ...]:
    """List the weekdays as a language writes them, from Monday on."""
    return tuple(_read_calendars().get(language, {}).get("days", "").split())


def short_months(language: str) -> tuple[str, ...]:
    """List the other ways to write a month, short ones most of all."""
    return tuple(_read_calendars().get(language, {}).get("months_also", ()))


TONGUES: Final = tuple(_read_calendars())


def month_numbers(languages: Iterable[str] = TONGUES, *, short: bool = False) -> dict[str, int]:
    """Tell the number of each folded month of some languages; `short` forms count too."""
    return _numbered_names("months", languages, also=short)


def day_numbers(languages: Iterable[str] = TONGUES) -> dict[str, int]:
    """Tell the number of each folded weekday of some languages, Monday's is 1."""
    return _numbered_names("days", languages, also=True)


def _numbered_names(kind: str, languages: Iterable[str], *, also: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    for calendar in (_read_calendars().get(language, {}) for language in languages):
        listed = {word: at for at, word in enumerate(calendar.get(kind, "").split(), 1)}
        more = calendar.get(f"{kind}_also", {}) if also else {}
        found |= {fold(word): number for word, number in (listed | more).items()}
    return found
