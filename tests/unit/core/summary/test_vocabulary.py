"""Closed classes of words, and what is left of words when endings hardly count."""

from __future__ import annotations

import pytest

from bot.core.language.text import fold
from bot.core.summary import vocabulary


def test_lists_are_folded() -> None:
    for listed in (vocabulary.PRONOUNS, vocabulary.CONNECTIVES, vocabulary.CALENDAR):
        assert listed == {fold(word) for word in listed}


def test_words_are_folded_and_elided_articles_lose_their_apostrophe() -> None:
    assert vocabulary.folded_words("L’Été d'Ana") == ["l", "ete", "d", "ana"]
    assert vocabulary.folded_words("") == []


@pytest.mark.parametrize(
    ("word", "language"), [("les", "fr"), ("the", "en"), ("a", ""), ("x" * 61, "")]
)
def test_function_words_letters_and_monsters_have_no_stem(word: str, language: str) -> None:
    assert vocabulary.content_stem(word, language) == ""


def test_forms_of_a_word_have_one_stem() -> None:
    assert vocabulary.content_stems(["ponts", "pont", "les"], "fr") == {
        vocabulary.content_stem("pont", "fr")
    }
    assert vocabulary.content_stem("bridges", "en") == vocabulary.content_stem("bridge", "en")


def test_a_word_of_no_list_is_rarer_than_one_of_everyday_news() -> None:
    everyday = vocabulary.content_stem("gouvernement", "fr")
    assert vocabulary.stem_rarity(everyday, "fr") < vocabulary.stem_rarity("zorbal", "fr") == 1
