"""Places of an atom are confirmed, or dropped."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.language.document import Document
from bot.core.match.confirm import confirm_places
from bot.core.watch.atoms import Compiled, Looking, SoughtAtom, compile_atom
from bot.core.watch.hits import Hit
from bot.core.watch.surfaces import Surface
from bot.models import Article, Sense

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def atom(text: str, sense: Sense | None = None) -> Compiled:
    return compile_atom(
        SoughtAtom(text, "phrase", Looking(True, frozenset(), frozenset(), sense, ("fr", "en")))
    )


def confirmed(one: Compiled, title: str, language: str = "fr") -> tuple[Hit, ...]:
    document = Document(Article("1", "s", title, "", "", "", language, WHEN))
    surfaces = (*one.surfaces, *one.shadows)
    every = [(at, surface) for at in range(len(document.words)) for surface in surfaces]
    return confirm_places(document, one, every)


def words(found: tuple[Hit, ...], title: str) -> list[str]:
    tokens = Document(Article("1", "s", title, "", "", "", "fr", WHEN)).tokens
    return [title[tokens[h.first].start : tokens[h.last].end] for h in found]


def test_hits_come_in_the_order_of_the_text_each_place_once() -> None:
    title = "Au Mali, les Maliens du Mali"
    found = confirmed(atom("Mali"), title)
    assert words(found, title) == ["Mali", "Maliens", "Mali"]


def test_of_two_hits_at_a_place_the_longer_counts() -> None:
    title = "La République du Mali"
    assert words(confirmed(atom("Mali"), title), title) == ["République du Mali"]


def test_a_piece_of_a_longer_name_is_dropped() -> None:
    found = confirmed(atom("York"), "À New York")
    assert found == ()
    found = confirmed(atom("Guinée"), "La Guinée équatoriale")
    assert found == ()


def test_a_name_beside_a_longer_one_still_counts() -> None:
    title = "La Guinée et la Guinée équatoriale"
    assert words(confirmed(atom("Guinée"), title), title) == ["Guinée"]


def test_another_person_of_the_name_is_dropped() -> None:
    found = confirmed(atom("Emmanuel Macron"), "Brigitte Macron parle")
    assert found == ()
    assert confirmed(atom("Emmanuel Macron"), "Macron parle")


def test_weak_hits_alone_count_for_nothing() -> None:
    weak = Surface((("congo",),), "Congo", "name", weak=True)
    strong = Surface((("kinshasa",),), "Kinshasa", "name")
    both = Compiled((weak, strong), (), False, False, None, ())
    assert len(confirmed(both, "Congo : Kinshasa")) == 2
    alone = confirmed(both, "Le Congo")
    assert alone == ()


def test_what_means_something_else_is_dropped() -> None:
    found = confirmed(atom("Paris", Sense.PLACE), "Paris Hilton chante")
    assert found == ()
    assert confirmed(atom("Paris", Sense.PLACE), "Il vit à Paris depuis mai")


def test_without_places_there_is_nothing() -> None:
    assert (
        confirm_places(Document(Article("1", "s", "x", "", "", "", "", WHEN)), atom("Mali"), [])
        == ()
    )


def test_of_two_forms_at_one_place_the_one_that_was_typed_is_told() -> None:
    typed, alias = (
        Surface((("zorbal",),), "Zorbal", "literal"),
        Surface((("zorbal",),), "ZB", "own"),
    )
    for surfaces in ((typed, alias), (alias, typed)):
        found = confirmed(Compiled(surfaces, (), False, False, None, ()), "Au Zorbal")
        assert [hit.surface.form for hit in found] == ["Zorbal"]
