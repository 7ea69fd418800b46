"""An index from keys of words to what asks for them: sorted arrays, no object for each entry.

A look-up takes all keys of a text at once. The upper bits of a key tell where among the sorted
ones its like would stand; there are more such places than keys, so mostly nothing stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.core.language.keys import Keys

    Numbers = NDArray[np.uint32]

_SPARE: Final = 2
"""Bits by which the places outnumber the keys: seven of eight look-ups end at an empty one. By
hand: each bit more doubles the table and halves what is looked at in vain.
"""


@dataclass(frozen=True, slots=True, eq=False)
class KeyIndex:
    """For each key the atoms and the numbers of their surfaces; `starts` parts them by key."""

    keys: Keys
    places: Numbers
    starts: Numbers
    atoms: Numbers
    surfaces: NDArray[np.uint16]

    def find(self, keys: Keys) -> tuple[NDArray[np.intp], Numbers, NDArray[np.uint16]]:
        """Look keys up; returns where in `keys` something was found, its atoms and surfaces."""
        if not len(self.keys) or not len(keys):
            none = np.zeros(0, np.intp)
            return none, self.atoms[:0], self.surfaces[:0]
        at, found = self._found(keys)
        low = self.starts[found].astype(np.intp)
        counts = self.starts[found + 1] - low
        before = np.cumsum(counts) - counts
        owners = np.arange(int(counts.sum())) + np.repeat(low - before, counts)
        return np.repeat(at, counts), self.atoms[owners], self.surfaces[owners]

    def _found(self, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        place = (keys >> _key_shift(len(self.places) - 1)).astype(np.intp)
        low, high = self.places[place], self.places[place + 1]
        left = np.flatnonzero(low < high)
        at, low, high, wanted = left, low[left].astype(np.intp), high[left], keys[left]
        ats, founds = [at[:0]], [low[:0]]
        while len(at):
            same = self.keys[low] == wanted
            ats.append(at[same])
            founds.append(low[same])
            low = low + 1
            more = ~same & (low < high)
            at, low, high, wanted = at[more], low[more], high[more], wanted[more]
        return np.concatenate(ats), np.concatenate(founds)


def _key_shift(places: int) -> np.uint64:
    return np.uint64(64 - (places.bit_length() - 1))


def build_index(keys: Keys, atoms: Numbers, surfaces: NDArray[np.uint16]) -> KeyIndex:
    """Sort entries into an index; one that comes twice is kept once."""
    order = np.lexsort((surfaces, atoms, keys))
    keys, atoms, surfaces = keys[order], atoms[order], surfaces[order]
    if len(keys):
        new = np.ones(len(keys), bool)
        new[1:] = (
            (keys[1:] != keys[:-1]) | (atoms[1:] != atoms[:-1]) | (surfaces[1:] != surfaces[:-1])
        )
        keys, atoms, surfaces = keys[new], atoms[new], surfaces[new]
    single, starts = np.unique(keys, return_index=True)
    bits = max(1, len(single).bit_length() - 1 + _SPARE)
    bounds = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    places = np.append(np.searchsorted(single, bounds), len(single))
    return KeyIndex(
        single,
        places.astype(np.uint32),
        np.append(starts, len(keys)).astype(np.uint32),
        atoms,
        surfaces,
    )


def index_entries(index: KeyIndex) -> tuple[Keys, Numbers, NDArray[np.uint16]]:
    """Give the entries of an index back, so that two can be joined."""
    return np.repeat(index.keys, np.diff(index.starts)), index.atoms, index.surfaces
