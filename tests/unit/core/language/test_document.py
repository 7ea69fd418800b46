"""An article as one row of words, and what lies between them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.language.document import Document
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def document(title: str = "", lead: str = "", text: str = "", language: str = "fr") -> Document:
    return Document(Article("1", "s", title, lead, text, "", language, WHEN))


def test_the_words_of_the_fields_follow_each_other() -> None:
    told = document("Crue à Bria", "La Vire", "monte encore")
    assert told.words == ["crue", "a", "bria", "la", "vire", "monte", "encore"]
    assert told.ends == (3, 5, 7)
    assert [told.field_of(at) for at in range(7)] == [0, 0, 0, 1, 1, 2, 2]


def test_a_word_is_given_as_it_was_written() -> None:
    told = document("Crue à BRIA-sur-Vire", "", "L’Étang")
    assert told.written(2, 4) == "BRIA-sur-Vire"
    assert told.written(6, 6) == "Étang"


def test_between_fields_there_is_no_text() -> None:
    told = document("Crue", "Vire")
    assert told.between(0) is None
    assert told.between(-1) is None
    assert told.between(1) is None
    assert document("Crue, Vire").between(0) == ", "


@pytest.mark.parametrize(
    ("title", "adjacent"),
    [
        ("Bria Vire", True),
        ("Bria-Vire", True),
        ("« Bria » Vire", True),
        ("Bria\nVire", True),
        ("Bria's Vire", True),
        ("J. Vire", True),
        ("St. Vire", True),
        ("Bria. Vire", False),
        ("Bria, Vire", False),
        ("Bria (Vire)", False),
        ("Bria\n\nVire", False),
        ("Bria : Vire", False),
        ("Bria" + " " * 20 + "Vire", False),
    ],
)
def test_blanks_hyphens_and_quotes_part_nothing(title: str, *, adjacent: bool) -> None:
    assert document(title).adjacent(0) is adjacent


def test_a_comma_parts_nothing_where_the_watch_is_written_with_one() -> None:
    assert document("Mission: Vire").adjacent(0, punctuated=True)
    assert not document("Mission (Vire").adjacent(0, punctuated=True)


@pytest.mark.parametrize(
    ("title", "hyphened"), [("nord-coréen", True), ("nord‑coréen", True), ("nord coréen", False)]
)
def test_words_with_a_hyphen_between_are_one_written_word(title: str, *, hyphened: bool) -> None:
    assert document(title).hyphened(0) is hyphened


def test_a_written_word_has_one_number_and_fields_lie_far_apart() -> None:
    told = document("le nord-coréen parle", "demain")
    first, north, korean, speaks, tomorrow = told.ordinals
    assert (north - first, korean - north, speaks - korean) == (1, 0, 1)
    assert tomorrow - speaks >= 1000


def test_sentences_are_numbered_through_all_fields() -> None:
    told = document("Crue à Bria", "La Vire monte. Elle déborde.", "Il pleut.")
    numbers = [told.sentence(at) for at in range(len(told.words))]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 4
    assert told.sentence(3) == told.sentence(5) != told.sentence(6)


def test_what_is_written_small_somewhere_is_known() -> None:
    assert document("Turkey", "a turkey").small >= {"turkey"}
    assert "turkey" not in document("Turkey", "Turkey").small


@pytest.mark.parametrize(
    ("title", "titled", "loud"),
    [
        ("The Bridge Stays Shut Until Spring", True, False),
        ("The bridge stays shut until spring", False, False),
        ("THE BRIDGE STAYS SHUT UNTIL SPRING", True, True),
        ("BRIA", False, False),
        ("", False, False),
    ],
)
def test_how_a_title_is_written(title: str, *, titled: bool, loud: bool) -> None:
    told = document(title)
    assert (told.titled, told.loud) == (titled, loud)


@pytest.mark.parametrize(
    ("written", "code"), [("fr-FR", "fr"), ("EN_us", "en"), ("de", "de"), ("", "")]
)
def test_a_language_is_its_code(written: str, code: str) -> None:
    assert document("x", language=written).language == code


def test_a_lead_that_is_the_text_is_cut_once() -> None:
    told = document("Crue", "La Vire monte.", "La Vire monte.")
    assert told.rows[1] is told.rows[2]
    assert len(told.words) == 7
