"""The files that make a language."""

from __future__ import annotations

import pytest

from bot.core.language import word_files


def test_every_language_has_a_file_that_can_be_read_and_the_common_one_is_none() -> None:
    codes = word_files.word_languages()
    assert {"de", "en", "es", "fr", "pt"} <= set(codes)
    assert word_files.EVERYWHERE not in codes
    assert list(codes) == sorted(codes)
    assert all(word_files.read_word_file(code) for code in (*codes, word_files.EVERYWHERE))


def test_a_known_language_has_its_own_file_and_the_common_one() -> None:
    assert word_files.files_of("fr") == ("fr", "any")


@pytest.mark.parametrize("language", ["", "sw", "FR", "../fr"])
def test_for_another_language_all_files_hold(language: str) -> None:
    assert word_files.files_of(language) == (*word_files.word_languages(), "any")


def test_the_files_name_the_same_classes_of_words() -> None:
    common = set(word_files.read_word_file("en")) & set(word_files.read_word_file("fr"))
    for code in word_files.word_languages():
        assert common & set(word_files.read_word_file(code)), code
