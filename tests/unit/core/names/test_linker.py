"""Known names in a text get the same key in every form and language."""

from __future__ import annotations

import pytest

from bot.core.language.text import tokens
from bot.core.names.linker import LONGEST, KnownName, known_at, names_from


def known(text: str, at: int = 0) -> KnownName | None:
    return known_at(tokens(text), at)


@pytest.mark.parametrize(
    "text", ["Mali", "malienne", "Malians", "République du Mali", "Republic of Mali"]
)
def test_every_form_of_a_country_has_its_key(text: str) -> None:
    found = known(text)
    assert found is not None
    assert found.id == "ML"
    assert found.words == len(text.split())


def test_the_longest_name_counts() -> None:
    found = known("Corée du Nord et du Sud")
    assert found is not None
    assert (found.id, found.words) == ("KP", 3)


def test_a_capital_stands_for_its_country_and_is_a_city() -> None:
    found, country = known("Paris brûle"), known("France")
    assert found is not None
    assert country is not None
    assert (found.id, found.city, country.id, country.city) == ("FR", True, "FR", False)


def test_a_name_is_looked_for_where_it_begins() -> None:
    words = tokens("hier au Mali")
    assert [known_at(words, at) is not None for at in range(3)] == [False, False, True]


def test_a_name_that_needs_its_letters_or_a_capital_gets_them() -> None:
    assert known("OTAN") is not None
    assert known("otan") is None
    assert known("Macron parle") is not None
    assert known("macron parle") is None


def test_a_name_cut_off_by_the_end_of_the_text_is_not_found() -> None:
    found = known("Corée du")
    assert found is None or found.words < 3


def test_what_names_nobody_is_nothing() -> None:
    assert known("Zorbal") is None
    assert names_from("zorbal") == ()
    assert max(names_from("republique")) <= LONGEST
    assert list(names_from("republique")) == sorted(names_from("republique"), reverse=True)
