"""What a text names: words, names, numbers and times as weighted, comparable keys.

Words are keyed by language and stem, so that each language counts for itself. Names, numbers
and times have a second key without language, an anchor: these agree across languages.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.language.calendar import day_numbers, month_numbers
from bot.core.language.numbers import number_words
from bot.core.language.stemming import stem
from bot.core.language.stopwords import expected_share, is_common, is_stop
from bot.core.language.text import KNOWN_WORDS
from bot.core.model import model_tables
from bot.core.names.linker import known_at, names_from
from bot.core.stories.concepts import concept_of, part_concepts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.language.text import Token


class TermKind(IntEnum):
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
class FoundTerm:
    """One thing found in a text: its hashed key, kind, the word as written and its prior share.

    `weight` is below 1 for what is only part of a name.
    """

    key: int
    kind: TermKind
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

_TONGUES = ("fr", "en", "de", "es", "it")
_TIMES = {
    word: f"@{kind}{number}"
    for kind, table in (("m", month_numbers(_TONGUES)), ("d", day_numbers(_TONGUES)))
    for word, number in table.items()
}
_AMBIGUOUS_TIMES = {"mars", "may", "march", "mai", "august"}
"""Also other words (the planet, a verb, to march): a time only beside a number or a preposition."""

_SPELLED = frozenset({*map(str, range(2, 13)), "15", "20"})
"""The figures that news of all these languages spell out; the weights were fitted with these."""

_NUMBERS = {word: told for word, told in number_words(_TONGUES).items() if told in _SPELLED}
_NUMBERS_BY_LANGUAGE = {
    "en": {"once"},
    "fr": {"sei", "elf", "four"},
    "it": {"dos"},
    "de": {"six", "once"},
}
"""Spellings that are another word in that language and so no number there."""

_TITLE_CASE = 0.6
"""Share of long words with a capital from which a headline is in title case, by hand: "and", "of"
and verbs stay small in some, and a sentence full of names has to stay below.
"""
_BLANKLESS = 0x0E00
"""From this code point on are the scripts that part no words."""


def key_of(text: str) -> int:
    """Hash a key to 32 bits, the same on every machine."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


_MODEL = model_tables("stories")["terms"]
CONCEPT_SHARE = _MODEL["concept"]
PLACE_SHARE = _MODEL["place"]
SCORE_SHARE = _MODEL["score"]
PART_WEIGHT = _MODEL["part"]
"""What a name counts for that another one follows: Arnaud in Arnaud Montebourg."""

_JOINTS = (" ", "-", "‑", "\u00a0")
HOME_SHARE = _MODEL["home"]
_HOME = {"fr": {"FR"}, "en": {"US", "GB"}, "de": {"DE"}, "es": {"ES"}, "it": {"IT"}}


def _word_key(folded: str, language: str) -> tuple[int, TermKind, float]:
    """Return the key, kind and prior share of a word; the key is 0 for function words."""
    if is_stop(folded, language):
        return 0, TermKind.WORD, 1.0
    stemmed = stem(folded, language)
    prior = expected_share(stemmed, language)
    if name := concept_of(stemmed, language):
        return key_of("%" + name), TermKind.CONCEPT, max(prior, CONCEPT_SHARE)
    return key_of(f"{language}:{stemmed}"), TermKind.WORD, prior


def _place_term(ident: str, language: str, raw: str, *, city: bool) -> FoundTerm:
    """Key a known name; a capital stands for its country only loosely."""
    home = city or ident in _HOME.get(language, ())
    return FoundTerm(key_of("&" + ident), TermKind.PLACE, raw, HOME_SHARE if home else PLACE_SHARE)


