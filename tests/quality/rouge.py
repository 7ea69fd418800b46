"""ROUGE-1, ROUGE-2 and ROUGE-L F-measures over word tokens, without stemming."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> list[str]:
    """Return the lower-cased words."""
    return _WORD.findall(text.lower())


def folded(text: str) -> list[str]:
    """Return the lower-cased words without accents."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return _WORD.findall("".join(char for char in bare if not unicodedata.combining(char)))


def ascii_runs(text: str) -> list[str]:
    """Return runs of a-z and 0-9 as the usual English scorer cuts them: é parts words."""
    return re.findall(r"[a-z0-9]+", text.lower())


def _f(hits: int, said: int, wanted: int) -> float:
    return 2 * hits / (said + wanted) if hits else 0.0


def ngram_f(said: Sequence[str], wanted: Sequence[str], size: int) -> float:
    """Return the F-measure of common n-grams, counted with multiplicity."""
    left = Counter(zip(*(said[i:] for i in range(size)), strict=False))
    right = Counter(zip(*(wanted[i:] for i in range(size)), strict=False))
    return _f((left & right).total(), left.total(), right.total())


def longest_f(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Return the F-measure of the longest common subsequence."""
    row = [0] * (len(wanted) + 1)
    for word in said:
        corner = 0
        for at, other in enumerate(wanted, 1):
            above = row[at]
            row[at] = corner + 1 if word == other else max(above, row[at - 1])
            corner = above
    return _f(row[-1], len(said), len(wanted))


def rouge(
    said: str, wanted: str, words: Callable[[str], list[str]] = plain
) -> tuple[float, float, float]:
    """Return ROUGE-1, ROUGE-2 and ROUGE-L F of one summary against its reference, 0 to 1."""
    left, right = words(said), words(wanted)
    return ngram_f(left, right, 1), ngram_f(left, right, 2), longest_f(left, right)
