"""The same text at another outlet is known, cut, edited or with more around it."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest

from bot.core.stories.near_duplicates import (
    FINGERPRINT,
    LONGEST,
    SHORTEST,
    containment,
    fingerprint,
    hash_words,
    is_copy,
    slip_forms,
    telling_finds,
    text_changes,
    words_in_order,
)

ENDS = ("ave", "ido", "ura", "emi", "onu", "alt", "ersk", "ilo")
WORDS = [first + end for first in "bcdfgklmnp" for end in ENDS]
TEXT = WORDS + WORDS[::-1]


def body(words: list[str]) -> np.ndarray:
    return hash_words(words).astype(np.uint16)


def test_words_have_the_same_hash_everywhere() -> None:
    assert hash_words(["malienne"]).tolist() == [crc32(b"malienne")]
    assert hash_words(["port"])[0] == hash_words(["x", "port"])[1]
    assert len(hash_words(["a"] * (LONGEST + 9))) == LONGEST


def test_a_fingerprint_is_small_sorted_and_the_same_for_the_same_text() -> None:
    prints = fingerprint(hash_words(TEXT))
    assert len(prints) == FINGERPRINT
    assert np.array_equal(prints, np.unique(prints))
    assert np.array_equal(prints, fingerprint(hash_words(TEXT)))
    assert len(fingerprint(hash_words(TEXT[:3]))) == 0
    assert len(fingerprint(hash_words(TEXT[:4]))) == 1


def test_a_text_that_was_cut_shares_its_part_of_the_fingerprint() -> None:
    whole, half = fingerprint(hash_words(TEXT)), fingerprint(hash_words(TEXT[: len(TEXT) // 2]))
    assert len(np.intersect1d(whole, half)) > 10
    other = fingerprint(hash_words([word + "x" for word in TEXT]))
    assert len(np.intersect1d(whole, other)) == 0


@pytest.mark.parametrize(
    ("left", "right", "share"),
    [
        ("a b c d", "a b c d", 1),
        ("a b", "x a y b z", 1),
        ("a b c d", "d c b a", 0.25),
        ("", "a", 0),
    ],
)
def test_the_shorter_text_is_sought_in_the_longer(left: str, right: str, share: float) -> None:
    assert containment(body(left.split()), body(right.split())) == share


def test_changes_are_where_two_texts_differ() -> None:
    left, right = ["a", "b", "c", "d", "e"], ["a", "x", "c", "d", "e", "f"]
    found = [(left[one], right[other]) for one, other in text_changes(body(left), body(right))]
    assert found == [(["b"], ["x"]), ([], ["f"])]
    assert list(text_changes(body(left), body(left))) == []


@pytest.mark.parametrize(
    "later",
    [
        TEXT,
        TEXT[: len(TEXT) * 3 // 4],
        ["par", "notre", "redaction", *TEXT],
        [word if at % 25 else "autre" for at, word in enumerate(TEXT)],
    ],
    ids=["whole", "cut", "intro", "edited"],
)
def test_a_copy_is_one_cut_or_edited(later: list[str]) -> None:
    assert is_copy(body(TEXT), body(later))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (TEXT[: SHORTEST - 1], TEXT[: SHORTEST - 1]),
        (TEXT[:40], TEXT + [word + "x" for word in TEXT]),
        (TEXT, [word + "x" for word in TEXT]),
        ([], []),
    ],
    ids=["short", "quoted", "other", "nothing"],
)
def test_a_brief_and_a_quote_are_no_copies(earlier: list[str], later: list[str]) -> None:
    assert not is_copy(body(earlier), body(later))


def test_a_word_with_one_slip_begins_as_it_does() -> None:
    found = set(slip_forms("government"))
    assert {"goverment", "governmemt", "govermnent", "governmennt"} <= found
    assert not {"overnment", "gouvermant", "government s"} & found
    assert not set(slip_forms("iraq"))


def test_a_shingle_in_several_stories_finds_nothing() -> None:
    found, owners = np.array([0, 1, 2, 0, 1, 3]), np.array([0, 0, 0, 1, 1, 1])
    stories = ["fire", "flood", "strike", "flood"]
    assert telling_finds(found, owners, stories, 1).tolist() == [0, 1, 3]
    assert telling_finds(found, owners, stories, 2).tolist() == found.tolist()
    assert telling_finds(found, owners, ["fire"] * 4, 1).tolist() == found.tolist()
    assert (
        telling_finds(found, owners, ["fire", "flood", "", "flood"], 1).tolist() == found.tolist()
    )
    assert telling_finds(found[:0], owners[:0], stories, 1).tolist() == []


def test_words_that_two_texts_share_in_order_are_told() -> None:
    left, right = np.array([1, 2, 3, 4], dtype=np.uint32), np.array([9, 2, 4, 1], dtype=np.uint32)
    assert words_in_order(left, right) == {2, 4}
