"""Source, author and language as they are asked for."""

from __future__ import annotations

import pytest

from bot.core.query.meta import LANGUAGE_NAMES, is_named, language_of


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Le Monde", "monde", True),
        ("Le Monde", "Le Monde", True),
        ("Le Monde", "lemonde", True),
        ("Le Monde", "le", True),
        ("Le Monde", "mond", False),
        ("L’Écho de Bria", "echo de bria", True),
        ("L’Écho de Bria", "bria echo", False),
        ("bria.example", "bria", True),
        ("", "bria", False),
    ],
)
def test_a_name_holds_whole_words_or_is_them_together(name: str, text: str, *, named: bool) -> None:
    assert is_named(name, text) is named


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("français", "fr"),
        ("Deutsch", "de"),
        ("pt-BR", "pt"),
    ],
)
def test_a_language_is_given_by_code_or_name(text: str, code: str) -> None:
    assert language_of(text) == code


def test_names_of_languages_are_folded() -> None:
    assert all(language_of(name.upper()) == code for name, code in LANGUAGE_NAMES.items())
