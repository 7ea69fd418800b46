"""An inverted index of 32-bit keys to slots that grows cheaply and is read in bulk.

New pairs wait in a buffer and are merged into sorted levels whose sizes grow by a factor, so
that adding is cheap on average and a question looks at few levels.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

BUFFER = 8_192
"""Pairs that wait before they are sorted in, by hand: some fifty articles; more would slow
questions.
"""
GROWTH = 6
"""How much larger each level is than the next, by hand: few levels to ask against merging often."""
_SHIFT, _SLOT = np.uint64(32), np.uint64(0xFFFFFFFF)
_FEW, _BITS = 1 << 12, 16
"""Keys that a sieve begins with, and bits for each, powers of two by hand: one key in seventy that
nobody holds comes through.
"""
_BIT = np.uint8(1) << np.arange(8, dtype=np.uint8)
_OTHER = 0x9E3779B1
"""An odd number that spreads the bits of a product (Knuth's golden ratio)."""

Pairs = NDArray[np.uint64]
Keys = NDArray[np.uint32]
Slots = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Level:
    """Distinct keys in order; the slots of key n are `slots[starts[n]:starts[n + 1]]`."""

    keys: Keys
    starts: NDArray[np.uint32]
    slots: NDArray[np.uint32]

    @staticmethod
    def of(pairs: Pairs) -> _Level:
        """Make a level of pairs, the key in the upper half of each and the slot in the lower."""
        pairs = np.sort(pairs)
        keys = (pairs >> _SHIFT).astype(np.uint32)
        first = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
        starts = np.append(first, len(keys)).astype(np.uint32)
        return _Level(keys[first], starts, pairs.astype(np.uint32))

    def pairs(self) -> Pairs:
        counts = self.starts[1:] - self.starts[:-1]
        return (np.repeat(self.keys, counts).astype(np.uint64) << _SHIFT) | self.slots

    def ranges(self, keys: Keys) -> tuple[Slots, Slots]:
        """Return where the slots of each key begin and end."""
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        low = self.starts[at].astype(np.int64)
        return low, np.where(self.keys[at] == keys, self.starts[at + 1], low).astype(np.int64)


class GrowingArray:
    """An array that grows at its end; `width` numbers stand in a row."""

    def __init__(self, kind: type[np.generic], width: int = 0) -> None:
        self._room = np.zeros((1024, width) if width else 1024, dtype=kind)
        self._used = 0

    @property
    def values(self) -> NDArray[Any]:
        """Return what stands in it; valid until it grows."""
        return self._room[: self._used]

    def extend(self, values: NDArray[Any]) -> None:
        """Put values at its end."""
        end = self._used + len(values)
        if end > len(self._room):
            # An eighth more than is needed: memory counts, and copying is cheap.
            room = np.zeros((end + end // 8, *self._room.shape[1:]), dtype=self._room.dtype)
            room[: self._used] = self.values
            self._room = room
        self._room[self._used : end] = values
        self._used = end


class Postings:
    """Map keys to the slots that hold them; where most questions find nothing it is `rare`."""

    def __init__(self, *, rare: bool = False) -> None:
        self._sieve = _Sieve(_FEW) if rare else None
        self._levels: list[_Level] = []
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

    def extend(self, keys: Keys, lengths: Slots, first: int) -> None:
        """Note the keys of many slots at once, so many of each in turn, from slot `first` on."""
        slots = np.repeat(np.arange(first, first + len(lengths), dtype=np.uint64), lengths)
        self._push((keys.astype(np.uint64) << _SHIFT) | slots)

    def possible(self, keys: Keys) -> Keys:
        """Return the keys that any slot may hold, at once where it is rare that one does."""
        if self._sieve is None:
            return keys
        pending = [key in self._pending for key in keys.tolist()]
        return keys[self._sieve.may_hold(keys) | np.array(pending, dtype=np.bool_)]

    def renumber(self, numbers: Slots) -> None:
        """Give slots other numbers; those with a number below 0 are dropped."""
        pairs = self._drained()
        if self._sieve is not None:
            self._sieve = _Sieve(_FEW)
        slots = numbers[(pairs & _SLOT).astype(np.int64)]
        kept = slots >= 0
        self._push((pairs[kept] & ~_SLOT) | slots[kept].astype(np.uint64))

    def merge(self) -> None:
        """Bring all levels into one: what was loaded in parts is asked quicker."""
        pairs = self._drained()
        self._levels = [_Level.of(pairs)] if len(pairs) else []

    def _drained(self) -> Pairs:
        self._flush()
        levels, self._levels = self._levels, []
        return np.concatenate([np.zeros(0, np.uint64), *(level.pairs() for level in levels)])

    def _flush(self) -> None:
        fresh = [(key << 32) | slot for key, slots in self._pending.items() for slot in slots]
        self._pending.clear()
        self._waiting = 0
        self._push(np.array(fresh, dtype=np.uint64))

    def _push(self, fresh: Pairs) -> None:
        """Put pairs into a level of their own and merge levels of like size."""
        self._sift((fresh >> _SHIFT).astype(np.uint32))
        while self._levels and len(self._levels[-1].slots) < GROWTH * len(fresh):
            fresh = np.concatenate([self._levels.pop().pairs(), fresh])
        if len(fresh):
            self._levels.append(_Level.of(fresh))

    def _sift(self, fresh: Keys) -> None:
        """Note keys in the sieve; one that got too small is made anew of all keys."""
        if self._sieve is not None and not self._sieve.add(fresh):
            every = np.concatenate([fresh, *(level.keys for level in self._levels)])
            self._sieve = _Sieve(1 << (2 * len(every)).bit_length())
            self._sieve.add(every)

    def slots(self, keys: Keys, most: int = 0, least: int = 0) -> tuple[Slots, Slots]:
        """Return the slots that hold any key, and beside each the index of its key.

        With `most`, later keys are left out once that many slots are found, but the first
        `least` never are.
        """
        get = self._pending.get
        pending = [get(key, ()) for key in keys.tolist()]
        ranges = [level.ranges(keys) for level in self._levels]
        if most:
            counts = sum((high - low for low, high in ranges), _list_lengths(pending))
            used = max(least, int(np.searchsorted(np.cumsum(counts), most)))
            pending = pending[:used]
            ranges = [(low[:used], high[:used]) for low, high in ranges]
        found = [np.array([slot for slots in pending for slot in slots], dtype=np.uint32)]
        held, lengths = [np.arange(len(pending))], [_list_lengths(pending)]
        for level, (low, high) in zip(self._levels, ranges, strict=True):
            there = np.flatnonzero(high > low)
            # A slice for each key: to number every slot and gather it walks all of them five times.
            cuts = zip(low[there].tolist(), high[there].tolist(), strict=True)
            found += [level.slots[begin:end] for begin, end in cuts]
            held.append(there)
            lengths.append((high - low)[there])
        owners = np.repeat(np.concatenate(held), np.concatenate(lengths))
        return np.concatenate(found).astype(np.int64), owners


class _Sieve:
    """Tells at once of most keys that nobody holds them (a Bloom filter), for so many keys."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._bits = np.zeros(most * _BITS // 8, dtype=np.uint8)

    def add(self, keys: Keys) -> bool:
        """Note that these keys are held; tells whether they still are as few as foreseen."""
        self._held += len(keys)
        for place in self._places(keys):
            np.bitwise_or.at(self._bits, place >> 3, _BIT[place & 7])
        return self._held <= self._most

    def _places(self, keys: Keys) -> tuple[Slots, Slots]:
        wide, mask = keys.astype(np.int64), 8 * len(self._bits) - 1
        return wide & mask, (wide * _OTHER >> 16) & mask

    def may_hold(self, keys: Keys) -> NDArray[np.bool_]:
        """Tell which keys may be held."""
        kept = np.ones(len(keys), dtype=np.bool_)
        for place in self._places(keys):
            kept &= self._bits[place >> 3] & _BIT[place & 7] != 0
        return kept


def _list_lengths(lists: Sequence[Sized]) -> Slots:
    return np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
