"""Errors that point, and words that say something."""

from __future__ import annotations

import pytest

from bot.core.query.syntax import meaningful_words, query_error
from bot.errors import QueryError
from bot.said import say


def test_an_error_counts_characters_from_one_and_keeps_its_place() -> None:
    told = query_error(say("A word is missing"), 6, say("Add one."))
    assert (str(told), told.position) == ("A word is missing (at character 7).", 6)


@pytest.mark.parametrize("words", ["grève", "港", "24", "ميناء", "-x-"])
def test_words_with_a_letter_or_figure_come_back_as_they_are(words: str) -> None:
    assert meaningful_words(words, words, 0) == words


@pytest.mark.parametrize("words", ["", "  ", "…", "«»", "-" * 100_000])
def test_what_holds_no_word_is_refused(words: str) -> None:
    with pytest.raises(QueryError, match="no word"):
        meaningful_words(words, words, 0)
