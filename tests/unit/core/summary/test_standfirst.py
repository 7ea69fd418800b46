"""A publisher's standfirst is a summary, or why it is none."""

from __future__ import annotations

import pytest

from bot.core.summary.standfirst import standfirst_refusal

TITLE = "Le pont de Bria s'effondre"
GOOD = "Trois ouvriers sont morts lundi dans la chute du pont, fermé aux camions depuis deux ans."
TEXT = f"{GOOD} Le pont avait été construit en 1962. La maire de Bria parle d'un drame."


def refused(*sentences: str, title: str = TITLE, text: str = TEXT) -> str:
    return standfirst_refusal(sentences, title, text, "fr")


def test_a_complete_one_with_words_of_its_own_is_sound() -> None:
    assert refused(GOOD) == ""
    assert refused(GOOD, "La maire de Bria parle d'un drame.") == ""


@pytest.mark.parametrize(
    ("lead", "why"),
    [
        ("Trois morts.", "too short"),
        ("", "too short"),
        ("Trois ouvriers sont morts lundi dans la chute du pont, fermé aux camions…", "cut short"),
        ("Trois ouvriers sont morts lundi dans la chute du pont, fermé aux [...]", "cut short"),
        ("Trois ouvriers sont morts lundi dans la chute du pont, fermé aux", "cut short"),
        ("Trois ouvriers sont morts lundi dans la chute du pont, fermé,", "cut short"),
        ("Trois ouvriers sont morts lundi dans la chute du pont : qui est responsable ?", "asks"),
        ("Découvrez ce que la chute du pont de Bria change pour les ouvriers.", "a teaser"),
        ("Trois ouvriers sont morts lundi dans la chute du pont. On vous explique.", "a teaser"),
        ("Le pont de Bria s'effondre : c'est bien lui, le pont de Bria.", "says no more"),
        (
            "La recette du gâteau aux pommes demande quatre cuillères de sucre roux.",
            "does not speak",
        ),
    ],
)
def test_what_is_none_is_told_why(lead: str, why: str) -> None:
    assert refused(lead).startswith(why)


def test_one_without_a_full_stop_is_cut_where_the_text_goes_on_behind_it() -> None:
    bare = GOOD.rstrip(".")
    assert refused(bare) == ""
    longer = TEXT.replace("depuis deux ans.", "depuis deux ans et demi.")
    assert refused(bare, text=longer) == "cut short"