def _canonical_number(raw: str) -> str:
    """Write a number without grouping and with a decimal point: 1 200, 1.200 and 1,200 are one."""
    grouped = re.fullmatch(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+", raw)
    if grouped:
        return re.sub(r"\D", "", raw)
    value = raw.replace(",", ".")
    return value.rstrip("0").rstrip(".") if "." in value else value.lstrip("0") or "0"


def _number_share(digits: str) -> float:
    """Small and round numbers and years are common, long ones are not."""
    if len(digits) == 1 or (len(digits) == 4 and digits[:2] in {"19", "20"}):
        return _MODEL["digit"]
    plain = len(digits) == 2 or digits.strip("0") in set("12345")
    return _MODEL["round"] if plain else _MODEL["number"]


def _score_terms(text: str) -> Iterator[FoundTerm]:
    """Yield results of matches, the same whichever side is named first."""
    for match in _SCORE.finditer(text) if _NEAR_SCORE.search(text) else ():
        low, high = sorted((int(match[1]), int(match[2])))
        yield FoundTerm(key_of(f"#{low}-{high}"), TermKind.SCORE, match.group(), SCORE_SHARE)


def _number_terms(text: str) -> Iterator[FoundTerm]:
    if _DIGIT.search(text) is None:
        return
    for match in _NUMBER.finditer(_SCORE.sub(" ", text) if _NEAR_SCORE.search(text) else text):
        digits = _canonical_number(match.group())
        yield FoundTerm(key_of("#" + digits), TermKind.NUMBER, match.group(), _number_share(digits))


def opens_sentence(text: str, token: Token) -> bool:
    """Tell whether a word stands first in its sentence, where a capital says nothing."""
    before = text[max(0, token.start - 4) : token.start].rstrip(" \u00a0\u202f\"'«“„‚(")
    return not before or before[-1] in ".!?:;\n|-–—…•"


def is_acronym(folded: str, raw: str) -> bool:
    """Tell whether a word is an acronym by its looks."""
    return 2 <= len(folded) <= 6 and raw.isupper() and raw.isalpha()


def tells_amount(folded: str, language: str) -> bool:
    """Tell whether a folded word is a number, holds a figure or names a day or month."""
    if not folded.isalpha():
        return _DIGIT.search(folded) is not None
    time = folded in _TIMES and folded not in _AMBIGUOUS_TIMES
    return time or _number_word(folded, language) != ""


def _time_of(folded: str, before: str) -> str:
    """Return the time that a word names where the word before it lets it, else nothing."""
    doubtful = folded in _AMBIGUOUS_TIMES and not before[-1:].isdigit()
    unasked = before not in {"en", "in", "im", "debut", "fin", "since"}
    return "" if doubtful and unasked else _TIMES.get(folded, "")


def _number_word(folded: str, language: str) -> str:
    return "" if folded in _NUMBERS_BY_LANGUAGE.get(language, ()) else _NUMBERS.get(folded, "")


@dataclass(frozen=True, slots=True)
class _WordMeaning:
    """What a written word stands for wherever it stands; made once for each word of a language.

    `plain` is what it gives by itself. A word with a `capital` that is no everyday word may be a
    name: `as_name`.
    """

    names: tuple[int, ...]
    upper: bool
    long: bool
    time: bool
    capital: bool
    plain: tuple[FoundTerm, ...] = ()
    as_name: tuple[FoundTerm, ...] = ()


@lru_cache(maxsize=KNOWN_WORDS)
def _word_meaning(folded: str, raw: str, language: str) -> _WordMeaning:
    upper = raw[:1].isupper()
    long = len(folded) > 3 and not is_stop(folded, language)
    names, time = names_from(folded), folded in _TIMES
    short = len(folded) < 2 and ord(folded) < _BLANKLESS
    if folded.isdigit() or folded.endswith("'") or short:
        return _WordMeaning(names, upper, long, time=False, capital=False)
    if digits := _number_word(folded, language):
        number = FoundTerm(key_of("#" + digits), TermKind.NUMBER, raw, _number_share(digits))
        return _WordMeaning(names, upper, long, time, capital=False, plain=(number,))
    return _word_row(_WordMeaning(names, upper, long, time, capital=False), folded, raw, language)


def _word_row(row: _WordMeaning, folded: str, raw: str, language: str) -> _WordMeaning:
    key, kind, prior = _word_key(folded, language)
    if not key:
        return row
    capital = row.upper and not is_common(folded, language)
    acronym = is_acronym(folded, raw)

    def given(name: bool) -> tuple[FoundTerm, ...]:
        read_as = TermKind.NAME if kind is TermKind.WORD and (name or acronym) else kind
        found = [FoundTerm(key, read_as, raw, prior)]
        if language == "de" and kind is not TermKind.CONCEPT:
            found += _compound_terms(folded, raw)
        if capital and kind is not TermKind.CONCEPT and len(folded) > 2:
            found.append(FoundTerm(key_of("^" + folded), TermKind.ANCHOR, raw, prior))
        return tuple(found)

    plain = given(name=False)
    if not capital:
        return replace(row, plain=plain)
    named = given(name=True)
    return replace(row, capital=True, plain=plain, as_name=plain if named == plain else named)


def _in_part(found: tuple[FoundTerm, ...]) -> tuple[FoundTerm, ...]:
    return tuple([FoundTerm(one.key, one.kind, one.word, one.share, PART_WEIGHT) for one in found])


def _compound_terms(folded: str, raw: str) -> list[FoundTerm]:
    """List the concepts inside a German compound (Haushaltseinigung: budget, agreement)."""
    names = part_concepts(folded)
    return [FoundTerm(key_of("%" + name), TermKind.CONCEPT, raw, CONCEPT_SHARE) for name in names]


def _is_title_case(rows: list[_WordMeaning], language: str) -> bool:
    """Tell whether capitals say nothing: Headlines Like This, or ALL IN CAPITALS."""
    long = [row.upper for row in rows if row.long]
    capitals = sum(long[1:])
    return language != "de" and len(long) > 3 and capitals > _TITLE_CASE * (len(long) - 1)


def find_terms(text: str, words: list[Token], language: str) -> list[FoundTerm]:
    """List what a text of these words names, in no particular order, in linear time."""
    rows = [_word_meaning(word.text, word.raw, language) for word in words]
    capitals = not _is_title_case(rows, language)
    found = [*_score_terms(text), *_number_terms(text)]
    index = 0
    while index < len(words):
        row = rows[index]
        if row.names and (known := known_at(words, index)):
            end = words[index + known.words - 1].end
            found.append(
                _place_term(known.id, language, text[words[index].start : end], city=known.city)
            )
            if not known.city:
                index += known.words
                continue
        if row.time and (time := _time_of(words[index].text, _word_before(words, index))):
            found.append(FoundTerm(key_of(time), TermKind.TIME, words[index].raw, _MODEL["time"]))
        elif row.capital and capitals:
            found += _name_terms(text, words, rows, index, language)
        else:
            found += row.plain
        index += 1
    if text and max(text) >= chr(_BLANKLESS):
        found += _letter_pairs(words, language)
    return found


def _word_before(words: list[Token], index: int) -> str:
    return words[index - 1].text if index else ""


def _name_terms(
    text: str, words: list[Token], rows: list[_WordMeaning], index: int, language: str
) -> tuple[FoundTerm, ...]:
    """Return what a word with a capital gives: a name, or what opens a sentence, and in part."""
    row, token = rows[index], words[index]
    # A name may go on: a first name says little beside its surname.
    goes_on = (
        language != "de"
        and index + 1 < len(words)
        and rows[index + 1].upper
        and text[token.end : words[index + 1].start] in _JOINTS
    )
    if opens_sentence(text, token):
        return _in_part(row.plain) if goes_on else row.plain
    return _in_part(row.as_name) if goes_on else row.as_name


def _letter_pairs(words: list[Token], language: str) -> Iterator[FoundTerm]:
    """Yield pairs of neighbouring letters in scripts without blanks."""
    for left, right in pairwise(words):
        if left.end == right.start and ord(left.raw[0]) >= _BLANKLESS:
            pair = left.text + right.text
            yield FoundTerm(
                key_of(f"{language}:{pair}"), TermKind.WORD, left.raw + right.raw, _MODEL["pair"]
            )
