import pytest

from bot.core.language.inflection import is_inflection, word_variants
from bot.core.language.text import fold


@pytest.mark.parametrize(
    ("word", "form", "language"),
    [
        ("élection", "élections", "fr"),
        ("chevaux", "cheval", "fr"),
        ("national", "nationaux", "fr"),
        ("ouvrier", "ouvrières", "fr"),
        ("acteur", "actrices", "fr"),
        ("sportif", "sportive", "fr"),
        ("turc", "turques", "fr"),
        ("œil", "yeux", "fr"),
        ("election", "élections", "fr"),
        ("city", "cities", "en"),
        ("mouse", "mice", "en"),
        ("wife", "wives", "en"),
        ("Wahl", "Wahlen", "de"),
        ("haus", "Häuser", "de"),
        ("elección", "elecciones", "es"),
    ],
)
def test_forms_of_one_word(word, form, language):
    assert fold(form) in word_variants(fold(word))
    assert is_inflection(word, form, language)


@pytest.mark.parametrize(
    ("word", "form", "language"),
    [
        ("port", "porte", "fr"),
        ("point", "pointe", "fr"),
        ("retrait", "retraite", "fr"),
        ("new", "news", "en"),
        ("élection", "électeur", "fr"),
        ("élection", "élections", "ja"),
    ],
)
def test_other_words(word, form, language):
    assert not is_inflection(word, form, language)


def test_short_words_and_figures_have_no_forms():
    assert word_variants("le") == frozenset()
    assert word_variants("g7") == frozenset()
