"""What a text names: words, names, numbers and times as weighted, comparable keys.

Words are keyed by language and stem, so that each language counts for itself. Names, numbers
and times have a second key without language, an anchor: these agree across languages.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.concepts import concept, part_concepts
from bot.core.places import known_at
from bot.core.stems import stem
from bot.core.stopwords import is_common, is_stop, share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.text import Token


class Kind(IntEnum):
    """What a key stands for; decides what it weighs."""

    WORD = 0
    NAME = 1
    NUMBER = 2
    TIME = 3
    ANCHOR = 4
    CONCEPT = 5
    PLACE = 6
    SCORE = 7


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found in a text: its hashed key, kind, the word as written and its prior share.

    `weight` is below 1 for what is only part of a name.
    """

    key: int
    kind: Kind
    word: str
    share: float
    weight: float = 1.0


_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\d])"
    r"|(?<!\w)(?<![^\W\d_][-‑])\d{1,15}(?:[.,]\d{1,6})?"
)
"""A number behind letters and a hyphen belongs to a name: COVID-19, F-16."""

_SCORE = re.compile(
    r"(?<![\w.,:–-])(\d{1,3})[-–:](\d{1,3})(?![\w:–-]|[.,]\d| ?(?:Uhr|h\b|am\b|pm\b))"
)
_DIGIT = re.compile(r"\d")
_NEAR_SCORE = re.compile(r"\d[-–:]\d")
"""What is soon found or missed before the patterns above are tried at every letter."""

_MONTHS = """
janvier january januar enero gennaio
fevrier february februar febrero febbraio
mars march marz marzo
avril april abril aprile
mai may mayo maggio
juin june juni junio giugno
juillet july juli julio luglio
aout august agosto
septembre september septiembre settembre
octobre october oktober octubre ottobre
novembre november noviembre
decembre december dezember diciembre dicembre
"""
_DAYS = """
lundi monday montag lunes lunedi
mardi tuesday dienstag martes martedi
mercredi wednesday mittwoch miercoles mercoledi
jeudi thursday donnerstag jueves giovedi
vendredi friday freitag viernes venerdi
samedi saturday samstag sonnabend sabado sabato
dimanche sunday sonntag domingo domenica
"""
_COUNTS = """
2 deux two zwei dos due
3 trois three drei tres tre
4 quatre four vier cuatro quattro
5 cinq five funf cinco cinque
6 six sechs seis sei
7 sept seven sieben siete sette
8 huit eight acht ocho otto
9 neuf nine neun nueve nove
10 dix ten zehn diez dieci
11 onze eleven elf once undici
12 douze twelve zwolf doce dodici
15 quinze fifteen funfzehn quince quindici
20 vingt twenty zwanzig veinte venti
"""


def _rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.strip().splitlines()]


_TIMES = {
    word: f"{prefix}{number}"
    for prefix, table in (("@m", _MONTHS), ("@d", _DAYS))
    for number, row in enumerate(_rows(table), 1)
    for word in row
}
_AMBIGUOUS_TIMES = {"mars", "may", "march", "mai", "august"}
"""Also other words (the planet, a verb, to march): a time only beside a number or a preposition."""

_NUMBERS = {word: row[0] for row in _rows(_COUNTS) for word in row[1:]}
_NUMBERS_BY_LANGUAGE = {
    "en": {"once"},
    "fr": {"sei", "elf", "four"},
    "it": {"dos"},
    "de": {"six", "once"},
}
"""Spellings that are another word in that language and so no number there."""

_TITLE_CASE = 0.6
_BLANKLESS = 0x0E00
"""From this code point on are the scripts that part no words."""


