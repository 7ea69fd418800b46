"""What stands right after a name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.language.document import Document
from bot.core.senses.evidence import Evidence
from bot.core.senses.right_context import evidence_after
from bot.core.senses.signs import Kind, Sign
from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
SURFACE = Surface((("zorbal",),), "Zorbal", "literal")


def found(text: str, language: str = "en", name: str = "zorbal") -> list[Evidence]:
    document = Document(Article("1", "s", "", "", text, "", language, WHEN))
    at = document.words.index(name)
    return list(evidence_after(document, Hit(at, at, SURFACE)))


def signs(text: str, language: str = "en", name: str = "zorbal") -> set[Sign]:
    return {one.sign for one in found(text, language, name)}


@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("It was Zorbal (43) who won", "en", Sign.AGE_AFTER),
        ("It was Zorbal, 43 ans, maire", "fr", Sign.AGE_AFTER),
        ("It is Zorbal & Sons", "en", Sign.JOINED_AFTER),
        ("Yesterday Zorbal said no", "en", Sign.SPEECH),
        ("Hier Zorbal a déclaré forfait", "fr", Sign.SPEECH),
        ("Yesterday Zorbal shares fell", "en", Sign.BELONGING),
        ("Zorbal to open three shops", "en", Sign.WILL),
        ("He met Zorbal Kenvarov there", "en", Sign.UNKNOWN_AFTER),
        ("He met Zorbal, a former singer, there", "en", Sign.APPOSITION),
        ("Il vit à Zorbal, une ville du sud", "fr", Sign.APPOSITION),
        ("He lives in Zorbal, Italy now", "en", Sign.LOCATED),
        ("Il vit à Zorbal (Italie) depuis mai", "fr", Sign.LOCATED),
        ("He met Zorbal Kenvarov Jr there", "en", Sign.GENERATION),
    ],
)
def test_what_follows_is_named(text: str, language: str, sign: Sign) -> None:
    assert sign in signs(text, language)


def test_a_month_with_a_day_is_a_date() -> None:
    assert Sign.DATE_AFTER in signs("On May 12 it rained", name="may")
    assert Sign.DATE_AFTER not in signs("Theresa May spoke", name="may")


def test_a_capital_after_a_given_name_is_a_surname() -> None:
    assert Sign.SURNAME_AFTER in signs("He met Paris Kenvarov there", name="paris")
    assert Sign.SURNAME_AFTER not in signs("He left Paris yesterday", name="paris")


def test_a_word_that_speaks_for_several_kinds_speaks_less_for_each() -> None:
    shared = [one for one in found("Yesterday Zorbal shares fell") if one.sign is Sign.BELONGING]
    assert sum(one.strength for one in shared) == pytest.approx(1)


def test_what_belongs_to_a_name_with_a_possessive_makes_it_no_thing() -> None:
    kinds = {one.kind for one in found("Yesterday Zorbal's shares fell")}
    assert Kind.THING not in kinds


@pytest.mark.parametrize("text", ["He met Zorbal", "He met Zorbal.", "He met Zorbal. Then he left"])
def test_nothing_follows_at_the_end_of_a_sentence(text: str) -> None:
    assert signs(text) == set()


def test_a_small_word_after_a_german_name_is_no_noun_of_it() -> None:
    assert Sign.BELONGING not in signs("Gestern hat Zorbal aktien gekauft", "de")
