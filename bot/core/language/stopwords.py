"""How common a word is, before anything was counted: the prior behind the running counts.

The lists in `words/` have three grades: stop (function words), news (in one report of twenty)
and common (in one of fifty). They were written by hand for this project.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from bot.core.language.stemming import stem

SHARES = {"stop": 0.3, "news": 0.06, "common": 0.02}
"""Share of texts that hold a word of that grade; set by hand with the lists. With .02 for news, or
.005 for common words, .938 of the merges on the own streams are right instead of .941.
"""

KNOWN_SHARE = 0.012
"""Share of texts that hold one of the names known everywhere. At .002 .937 are right."""

RARE_SHARE = 0.002
"""Share of texts that hold a word of no list. At .0005 .935 are right."""

LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt", "pl", "tr", "ru")


_KNOWN = "known"


@lru_cache(maxsize=64)
def _graded_words(language: str) -> dict[str, frozenset[str]]:
    """Read the folded words of a language by grade; none for a language without lists."""
    if language not in (*LANGUAGES, _KNOWN):
        return {}
    text = (files("bot.core.language") / "words" / f"{language}.txt").read_text("utf-8")
    parts = re.split(r"^\[(\w+)\]$", text, flags=re.MULTILINE)[1:]
    return {
        name: frozenset(words.split()) for name, words in zip(parts[::2], parts[1::2], strict=True)
    }


@lru_cache(maxsize=64)
def _stop_words(language: str) -> frozenset[str]:
    if language in LANGUAGES:
        return _graded_words(language)["stop"]
    return frozenset().union(*(_graded_words(name)["stop"] for name in LANGUAGES))


@lru_cache(maxsize=64)
def _stem_shares(language: str) -> dict[str, float]:
    """Map stems to shares; the higher grade wins where two words have one stem."""
    shares: dict[str, float] = {}
    for grade in ("news", "common"):
        for word in _graded_words(language).get(grade, ()):
            shares.setdefault(stem(word, language), SHARES[grade])
    return shares


@lru_cache(maxsize=64)
def _known_stems(language: str) -> frozenset[str]:
    """Return the stems of the names known everywhere."""
    return frozenset(
        stem(name, language) for names in _graded_words(_KNOWN).values() for name in names
    )


def is_stop(word: str, language: str) -> bool:
    """Tell whether a folded word is a function word; an unknown language has those of all."""
    return word in _stop_words(language)


def expected_share(stemmed: str, language: str) -> float:
    """Return the share of texts (0 to 1) in which a stem is expected."""
    rare = KNOWN_SHARE if stemmed in _known_stems(language) else RARE_SHARE
    return _stem_shares(language).get(stemmed, rare)


def is_common(word: str, language: str) -> bool:
    """Tell whether a folded word is in any list of its language."""
    return is_stop(word, language) or stem(word, language) in _stem_shares(language)
