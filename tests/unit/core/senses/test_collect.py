"""All that stands beside a name, and what it is known as."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.language.document import Document
from bot.core.senses.collect import evidence_beside
from bot.core.senses.evidence import Evidence
from bot.core.senses.signs import PAIRS, Kind, Sign
from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.models import Article

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def place(text: str, name: str, language: str = "fr") -> tuple[Document, Hit]:
    document = Document(Article("1", "s", "", "", text, "", language, WHEN))
    at = document.words.index(name)
    return document, Hit(at, at, Surface(((name,),), name.title(), "literal"))


def found(text: str, name: str, language: str = "fr") -> set[tuple[Sign, Kind]]:
    return {one[:2] for one in evidence_beside(*place(text, name, language))}


def test_both_sides_of_a_name_are_looked_at() -> None:
    signs = {sign for sign, _ in found("le groupe Zorbal a déclaré forfait", "zorbal")}
    assert {Sign.DESIGNATOR, Sign.SPEECH} <= signs


def test_a_known_name_is_known_as_what_the_tables_have() -> None:
    assert (Sign.KNOWN, Kind.PLACE) in found("il pleut au Mali", "mali")
    assert not {pair for pair in found("il pleut, Zorbal", "zorbal") if pair[0] is Sign.KNOWN}


def test_a_piece_of_a_longer_name_is_a_thing_and_a_full_name_is_a_person() -> None:
    document, hit = place("puis Zorbal Kenvarov parla", "zorbal")
    piece = list(evidence_beside(document, replace(hit, shadowed=True)))
    assert Evidence(Sign.PIECE, Kind.THING)[:2] in {one[:2] for one in piece}
    whole = list(evidence_beside(document, replace(hit, last=hit.last + 1)))
    assert (Sign.FULL_NAME, Kind.PERSON) in {one[:2] for one in whole}


def test_all_that_is_collected_has_a_weight_and_words_for_people() -> None:
    texts = ["Marie Zorbal, 43 ans", "une ville comme Zorbal", "« Zorbal »", "Samsung et Zorbal"]
    for text in texts:
        for one in evidence_beside(*place(text, "zorbal")):
            assert one[:2] in PAIRS
            assert str(one.note)
            assert 0 < one.strength <= 1
