"""Given names, of any language."""

from __future__ import annotations

import pytest

from bot.core.names.given_names import is_given


@pytest.mark.parametrize("word", ["marie", "john", "jean"])
def test_given_names_are_known(word: str) -> None:
    assert is_given(word)


@pytest.mark.parametrize("word", ["", "Marie", "zorkan", "port", "x" * 100_000])
def test_other_words_are_not_nor_what_is_not_folded(word: str) -> None:
    assert not is_given(word)
