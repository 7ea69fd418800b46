"""An inverted index of 32-bit keys to slots that grows cheaply and is read in bulk.

New pairs wait in a buffer and are merged into sorted arrays whose sizes grow by a factor, so
that adding is cheap on average and a question looks at few arrays.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

BUFFER = 8_192
"""Pairs that wait before they are sorted in, by hand: some fifty articles; more would slow
questions.
"""
GROWTH = 6
"""How much larger each array is than the next, by hand: few arrays to ask against merging often."""
_SHIFT, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)

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

    def extend(self, keys: Sequence[Keys], first: int) -> None:
        """Note the keys of many slots in a row at once, from slot `first` on."""
        if keys:
            slots = np.repeat(np.arange(first, first + len(keys)), _lengths(keys))
            self._push((np.concatenate(keys).astype(np.uint64) << _SHIFT) | slots.astype(np.uint64))

    def _flush(self) -> None:
        fresh = [(key << 32) | slot for key, slots in self._pending.items() for slot in slots]
        self._pending.clear()
        self._waiting = 0
        self._push(np.array(fresh, dtype=np.uint64))

    def _push(self, fresh: Pairs) -> None:
        """Put pairs into an array of their own and merge arrays of like size."""
        self._levels.append(np.sort(fresh))
        while len(self._levels) > 1 and len(self._levels[-2]) < GROWTH * len(self._levels[-1]):
            merged = np.concatenate(self._levels[-2:])
            merged.sort(kind="stable")
            self._levels[-2:] = [merged]

    def slots(self, keys: Keys, most: int = 0, least: int = 0) -> tuple[Slots, Slots]:
        """Return the slots that hold any key, and beside each the index of its key.

        With `most`, later keys are left out once that many slots are found, but the first
        `least` never are.
        """
        pending = [self._pending.get(key, ()) for key in keys.tolist()]
        ranges = [_ranges(level, keys) for level in self._levels]
        if most:
            counts = sum((high - low for low, high in ranges), _lengths(pending))
            used = max(least, int(np.searchsorted(np.cumsum(counts), most)))
            pending = pending[:used]
            ranges = [(low[:used], high[:used]) for low, high in ranges]
        found = [np.array([slot for slots in pending for slot in slots], dtype=np.int64)]
        owners = [np.repeat(np.arange(len(pending)), _lengths(pending))]
        for level, (low, high) in zip(self._levels, ranges, strict=True):
            lengths = high - low
            ends = np.cumsum(lengths)
            owners.append(np.repeat(np.arange(len(low)), lengths))
            offsets = np.arange(int(lengths.sum())) + np.repeat(low - ends + lengths, lengths)
            found.append((level[offsets] & _LOW).astype(np.int64))
        return np.concatenate(found), np.concatenate(owners)


def _lengths(lists: Sequence[Sized]) -> Slots:
    return np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))


def _ranges(level: Pairs, keys: Keys) -> tuple[Slots, Slots]:
    start = keys.astype(np.uint64) << _SHIFT
    low = np.searchsorted(level, start)
    return low, np.searchsorted(level, start | _LOW, side="right")
