"""Postings give back every slot that holds a key, however they grew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.stories.inverted_index import BUFFER, GrowingArray, Postings

Rows = list[list[int]]


def keys(found: list[int]) -> np.ndarray:
    return np.array(sorted(set(found)), dtype=np.uint32)


def grown(rows: Rows) -> Postings:
    postings = Postings()
    for slot, row in enumerate(rows):
        postings.add(keys(row), slot)
    return postings


def put_at_once(postings: Postings, rows: Sequence[np.ndarray], first: int) -> None:
    every = np.concatenate([keys([]), *rows])
    postings.extend(every, np.array([len(row) for row in rows], dtype=np.int64), first)


def found(postings: Postings, asked: list[int], **bounds: int) -> set[tuple[int, int]]:
    slots, owners = postings.slots(keys(asked), **bounds)
    named = keys(asked)[owners].tolist()
    pairs = list(zip(named, slots.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


@given(
    st.lists(st.lists(st.integers(0, 20), max_size=6), max_size=30), st.lists(st.integers(0, 25))
)
def test_every_slot_of_a_key_is_found_and_no_other(rows: Rows, asked: list[int]) -> None:
    wanted = {(key, slot) for slot, row in enumerate(rows) for key in set(row) & set(asked)}
    assert found(grown(rows), asked) == wanted
    at_once = Postings()
    put_at_once(at_once, [keys(row) for row in rows], 0)
    assert found(at_once, asked) == wanted


def test_what_waits_and_what_was_merged_are_both_found() -> None:
    postings = Postings()
    many = np.arange(1_000, 1_000 + BUFFER, dtype=np.uint32)
    for slot in range(9):
        postings.add(many, slot)
    postings.add(keys([1_000]), 9)
    assert found(postings, [1_000]) == {(1_000, slot) for slot in range(10)}


def test_slots_that_are_loaded_begin_where_they_are_told_to() -> None:
    postings = Postings()
    put_at_once(postings, [keys([1]), keys([1, 2])], 40)
    postings.add(keys([2]), 42)
    assert found(postings, [1, 2]) == {(1, 40), (1, 41), (2, 41), (2, 42)}
    put_at_once(postings, [], 43)
    assert found(postings, [3]) == set()


@pytest.mark.parametrize(
    ("most", "least", "kept"),
    [(0, 0, {1, 2, 3}), (6, 0, {1}), (6, 2, {1, 2}), (99, 0, {1, 2, 3})],
)
def test_later_keys_are_left_out_once_enough_is_found(
    most: int, least: int, kept: set[int]
) -> None:
    postings = grown([[1, 2, 3]] * 5)
    assert {key for key, _ in found(postings, [1, 2, 3], most=most, least=least)} == kept


def test_the_largest_key_and_slot_are_told_apart_from_their_neighbours() -> None:
    postings = Postings()
    put_at_once(postings, [np.array([2**32 - 1], dtype=np.uint32)], 2**31)
    assert found(postings, [2**32 - 1]) == {(2**32 - 1, 2**31)}
    assert found(postings, [2**32 - 2]) == set()


def test_of_rare_keys_those_that_are_held_are_possible_and_hardly_another() -> None:
    postings, rng = Postings(rare=True), np.random.default_rng(3)
    rows = [np.unique(rng.integers(0, 1 << 32, 40, dtype=np.uint32)) for _ in range(900)]
    put_at_once(postings, rows[:600], 0)
    for slot, row in enumerate(rows[600:], 600):
        postings.add(row, slot)
    assert all(np.array_equal(postings.possible(row), row) for row in rows)
    others = rng.integers(0, 1 << 32, 10_000, dtype=np.uint32)
    assert len(postings.possible(others)) < 200
    assert np.array_equal(grown([[1, 2]]).possible(keys([5, 6])), keys([5, 6]))


@pytest.mark.parametrize("rare", [False, True])
def test_slots_get_other_numbers_and_the_dead_go(rare: bool) -> None:
    postings = Postings(rare=rare)
    put_at_once(postings, [keys([1]), keys([1, 2]), keys([3])], 0)
    postings.add(keys([2]), 3)
    postings.renumber(np.array([-1, 0, -1, 1]))
    assert found(postings, [1, 2, 3]) == {(1, 0), (2, 0), (2, 1)}
    assert 2 in postings.possible(keys([2]))


@given(st.lists(st.lists(st.integers(0, 9), max_size=2_000), max_size=5))
def test_a_column_holds_what_was_put_at_its_end(parts: Rows) -> None:
    column, table = GrowingArray(np.uint16), GrowingArray(np.float32, width=2)
    for part in parts:
        column.extend(np.array(part, dtype=np.uint16))
        table.extend(np.array([(n, -n) for n in part], dtype=np.float32).reshape(-1, 2))
    flat = [n for part in parts for n in part]
    assert column.values.tolist() == flat
    assert table.values.tolist() == [[n, -n] for n in flat]
