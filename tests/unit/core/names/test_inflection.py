"""Demonyms and names in all their forms, from one that is written."""

from __future__ import annotations

import pytest

from bot.core.names.inflection import demonym_forms, name_cases, surname_cases


@pytest.mark.parametrize(
    ("item", "language", "expected"),
    [
        ("nord-coréen", "fr", "nord-coréen nord-coréenne nord-coréens nord-coréennes"),
        ("français", "fr", "français française françaises"),
        ("marocain", "fr", "marocain marocaine marocains marocaines"),
        ("espagnol", "fr", "espagnol espagnole espagnols espagnoles"),
        ("russe", "fr", "russe russes"),
        ("breton/bretonne", "fr", "breton bretonne bretons bretonnes"),
        ("grec/grecque", "fr", "grec grecque grecs grecques"),
        ("provençal", "fr", "provençal provençale provençaux provençales"),
        ("burkinabè!", "fr", "burkinabè"),
        ("Iraqi", "en", "Iraqi Iraqis"),
        ("Chinese", "en", "Chinese"),
        ("British", "en", "British"),
        ("Frenchman", "en", "Frenchman Frenchmen Frenchwoman Frenchwomen"),
        ("Nordkoreaner", "de", "Nordkoreaner Nordkoreaners Nordkoreanern Nordkoreanerin "
         "Nordkoreanerinnen"),
        ("norcoreano", "es", "norcoreano norcoreana norcoreanos norcoreanas"),
        ("francés", "es", "francés francesa franceses francesas"),
        ("cinese", "it", "cinese cinesi"),
        ("português", "pt", "português portuguesa portugueses portuguesas"),
    ],
)  # fmt: skip
def test_inflections_follow_from_one_form(item: str, language: str, expected: str) -> None:
    assert set(demonym_forms(item, language)) == set(expected.split())


def test_names_are_declined() -> None:
    assert "Россию" in name_cases("Россия", "ru")
    assert "Южную Корею" in name_cases("Южная Корея", "ru")
    assert name_cases("США", "ru") == ("США",)
    assert name_cases("China", "de") == ("China", "Chinas")
    assert {"Путина", "Путиным"} <= set(surname_cases("Путин"))
    assert surname_cases("Putin") == ("Putin",)


@pytest.mark.parametrize(
    ("item", "forms"),
    [
        ("zorbal!", ("zorbal",)),
        ("zorban/zorbine/zorbins", ("zorban", "zorbine", "zorbins")),
        ("grec/grecque", ("grec", "grecque", "grecs", "grecques")),
        ("brésilien", ("brésilien", "brésilienne", "brésiliens", "brésiliennes")),
        ("zorbal", ("zorbal", "zorbale", "zorbaux", "zorbales")),
        ("kenvais", ("kenvais", "kenvaise", "kenvaises")),
    ],
)
def test_what_a_rule_gets_wrong_is_written_out(item: str, forms: tuple[str, ...]) -> None:
    assert demonym_forms(item, "fr") == forms


def test_a_language_without_rules_leaves_a_demonym_alone() -> None:
    assert demonym_forms("zorbali", "sw") == ("zorbali",)


@pytest.mark.parametrize(
    ("name", "language", "forms"),
    [
        ("Kenvar", "de", ("Kenvar", "Kenvars")),
        ("Zorbas", "de", ("Zorbas",)),
        ("Neu Kenvar", "de", ("Neu Kenvar",)),
        ("Kenvar", "fr", ("Kenvar",)),
        ("Кения", "ru", ("Кения", "Кении", "Кению", "Кенией")),
        ("Чили", "ru", ("Чили",)),
    ],
)
def test_a_name_takes_the_cases_of_its_language(
    name: str, language: str, forms: tuple[str, ...]
) -> None:
    assert name_cases(name, language) == forms


def test_both_words_of_a_name_take_the_same_case_and_three_take_none() -> None:
    assert "Новой Кенией" in name_cases("Новая Кения", "ru")
    assert "Новой Кению" not in name_cases("Новая Кения", "ru")
    assert name_cases("Новая Большая Кения", "ru") == ("Новая Большая Кения",)


@pytest.mark.parametrize("surname", ["Zorbal", "Зорбал-Кен", ""])
def test_a_surname_of_another_script_or_shape_stays_alone(surname: str) -> None:
    assert surname_cases(surname) == (surname,)
