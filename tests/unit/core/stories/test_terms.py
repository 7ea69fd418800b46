"""What a text names, as keys that can be compared."""

from __future__ import annotations

import time

import pytest

from bot.core.language.text import tokens
from bot.core.stories.terms import FoundTerm, TermKind, find_terms, is_acronym, key_of, tells_amount


def found(text: str, language: str = "fr") -> list[FoundTerm]:
    return find_terms(text, tokens(text), language)


def keys(text: str, *kinds: TermKind, language: str = "fr") -> set[int]:
    return {one.key for one in found(text, language) if not kinds or one.kind in kinds}


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1 200 blessés", "1200"),
        ("1.200 blessés", "1200"),
        ("1,200 hurt", "1200"),
        ("1\u202f200 blessés", "1200"),
        ("3,50 euros", "3.5"),
        ("007 agents", "7"),
        ("douze blessés", "12"),
        ("twelve hurt", "12"),
        ("zwölf Verletzte", "12"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str, digits: str) -> None:
    assert keys(text, TermKind.NUMBER) == {key_of(f"#{digits}")}


@pytest.mark.parametrize("text", ["COVID-19", "un F-16", "once again", "Elf"])
def test_a_number_in_a_name_and_a_word_of_another_language_are_none(text: str) -> None:
    language = "en" if text.startswith("once") else "fr"
    assert keys(text, TermKind.NUMBER, language=language) == set()


def test_the_result_of_a_match_is_the_same_whoever_is_named_first() -> None:
    assert (
        keys("Lens bat Nice 3-1", TermKind.SCORE) == keys("Nice perd 1-3", TermKind.SCORE) != set()
    )
    assert keys("Lens bat Nice 3-1", TermKind.NUMBER) == set()
    assert keys("10:30 Uhr", TermKind.SCORE, language="de") == set()


def test_a_place_is_the_same_in_every_language_and_form() -> None:
    one = keys("au Mali", TermKind.PLACE)
    assert (
        one
        == keys("le président malien", TermKind.PLACE)
        == keys("Malian army", language="en") & one
    )
    assert len(one) == 1


def test_a_day_or_month_is_the_same_in_every_language() -> None:
    assert keys("lundi", TermKind.TIME) == keys("Montag", TermKind.TIME, language="de")
    assert keys("en mars", TermKind.TIME) == keys("3 March", TermKind.TIME, language="en")
    assert keys("la planète Mars", TermKind.TIME) == set()


def test_words_are_keyed_by_language_and_stem() -> None:
    assert keys("zorbaleurs", TermKind.WORD) == keys("zorbaleur", TermKind.WORD)
    assert keys("zorbaleur", TermKind.WORD) != keys("zorbaleur", TermKind.WORD, language="en")
    assert keys("le la les", language="fr") == set()


def test_a_name_has_an_anchor_that_agrees_across_languages() -> None:
    french = keys("hier Kenvarov parle", TermKind.ANCHOR)
    assert french == keys("gestern sprach Kenvarov", TermKind.ANCHOR, language="de")
    assert french == {key_of("^kenvarov")}


def test_what_opens_a_sentence_is_no_name_by_its_capital() -> None:
    kinds = {one.kind for one in found("Zorbaleur est là")}
    assert TermKind.NAME not in kinds
    assert TermKind.NAME in {one.kind for one in found("hier Zorbaleur est là")}


def test_capitals_of_a_headline_in_title_case_say_nothing() -> None:
    text = "mayor Kenvarov Opens Bridge After Years Of Quarrels"
    assert TermKind.NAME not in {one.kind for one in found(text, "en")}


def test_a_first_name_says_little_beside_its_surname() -> None:
    weights = {
        one.word: one.weight for one in found("le maire de Bria, Arnaud Kenvarov, parle hier soir")
    }
    assert weights["Arnaud"] < weights["Kenvarov"] == 1


def test_words_of_one_meaning_meet_in_a_concept() -> None:
    assert keys("un incendie", TermKind.CONCEPT) & keys("a fire", TermKind.CONCEPT, language="en")


def test_scripts_without_blanks_give_pairs_of_letters() -> None:
    assert keys("首相辞任", language="ja") & keys("首相が辞任", language="ja")


@pytest.mark.parametrize(
    ("folded", "raw", "acronym"),
    [
        ("otan", "OTAN", True),
        ("otan", "Otan", False),
        ("a", "A", False),
        ("abcdefg", "ABCDEFG", False),
    ],
)
def test_an_acronym_is_told_by_its_looks(folded: str, raw: str, *, acronym: bool) -> None:
    assert is_acronym(folded, raw) is acronym


@pytest.mark.parametrize(
    ("word", "language", "amount"),
    [("12", "fr", True), ("douze", "fr", True), ("lundi", "fr", True), ("mars", "fr", False),
     ("once", "en", False), ("port", "fr", False)],
)  # fmt: skip
def test_what_tells_an_amount_or_a_time_is_known(word: str, language: str, *, amount: bool) -> None:
    assert tells_amount(word, language) is amount


@pytest.mark.parametrize("piece", ["1,", "1-", "A ", "日", "lundi ", "-1"])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    start = time.process_time()
    found(piece * (20_000 // len(piece)))
    assert time.process_time() - start < 3
