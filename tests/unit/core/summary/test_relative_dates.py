"""Weekdays become dates; what is dated, habitual or a name stays."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from bot.core.summary.relative_dates import resolve_weekdays

WEDNESDAY = datetime(2026, 6, 3, 10, tzinfo=UTC)

FRENCH = {
    "Il a annoncé mardi une réforme.": "Il a annoncé mardi 2 juin une réforme.",
    "Mardi, la police est venue.": "Mardi 2 juin, la police est venue.",
    "Il pleut mercredi.": "Il pleut mercredi 3 juin.",
    "Il a été élu lundi.": "Il a été élu lundi 1er juin.",
    "Il sera jugé vendredi.": "Il sera jugé vendredi 5 juin.",
    "Le vote a lieu mardi prochain.": "Le vote a lieu mardi 9 juin.",
    "Il est mort mercredi dernier.": "Il est mort mercredi 27 mai.",
    "Ce jeudi, il neige.": "Ce jeudi 4 juin, il neige.",
    "Rien mardi soir.": "Rien mardi soir (2 juin).",
    "Il est parti hier.": "Il est parti hier (2 juin).",
    "Il part après-demain.": "Il part après-demain (5 juin).",
    "Rien hier soir.": "Rien hier soir (2 juin).",
    "Il a plu dimanche et lundi.": "Il a plu dimanche 31 mai et lundi 1er juin.",
}
ENGLISH = {
    "It met on Tuesday.": "It met on Tuesday 2 June.",
    "It will meet on Friday.": "It will meet on Friday 5 June.",
    "It meets next Tuesday.": "It meets Tuesday 9 June.",
    "Next Tuesday it meets.": "Tuesday 9 June it meets.",
    "He died last Wednesday.": "He died Wednesday 27 May.",
    "It rained Tuesday evening.": "It rained Tuesday evening (2 June).",
    "It rained yesterday.": "It rained yesterday (2 June).",
    "Tomorrow it snows.": "Tomorrow (4 June) it snows.",
    "This Thursday it snows.": "This Thursday 4 June it snows.",
}
UNTOUCHED = {
    "fr": [
        "mardi 2 juin",
        "mardi 1er juin",
        "tous les mardis",
        "chaque mardi",
        "Il nage le mardi.",
        "Le Journal du dimanche",
        "L'homme d'aujourd'hui",
        "Vendredi saint",
        "Il lit Vendredi en classe.",
    ],
    "en": [
        "Tuesday, June 2",
        "Tuesday 2 June",
        "every Tuesday",
        "Tuesdays",
        "Black Friday",
        "The Sunday Times",
        "Tuesday's vote",
    ],
    "de": ["am Dienstag"],
    "": ["mardi", "Tuesday"],
}


@pytest.mark.parametrize(("text", "wanted"), FRENCH.items())
def test_french(text: str, wanted: str) -> None:
    assert resolve_weekdays(text, WEDNESDAY, "fr") == wanted


@pytest.mark.parametrize(("text", "wanted"), ENGLISH.items())
def test_english(text: str, wanted: str) -> None:
    assert resolve_weekdays(text, WEDNESDAY, "en-GB") == wanted


@pytest.mark.parametrize("language", UNTOUCHED)
def test_what_has_a_date_or_none_to_get_stays(language: str) -> None:
    for text in UNTOUCHED[language]:
        assert resolve_weekdays(text, WEDNESDAY, language) == text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("piece", ["mardi ", "Next Tuesday ", "le ", " ", "hier"])
def test_hostile_text_takes_linear_time(piece: str, language: str) -> None:
    begun = time.process_time()
    resolve_weekdays(piece * (100_000 // len(piece)), WEDNESDAY, language)
    assert time.process_time() - begun < 5


def test_doing_it_twice_changes_nothing() -> None:
    once = resolve_weekdays("Il a plu mardi.", WEDNESDAY, "fr")
    assert resolve_weekdays(once, WEDNESDAY, "fr") == once
