"""Function words of a language by class, and lists of names."""

from __future__ import annotations

import pytest

from bot.core.language.word_files import word_languages
from bot.core.senses.function_words import Traits, age_pattern, listed_as, respellings, words_of
from bot.core.senses.signs import Kind


@pytest.mark.parametrize(
    ("language", "name", "word"),
    [
        ("fr", "articles", "le"),
        ("fr", "of", "de"),
        ("en", "articles", "the"),
        ("en", "of", "of"),
        ("en", "place_mostly", "in"),
        ("de", "particles_sure", "von"),
        ("es", "articles", "el"),
        ("pt", "articles", "os"),
    ],
)
def test_a_word_is_in_its_class(language: str, name: str, word: str) -> None:
    assert word in getattr(words_of(language), name)


def test_a_language_with_a_file_has_its_own_words_and_the_common_ones() -> None:
    assert words_of("fr").own
    assert "the" not in words_of("fr").articles
    assert words_of("fr").letters <= words_of("").letters


@pytest.mark.parametrize("language", ["", "sw", "zz"])
def test_a_language_without_a_file_has_the_words_of_all(language: str) -> None:
    other = words_of(language)
    assert not other.own
    for code in word_languages():
        assert words_of(code).articles <= other.articles, code
    assert other.traits != Traits()


def test_how_a_language_writes_comes_from_its_file() -> None:
    assert words_of("de").traits.noun_capitals
    assert not words_of("fr").traits.noun_capitals
    assert words_of("en").traits.title_case


def test_a_preposition_of_places_may_be_one_to_any_degree() -> None:
    said = words_of("en")
    every = said.place_mostly | said.place_often | said.place_sometimes | said.place_seldom
    assert every
    assert all(map(said.of_places, every))
    assert not said.of_places("zorbal")


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", " (43), said", True),
        ("en", ", aged 43, said", True),
        ("fr", ", 43 ans, parle", True),
        ("en", ", 43,", True),
        ("en", " 43 people", False),
        ("fr", " en 2026", False),
        ("sw", " (43)", True),
    ],
)
def test_an_age_is_told_from_a_number(language: str, text: str, *, found: bool) -> None:
    assert bool(age_pattern(language).match(text)) is found


def test_a_name_on_the_list_mostly_stands_for_its_kinds() -> None:
    assert listed_as("zorbal") == frozenset()
    assert listed_as("samsung") == {Kind.ORGANISATION}


def test_what_is_read_as_another_word_is_mapped_to_it() -> None:
    assert any(respellings(code) for code in word_languages())
    for code in word_languages():
        assert respellings(code).items() == dict(words_of(code).spelled).items(), code
        assert all(words_of("").spelled >= words_of(code).spelled for code in word_languages())
