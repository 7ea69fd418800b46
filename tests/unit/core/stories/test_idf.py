"""Running counts of the texts that hold a key."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.stories import idf as counting
from bot.core.stories.idf import PRIOR_TEXTS, RunningIdf


def keys(*found: int) -> np.ndarray:
    return np.array(found, dtype=np.uint32)


def shares(*found: float) -> np.ndarray:
    return np.array(found, dtype=np.float32)


def test_before_any_text_the_prior_counts() -> None:
    counts = RunningIdf()
    assert not counts
    rare, common = counts.idf(keys(1, 2), shares(0.001, 0.1), "fr")
    assert rare == pytest.approx(-np.log(0.001), rel=1e-4)
    assert common == pytest.approx(-np.log(0.1), rel=1e-4)


def test_a_key_that_is_seen_often_distinguishes_less_and_one_that_is_not_more() -> None:
    counts = RunningIdf()
    before = counts.idf(keys(1, 2), shares(0.01, 0.01), "fr")
    for _ in range(200):
        counts.count(keys(1), "fr")
    seen, unseen = counts.idf(keys(1, 2), shares(0.01, 0.01), "fr")
    assert seen < before[0]
    assert unseen > before[1]
    assert counts


def test_the_prior_weighs_as_much_as_so_many_texts() -> None:
    counts = RunningIdf()
    for _ in range(int(PRIOR_TEXTS)):
        counts.count(keys(1), "fr")
    (found,) = counts.idf(keys(1), shares(0.0), "fr")
    assert found == pytest.approx(np.log(2), rel=1e-4)


def test_no_key_counts_against() -> None:
    counts = RunningIdf()
    assert counts.idf(keys(1), shares(5.0), "fr").tolist() == [0.0]


def test_each_language_counts_for_itself() -> None:
    counts = RunningIdf()
    counts.count(keys(1), "fr")
    fresh = RunningIdf().idf(keys(1), shares(0.01), "en")
    assert counts.idf(keys(1), shares(0.01), "en").tolist() == fresh.tolist()


def test_many_texts_are_counted_at_once_like_one_by_one() -> None:
    at_once, by_one = RunningIdf(), RunningIdf()
    for text in (keys(1, 2), keys(2, 3), keys(2)):
        by_one.count(text, "fr")
    at_once.count(keys(1, 2, 2, 3, 2), "fr", 3)
    assert at_once.to_bytes() == by_one.to_bytes()


def test_counts_survive_storing() -> None:
    counts = RunningIdf()
    for number in range(5):
        counts.count(keys(*range(number + 1)), "fr" if number % 2 else "日本")
    again = RunningIdf.from_bytes(counts.to_bytes())
    assert again.to_bytes() == counts.to_bytes()
    asked = keys(*range(6)), shares(*[0.01] * 6), "fr"
    assert again.idf(*asked).tolist() == counts.idf(*asked).tolist()


@pytest.mark.parametrize("data", [b"", b"\x09\0\0\0\0", b"\x01\xff\xff\xff\xff"])
def test_what_is_no_store_of_counts_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="counts"):
        RunningIdf.from_bytes(data)


def test_rare_keys_go_where_there_are_too_many() -> None:
    counts = RunningIdf()
    counts.count(keys(7), "fr")
    counts.count(keys(7), "fr")
    counts.count(np.arange(100, 100 + counting.LIMIT, dtype=np.uint32), "fr")
    packed = len(counts.to_bytes())
    assert packed < 100
    often, once = counts.idf(keys(7, 100), shares(0.01, 0.01), "fr")
    assert often < once
