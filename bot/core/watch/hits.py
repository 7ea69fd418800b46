"""What a watch finds in a text: its surface at a place, before and after senses judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.said import NOTHING, Said

if TYPE_CHECKING:
    from bot.core.watch.surfaces import Surface


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A surface at the words `first` to `last`; `note` is the evidence for its sense.

    A `shadowed` hit is a piece of a longer name; only the judgement of senses sees those.
    """

    first: int
    last: int
    surface: Surface
    note: Said = NOTHING
    shadowed: bool = False
