"""The tables of places, people and groups, and what they are found by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.text import fold
from bot.core.names import gazetteer
from bot.models import Sense


def test_every_row_has_an_id_of_its_own_and_a_name() -> None:
    rows = gazetteer.gazetteer_rows()
    assert len({(row.sense, row.id) for row in rows}) == len(rows) > 1_000
    assert all(row.items and row.items[0].text.strip() for row in rows)


def test_places_people_and_groups_are_all_there() -> None:
    senses = {row.sense for row in gazetteer.gazetteer_rows()}
    assert {Sense.PLACE, Sense.PERSON, Sense.ORGANISATION} <= senses


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("Corée du Nord", "coree du nord"),
        ("Myanmar (Burma)", "myanmar burma"),
        ("St. Zorbal, Kenvar", "st zorbal kenvar"),
        ("", ""),
    ],
)
def test_a_name_is_found_without_accents_and_punctuation(phrase: str, key: str) -> None:
    assert gazetteer.name_key(phrase) == key


@given(st.text(alphabet="aéÉßœÆ İıñ'’-Жя東金 ", max_size=20))
def test_the_fast_folding_is_the_folding(text: str) -> None:
    assert gazetteer.fold_fast(text) == " ".join(fold(text).split())


def test_a_cell_is_split_at_commas_and_semicolons() -> None:
    assert gazetteer.split_cell("Zorbal, Zorbalie ; République du Zorbal,") == [
        "Zorbal", "Zorbalie", "République du Zorbal",
    ]  # fmt: skip


def ids(index: gazetteer.Index, name: str) -> set[str]:
    return {row.id for row in index.get(gazetteer.name_key(name), ())}


def test_rows_are_found_by_name_demonym_and_foreign_name() -> None:
    assert ids(gazetteer.by_name(), "Mali") == {"ML"}
    assert ids(gazetteer.by_name(), "République d'Albanie") == {"AL"}
    assert "ML" in ids(gazetteer.by_demonym(), "maliennes")
    assert "DE" in ids(gazetteer.by_foreign_name(), "Deutschland")
    assert ids(gazetteer.by_name(), "Zorbalie") == set()


def test_a_name_that_two_share_gives_both() -> None:
    assert {"KP", "KR"} <= ids(gazetteer.by_name(), "Corée")


def test_a_territory_has_names_in_many_languages() -> None:
    names = dict(gazetteer.cldr_names("DE"))
    assert names["Deutschland"] == "de"
    assert gazetteer.cldr_names("no such") == ()


def test_names_of_other_countries_that_hold_one_of_this_are_known() -> None:
    assert "guinea ecuatorial" in gazetteer.longer_abroad("GN")
    assert "guinea ecuatorial" not in gazetteer.longer_abroad("GQ")


def test_places_come_first_and_short_names_before_long_ones() -> None:
    shown = gazetteer.shown_names()
    names = [folded for folded, _ in shown]
    assert names.index("mali") < names.index("emmanuel macron")
    assert names.index("mali") < names.index("afghanistan")


def test_phrases_are_found_by_each_of_their_words() -> None:
    index = gazetteer.phrase_index()
    for word in ("coree", "nord"):
        assert ("KP", " coree du nord ") in index[word, False]
    assert not any(text == " mexico city " for _, text in index.get(("city", False), ()))


def test_an_item_knows_its_forms_and_whether_texts_are_searched_for_it() -> None:
    assert "maliennes" in gazetteer.GazetteerItem("malien", "demonym", "fr").texts
    assert gazetteer.GazetteerItem("Mali", "name", "fr").texts == ("Mali",)
    assert "Malis" in gazetteer.GazetteerItem("Mali", "name", "de").texts
    assert not gazetteer.GazetteerItem("Mali", "name", "fr", "?").searched
