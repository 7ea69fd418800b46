"""What stands right before a name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.language.document import Document
from bot.core.senses.left_context import evidence_before, is_namesake, leads_into
from bot.core.senses.signs import Sign
from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
SURFACE = Surface((("zorbal",),), "Zorbal", "literal")


def document(text: str, language: str = "en") -> Document:
    return Document(Article("1", "s", "", "", text, "", language, WHEN))


def signs(text: str, language: str = "en", name: str = "zorbal") -> set[Sign]:
    told = document(text, language)
    at = told.words.index(name)
    return {one.sign for one in evidence_before(told, Hit(at, at, SURFACE))}


@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("then Mary Zorbal spoke", "en", Sign.GIVEN_BEFORE),
        ("then Werner von Zorbal spoke", "de", Sign.GIVEN_PARTICLE),
        ("puis Charles de Zorbal parla", "fr", Sign.GIVEN_COMMON_PARTICLE),
        ("puis Jean de la Zorbal parla", "fr", Sign.GIVEN_COMMON_PARTICLE),
        ("puis Jean la Zorbal parla", "fr", Sign.GIVEN_ARTICLE),
        ("then J. Zorbal spoke", "en", Sign.INITIAL_BEFORE),
        ("then Kenvarov Zorbal spoke", "en", Sign.UNKNOWN_BEFORE),
        ("hier Radio Zorbal a parlé", "fr", Sign.NAME_PART_BEFORE),
        ("he works for Smith & Zorbal", "en", Sign.JOINED_BEFORE),
        ("la rue Jean-Zorbal est fermée", "fr", Sign.STREET_SIGN),
        ("it burns in Zorbal", "en", Sign.PLACE_MOSTLY),
        ("it burns in the Zorbal", "en", Sign.PLACE_RARE_ARTICLE),
        ("une amende infligée à Zorbal", "fr", Sign.TAKEN),
        ("a ferry bound for Zorbal", "en", Sign.REACHED),
        ("they saw a Zorbal", "en", Sign.INDEFINITE),
        ("they saw 14 Zorbal", "en", Sign.NUMBER_BEFORE),
        ("the giant group Zorbal", "en", Sign.DESIGNATOR),
        ("le groupe russe Zorbal", "fr", Sign.DESIGNATOR),
        ("le PDG de Zorbal", "fr", Sign.HEAD),
        ("the inhabitants of Zorbal", "en", Sign.HEAD),
        ("ein heller Zorbal", "de", Sign.ONE_SUCH),
    ],
)
def test_what_stands_before_is_named(text: str, language: str, sign: Sign) -> None:
    assert sign in signs(text, language)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("in 2026 Zorbal won", Sign.NUMBER_BEFORE),
        ("Mary's Zorbal won", Sign.GIVEN_BEFORE),
        ("He met Mary. Zorbal won", Sign.GIVEN_BEFORE),
        ("the group, said Zorbal", Sign.DESIGNATOR),
        ("the group of Zorbal", Sign.DESIGNATOR),
        ("mary Zorbal won", Sign.GIVEN_BEFORE),
        ("activists storm Zorbal", Sign.DESIGNATOR),
    ],
)
def test_what_only_looks_like_it_is_not(text: str, sign: Sign) -> None:
    assert sign not in signs(text)


@pytest.mark.parametrize("text", ["Zorbal won", "Zorbal, bound for"])
def test_nothing_stands_before_the_first_word(text: str) -> None:
    assert signs(text) == set()


def test_a_month_with_a_day_before_it_is_a_date() -> None:
    assert Sign.DATING_BEFORE in signs("since 12 May it rained", name="may")


def test_another_given_name_makes_a_namesake_and_the_own_one_does_not() -> None:
    assert is_namesake(document("then Brigitte Macron spoke"), 2, "Emmanuel Macron")
    assert not is_namesake(document("then Emmanuel Macron spoke"), 2, "Emmanuel Macron")
    assert not is_namesake(document("then president Macron spoke"), 2, "Emmanuel Macron")
    assert not is_namesake(document("Macron spoke"), 0, "Emmanuel Macron")


def test_a_given_name_spelled_otherwise_is_the_own_one() -> None:
    told = document("dann sprach Wolodymir Zelensky", "de")
    assert not is_namesake(told, 3, "Volodymyr Zelensky")


def test_words_that_only_say_that_a_name_is_a_place_lead_into_it() -> None:
    told = document("la ville de Zorbal", "fr")
    assert leads_into(told, 1, 3)
    assert not leads_into(told, 3, 3)
    assert not leads_into(document("le groupe de Zorbal", "fr"), 1, 3)
