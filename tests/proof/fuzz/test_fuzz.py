"""What is nearly right is read or refused in the words that are meant for it, and soon."""

from __future__ import annotations

from random import Random

import pytest

from tests.proof.fuzz.registry import TARGETS
from tests.proof.fuzz.runner import made, run
from tests.proof.fuzz.target import Target

SEED = 7
PARSERS = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


@PARSERS
def test_no_input_brings_a_parser_down(target: Target) -> None:
    tally = run(target, range(target.short), SEED)
    assert not tally.faults, "\n\n".join(map(str, tally.faults.values()))
    # What ends at the first check tells nothing about what lies behind it.
    assert tally.share >= 0.5, tally


@PARSERS
def test_an_input_is_made_again_by_its_numbers(target: Target) -> None:
    once = [made(target, SEED, number) for number in range(20)]
    assert [made(target, SEED, number) for number in reversed(range(20))][::-1] == once
    assert len(set(once)) > 10


def test_a_fault_is_told_with_its_smallest_input() -> None:
    from contextlib import nullcontext

    def read(body: bytes) -> str:
        if b"7" in body:
            raise KeyError(body)
        if b"8" in body:
            raise ValueError("declared")
        return "read"

    def make(dice: Random) -> bytes:
        return str(dice.getrandbits(200)).encode() + b"\n" + str(dice.getrandbits(20)).encode()

    target = Target("made", make, lambda: nullcontext(read), bool, (ValueError,))
    tally = run(target, range(50), SEED)
    (fault,) = tally.faults.values()
    assert fault.smallest == b"7"
    assert f"--seed {SEED} --only {fault.number}" in str(fault)
    assert b"7" in made(target, SEED, fault.number)
