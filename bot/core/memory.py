"""Memory that stays: what is loaded once is not looked through again and again."""

from __future__ import annotations

import gc

ALLOCATIONS = 20_000
"""Objects made between two collections, by hand: an article makes some thousand that go by
themselves; at the usual 700 placing one cost a sixth more.
"""


def settle_memory() -> None:
    """Put what is loaded out of the collector's reach, and have it look more rarely.

    A collection that walks a hundred thousand articles holds everything up for half a second, and
    in a forked process it would copy the pages that were shared.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, 20, 20)
