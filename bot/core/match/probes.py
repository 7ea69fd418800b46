"""What of a surface is looked up in a text, and what of a text is looked up among the surfaces.

Both sides know rows of words by their keys. What is looked up finds every place of a surface and
few others: a whole phrase where its words do not change, the heads of its words where they do.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from bot.core.language.keys import LONGEST, KeyKind, all_row_keys, form_heads, join_keys, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from bot.core.language.document import Document
    from bot.core.language.keys import Keys
    from bot.core.watch.surfaces import Surface

_MOST: Final = 32
"""Rows of heads that are looked up for one phrase; of one with more fewer words are. By hand:
bounds what one watch puts into the index.
"""


class Probe(NamedTuple):
    """Rows of words that find a surface; the first of a row is `shift` words into it."""

    kind: KeyKind
    rows: tuple[tuple[str, ...], ...]
    shift: int = 0


class Family(NamedTuple):
    """Rows of one kind and length."""

    kind: KeyKind
    size: int


def choose_probe(surface: Surface) -> Probe:
    """Choose what a surface is found by."""
    if surface.prefix:
        return Probe(KeyKind.PREFIX, (surface.words[-1:],), surface.width - 1)
    if surface.tail:
        ends = (surface.words[-1], surface.tail[0])
        return Probe(KeyKind.GAP, (ends,), surface.width - 1)
    if len(surface.slots) > 1:
        return _phrase_probe(surface)
    if len(surface.words) <= LONGEST:
        return Probe(KeyKind.WORDS, surface.spellings)
    return Probe(KeyKind.WORDS, tuple({words[:LONGEST] for words in surface.spellings}))


def _phrase_probe(surface: Surface) -> Probe:
    """Take the heads of up to four words around the anchor, or the forms of the anchor alone."""
    begun = [form_heads(slot) for slot in surface.slots]
    low = max(0, min(surface.anchor - 1, len(begun) - LONGEST))
    high = min(len(begun), low + LONGEST)
    while high - low > 1 and prod(map(len, begun[low:high])) > _MOST:
        if high - 1 > surface.anchor:
            high -= 1
        else:
            low += 1
    if high - low == 1:
        return Probe(KeyKind.WORDS, surface.spellings, surface.anchor)
    return Probe(KeyKind.HEADS, tuple(product(*begun[low:high])), low)


def surface_end(surface: Surface, first: int) -> tuple[int, bool, int]:
    """Tell where the words end that a surface at `first` has to hold, shorter rows later.

    Places are confirmed in this order, so the same of two surfaces speaks for a place.
    """
    low = first + surface.anchor
    size = len(surface.words)
    return low + size - 1, not surface.prefix, -size


class Prefixes:
    """The lengths of the prefixes that are looked for, by their first letters."""

    def __init__(self, prefixes: Iterable[str]) -> None:
        lengths: dict[str, set[int]] = {}
        for prefix in prefixes:
            lengths.setdefault(prefix[:_FIRST], set()).add(len(prefix))
        self.lengths = {first: tuple(sorted(found)) for first, found in lengths.items()}

    def __bool__(self) -> bool:
        return bool(self.lengths)

    def of(self, word: str) -> Iterator[str]:
        """Yield the beginnings of a word that are looked for, perhaps."""
        for size in range(1, min(_FIRST, len(word)) + 1):
            for length in self.lengths.get(word[:size], ()):
                if length <= len(word):
                    yield word[:length]

    def __or__(self, other: Prefixes) -> Prefixes:
        both = Prefixes(())
        both.lengths = {
            first: tuple(sorted({*self.lengths.get(first, ()), *other.lengths.get(first, ())}))
            for first in self.lengths.keys() | other.lengths.keys()
        }
        return both


_FIRST: Final = 4
"""Letters by which prefixes are found, by hand: with fewer most words are tried for nothing, and a
prefix may have as few as two anyway.
"""


class AskedKeys(NamedTuple):
    """The keys of a text's rows, and the word that each begins at.

    What stands at the words from `copied` on stands once more `distance` words behind.
    """

    keys: Keys
    at: NDArray[np.intp]
    copied: int = 0
    distance: int = 0

    def places(self, word: int) -> tuple[int, ...]:
        """Return every word where the row of this one begins."""
        return (word, word + self.distance) if self.distance and word >= self.copied else (word,)


def asked_keys(document: Document, families: Iterable[Family], prefixes: Prefixes) -> AskedKeys:
    """Collect the keys of a text that may be those of a surface; a copy is looked through once."""
    words = document.keys
    lines = all_row_keys(words)
    found = [lines[family] for family in families if family in lines]
    keys = [line.ravel() for line in found]
    at = [np.tile(np.arange(len(words)), sum(map(len, found)))]
    if prefixes:
        begun = [
            (i, start)
            for i, word in enumerate(document.words[: len(words)])
            for start in prefixes.of(word)
        ]
        keys.append(join_keys([keys_of([start for _, start in begun])], KeyKind.PREFIX))
        at.append(np.array([i for i, _ in begun], np.intp))
    return AskedKeys(
        np.concatenate([words[:0], *keys]), np.concatenate(at), document.ends[0], document.distance
    )