@lru_cache(maxsize=200_000)
def key_of(text: str) -> int:
    """Hash a key to 32 bits, the same on every machine."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


CONCEPT_SHARE = 0.008
PLACE_SHARE = 0.02
SCORE_SHARE = 0.03
PART_WEIGHT = 0.35
"""What a name counts for that another one follows: Arnaud in Arnaud Montebourg."""

_JOINTS = (" ", "-", "‑", "\u00a0")
HOME_SHARE = 0.06
_HOME = {"fr": {"FR"}, "en": {"US", "GB"}, "de": {"DE"}, "es": {"ES"}, "it": {"IT"}}


@lru_cache(maxsize=200_000)
def _word(folded: str, language: str) -> tuple[int, Kind, float]:
    """Return the key, kind and prior share of a word; the key is 0 for function words."""
    if is_stop(folded, language):
        return 0, Kind.WORD, 1.0
    stemmed = stem(folded, language)
    prior = share(stemmed, language)
    if name := concept(stemmed, language):
        return key_of("%" + name), Kind.CONCEPT, max(prior, CONCEPT_SHARE)
    return key_of(f"{language}:{stemmed}"), Kind.WORD, prior


def _place(ident: str, language: str, raw: str, city: bool) -> Found:
    """Key a known name; a capital stands for its country only loosely."""
    home = city or ident in _HOME.get(language, ())
    return Found(key_of("&" + ident), Kind.PLACE, raw, HOME_SHARE if home else PLACE_SHARE)


def _canonical_number(raw: str) -> str:
    """Write a number without grouping and with a decimal point: 1 200, 1.200 and 1,200 are one."""
    grouped = re.fullmatch(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+", raw)
    if grouped:
        return re.sub(r"\D", "", raw)
    value = raw.replace(",", ".")
    return value.rstrip("0").rstrip(".") if "." in value else value.lstrip("0") or "0"


def _number_share(digits: str) -> float:
    """Small and round numbers and years are common, long ones are not."""
    if len(digits) == 1:
        return 0.05
    if len(digits) == 4 and digits[:2] in {"19", "20"}:
        return 0.05
    return 0.02 if len(digits) == 2 or digits.strip("0") in set("12345") else 0.005


def _scores(text: str) -> Iterator[Found]:
    """Yield results of matches, the same whichever side is named first."""
    for match in _SCORE.finditer(text) if _NEAR_SCORE.search(text) else ():
        low, high = sorted((int(match[1]), int(match[2])))
        yield Found(key_of(f"#{low}-{high}"), Kind.SCORE, match.group(), SCORE_SHARE)


def _numbers(text: str) -> Iterator[Found]:
    if _DIGIT.search(text) is None:
        return
    for match in _NUMBER.finditer(_SCORE.sub(" ", text) if _NEAR_SCORE.search(text) else text):
        digits = _canonical_number(match.group())
        yield Found(key_of("#" + digits), Kind.NUMBER, match.group(), _number_share(digits))


def _capitalised(token: Token) -> bool:
    return token.raw[:1].isupper()


def _is_title_case(words: list[Token], language: str) -> bool:
    """Tell whether capitals say nothing: Headlines Like This, or ALL IN CAPITALS."""
    long = [word for word in words if len(word.text) > 3 and not is_stop(word.text, language)]
    capitals = sum(_capitalised(word) for word in long[1:])
    return language != "de" and len(long) > 3 and capitals > _TITLE_CASE * (len(long) - 1)


def _opens_sentence(text: str, token: Token) -> bool:
    before = text[max(0, token.start - 4) : token.start].rstrip(" \u00a0\u202f\"'«“„‚(")
    return not before or before[-1] in ".!?:;\n|-–—…•"


def _is_acronym(token: Token) -> bool:
    return 2 <= len(token.text) <= 6 and token.raw.isupper() and token.raw.isalpha()


def _time_of(token: Token, before: str) -> str:
    time = _TIMES.get(token.text, "")
    doubtful = token.text in _AMBIGUOUS_TIMES and not before[-1:].isdigit()
    return "" if doubtful and before not in {"en", "in", "im", "debut", "fin", "since"} else time


def _number_word(token: Token, language: str) -> str:
    if token.text in _NUMBERS_BY_LANGUAGE.get(language, ()):
        return ""
    return _NUMBERS.get(token.text, "")


def find(text: str, words: list[Token], language: str) -> Iterator[Found]:
    """Yield what a text of these words names, in no particular order, in linear time."""
    reader = _Reader(text, language, not _is_title_case(words, language))
    yield from _scores(text)
    yield from _numbers(text)
    skip = 0
    for index, token in enumerate(words):
        if skip:
            skip -= 1
            continue
        if known := known_at(words, index):
            end = words[index + known.words - 1].end
            yield _place(known.id, language, text[token.start : end], known.city)
            if not known.city:
                skip = known.words - 1
                continue
        following = words[index + 1] if index + 1 < len(words) else None
        yield from reader.read(token, words[index - 1].text if index else "", following)
    yield from _pairs(words, language)


def _pairs(words: list[Token], language: str) -> Iterator[Found]:
    """Yield pairs of neighbouring letters in scripts without blanks."""
    for left, right in pairwise(words):
        if left.end == right.start and ord(left.raw[0]) >= _BLANKLESS:
            pair = left.text + right.text
            yield Found(key_of(f"{language}:{pair}"), Kind.WORD, left.raw + right.raw, 0.005)


def _parts(token: Token) -> Iterator[Found]:
    """Yield the concepts inside a German compound (Haushaltseinigung: budget, agreement)."""
    for name in part_concepts(token.text):
        yield Found(key_of("%" + name), Kind.CONCEPT, token.raw, CONCEPT_SHARE)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Read single words of one text; `capitals` tells whether capitals mark names in it."""

    text: str
    language: str
    capitals: bool

    def read(self, token: Token, before: str, after: Token | None) -> Iterator[Found]:
        folded = token.text
        if (
            folded.isdigit()
            or folded.endswith("'")
            or (len(folded) < 2 and ord(folded) < _BLANKLESS)
        ):
            return
        if time := _time_of(token, before):
            yield Found(key_of(time), Kind.TIME, token.raw, 0.05)
        elif digits := _number_word(token, self.language):
            yield Found(key_of("#" + digits), Kind.NUMBER, token.raw, _number_share(digits))
        else:
            yield from self._word(token, after)

    def _word(self, token: Token, after: Token | None) -> Iterator[Found]:
        key, kind, prior = _word(token.text, self.language)
        if not key:
            return
        capital = _capitalised(token) and not is_common(token.text, self.language)
        named = capital and self.capitals and not _opens_sentence(self.text, token)
        if kind is Kind.WORD and (named or _is_acronym(token)):
            kind = Kind.NAME
        part = capital and self.capitals and after is not None and self._goes_on(token, after)
        weight = PART_WEIGHT if part else 1.0
        yield Found(key, kind, token.raw, prior, weight)
        if self.language == "de" and kind is not Kind.CONCEPT:
            yield from _parts(token)
        if capital and kind is not Kind.CONCEPT and len(token.text) > 2:
            yield Found(key_of("^" + token.text), Kind.ANCHOR, token.raw, prior, weight)

    def _goes_on(self, token: Token, after: Token) -> bool:
        """Tell whether a name goes on: a first name says little beside its surname."""
        joined = self.text[token.end : after.start] in _JOINTS
        return self.language != "de" and joined and _capitalised(after)
