"""Words and phrases that may stand for each other, in the same form only."""

from __future__ import annotations

import pytest

from bot.core.language.text import fold
from bot.core.language.word_files import claim_words, same_words
from bot.core.summary.claims.wording import are_alike, is_droppable, is_past, plain_text, verb_form

LANGUAGES = ("en", "fr", "de", "es")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("bought", "acquired", "en"),
        ("buys", "acquires", "en"),
        ("vehicles", "cars", "en"),
        ("blaze", "fire", "en"),
        ("arrêté", "interpellé", "fr"),
        ("emplois", "postes", "fr"),
        ("Fahrzeuge", "Autos", "de"),
        ("detuvo", "arrestó", "es"),
        ("sismo", "terremoto", "es"),
    ],
)
def test_words_of_one_group_and_form_are_alike(one: str, other: str, language: str) -> None:
    assert are_alike(one, other, language)
    assert are_alike(other, one, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("rose", "fell", "en"),
        ("buy", "acquired", "en"),
        ("vehicle", "cars", "en"),
        ("killed", "injured", "en"),
        ("racheter", "acheté", "fr"),
        ("poste", "emplois", "fr"),
        ("Auto", "Fahrzeuge", "de"),
        ("detener", "arrestó", "es"),
        ("car", "vehicle", "it"),
    ],
)
def test_others_are_not(one: str, other: str, language: str) -> None:
    assert not are_alike(one, other, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_turns_a_sentence_round_is_in_a_group(language: str) -> None:
    classes = claim_words(language)
    turning = frozenset().union(
        *(classes[name] for name in ("hedge", "negation", "quantity", "order", "condition"))
    )
    known = same_words(language)
    words = {
        fold(word.partition(":")[0])
        for line in (*known.verbs, *known.nouns, *known.others)
        for word in line
    }
    assert words
    assert not words & turning
    assert not {fold(word) for word in known.droppable} & turning


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_is_written_one_way_for_good(language: str) -> None:
    for phrase, plain in same_words(language).phrases:
        sample = phrase.replace(" #", " 40").replace("…", "its rate")
        sample += "mayor" if phrase.endswith("-") else ""
        written = plain_text(sample, language)
        assert written != sample, phrase
        assert plain_text(written, language) == written, phrase
        assert written.startswith(plain.split(" … ")[0]), phrase


def test_phrases_are_found_as_whole_words_and_before_figures_only() -> None:
    assert plain_text("They went back to US soil.", "en") == "They returned to USA soil."
    assert plain_text("He told us some say so.", "en") == "He told us some say so."
    assert plain_text("Some 40 ships", "en") == "About 40 ships"


def test_forms_and_little_words_are_known() -> None:
    assert verb_form("racheter", "fr") == "inf"
    assert verb_form("compró", "es") == "past"
    assert is_past("bought", "en")
    assert not is_past("buy", "en")
    assert is_droppable("early", "en")
    assert not is_droppable("former", "en")
