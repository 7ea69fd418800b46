"""A sentence read for what it claims: its words, which of them tell something, what they do."""

from __future__ import annotations

import re
from collections import Counter
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from bot.core.language.calendar import day_numbers, month_numbers
from bot.core.language.numbers import TONGUES, number_words
from bot.core.language.stemming import stem
from bot.core.language.stopwords import is_stop
from bot.core.language.text import fold, word_set
from bot.core.language.word_files import claim_words
from bot.core.summary.claims.wording import is_droppable, plain_text, word_groups

_PIECE = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+(?:['’](?:t|s|re|ve|ll)\b)?['’]?")
_TIMES = frozenset({*month_numbers(TONGUES), *day_numbers(TONGUES)} - {"may", "mar", "sun"})
_PARTS = word_set("morning afternoon evening night matin soir nuit midi abend nachts tarde noche")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence; `key` is empty for one that tells nothing by itself."""

    text: str
    raw: str
    start: int
    end: int
    key: str
    classes: frozenset[str]
    groups: frozenset[int] = frozenset()

    @property
    def is_number(self) -> bool:
        """Tell whether it is a figure or its word."""
        return self.key.startswith("#")

    @property
    def is_time(self) -> bool:
        """Tell whether it is a day, a month or a part of a day."""
        named = self.text in _TIMES or self.text in _PARTS
        return named or (self.raw == "May" and self.start > 0)


class ClaimSentence:
    """A sentence read for what it claims."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text = plain_text(text, language)
        self.whole: ClaimSentence = self
        self.language = language
        known = claim_words(language)
        self.words = [_word(found, language, known) for found in _PIECE.finditer(text)]
        self.telling = [at for at, word in enumerate(self.words) if word.key]

    def read_as(self, text: str) -> ClaimSentence:
        """Read it as another sentence that says the same, or a part of it."""
        other = ClaimSentence(text, self.language)
        other.whole = self.whole
        return other

    def without_extras(self, used: set[int]) -> ClaimSentence:
        """Read it without the words that may be left out anywhere, but for those in use."""
        plain = copy(self)
        plain.whole = self.whole
        plain.telling = [
            at
            for at in self.telling
            if at in used or not is_droppable(self.words[at].text, self.language)
        ]
        return plain

    @cached_property
    def classes(self) -> Counter[str]:
        """Count the words of each class."""
        return Counter(name for word in self.words for name in word.classes)

    def between(self, left: int, right: int) -> str:
        """Give what is written between two words."""
        return self.text[self.words[left].end : self.words[right].start]

    def little(self, at: int) -> list[Word]:
        """List the words between a telling word and the one before it."""
        before = max((one for one in self.telling if one < at), default=-1)
        return self.words[before + 1 : at]


def _word(found: re.Match[str], language: str, known: dict[str, frozenset[str]]) -> Word:
    raw = found[0]
    text = fold(raw).rstrip("'")
    if raw[0].isdigit():
        return Word(text, raw, found.start(), found.end(), f"#{raw}", frozenset())
    if raw == "May" and found.start() and language == "en":
        return Word(text, raw, found.start(), found.end(), text, frozenset())  # the month
    bare = text.removesuffix("'s")
    # Before a vowel French cuts its little words, no others: jusqu', lorsqu'.
    cut = language == "fr" and raw[-1] in "'’"
    written = {text, bare, f"{bare}e" if cut else bare}
    classes = frozenset(name for name, words in known.items() if written & words)
    figures = _figures(language)
    if text in figures:
        return Word(text, raw, found.start(), found.end(), f"#{figures[text]}", classes)
    silent = bool(
        cut or len(bare) < 2 or is_stop(bare, language) or classes & {"attribution", "about"}
    )
    if language == "es" and raw.endswith("ó"):
        silent = "attribution" in classes  # "bajó" is no "bajo"
    key = "" if silent else stem(bare, language)
    groups = word_groups(raw, language) if key else frozenset()
    return Word(bare, raw, found.start(), found.end(), key, classes, groups)


def _figures(language: str) -> dict[str, str]:
    return number_words((language,) if language in TONGUES else TONGUES, groups=True)
