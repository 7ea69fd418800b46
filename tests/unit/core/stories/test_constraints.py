"""What asks for more evidence before one article hides behind another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.stories import constraints
from bot.core.stories.constraints import NEVER, merge_doubt
from bot.core.stories.features import Sketch, make_sketch
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def sketch(title: str, source: str = "One", language: str = "en", text: str = "") -> Sketch:
    return make_sketch(Article("1", source, title, "", text, "", language, WHEN))


def test_two_outlets_on_one_event_raise_no_doubt() -> None:
    left = sketch("Bridge of Bria collapses, three dead")
    assert merge_doubt(left, sketch("Three dead as Bria bridge falls", "Two")) == 0


def test_a_second_article_of_an_outlet_needs_more() -> None:
    left, right = sketch("Bridge of Bria collapses"), sketch("Mayor of Bria resigns over bridge")
    assert constraints.same_outlet(left, right)
    assert merge_doubt(left, right) > 0
    assert not constraints.same_outlet(sketch("x", ""), sketch("x", ""))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Daily quiz of the Bria Post number 41", "Daily quiz of the Bria Post number 42"),
        (
            "Storm tracker for the coast of Bria: update 17",
            "Storm tracker for the coast of Bria: update 18",
        ),
    ],
)
def test_one_of_a_series_is_never_the_other(left: str, right: str) -> None:
    assert constraints.in_series(sketch(left), sketch(right))
    assert merge_doubt(sketch(left), sketch(right)) == NEVER
    assert merge_doubt(sketch(left), sketch(right, "Two")) == NEVER


def test_another_count_of_the_same_thing_is_no_series() -> None:
    left = sketch("12 dead after bus falls into the river at Bria")
    right = sketch("14 dead after bus falls into the river at Bria", "Two")
    assert not constraints.ends_in_number(left, right)
    assert merge_doubt(left, right) < NEVER


def test_titles_that_are_one_but_for_who_it_is_about_need_more() -> None:
    left = sketch("The cup of the northern lakes goes to Kenvarov")
    right = sketch("The cup of the northern lakes goes to Zorbalin", "Two")
    assert constraints.is_recast(left, right)
    assert merge_doubt(left, right) == constraints.RECAST > 0
    assert not constraints.is_recast(left, left)


def test_titles_of_two_places_with_no_name_in_common_need_more() -> None:
    left, right = (
        sketch("Bus crash in Brazil kills five"),
        sketch("Bus crash in Nepal kills five", "Two"),
    )
    assert constraints.is_elsewhere(left, right)
    assert merge_doubt(left, right) >= constraints.ELSEWHERE > 0
    assert not constraints.is_elsewhere(left, sketch("Brazil bus falls from bridge", "Two"))
    assert not constraints.is_elsewhere(left, sketch("Bus falls from bridge", "Two"))


def test_two_languages_have_to_share_what_means_the_same_in_both() -> None:
    french = sketch("Séisme de magnitude 6,4 au Chili, 318 blessés à Arica", "Deux", "fr")
    german = sketch("Erdbeben der Stärke 6,4 in Chile, 318 Verletzte in Arica", "Drei", "de")
    assert constraints.shared_anchors(french, german) >= constraints.ANCHORS_ACROSS
    assert merge_doubt(french, german) < NEVER
    assert merge_doubt(french, sketch("Regen in Chile", "Drei", "de")) == NEVER


def test_titles_are_as_alike_as_the_words_they_share() -> None:
    left = sketch("Bridge of Bria collapses")
    assert constraints.title_ratio(left, left) == 1
    assert constraints.title_ratio(left, sketch("Rain")) == 0
    assert 0 < constraints.title_ratio(left, sketch("Bridge of Vire collapses")) < 1


def test_words_whose_capitals_open_sentences_count_as_one_across_languages() -> None:
    french = sketch("Zorbal ouvre une usine", "Deux", "fr", "Kenvarov signe demain.")
    german = sketch("Zorbal bekommt Besuch", "Drei", "de", "Kenvarov schweigt.")
    assert constraints.shared_anchors(french, german) == 1
    inside = sketch("Besuch bei Zorbal", "Drei", "de", "Es schweigt Kenvarov.")
    named = sketch("Une usine de Zorbal", "Deux", "fr", "Demain signe Kenvarov.")
    assert constraints.shared_anchors(named, inside) == 2


def test_one_word_that_may_be_anything_is_nothing_in_common() -> None:
    left, right = sketch("Zorbal closes", "One"), sketch("Zorbal wins the cup", "Two")
    assert constraints.is_hollow(left, right, ["Zorbal"])
    assert not constraints.is_hollow(left, right, ["Zorbal", "cup"])
    assert not constraints.is_hollow(left, sketch("Cup for Zorbal", "Two"), ["Zorbal"])
