"""What was looked up is verified by its letters and by what lies between its words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.language.document import Document
from bot.core.language.text import tokens
from bot.core.match.verify import locate_surface
from bot.core.watch.surfaces import Case, Surface
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def document(title: str, language: str = "fr") -> Document:
    return Document(Article("1", "s", title, "", "", "", language, WHEN))


def found(title: str, surface: Surface, language: str = "fr") -> list[tuple[int, int]]:
    told = document(title, language)
    places = (locate_surface(told, at, surface) for at in range(-1, len(told.words) + 1))
    return [place for place in places if place is not None]


def surface(*words: str, case: Case = Case.ANY, kind: str = "name", **more: object) -> Surface:
    folded = tuple(word.lower() for word in words)
    return Surface((folded,), " ".join(words), kind, case, tuple(words), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "title", "places"),
    [
        (Case.ANY, "Zorbal zorbal ZORBAL", [0, 1, 2]),
        (Case.CAPITAL, "Zorbal zorbal ZORBAL", [0, 2]),
        (Case.SMALL, "Zorbal zorbal ZORBAL", [1]),
        (Case.EXACT, "Zorbal zorbal ZORBAL", [0]),
        (Case.SOME, "Zorbal zorbal ZORBAL", [0, 2]),
    ],
)
def test_capitals_are_asked_for(case: Case, title: str, places: list[int]) -> None:
    assert [first for first, _ in found(title, surface("Zorbal", case=case))] == places


def test_an_acronym_is_in_capitals_or_spells_no_word() -> None:
    assert found("OTAN Otan otan", surface("OTAN", case=Case.ACRONYM)) == [(0, 0), (1, 1)]
    assert found("MALI Mal", surface("MAL", case=Case.ACRONYM)) == []


def test_words_of_a_phrase_stand_beside_each_other() -> None:
    phrase = surface("Nord", "Zorbal")
    assert found("Nord Zorbal", phrase) == [(0, 1)]
    assert found("Nord-Zorbal", phrase) == [(0, 1)]
    assert found("Nord, Zorbal", phrase) == []
    assert found("Nord", phrase) == []


def test_glued_words_have_a_hyphen_between_and_a_compound_has_one_behind() -> None:
    glued = surface("nord", "zorbal", glued=True)
    assert found("nord-zorbal nord zorbal", glued) == [(0, 1)]
    joins = surface("russo", joins=True)
    assert found("russo-zorbal et russo zorbal", joins) == [(0, 0)]


def test_a_surface_of_a_language_holds_in_its_texts_and_where_none_is_known() -> None:
    german = surface("Zorbals", language="de")
    assert found("Zorbals", german, "de") == found("Zorbals", german, "") == [(0, 0)]
    assert found("Zorbals", german, "fr") == []


def test_one_capitalised_word_may_stand_inside_a_name() -> None:
    name = surface("Jean", tail=("dupont",))
    assert found("Jean Pierre Dupont", name) == [(0, 2)]
    assert found("Jean Pierre-Yves Dupont", name) == [(0, 3)]
    assert found("Jean le Dupont", name) == []
    assert found("Jean-Marie Dupont", name) == []
    assert found("Jean Pierre Luc Dupont", name) == []


def test_a_prefix_is_how_the_last_word_begins() -> None:
    begun = surface("la", "cor", prefix=True)
    assert found("la Corée, la corniche, le corps", begun) == [(0, 1), (2, 3)]


def test_an_atom_typed_with_accents_meets_no_word_with_others() -> None:
    typed = surface("grève", kind="literal")._replace(spellings=(("greve",),))
    assert found("grève greve grevé", typed) == [(0, 0), (1, 1)]


def test_a_function_word_has_but_the_letters_of_a_name() -> None:
    name = surface("Uber", case=Case.CAPITAL, kind="literal")
    assert found("Über den Wolken", name, "de") == []
    assert found("Uber fährt", name, "de") == [(0, 0)]


def test_what_a_phrase_writes_big_is_big_in_german() -> None:
    phrase = surface("Zorbal", "Linie", kind="literal")
    assert found("Zorbal Linie", phrase, "de") == [(0, 1)]
    assert found("Zorbal linie", phrase, "de") == []
    assert found("Zorbal linie", phrase, "fr") == [(0, 1)]


def test_a_function_word_in_a_headline_of_capitals_is_no_acronym() -> None:
    who = surface("WHO", case=Case.EXACT)
    assert found("THE MAN WHO FELL", who, "en") == []
    assert found("WHO chief speaks", who, "en") == [(0, 0)]


def test_a_korean_name_begins_its_run() -> None:
    name = surface(*(token.text for token in tokens("조르발")))
    assert [first for first, _ in found("조르발은 대통령", name, "ko")] == [0]
    assert found("대조르발", name, "ko") == []


def test_nothing_stands_outside_a_text() -> None:
    told = document("Zorbal")
    assert locate_surface(told, -1, surface("Zorbal")) is None
    assert locate_surface(told, 1, surface("Zorbal")) is None
