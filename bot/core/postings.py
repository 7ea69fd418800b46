"""An inverted index of 32-bit keys to slots that grows cheaply and is read in bulk.

New pairs wait in a buffer and are merged into sorted arrays whose sizes grow by a factor, so
that adding is cheap on average and a question looks at few arrays.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

BUFFER = 8_192
GROWTH = 6

Pairs = NDArray[np.uint64]
Keys = NDArray[np.uint32]
Slots = NDArray[np.int64]


class Postings:
    """Map keys to the slots that hold them."""

    def __init__(self) -> None:
        self._levels: list[Pairs] = []
        self._pending: dict[int, list[int]] = defaultdict(list)
        self._waiting = 0

    def add(self, keys: Keys, slot: int) -> None:
        """Note that a slot holds these keys."""
        pending = self._pending
        for key in keys.tolist():
            pending[key].append(slot)
        self._waiting += len(keys)
        if self._waiting >= BUFFER:
            self._flush()

    def _flush(self) -> None:
        fresh = [(key << 32) | slot for key, slots in self._pending.items() for slot in slots]
        self._pending.clear()
        self._waiting = 0
        self._levels.append(np.sort(np.array(fresh, dtype=np.uint64)))
        while len(self._levels) > 1 and len(self._levels[-2]) < GROWTH * len(self._levels[-1]):
            merged = np.concatenate([self._levels[-2], self._levels[-1]])
            merged.sort(kind="stable")
            self._levels[-2:] = [merged]

    def counts(self, keys: Keys) -> NDArray[np.int64]:
        """Return how many slots hold each key."""
        total = np.array([len(self._pending.get(key, ())) for key in keys.tolist()], dtype=np.int64)
        for level in self._levels:
            low, high = _ranges(level, keys)
            total += high - low
        return total

    def slots(self, keys: Keys) -> tuple[Slots, NDArray[np.int64]]:
        """Return all slots that hold any key, and beside each the index of its key."""
        found: list[Slots] = []
        owners: list[NDArray[np.int64]] = []
        for index, key in enumerate(keys.tolist()):
            if slots := self._pending.get(key):
                found.append(np.array(slots, dtype=np.int64))
                owners.append(np.full(len(slots), index, dtype=np.int64))
        for level in self._levels:
            low, high = _ranges(level, keys)
            lengths = high - low
            owner = np.repeat(np.arange(len(keys)), lengths)
            offsets = np.arange(int(lengths.sum())) - np.repeat(
                np.cumsum(lengths) - lengths, lengths
            )
            pairs = level[np.repeat(low, lengths) + offsets]
            found.append((pairs & np.uint64(0xFFFFFFFF)).astype(np.int64))
            owners.append(owner)
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        return np.concatenate(found), np.concatenate(owners)


def _ranges(level: Pairs, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    start = keys.astype(np.uint64) << np.uint64(32)
    low = np.searchsorted(level, start)
    return low, np.searchsorted(level, start | np.uint64(0xFFFFFFFF), side="right")
