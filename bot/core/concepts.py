"""Words of the news that mean the same, in one language and across languages.

`words/concepts.txt` was written by hand for this project: a concept a line, its folded words by
language. A stem that stands in two concepts of one language decides nothing and is left out.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from bot.core.stems import stem

_LANGUAGES = ("fr", "en", "de", "es", "it")


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    """Map each language's stems to concepts."""
    table: dict[str, dict[str, set[str]]] = {language: {} for language in _LANGUAGES}
    text = (files("bot.core") / "words" / "concepts.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, columns = line.split(" = ", 1)
            for language, words in zip(_LANGUAGES, columns.split("|"), strict=True):
                for word in words.split():
                    table[language].setdefault(stem(word, language), set()).add(name)
    return {
        language: {stemmed: min(names) for stemmed, names in stems.items() if len(names) == 1}
        for language, stems in table.items()
    }


def concept(stemmed: str, language: str) -> str:
    """Return the concept that a stem stands for, empty for none."""
    return _table().get(language, {}).get(stemmed, "")


_KEPT = 3
"""First letters of a German word that its stem keeps, unless one is of ae, oe, ue."""


@lru_cache(maxsize=1)
def _openings() -> frozenset[str]:
    """Return how the German stems that stand for a concept begin."""
    return frozenset(stemmed[:_KEPT] for stemmed in _table()["de"])


def _part(word: str) -> str:
    """Return the concept of a part of a compound; most parts begin like none and need no stem."""
    umlaut = any(pair in word[: _KEPT + 1] for pair in ("ae", "oe", "ue"))
    possible = umlaut or word[:_KEPT] in _openings()
    return concept(stem(word, "de"), "de") if possible else ""


_SHORTEST_COMPOUND = 8
_SHORTEST_PART = 4


@lru_cache(maxsize=50_000)
def part_concepts(word: str) -> tuple[str, ...]:
    """Return the concepts of the first and last part of a folded German compound."""
    if not _SHORTEST_COMPOUND <= len(word) <= 40:
        return ()
    cuts = range(_SHORTEST_PART, len(word) - 2)
    heads = (_part(word[:cut].removesuffix("s")) for cut in reversed(cuts))
    tails = (_part(word[cut:]) for cut in cuts if len(word) - cut >= _SHORTEST_PART)
    return tuple(
        dict.fromkeys(filter(None, (next(filter(None, heads), ""), next(filter(None, tails), ""))))
    )
