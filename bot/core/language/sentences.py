"""Part a text into sentences: one pass over the marks that may end one, a rule for each doubt.

Written for news in French and English, with what German, Spanish, Italian, Arabic and the
languages of East Asia need on top. A newline always ends a sentence. Time is linear: every
look to the left or right of a mark is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.language.calendar import month_names, short_months
from bot.core.language.word_files import of_all_languages

_MARK = re.compile(r"[.!?…؟۔।]+|[。！？｡]+|[\n\r\u2028\u2029]+")
_WIDE = frozenset("。！？｡")
_LINE = frozenset("\n\r\u2028\u2029")
_BLANK = " \t\u00a0\u202f\u2009\u200a\u3000"
_CLOSERS = "»”’)]}›」』）】"
_OPENERS = "«“‘([{‹「『（【¿¡—–-•"
_SPACED = frozenset("»›!?")
_REACH = 40
"""Letters to each side of a mark that are read, by hand: no abbreviation or address start is
longer, and without a bound a text without blanks would cost its square.
"""


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _word_set(
    "m mm mme mmes mlle mlles dr drs pr prof me mgr st ste mr mrs ms messrs gen sen rep gov lt "
    "col sgt capt cpl maj adm cmdr rev hon pres supt det insp sra sig dott hr fr dipl ing "
    "vs cf ie eg approx env av apr tel bd fig boul hab ca bzw vgl zb sog usw mio mrd "
    "éd ed dir coll al cie ets dép min vol ft fam"
)
"""Short forms after which a sentence goes on."""

_NUMBERED = _word_set(
    "no nos nr art p pp ch chap vol fig § al op n sec para jan feb aug sept oct nov dec"
)
"""Short forms after which a sentence goes on when a figure follows."""

_DATED = frozenset({*map(str.lower, (*month_names("de"), *short_months("de"))), "jahrhundert"})
"""What follows a German figure with a full stop behind it: it is no end."""

_OPENING_WORDS = of_all_languages("opening")
"""Words that open a sentence far more often than they follow a short form."""

_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]\Z")
_URL = re.compile(r"(?:https?:|www\.|[\w-]+@)", re.IGNORECASE)


@dataclass(slots=True)
class _Scan:
    """Where the sentence being read begins and how many straight quotes it has so far."""

    text: str
    start: int = 0
    counted: int = 0
    quotes: int = 0

    def odd_quotes(self, end: int) -> bool:
        self.quotes += self.text.count('"', self.counted, end)
        self.counted = end
        return self.quotes % 2 == 1

    def restart(self, at: int) -> None:
        self.start = self.counted = at
        self.quotes = 0


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order, without the blanks around them."""
    spans: list[tuple[int, int]] = []
    scan = _Scan(text)
    for mark in _MARK.finditer(text):
        if mark.start() < scan.start:
            continue
        end = _sentence_end(scan, mark.start(), mark.end())
        if end < 0:
            continue
        _add_span(spans, text, scan.start, end)
        scan.restart(end)
    _add_span(spans, text, scan.start, len(text))
    return spans


def _add_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        spans.append((left, right))


def _sentence_end(scan: _Scan, start: int, stop: int) -> int:
    """Return where the sentence that this mark may end does end, -1 when it goes on."""
    text = scan.text
    if text[start] in _LINE:
        return stop
    end = _closing_end(scan, stop)
    if text[start] in _WIDE:
        return end
    follow = _skip_blanks(text, end)
    if follow >= len(text) or text[follow] in _LINE:
        return end
    if not _may_open(text, follow):
        return -1
    if text[start - 1 : start] in ("(", "["):
        return -1
    if follow == end:
        return end if _is_stuck(text, start, stop, follow) else -1
    if stop - start == 1 and text[start] == "." and _is_abbreviated(scan, start, follow):
        return -1
    return end


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _closing_end(scan: _Scan, at: int) -> int:
    """Take the closing quotes and brackets behind a mark into the sentence."""
    text = scan.text
    while at < len(text):
        if text[at] in _CLOSERS or (text[at] == '"' and scan.odd_quotes(at)):
            at += 1
        elif text[at] in _BLANK and text[at + 1 : at + 2] in _SPACED:
            at += 2
        else:
            return at
    return at


def _may_open(text: str, at: int) -> bool:
    """Tell whether a sentence can open with what stands here."""
    char = text[at]
    if char in "\"'" or char in _OPENERS:
        inner = _skip_blanks(text, at + 1)
        return inner < len(text) and not text[inner].islower() and text[inner] not in ",;"
    return char.isupper() or char.isdigit() or (char.isalpha() and not char.islower())


def _word_before(text: str, at: int) -> str:
    """Return the run of letters, points and hyphens that ends before `at` (bounded)."""
    left = at
    while left > max(0, at - _REACH) and (text[left - 1].isalnum() or text[left - 1] in ".-§"):
        left -= 1
    return text[left:at].strip(".-")


def _word_after(text: str, at: int) -> str:
    right = at
    while right < min(len(text), at + _REACH) and text[right].isalpha():
        right += 1
    return text[at:right]


def _is_stuck(text: str, start: int, stop: int, follow: int) -> bool:
    """Tell whether a sentence ends though no blank follows: "à Venise.Selon le quotidien"."""
    if text[follow].isdigit():
        return False
    if text[follow] in _OPENERS or text[follow] in "\"'":
        return text[follow] in '«“"'
    if text[start] != "." or stop - start > 1:
        return True
    left = start
    while left > max(0, start - _REACH) and not text[left - 1].isspace():
        left -= 1
    if _URL.match(text, left):
        return False
    before, after = text[start - 1 : start], text[follow : follow + 2]
    long_enough = start - left > 1 and not before.isupper()
    return long_enough and (after[1:].islower() or after[1:] in ("'", "’", " ", "\u00a0"))


def _is_abbreviated(scan: _Scan, at: int, follow: int) -> bool:
    """Tell whether the point at `at` belongs to a short form and ends nothing."""
    text = scan.text
    word = _word_before(text, at)
    if not word:
        return False
    low, after = word.lower(), _word_after(text, follow)
    if low.isdigit():
        return _is_ordinal(scan, low, at, after)
    if low in _NUMBERED and text[follow].isdigit():
        return True
    if low in _TITLES:
        return word != low or low not in ("min", "me", "al", "fr", "hr", "st", "ft", "ms")
    if len(word) == 1 or ("." in word and _INITIALS.match(word)):
        return after.lower() not in _OPENING_WORDS and not _plain_letter(text, at, word)
    return False


def _plain_letter(text: str, at: int, word: str) -> bool:
    """Tell a lone small letter at a sentence's end ("il y a.") from an initial."""
    return word.islower() and word in "ày"


def _is_ordinal(scan: _Scan, digits: str, at: int, after: str) -> bool:
    """Tell "3. Oktober" and "1. Premier point" from a number that ends a sentence."""
    if len(digits) > 2:
        return False
    alone = not scan.text[max(scan.start, at - _REACH) : at - len(digits)].strip()
    return alone or after.lower() in _DATED
