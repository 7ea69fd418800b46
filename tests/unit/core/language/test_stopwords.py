"""How common a word is before anything was counted."""

from __future__ import annotations

import pytest

from bot.core.language.stemming import stem
from bot.core.language.stopwords import expected_share, is_common, is_stop


@pytest.mark.parametrize(("word", "language"), [("les", "fr"), ("the", "en"), ("und", "de")])
def test_function_words_are_told_in_their_language_and_in_an_unknown_one(
    word: str, language: str
) -> None:
    assert is_stop(word, language)
    assert is_stop(word, "xx")
    assert is_common(word, language)


@pytest.mark.parametrize("word", ["zorkan", "", "東京", "x" * 100_000])
def test_a_name_is_no_function_word(word: str) -> None:
    assert not is_stop(word, "fr")


def test_a_share_is_a_part_of_all_texts_and_that_of_an_invented_word_is_small() -> None:
    shares = [
        expected_share(stem(word, "fr"), "fr") for word in ("president", "zorkan", "navire", "")
    ]
    assert all(0 < one < 1 for one in shares)
    assert expected_share("zorkan", "fr") <= min(shares)
