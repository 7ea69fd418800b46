import time

import pytest

from bot.feeds.language import code, detect_language

FRENCH = "Les négociations ont repris mardi entre les syndicats et la direction de l'usine."
ENGLISH = "Talks resumed on Tuesday between the unions and the management of the plant."


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (FRENCH, "", "fr"),
        (ENGLISH, "", "en"),
        (FRENCH, "en", "fr"),
        (ENGLISH, "fr-FR", "en"),
        ("Le vote au Mali", "fr", "fr"),
        ("Macron Paris Berlin", "fr", "fr"),
        ("Die Verhandlungen zwischen Gewerkschaft und Werksleitung dauern an.", "", "de"),
        ("Las negociaciones entre los sindicatos y la empresa siguen abiertas.", "en", "es"),
        ("Северная Корея запустила ракету в сторону моря", "fr", "ru"),
        ("12 345", "fr_CA", "fr"),
        ("", "", ""),
        ("LES SYNDICATS APPELLENT À LA GRÈVE DANS LES TRANSPORTS", "", "fr"),
    ],
)
def test_language_of_a_text_with_what_is_declared(text, declared, language):
    assert detect_language(text, declared) == language


def test_declared_codes_are_shortened():
    assert [code(name) for name in ("fr-CA", "EN_us", "nb", "", "französisch", "zh-Hans")] == [
        "fr",
        "en",
        "no",
        "",
        "",
        "zh",
    ]


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "\n" * 1000, "\ud800" * 50, "\0 \0", "é\u0301" * 9]
)
def test_hostile_text_gives_an_answer(text):
    begun = time.monotonic()
    assert isinstance(detect_language(text, "fr"), str)
    assert time.monotonic() - begun < 2
