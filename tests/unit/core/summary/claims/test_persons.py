"""Who is who in an article."""

from __future__ import annotations

from bot.core.summary.claims.persons import Persons

TEXT = (
    "The former minister Colin Aldersea met the mayor of Bria, Ana Kenvarov, on Monday. "
    "Mrs Kenvarov said New Harlow was safe. Aldersea left. Luc Ferrand and Eve Ferrand stayed. "
    "Harlow is another town."
)
PERSONS = Persons(TEXT, "en")


def test_a_full_name_and_its_short_form_are_one() -> None:
    assert PERSONS.short("Ana Kenvarov met Mrs Kenvarov.") == "Kenvarov met Kenvarov."
    assert PERSONS.short("Colin Aldersea left.") == "Aldersea left."


def test_two_of_one_name_and_places_stay_apart() -> None:
    assert PERSONS.short("Luc Ferrand left New Harlow.") == "Luc Ferrand left New Harlow."
    assert PERSONS.short("Ana Aldersea left.") == "Ana Aldersea left."


def test_what_somebody_is_called_may_be_said_again() -> None:
    assert PERSONS.untitled("The mayor of Bria, Ana Kenvarov, left.") == "The Ana Kenvarov, left."
    assert PERSONS.untitled("Former minister Colin Aldersea left.") == "Colin Aldersea left."


def test_half_of_it_or_another_may_not() -> None:
    assert PERSONS.untitled("Minister Colin Aldersea left.") == ""
    assert PERSONS.untitled("The mayor of Harlow, Ana Kenvarov, left.") == ""


def test_a_pronoun_is_the_one_whom_the_sentence_before_opens_with() -> None:
    assert PERSONS.named("She left.", "The mayor, Ana Kenvarov, spoke.") == ""
    assert PERSONS.named("She left.", "Mayor Ana Kenvarov spoke.") == "Kenvarov left."
    assert PERSONS.named("She left.", "A friend of Ana Kenvarov spoke.") == ""
    assert PERSONS.named("She left.", "Ana Kenvarov met Colin Aldersea.") == ""
    assert PERSONS.named("Prices fell.", "Ana Kenvarov spoke.") == ""
