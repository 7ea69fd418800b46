"""One notation for each number, sum, share, date and hour, so that two ways to write one are one.

"1.2 thousand" and "twelve hundred" become 1200, "$3bn" becomes 3000000000 dollars, "6 %" becomes
6 percent, "October 3rd" becomes 3 October. What is not read for sure stays as it is written.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.core.language.calendar import month_names, month_numbers, short_months
from bot.core.language.numbers import TONGUES, scale_words, sign_words, written_words
from bot.core.language.text import fold

_BLANK = " \u00a0\u202f"
_POINTED = re.compile(rf"(\d{{1,3}}(?:[,{_BLANK}'’]\d{{3}})+|\d+)(?:[.]\d+|,\d{{1,2}}(?!\d))?")
"""Numbers as English writes them: commas between thousands."""
_COMMAED = re.compile(rf"(\d{{1,3}}(?:[.{_BLANK}'’]\d{{3}})+|\d+)(?:,\d+|[.]\d{{1,2}}(?!\d))?")
"""Numbers as the mainland writes them: a comma before decimals."""
_DATED = re.compile(r"\d+([./:-])\d+\1\d+|\d{1,2}:\d\d")
"""Dates and hours in figures: no numbers."""
_HOUR = re.compile(rf"(?<=\d)[{_BLANK}]?(?:(a|p)\.?m\b\.?|h(?=[{_BLANK}\d,.;]|\Z))", re.IGNORECASE)
_AND = ("and", "y", "et")
_WITH_AND = 3
"""Words of a ten and a unit with "and" between, by hand: "sesenta y tres"."""
_COUNTED = re.compile(r"\A(?: de | d['’])")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er)\b")
_YEARS_THROUGH = re.compile(
    r"\b(?:from|de|von|between|entre|zwischen) ((?:19|20)\d\d) (?:to|à|a|bis|and|et|y|und) "
    r"((?:19|20)\d\d)\b"
)
_SPAN = {
    "en": r"between \1 and \2",
    "fr": r"entre \1 et \2",
    "de": r"zwischen \1 und \2",
    "es": r"entre \1 y \2",
}
"""From one year to another, as each language is made to write it."""
_YEARS = range(1900, 2100)
"""Figures that are years rather than how many thousand, by hand: "in 2024 mille personnes"."""
_TENS = 10
"""By hand, as one counts: behind a ten stands a unit, "twenty-five"."""
_HUNDRED = 100
"""By hand, as one counts: behind a hundred stands what is less."""
_MILLION = 1_000_000
"""By hand: from here on French and Spanish count with "de": deux millions de voyageurs."""
_PERCENT = "percent"
"""What a hundredth is called in all languages; no stem of it is taken for another word."""


class _Writing(NamedTuple):
    number: re.Pattern[str]
    phrase: re.Pattern[str]
    words: dict[str, int]
    scales: dict[str, int]
    short: dict[str, int]
    money: re.Pattern[str]
    names: dict[str, str]
    share: re.Pattern[str]
    month: re.Pattern[str]
    months: dict[str, str]


def plain_notation(text: str, language: str) -> str:
    """Write each number, sum, share and date of a text in the one way."""
    tongue = _writing_of(language if language in TONGUES else "en")
    text = tongue.money.sub(lambda found: _write_sum(found, tongue), text)
    text = _write_numbers(text, tongue)
    text = tongue.share.sub(f" {_PERCENT}", text)
    text = _ORDINAL.sub("", text)
    text = _YEARS_THROUGH.sub(_SPAN.get(language, _SPAN["en"]), text)
    text = tongue.month.sub(lambda found: _write_date(found, tongue), text)
    return _HOUR.sub(lambda found: f" {found[1].lower()}m" if found[1] else " heures ", text)


@lru_cache(maxsize=8)
def _writing_of(language: str) -> _Writing:
    number = _POINTED if language == "en" else _COMMAED
    scales, signs = scale_words(language), dict(sign_words(language))
    words = written_words(language)
    words |= {fold(word): factor for word, factor in scales.items()}
    spoken = "|".join(sorted({*words, *scales}, key=len, reverse=True))
    short = scale_words(language, short=True)
    many = "|".join(
        sorted((w for w, n in (scales | short).items() if n > 1), key=len, reverse=True)
    )
    shares = "|".join(signs.pop("%", (_PERCENT,)))
    months = _month_forms(language)
    return _Writing(
        number,
        re.compile(
            rf"\b(?:{number.pattern}|(?i:{spoken})\b)(?:[{_BLANK}-]?(?:(?:and|y|et)[{_BLANK}-])?(?i:{spoken})\b)*"
            r"(?:(?<=Mio)\.|(?<=Mrd)\.| de (?=\w)| d['’](?=\w))?"
        ),
        words,
        scales,
        short,
        re.compile(
            rf"(?P<a>[$€£¥])[{_BLANK}]?(?P<b>\d[\d.,]*\d|\d)(?P<c>[{_BLANK}]?(?:{many})\b)?|"
            rf"(?P<d>\d)(?P<e>[{_BLANK}]?(?:{many}))?[{_BLANK}]?(?P<f>[$€£¥])"
        ),
        {sign: names[0] for sign, names in signs.items()},
        re.compile(rf"(?<=\d)[{_BLANK}]?(?:%|\b(?:{shares})\b)", re.IGNORECASE),
        re.compile(
            rf"\b(?P<name>{'|'.join(months)})\b(?P<dot>\.?)"
            rf"(?P<day> \d{{1,2}}\b(?![.:]?\d| {_PERCENT}))?"
            r"(?P<year>,? \d{4}\b)?"
        ),
        months,
    )


def _month_forms(language: str) -> dict[str, str]:
    """Give the full name of each way to write a month; one that is a word besides is left out."""
    names = month_names(language)
    numbers = month_numbers((language,), short=True)
    written = sorted((*names, *short_months(language)), key=len, reverse=True)
    return {name: names[numbers[fold(name)] - 1] for name in written}


def _write_sum(found: re.Match[str], tongue: _Writing) -> str:
    name = tongue.names.get(found["a"] or found["f"], "")
    if not name:
        return found[0]
    figure, scale = found["b"] or found["d"], (found["c"] or found["e"] or "").strip(_BLANK)
    if scale in tongue.short:
        factor = tongue.short[scale]
        scale = next(word for word, by in tongue.scales.items() if by == factor)
    return f"{figure} {scale} {name}" if scale else f"{figure} {name}"


def _write_date(found: re.Match[str], tongue: _Writing) -> str:
    full = found["name"] in tongue.months.values()
    name, day, year = tongue.months[found["name"]], found["day"] or "", found["year"] or ""
    if not day:
        return f"{name}{year.lstrip(',')}" + ("." if full and found["dot"] else "")
    return f"{day.strip()} {name}{year.lstrip(',')}"


def _write_numbers(text: str, tongue: _Writing) -> str:
    kept = [found.span() for found in _DATED.finditer(text)]

    def written(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in kept):
            return found[0]
        return _write_number(found[0], tongue)

    return tongue.phrase.sub(written, text)


def _write_number(phrase: str, tongue: _Writing) -> str:
    """Give the figure that a phrase says; what does not multiply stays behind it."""
    head = tongue.number.match(phrase)
    parts = re.split(rf"([{_BLANK}-])", phrase[head.end() :] if head else phrase)
    spoken = [part.rstrip(".") for part in parts if part.strip(f"{_BLANK}-")]
    joined = [at for at, word in enumerate(spoken) if word in _AND]
    if joined and (head or joined != [1] or len(spoken) != _WITH_AND):
        return phrase  # "treinta y cinco" alone: else two numbers are joined
    spoken = [word for word in spoken if word not in _AND]
    value = _read_figure(head[0], tongue) if head else Decimal(0)
    bare_year = head is not None and head[0].isdigit() and int(head[0]) in _YEARS
    read = 0
    for word in spoken if not bare_year else []:
        more = _with_word(value, word, tongue, spelled=head is None, first=not read)
        if more is None:
            break
        value, read = more, read + 1
    if head is None and read < 2:
        return phrase
    rest = _rest_behind(phrase, (head.end() if head else 0), read + len(joined))
    if read and value >= _MILLION:
        # "deux millions de voyageurs"
        rest = _COUNTED.sub(" ", rest)
    return f"{_write_value(value)}{rest}"


def _rest_behind(phrase: str, start: int, words: int) -> str:
    """Give what stands behind so many words of a phrase."""
    for _ in range(words):
        found = re.compile(rf"[{_BLANK}-]?[^{_BLANK}-]+").match(phrase, start)
        start = found.end() if found else start
    return phrase[start:]


def _with_word(
    value: Decimal, word: str, tongue: _Writing, *, spelled: bool, first: bool
) -> Decimal | None:
    """Give what a number and the word behind it say together, None where they are two."""
    scale = tongue.scales.get(word) or tongue.scales.get(word.lower(), 1)
    if first and spelled:
        known = tongue.words.get(fold(word))
        return None if known is None else Decimal(known)
    if scale > 1:
        return value * scale
    known = tongue.words.get(fold(word))
    if not spelled or known is None or (scale == 1 and word.lower() in tongue.scales):
        return None
    tens = known < _TENS and not value % _TENS and value % _HUNDRED
    hundreds = known < _HUNDRED and value and not value % _HUNDRED
    return value + known if tens or hundreds else None


def _read_figure(figure: str, tongue: _Writing) -> Decimal:
    point = "." if tongue.number is _POINTED else ","
    whole, _, decimals = figure.rpartition(point)
    if not whole:
        # The other mark stands before one or two decimals.
        other = "," if point == "." else "."
        left, _, right = figure.rpartition(other)
        whole, decimals = (left, right) if left and len(right) < 3 else (figure, "")
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def _write_value(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
