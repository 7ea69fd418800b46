"""Numbers in words."""

from __future__ import annotations

import pytest

from bot.core.language.numbers import TONGUES, number_words
from bot.core.language.text import fold


@pytest.mark.parametrize(
    ("word", "figure"),
    [("deux", "2"), ("twelve", "12"), ("zwolf", "12"), ("veinte", "20"), ("tre", "3")],
)
def test_a_number_word_has_its_figure_in_any_language(word: str, figure: str) -> None:
    assert number_words()[word] == figure


def test_words_are_folded_and_figures_are_figures() -> None:
    for language in TONGUES:
        for word, figure in number_words([language], groups=True).items():
            assert word == fold(word)
            assert figure.isdigit() or not figure.isdecimal()


def test_dozens_count_where_they_are_asked_for() -> None:
    assert "dozen" not in number_words(["en"])
    assert number_words(["en"], groups=True)["dozen"] == "12"


def test_a_language_alone_has_its_own_words() -> None:
    assert "deux" not in number_words(["en"])
    assert number_words(["zz"]) == {}
