"""Words of the news that mean the same, in one language and across languages.

`words/concepts.txt` was written by hand for this project: a concept a line, its folded words by
language. A stem that stands in two concepts of one language decides nothing and is left out.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from bot.core.language.stemming import stem
from bot.core.language.text import KNOWN_WORDS

_LANGUAGES = ("fr", "en", "de", "es", "it")


@lru_cache(maxsize=len(_LANGUAGES))
def _concept_table(language: str) -> dict[str, str]:
    """Map the stems of one language to concepts; a language costs its stemming when first read."""
    table: dict[str, set[str]] = {}
    text = (files("bot.core.language") / "words" / "concepts.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, columns = line.split(" = ", 1)
            for word in columns.split("|")[_LANGUAGES.index(language)].split():
                table.setdefault(stem(word, language), set()).add(name)
    return {stemmed: min(names) for stemmed, names in table.items() if len(names) == 1}


def concept_of(stemmed: str, language: str) -> str:
    """Return the concept that a stem stands for, empty for none."""
    return _concept_table(language).get(stemmed, "") if language in _LANGUAGES else ""


_KEPT = 3
"""First letters of a German word that its stem keeps, unless one is of ae, oe, ue. By hand: the
plural changes a vowel behind them.
"""


@lru_cache(maxsize=1)
def _stem_openings() -> frozenset[str]:
    """Return how the German stems that stand for a concept begin."""
    return frozenset(stemmed[:_KEPT] for stemmed in _concept_table("de"))


def _part_concept(word: str) -> str:
    """Return the concept of a part of a compound; most parts begin like none and need no stem."""
    umlaut = any(pair in word[: _KEPT + 1] for pair in ("ae", "oe", "ue"))
    possible = umlaut or word[:_KEPT] in _stem_openings()
    return concept_of(stem(word, "de"), "de") if possible else ""


_SHORTEST_COMPOUND = 8
"""Letters of a compound, by hand: twice the shortest part."""
_SHORTEST_PART = 4
"""Letters of its parts, by hand: with three "tat" is found in half of all words."""


@lru_cache(maxsize=KNOWN_WORDS)
def part_concepts(word: str) -> tuple[str, ...]:
    """Return the concepts of the first and last part of a folded German compound."""
    if not _SHORTEST_COMPOUND <= len(word) <= 40:
        return ()
    cuts = range(_SHORTEST_PART, len(word) - 2)
    heads = (_part_concept(word[:cut].removesuffix("s")) for cut in reversed(cuts))
    tails = (_part_concept(word[cut:]) for cut in cuts if len(word) - cut >= _SHORTEST_PART)
    return tuple(
        dict.fromkeys(filter(None, (next(filter(None, heads), ""), next(filter(None, tails), ""))))
    )
