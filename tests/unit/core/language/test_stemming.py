"""Stems of folded words by language."""

from __future__ import annotations

import pytest

from bot.core.language.stemming import stem


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (("navire", "navires"), "fr"),
        (("strike", "strikes"), "en"),
        (("hafen", "hafens"), "de"),
        (("puerto", "puertos"), "es"),
    ],
)
def test_forms_of_a_word_have_one_stem(words: tuple[str, str], language: str) -> None:
    one, other = (stem(word, language) for word in words)
    assert one == other


@pytest.mark.parametrize("word", ["strikes", "日本", "ميناء"])
def test_a_language_without_a_stemmer_keeps_its_words(word: str) -> None:
    assert stem(word, "xx") == word


def test_a_word_with_figures_stays() -> None:
    assert stem("a320s", "en") == "a320s"


def test_an_endless_word_is_cut() -> None:
    assert len(stem("z" * 100_000, "en")) < 1000
    assert stem("", "fr") == ""
