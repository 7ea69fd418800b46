"""A hit is a surface at a place, and stays what it was found as."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.said import NOTHING, say

SURFACE = Surface((("zorbal",),), "Zorbal", "literal")


def test_a_hit_is_unjudged_until_evidence_is_noted() -> None:
    hit = Hit(2, 3, SURFACE)
    assert (hit.note, hit.shadowed) == (NOTHING, False)
    noted = replace(hit, note=say("a place"))
    assert (str(noted.note), hit.note) == ("a place", NOTHING)


def test_a_hit_cannot_be_moved() -> None:
    with pytest.raises(FrozenInstanceError):
        Hit(2, 3, SURFACE).first = 0  # type: ignore[misc]


def test_two_hits_at_one_place_are_two() -> None:
    assert len({Hit(2, 3, SURFACE), Hit(2, 3, SURFACE)}) == 2
