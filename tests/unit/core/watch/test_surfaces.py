"""What an atom or alias looks like in a text."""

from __future__ import annotations

import pytest

from bot.core.names.aliases import entities_named
from bot.core.query.tree import Atom
from bot.core.watch.surfaces import (
    Case,
    Surface,
    atom_entities,
    bare_word,
    literal_surfaces,
    of_form,
)
from bot.models import Sense


def surfaces(text: str, kind: str = "phrase", off: frozenset[str] = frozenset()) -> list[Surface]:
    return list(literal_surfaces(Atom(text, kind), ("fr", "en"), off))


def spelled(found: list[Surface], kind: str) -> set[str]:
    return {" ".join(words) for one in found if one.kind == kind for words in one.spellings}


@pytest.mark.parametrize(
    ("text", "kind", "case"),
    [
        ("zorbal", "phrase", Case.ANY),
        ("Zorbal", "phrase", Case.CAPITAL),
        ("ZBL", "phrase", Case.ACRONYM),
        ("Jean Zorbal", "phrase", Case.ANY),
        ("Zorbal", "exact", Case.EXACT),
        ("Zorbal", "prefix", Case.ANY),
    ],
)
def test_one_capitalised_word_asks_for_capitals(text: str, kind: str, case: Case) -> None:
    assert surfaces(text, kind)[0].case is case


def test_an_exact_word_and_a_prefix_have_no_other_form() -> None:
    assert len(surfaces("élection", "exact")) == len(surfaces("élec", "prefix")) == 1
    assert surfaces("élec", "prefix")[0].prefix


def test_a_word_in_small_letters_is_inflected_and_a_name_is_not() -> None:
    assert "elections" in spelled(surfaces("élection"), "inflection")
    assert "elections" not in spelled(
        surfaces("élection", off=frozenset({"elections"})), "inflection"
    )
    named = [one for one in surfaces("Zorbal") if one.kind == "inflection"]
    assert {one.language for one in named} == {"de"}


def test_the_words_of_a_phrase_are_inflected_together_and_particles_are_not() -> None:
    (phrase,) = (one for one in surfaces("guerre de libération") if one.kind == "inflection")
    assert "guerres" in phrase.slots[0]
    assert phrase.slots[1] == {"de"}
    assert phrase.width == 3


def test_a_compound_is_looked_for_with_and_without_its_hyphen() -> None:
    assert "cyber attaque" in spelled(surfaces("cyberattaque"), "hyphen")
    assert spelled(surfaces("cyber-attaque"), "hyphen") == {"cyberattaque", "cyberattaques"}
    assert spelled(surfaces("Jean-Zorbal"), "hyphen") == {"jeanzorbal"}
    assert spelled(surfaces("court"), "hyphen") == set()


def test_a_name_is_looked_for_in_the_other_order_and_with_a_word_inserted() -> None:
    found = surfaces("Jean Zorbal")
    assert spelled(found, "order") == {"zorbal jean"}
    assert [(one.words, one.tail) for one in found if one.kind == "inserted"] == [
        (("jean",), ("zorbal",))
    ]
    assert spelled(surfaces("jean zorbal"), "order") == set()
    assert spelled(surfaces("Jean de la Zorbal"), "order") == set()


def test_a_phrase_with_a_sign_inside_may_have_it_in_the_text() -> None:
    assert surfaces("Mission: Impossible")[0].punctuated
    assert not surfaces("Mission Impossible")[0].punctuated


def test_what_an_atom_names_is_found_with_an_article_before_it_or_none() -> None:
    assert [one.id for one in atom_entities(Atom("le Mali"), None)] == ["ML"]
    assert atom_entities(Atom("Mali", "exact"), None) == ()
    assert atom_entities(Atom("Mali"), Sense.PERSON) == ()
    assert atom_entities(Atom("zorbal"), None) == ()


def test_an_acronym_written_small_names_nothing() -> None:
    assert atom_entities(Atom("OTAN"), None)
    assert not atom_entities(Atom("us"), Sense.PLACE)


def test_an_alias_brings_its_entity_and_what_its_marks_ask_for() -> None:
    (mali,) = entities_named("Mali")
    found = [one for form in mali.forms for one in of_form(form, mali)]
    assert {one.entity for one in found} == {"ML"}
    compound = next(
        form for form in entities_named("Afghanistan")[0].forms if form.kind == "compound"
    )
    (joined,) = of_form(compound, entities_named("Afghanistan")[0])
    assert joined.joins
    assert not joined.form.endswith("-")


def test_arabic_and_hebrew_write_small_words_before_a_name_without_a_blank() -> None:
    (mali,) = entities_named("Mali")
    arabic = [form for form in mali.forms if form.language == "ar"]
    spellings = {
        words[0] for form in arabic for one in of_form(form, mali) for words in one.spellings
    }
    names = {form.text for form in arabic}
    assert any(f"و{name}" in spellings for name in names)


@pytest.mark.parametrize(
    ("raw", "stripped"), [("U.S.", "US"), ("zor\u00adbal", "zorbal"), ("l’Été", "l'Été"), ("", "")]
)
def test_dots_and_what_has_no_width_are_stripped_and_accents_stay(raw: str, stripped: str) -> None:
    assert bare_word(raw) == stripped
