"""Small closed classes of French and English words that the summaries reckon with.

All are folded: lower case, no accents. `folded_words` folds a text the same way.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.core.language.calendar import day_numbers, month_numbers
from bot.core.language.stemming import stem
from bot.core.language.stopwords import RARE_SHARE, expected_share, is_stop
from bot.core.language.text import KNOWN_WORDS, tokens
from bot.core.language.word_files import of_all_languages

if TYPE_CHECKING:
    from collections.abc import Iterable


_LONGEST = 60
"""Letters of a word; what is longer is no word. By hand."""


PRONOUNS = of_all_languages("leaning")
"""Openings that lean on the sentence before."""

CONNECTIVES = of_all_languages("linking")
_TOLD = ("fr", "en")
CALENDAR = frozenset({*month_numbers(_TOLD), *day_numbers(_TOLD)} - {"may"})
"""Months and weekdays but the one that is a verb, too."""


def folded_words(text: str) -> list[str]:
    """Return the folded words of `text`, elided articles without their apostrophe."""
    return [token.text.rstrip("'") for token in tokens(text)]


@lru_cache(maxsize=KNOWN_WORDS)
def content_stem(word: str, language: str) -> str:
    """Return the stem of a content word, "" for function words and single letters."""
    if len(word) < 2 or len(word) > _LONGEST or is_stop(word, language):
        return ""
    return stem(word, language)


def content_stems(found: Iterable[str], language: str) -> frozenset[str]:
    """Return the stems of the content words: what is left when endings hardly count."""
    return frozenset(filter(None, (content_stem(word, language) for word in found)))


def stem_rarity(stemmed: str, language: str) -> float:
    """Tell how little a word belongs to everyday news: 1 for a word of no list, else less."""
    return 1.0 if expected_share(stemmed, language) <= RARE_SHARE else 0.7
