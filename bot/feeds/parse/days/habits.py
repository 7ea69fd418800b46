"""Ways of writing dates that libraries do not know, brought into those that they read."""

from __future__ import annotations

import re

# "Published on", "Publié le": what people read before a date.
_LED = re.compile(
    r"^(?:publi\w*|posted|updated|created|veröffentlicht|erschienen|aktualisiert|stand|pubblicat\w*"
    r"|опубликован\w*|обновлен\w*|опубліковано|gepubliceerd|geplaatst|opublikowan\w*|udgivet"
    r"|julkaistu|yayın\w*|mise? à jour|date|datum|fecha|data|дата)"
    r"(?:\s(?:le|on|at|am|el|em|il|op|den|dnia|du|vom|tarihi))?\s?(?::\s?|,?\s)",
    re.IGNORECASE,
)
_CLOCK_WORD = re.compile(
    r",?\s(?:à|às|a las|alle(?: ore)?|ore|um|kl\.?|klo|om|at|o(?: godz\.?)?|в|о)"
    r"\s(?=\d{1,2}\s?[:.h])",
    re.IGNORECASE,
)
_HOURS = re.compile(r"(?<![\w:])(\d{1,2})\s?h(?:\s?(\d\d))?(?![\w:])", re.IGNORECASE)
_NOON = re.compile(r"(?<=\d)\s?([ap])\.\s?m\b\.?", re.IGNORECASE)
_MIDNIGHT = re.compile(r"(?<=[\sT])24:00(?::00(?:\.0{1,9})?)?(?![\d:.])")

# The months of the Levant and Iraq, and what the same month is called further west.
_LEVANT = {
    "كانون الثاني": "يناير",
    "شباط": "فبراير",
    "[آا]ذار": "مارس",
    "نيسان": "أبريل",
    "[أا]يار": "مايو",
    "حزيران": "يونيو",
    "تموز": "يوليو",
    "[آا]ب": "أغسطس",
    "[أا]يلول": "سبتمبر",
    "تشرين ال[أا]ول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون ال[أا]ول": "ديسمبر",
}
# Many name the month both ways: "تشرين الثاني/نوفمبر".
_LEVANTINE = re.compile(
    "|".join(rf"(?<!\w)({name})(?:\s?[/(-]\s?[^\W\d]+\)?)?(?!\w)" for name in _LEVANT)
)
_WESTERN = list(_LEVANT.values())

BUDDHIST = 543
"""Years by which the Thai calendar is ahead, since 1941."""
_AHEAD = re.compile(r"(?<![\d+])(?<!:\d\d\.)(25[2-9]\d|26\d\d)(?![\d:])")
_THAI_SHORT = re.compile(r"(?<=[\u0e00-\u0e7f.])(\s?)([5-9]\d)(?![\d:.])")
_THAI = re.compile("[\u0e01-\u0e2e]")


def plain_words(text: str) -> str:
    """Return a date without what stands before it, its clock and month as most write them."""
    text = _CLOCK_WORD.sub(" ", _LED.sub("", text, count=1))
    text = _HOURS.sub(lambda found: f"{found[1]}:{found[2] or '00'}", text)
    text = _NOON.sub(r" \1m", text)
    return _LEVANTINE.sub(_western_month, text)


def common_year(text: str) -> str:
    """Return a date with the common year where it has one of the Thai calendar.

    Of a year that is so far ahead nothing else can be meant; of two digits a Thai month tells.
    """
    text = _AHEAD.sub(lambda year: str(int(year[1]) - BUDDHIST), text, count=1)
    if _THAI.search(text) and not re.search(r"\d{4}", text):
        text = _THAI_SHORT.sub(
            lambda year: f"{year[1]}{2500 + int(year[2]) - BUDDHIST}", text, count=1
        )
    return text


def before_midnight(text: str) -> tuple[str, int]:
    """Return a date whose hour is 24 with hour 0, and the days that it is later."""
    bare, found = _MIDNIGHT.subn("00:00", text, count=1)
    return bare, found


def _western_month(found: re.Match[str]) -> str:
    return _WESTERN[(found.lastindex or 1) - 1]
