"""What is loaded is put aside, and what is made afterwards is still collected."""

from __future__ import annotations

import subprocess
import sys

from bot.core.memory import ALLOCATIONS

PROGRAM = """
import gc, weakref
from bot.core.memory import ALLOCATIONS, settle_memory
class Thing: pass
kept = [[number] for number in range(1000)]
settle_memory()
assert gc.get_freeze_count() >= 1000
assert gc.get_threshold()[0] == ALLOCATIONS
one = Thing(); one.own = one
gone = weakref.ref(one)
del one
gc.collect()
assert gone() is None
"""


def test_the_collector_looks_more_rarely() -> None:
    program = "import gc, bot.core.memory as m; m.collect_rarely(); print(*gc.get_threshold())"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert int(told.stdout.split()[0]) == ALLOCATIONS


def test_what_was_loaded_is_frozen_and_later_garbage_goes() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
