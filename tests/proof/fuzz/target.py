"""What the runner knows of a parser: how inputs are made, read, and what they may cost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random

Read = Callable[[bytes], str]
"""Reads an input and says in a word what came of it; raises whatever the parser raises."""

ON_THE_LOOP = 0.05
"""CPU seconds for what is read on the event loop, where all others wait: a stall, as counted."""
IN_THE_JAIL = 5.0
"""CPU seconds for what a child reads, a quarter of what it is given."""


@dataclass(frozen=True)
class Target:
    """One parser. Whatever comes out of `opened` but an error of `declared` is a fault.

    `passes` tells whether an input gets past the parser's first check. `most` is in CPU seconds.
    """

    name: str
    make: Callable[[Random], bytes]
    opened: Callable[[], AbstractContextManager[Read]]
    passes: Callable[[bytes], bool]
    declared: tuple[type[Exception], ...] = ()
    most: float = ON_THE_LOOP
    long: int = 100_000
    short: int = 300
