"""Keys of words: numbers that say alike in a watch and in a text which words stand in a row.

A key of 64 bits stands for a row of words, so that a hundred thousand phrases are an array and a
text is looked up in it in a few steps, however many they are. Two rows may share a key: whoever
finds one compares the words.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np

from bot.core.language.text import KNOWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]

LONGEST: Final = 4
"""Words of a key; of a longer row the first four are looked for, hardly another begins so."""

INSERTED: Final = 4
"""Most parts of a word that may stand inside a name: Marie Skłodowska-Curie has two."""

_HEAD: Final = 4
"""Letters that stand for an inflected word; the forms of one seldom have more than three such."""


class KeyKind(IntEnum):
    """How the words of a key are meant."""

    WORDS = 0
    """The folded words themselves, one to four in a row."""
    HEADS = 1
    """Words that begin so, two to four in a row: an inflected phrase."""
    GAP = 2
    """Two words with something between them: a name with one word inserted."""
    PREFIX = 3
    """The letters that a word begins with."""


@lru_cache(maxsize=KNOWN_WORDS)
def word_key(word: str) -> int:
    """Return the key of a word, the same in every process; its lower half is that of its head."""
    if word.isascii():
        letters = word.encode("ascii")
        return crc32(letters) << 32 | crc32(letters[:_HEAD])
    return _sum(word) << 32 | _sum(word[:_HEAD])


def _sum(letters: str) -> int:
    return crc32(letters.encode("utf-8", "surrogatepass"))


def form_heads(forms: Iterable[str]) -> tuple[str, ...]:
    """Return what the forms of a word begin with."""
    return tuple(sorted({form[:_HEAD] for form in forms}))


def keys_of(words: Sequence[str]) -> Keys:
    """Return the key of each word of a row."""
    return np.fromiter(map(word_key, words), np.uint64, len(words))


_LOWER: Final = np.uint64(0xFFFFFFFF)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_MORE: Final = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT: Final = np.uint64(29)
"""Odd numbers and a shift that spread the bits of a product (Knuth's golden ratio, SplitMix64)."""


def join_keys(columns: Sequence[Keys], kind: KeyKind) -> Keys:
    """Join the keys of words that stand in a row to one key for each row."""
    if kind is KeyKind.HEADS:
        columns = [column & _LOWER for column in columns]
    total = np.full(len(columns[0]), 8 * kind + len(columns), np.uint64)
    for column in columns:
        total = (total ^ column) * _MIX
        total = (total ^ (total >> _SHIFT)) * _MORE
    return total ^ (total >> _SHIFT)


def row_keys(words: Keys, size: int, kind: KeyKind) -> Keys:
    """Return the keys of all rows of so many words in a text, in its order."""
    count = len(words) - size + 1
    if count <= 0:
        return words[:0]
    return join_keys([words[at : at + count] for at in range(size)], kind)


def gap_keys(words: Keys, inserted: int) -> Keys:
    """Return the keys of all pairs of words with so many between them."""
    count = len(words) - inserted - 1
    return (
        join_keys([words[:count], words[inserted + 1 :]], KeyKind.GAP) if count > 0 else words[:0]
    )
