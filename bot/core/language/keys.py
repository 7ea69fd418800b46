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
    return _letter_sum(word) << 32 | _letter_sum(word[:_HEAD])


def _letter_sum(letters: str) -> int:
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


def _mixed(total: Keys, column: Keys) -> Keys:
    """Mix one word more into the keys of rows."""
    total = (total ^ column) * _MIX
    return (total ^ (total >> _SHIFT)) * _MORE


def _ended(total: Keys, size: int) -> Keys:
    """End rows of so many words: a longer row has another key."""
    return (total ^ (total >> _SHIFT)) + np.uint64(size)


def join_keys(columns: Sequence[Keys], kind: KeyKind) -> Keys:
    """Join the keys of words that stand in a row to one key for each row."""
    if kind is KeyKind.HEADS:
        columns = [column & _LOWER for column in columns]
    total = np.full(len(columns[0]), kind, np.uint64)
    for column in columns:
        total = _mixed(total, column)
    return _ended(total, len(columns))


_RUNS: Final = (KeyKind.WORDS, KeyKind.HEADS)
_SEEDS: Final = np.array([[*_RUNS, KeyKind.GAP]], np.uint64).T


def all_row_keys(words: Keys) -> dict[tuple[KeyKind, int], Keys]:
    """Return the keys of all rows of words in a text by kind and size, those of gaps in four lines.

    A line has the key of the row that begins at each word; one that reaches over the text's end
    has a key that no row has. All kinds are mixed at once: what a text costs is the calls.
    """
    count = len(words)
    padded = np.zeros(count + INSERTED + 1, np.uint64)
    padded[:count] = words
    after = [padded[at : at + count] for at in range(INSERTED + 2)]
    heads_after = [column & _LOWER for column in after[:LONGEST]]
    total = _mixed(_SEEDS, np.stack([after[0], heads_after[0], after[0]]))
    found = {(kind, 1): _ended(total[at : at + 1], 1) for at, kind in enumerate(_RUNS)}
    pairs = np.stack([after[1], heads_after[1], *after[2:]])
    total = _mixed(total[[0, 1, *[2] * INSERTED]], pairs)
    found[KeyKind.GAP, 2] = _ended(total[2:], 2)
    for size in range(2, LONGEST + 1):
        if size > 2:
            total = _mixed(total[:2], np.stack([after[size - 1], heads_after[size - 1]]))
        for at, kind in enumerate(_RUNS):
            found[kind, size] = _ended(total[at : at + 1], size)
    return found
