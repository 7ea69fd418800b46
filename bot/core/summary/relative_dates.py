"""Put dates to "mardi", "yesterday" and the like, for texts that are read on another day.

French and English. A weekday is read as the last such day up to the day of publication; words
beside it ("prochain", "next", "will meet on") turn it to the future. What already has a date,
names a habit ("tous les mardis") or is part of a name ("Black Friday") stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.language.calendar import month_names, short_months, weekday_names

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The words of one language; patterns look at a bounded stretch before or behind a word."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    shifts: dict[str, int]
    first: str
    word: re.Pattern[str]
    dated: re.Pattern[str]
    coming: re.Pattern[str]
    gone: re.Pattern[str]
    part: re.Pattern[str]
    habit: re.Pattern[str]
    name_before: re.Pattern[str]
    name_behind: re.Pattern[str]
    future: re.Pattern[str]


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FR_SHIFTS = {
    "avant-hier": -2,
    "hier": -1,
    "aujourd'hui": 0,
    "aujourd’hui": 0,
    "demain": 1,
    "après-demain": 2,
}
_EN_SHIFTS = {"yesterday": -1, "today": 0, "tomorrow": 1}

_FRENCH = _Tongue(
    days=weekday_names("fr"),
    months=month_names("fr"),
    shifts=_FR_SHIFTS,
    first="1er",
    word=re.compile(
        rf"(?<![\w-])(?:{_any_of((*weekday_names('fr'), *_FR_SHIFTS))})(?![\w-])", re.IGNORECASE
    ),
    dated=re.compile(r",?\s*(?:le\s+)?\(?\d", re.IGNORECASE),
    coming=re.compile(r"\s+(?:prochain|qui vient)\b", re.IGNORECASE),
    gone=re.compile(r"\s+(?:dernier|passé)\b", re.IGNORECASE),
    part=re.compile(r"\s+(?:matin|soir|midi|après-midi|en (?:début|fin|milieu) de \w+)\b"),
    habit=re.compile(r"(?:\b(?:chaque|tous les|un|du|le)\s|\bd['’])\Z", re.IGNORECASE),
    name_before=re.compile(r"(?:journal|grand|gras|saint)\s+(?:du\s+)?\Z", re.IGNORECASE),
    name_behind=re.compile(
        r"\s+(?:saint|gras|noir|des cendres|de (?:pentecôte|pâques))", re.IGNORECASE
    ),
    future=re.compile(
        r"\b(?:\w+(?:era|eront|ira|iront|dra|dront|ura|uront)|sera|seront|aura|auront|ira|iront|va|"
        r"vont|doit|doivent|devrai(?:t|ent)|prévue?s?|attendue?s?|d['’]ici|dès|avant)\b",
        re.IGNORECASE,
    ),
)
_ENGLISH = _Tongue(
    days=weekday_names("en"),
    months=month_names("en"),
    shifts=_EN_SHIFTS,
    first="1",
    word=re.compile(
        rf"(?<![\w-])(?:(?i:next|last)\s+)?(?:{_any_of(weekday_names('en'))})(?![\w-])|"
        rf"(?<![\w-])(?i:{_any_of(tuple(_EN_SHIFTS))})(?![\w-])"
    ),
    dated=re.compile(
        rf",?\s*(?:the\s+)?\(?(?:\d|(?:{_any_of(month_names('en'))}|"
        rf"(?:{_any_of(short_months('en'))})\b\.?)\s+\d)"
    ),
    coming=re.compile(r"\A\b\B"),
    gone=re.compile(r"\A\b\B"),
    part=re.compile(r"\s+(?:morning|afternoon|evening|night|lunchtime)\b"),
    habit=re.compile(r"\b(?:every|each|an?|most)\s\Z", re.IGNORECASE),
    name_before=re.compile(
        r"\b(?:Black|Good|Ash|Super|Bloody|Cyber|Giving|Easter|Palm|Sheffield|Fat|Shrove|Holy|Maundy|"
        r"Freaky|Casual)\s\Z"
    ),
    name_behind=re.compile(
        r"\s(?:Times|Mail|Mirror|Telegraph|Express|Post|Addams|Herald|Star|"
        r"Night (?:Live|Football))\b"
        r"|['’]s\b"
    ),
    future=re.compile(
        r"\b(?:will|would|shall|is (?:due|set|expected|scheduled|planned)|are (?:due|set|expected)|"
        r"due|scheduled|expected|until|by|before|going to)\b",
        re.IGNORECASE,
    ),
)
_TONGUES = {"fr": _FRENCH, "en": _ENGLISH}
_NEAR = 60
"""Characters before and behind a weekday that are read, by hand: its clause."""
_THIS = re.compile(r"\b(?:ce|this)\s\Z", re.IGNORECASE)
_CLAUSE = re.compile(r"[.,;:!?()«»\"“”]")
_PAST_REACH = 30
"""Of these, those in which a verb tells past or future, by hand: a cue further off speaks of
others.
"""


def resolve_weekdays(text: str, published: datetime, language: str) -> str:
    """Return the text with dates put to its weekdays: "mardi" becomes "mardi 3 juin".

    `published` is the local time of publication; a language other than French and English
    leaves the text as it is.
    """
    tongue = _TONGUES.get(language[:2].lower())
    if tongue is None:
        return text
    day = published.date()
    kept: list[str] = []
    done = 0
    for found in tongue.word.finditer(text):
        written, end = _rewrite_word(tongue, text, found, day)
        kept += [text[done : found.start()], written]
        done = end
    return "".join((*kept, text[done:]))


def _rewrite_word(tongue: _Tongue, text: str, found: re.Match[str], day: date) -> tuple[str, int]:
    """Return what stands for the word, and where the text goes on."""
    word, end = found.group(), found.end()
    before, behind = text[max(0, found.start() - _NEAR) : found.start()], text[end : end + _NEAR]
    if _stays_word(tongue, word, before, behind):
        return word, end
    if word.lower() in tongue.shifts:
        return _shifted_word(tongue, word, day, behind, end)
    name = word.split()[-1]
    turn = tongue.coming.match(behind) or tongue.gone.match(behind)
    when = _resolve_day(tongue, word, before, behind, day)
    return _show_weekday(tongue, name, when, text, end + len(turn.group()) if turn else end)


def _stays_word(tongue: _Tongue, word: str, before: str, behind: str) -> bool:
    if tongue.dated.match(behind) or tongue.habit.search(before):
        return True
    if tongue.name_before.search(before) or tongue.name_behind.match(behind):
        return True
    opening = not before.strip() or before.rstrip()[-1] in '.!?…:«“"\n—–-('
    return tongue is _FRENCH and word[0].isupper() and not opening


def _shifted_word(tongue: _Tongue, word: str, day: date, behind: str, end: int) -> tuple[str, int]:
    part = tongue.part.match(behind)
    tail = part.group() if part else ""
    when = day + timedelta(days=tongue.shifts[word.lower()])
    return f"{word}{tail} ({_date_words(tongue, when)})", end + len(tail)


def _resolve_day(tongue: _Tongue, word: str, before: str, behind: str, day: date) -> date:
    name = word.split()[-1].lower()
    number = [one.lower() for one in tongue.days].index(name)
    back = timedelta(days=(day.weekday() - number) % 7)
    ahead = timedelta(days=(number - day.weekday()) % 7)
    week = timedelta(days=7)
    if _THIS.search(before):
        return day - back if back < ahead else day + ahead
    if tongue.coming.match(behind) or word.lower().startswith("next"):
        return day + (ahead or week)
    if tongue.gone.match(behind) or word.lower().startswith("last"):
        return day - (back or week)
    return day + ahead if _looks_ahead(tongue, before, behind) else day - back


def _looks_ahead(tongue: _Tongue, before: str, behind: str) -> bool:
    """Tell whether the clause speaks of the future: a cue just before, or behind an opening."""
    clause = _CLAUSE.split(before)[-1][-_PAST_REACH:]
    if clause.strip(" \u00a0onONceCE"):
        return bool(tongue.future.search(clause))
    return bool(tongue.future.search(behind.split(".")[0].lstrip(",")[:_PAST_REACH]))


def _show_weekday(tongue: _Tongue, name: str, when: date, text: str, end: int) -> tuple[str, int]:
    part = tongue.part.match(text, end)
    if part:
        return f"{name}{part.group()} ({_date_words(tongue, when)})", part.end()
    return f"{name} {_date_words(tongue, when)}", end


def _date_words(tongue: _Tongue, when: date) -> str:
    number = tongue.first if when.day == 1 else str(when.day)
    return f"{number} {tongue.months[when.month - 1]}"
