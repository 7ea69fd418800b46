import time

import pytest

from bot.feeds.language import detect_language

FRENCH = "Les négociations ont repris mardi entre les syndicats et la direction de l'usine."
ENGLISH = "Talks resumed on Tuesday between the unions and the management of the plant."


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        (FRENCH, "", "fr"),
        (ENGLISH, "", "en"),
        (FRENCH, "en", "fr"),
        (ENGLISH, "fr-FR", "en"),
        ("Le vote au Mali", "fr", "fr"),
        ("Die Verhandlungen zwischen Gewerkschaft und Werksleitung dauern an.", "", "de"),
        ("Las negociaciones entre los sindicatos y la empresa siguen abiertas.", "en", "es"),
        ("Северная Корея запустила ракету в сторону моря", "fr", "ru"),
        ("12 345", "fr_CA", "fr"),
        ("", "", ""),
    ],
)
def test_language_of_a_text_with_what_is_declared(text, prior, language):
    assert detect_language(text, prior=prior) == language


@pytest.mark.parametrize("text", ["a" * 100_000, "\n" * 1000, "\0 \0", "\ud800 abc", "é\u0301" * 9])
def test_hostile_text_gives_an_answer(text):
    begun = time.process_time()
    assert isinstance(detect_language(text, prior="fr"), str)
    assert time.process_time() - begun < 6
