"""What stands around a name: names it is joined with, quotes, what it is called next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.language.document import Document
from bot.core.senses.discourse import described_evidence, listed_evidence, quoted_evidence
from bot.core.senses.evidence import Evidence
from bot.core.senses.signs import Kind, Sign
from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)
SURFACE = Surface((("zorbal",),), "Zorbal", "literal")


def place(text: str, language: str, title: str = "") -> tuple[Document, Hit]:
    document = Document(Article("1", "s", title, "", text, "", language, WHEN))
    at = document.words.index("zorbal")
    return document, Hit(at, at, SURFACE)


def kinds(found: list[Evidence]) -> set[Kind]:
    return {one.kind for one in found}


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Zorbal and Samsung deliver", "en", Kind.ORGANISATION),
        ("Samsung et Zorbal livrent", "fr", Kind.ORGANISATION),
        ("entre le Mali et Zorbal", "fr", Kind.PLACE),
        ("Zorbal und Deutschland", "de", Kind.PLACE),
    ],
)
def test_a_name_is_of_the_kind_of_the_name_it_is_joined_with(
    text: str, language: str, kind: Kind
) -> None:
    assert kinds(list(listed_evidence(*place(text, language)))) == {kind}


@pytest.mark.parametrize(
    "text",
    ["Zorbal and samsung", "Zorbal, Samsung", "Zorbal and", "Zorbal and Kenvarov", "and Zorbal"],
)
def test_a_small_or_unknown_word_joins_nothing(text: str) -> None:
    assert list(listed_evidence(*place(text, "en"))) == []


def test_names_of_two_fields_are_not_joined() -> None:
    assert list(listed_evidence(*place("and Zorbal", "en", title="Samsung"))) == []


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Yesterday Zorbal warned of losses. The company sells shoes.", "en", Kind.ORGANISATION),
        ("Hier Zorbal a prévenu. L'enseigne vend des chaussures.", "fr", Kind.ORGANISATION),
        ("Gestern brannte Zorbal. Die Stadt ist leer.", "de", Kind.PLACE),
    ],
)
def test_the_next_sentence_says_what_it_is(text: str, language: str, kind: Kind) -> None:
    found = list(described_evidence(*place(text, language)))
    assert kind in kinds(found)
    assert {one.sign for one in found} == {Sign.NEXT_SENTENCE_ALONE}


def test_another_name_in_the_sentence_makes_it_less_sure() -> None:
    text = "Yesterday Zorbal warned Kenvarov of losses. The company sells shoes."
    assert {one.sign for one in described_evidence(*place(text, "en"))} == {Sign.NEXT_SENTENCE}


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday Zorbal warned of losses",
        "Yesterday Zorbal warned of losses. Company news follows.",
        "Yesterday Zorbal warned of losses. The rain goes on.",
        "Yesterday Zorbal warned " + "and warned " * 30 + ". The company sells shoes.",
    ],
)
def test_a_sentence_that_takes_nothing_up_says_nothing(text: str) -> None:
    assert list(described_evidence(*place(text, "en"))) == []


@pytest.mark.parametrize(
    "text", ["Il a vu « Zorbal » hier", 'He saw "Zorbal" there', "Er sah „Zorbal“"]
)
def test_a_name_alone_in_quotes_is_a_work(text: str) -> None:
    (found,) = quoted_evidence(*place(text, "fr"))
    assert (found.sign, found.kind) == (Sign.QUOTED, Kind.THING)


@pytest.mark.parametrize("text", ["« Zorbal est beau »", "il dit « le Zorbal »", "Zorbal"])
def test_a_name_within_a_longer_quote_is_not(text: str) -> None:
    assert list(quoted_evidence(*place(text, "fr"))) == []


def test_a_town_in_the_next_sentence_may_be_any_place_of_the_one_before() -> None:
    text = "Gestern verließ Kenvar Zorbal. Die Stadt ist leer."
    assert Kind.PLACE not in kinds(
        list(described_evidence(*place(text.replace("Kenvar", "Berlin"), "de")))
    )
