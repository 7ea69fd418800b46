"""Keys of words say alike in a watch and in a text which words stand in a row."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.keys import (
    KeyKind,
    form_heads,
    gap_keys,
    join_keys,
    keys_of,
    row_keys,
    word_key,
)

WORDS = ["les", "quais", "du", "havre", "restent", "fermes"]


def test_a_row_of_a_text_has_the_key_of_the_same_words_alone() -> None:
    alone = join_keys([keys_of([word]) for word in WORDS[1:4]], KeyKind.WORDS)
    assert row_keys(keys_of(WORDS), 3, KeyKind.WORDS)[1] == alone[0]


def test_order_and_kind_make_another_key() -> None:
    one, other = keys_of(["port"]), keys_of(["havre"])
    keys = {int(join_keys(pair, KeyKind.WORDS)[0]) for pair in ([one, other], [other, one])}
    keys |= {int(join_keys([one, other], kind)[0]) for kind in (KeyKind.HEADS, KeyKind.GAP)}
    assert len(keys) == 4


def test_a_gap_skips_the_words_between() -> None:
    pair = join_keys([keys_of(["quais"]), keys_of(["havre"])], KeyKind.GAP)
    assert pair[0] in gap_keys(keys_of(WORDS), 1)
    assert pair[0] not in gap_keys(keys_of(WORDS), 2)


@given(st.lists(st.text(max_size=8), max_size=9), st.integers(1, 4))
def test_a_text_has_as_many_rows_as_places(words: list[str], size: int) -> None:
    assert len(row_keys(keys_of(words), size, KeyKind.WORDS)) == max(0, len(words) - size + 1)
    assert len(gap_keys(keys_of(words), size)) == max(0, len(words) - size - 1)


def test_the_lower_half_of_a_key_is_that_of_the_head() -> None:
    (head,) = form_heads(["zorkanienne", "zorkanien"])
    assert word_key("zorkanienne") != word_key("zorkanien")
    low = [word_key(word) & 0xFFFFFFFF for word in ("zorkanienne", "zorkanien", head)]
    assert len(set(low)) == 1
    assert keys_of([]).dtype == np.uint64


def test_the_key_of_a_word_is_the_same_in_every_process() -> None:
    assert word_key("malienne") == crc32(b"malienne") << 32 | crc32(b"mali")
