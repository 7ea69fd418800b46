"""Keys of words say alike in a watch and in a text which words stand in a row."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.keys import (
    INSERTED,
    KeyKind,
    all_row_keys,
    form_heads,
    join_keys,
    keys_of,
    word_key,
)

KINDS = [(kind, size) for kind in (KeyKind.WORDS, KeyKind.HEADS) for size in (1, 2, 3, 4)]
WORDS = ["les", "quais", "du", "havre", "restent", "fermes"]


def test_a_row_of_a_text_has_the_key_of_the_same_words_alone() -> None:
    alone = join_keys([keys_of([word]) for word in WORDS[1:4]], KeyKind.WORDS)
    assert all_row_keys(keys_of(WORDS))[KeyKind.WORDS, 3][0][1] == alone[0]


def test_order_and_kind_make_another_key() -> None:
    one, other = keys_of(["port"]), keys_of(["havre"])
    keys = {int(join_keys(pair, KeyKind.WORDS)[0]) for pair in ([one, other], [other, one])}
    keys |= {int(join_keys([one, other], kind)[0]) for kind in (KeyKind.HEADS, KeyKind.GAP)}
    assert len(keys) == 4


def test_a_gap_skips_the_words_between() -> None:
    pair = join_keys([keys_of(["quais"]), keys_of(["havre"])], KeyKind.GAP)
    lines = all_row_keys(keys_of(WORDS))[KeyKind.GAP, 2]
    assert len(lines) == INSERTED
    assert [pair[0] in line for line in lines] == [True, False, False, False]


@given(st.lists(st.text(min_size=1, max_size=8), max_size=9), st.sampled_from(KINDS))
def test_every_row_of_a_text_has_the_key_of_its_words(
    words: list[str], kind: tuple[KeyKind, int]
) -> None:
    (line,) = all_row_keys(keys_of(words))[kind]
    assert len(line) == len(words)
    for at in range(len(words) - kind[1] + 1):
        row = [keys_of([word]) for word in words[at : at + kind[1]]]
        assert join_keys(row, kind[0])[0] == line[at]


def test_the_lower_half_of_a_key_is_that_of_the_head() -> None:
    (head,) = form_heads(["zorkanienne", "zorkanien"])
    assert word_key("zorkanienne") != word_key("zorkanien")
    low = [word_key(word) & 0xFFFFFFFF for word in ("zorkanienne", "zorkanien", head)]
    assert len(set(low)) == 1
    assert keys_of([]).dtype == np.uint64


def test_the_key_of_a_word_is_the_same_in_every_process() -> None:
    assert word_key("malienne") == crc32(b"malienne") << 32 | crc32(b"mali")
