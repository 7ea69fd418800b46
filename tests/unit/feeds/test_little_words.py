"""The language of a text by its little words."""

from __future__ import annotations

import pytest

from bot.feeds.little_words import declared_language, told_by_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Le conseil a voté la loi et les dockers sont dans le port avec une prime.",
            "fr",
        ),
        (
            "The council met on Tuesday and it said that the bridge would be shut for the winter.",
            "en",
        ),
        ("これは日本語の文章です。とても短いものです。", "ja"),
        ("Pyongyang", ""),
    ],
)
def test_a_language_is_told_by_words_or_script_or_not_at_all(text: str, language: str) -> None:
    assert told_by_words(text) == language


def test_words_that_two_languages_share_tell_neither() -> None:
    assert told_by_words("por para no " * 5) == ""


def test_some_signs_of_another_script_do_not_make_a_language() -> None:
    text = "The council met on Tuesday and it said that the bridge over the 川 would be shut."
    assert told_by_words(text) == "en"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("fr-FR", "fr"),
        ("en_US", "en"),
        (" DE ", "de"),
        ("pt, es", "pt"),
        ("und", ""),
        ("french", ""),
        ("", ""),
        ("12", ""),
    ],
)
def test_a_declared_language_is_reduced_to_its_code(value: str, code: str) -> None:
    assert declared_language(value) == code
