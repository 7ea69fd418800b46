"""An index of keys gives back what was put in, and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.core.match.keyindex import KeyIndex, build_index, index_entries

SCALE = 2**64 // 41


def made(rows: list[tuple[int, int, int]]) -> KeyIndex:
    return build_index(
        np.array([row[0] * SCALE for row in rows], np.uint64),
        np.array([row[1] for row in rows], np.uint32),
        np.array([row[2] for row in rows], np.uint16),
    )


def found(index: KeyIndex, asked: list[int]) -> list[tuple[int, int, int]]:
    at, atoms, surfaces = index.find(np.array([number * SCALE for number in asked], np.uint64))
    return sorted(zip(at.tolist(), atoms.tolist(), surfaces.tolist(), strict=True))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 3))))
def test_an_index_gives_back_what_was_put_in(rows: list[tuple[int, int, int]]):
    index = made(rows)
    assert found(index, list(range(41))) == sorted(set(rows))
    assert [len(column) for column in index_entries(index)] == [len(set(rows))] * 3


def test_a_key_that_is_asked_for_twice_is_found_at_both_places() -> None:
    index = made([(3, 7, 0), (3, 8, 1), (9, 7, 2)])
    assert found(index, [3, 4, 3]) == [(0, 7, 0), (0, 8, 1), (2, 7, 0), (2, 8, 1)]


def test_nothing_is_found_among_nothing() -> None:
    assert found(made([]), [1, 2]) == []
    assert found(made([(1, 1, 1)]), []) == []


def test_neighbours_are_told_apart() -> None:
    keys = np.array([5, 6, 2**64 - 1, 0], np.uint64)
    index = build_index(keys, np.arange(4, dtype=np.uint32), np.zeros(4, np.uint16))
    at, atoms, _ = index.find(np.array([6, 7, 0, 2**64 - 1], np.uint64))
    assert dict(zip(at.tolist(), atoms.tolist(), strict=True)) == {0: 1, 2: 3, 3: 2}


def test_two_indices_are_joined_by_their_entries() -> None:
    one, other = (
        index_entries(made([(1, 1, 0), (2, 2, 0)])),
        index_entries(made([(2, 2, 0), (3, 3, 0)])),
    )
    keys, atoms, surfaces = (np.concatenate(pair) for pair in zip(one, other, strict=True))
    assert found(build_index(keys, atoms, surfaces), [1, 2, 3]) == [(0, 1, 0), (1, 2, 0), (2, 3, 0)]
