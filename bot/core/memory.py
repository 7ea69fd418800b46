"""Memory that stays: what is loaded once is not looked through again and again."""

from __future__ import annotations

import gc
from contextlib import suppress

ALLOCATIONS = 20_000
"""Objects made between two collections, by hand: an article makes some thousand that go by
themselves; at the usual 700 placing one cost a sixth more.
"""


def collect_rarely() -> None:
    """Have the collector look more rarely: most of what loading makes stays."""
    gc.set_threshold(ALLOCATIONS, 20, 20)


def settle_memory() -> None:
    """Put what is loaded out of the collector's reach, and have it look more rarely.

    A collection that walks a hundred thousand articles holds everything up for half a second, and
    in a forked process it would copy the pages that were shared.
    """
    gc.collect()
    _give_back()
    gc.freeze()
    collect_rarely()


def _give_back() -> None:
    """Give the system back what loading took for a while; only glibc would keep it."""
    import ctypes  # few commands settle down

    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
