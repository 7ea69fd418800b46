"""What an atom looks for: its forms, the aliases of what it names, the names it is no part of."""

from __future__ import annotations

from bot.core.watch.atoms import Compiled, Looking, SoughtAtom, compile_atom, sought
from bot.models import Sense

LOOKING = Looking(True, frozenset(), frozenset(), None, ("fr", "en"))


def compiled(
    text: str, kind: str = "phrase", own: tuple[str, ...] = (), **looking: object
) -> Compiled:
    return compile_atom(SoughtAtom(text, kind, LOOKING._replace(**looking), own))


def forms(one: Compiled, *, on: bool = True) -> set[str]:
    return {form.form for form in one.shown if form.on is on}


def test_a_name_is_looked_for_with_its_aliases() -> None:
    assert {"malien", "Malian", "République du Mali"} <= forms(compiled("Mali"))
    assert all(form.atom == "Mali" for form in compiled("Mali").shown)


def test_without_aliases_the_atom_stands_alone() -> None:
    alone = compiled("Mali", aliases=False)
    assert alone.shown == ()
    assert {surface.form for surface in alone.surfaces} == {"Mali"}


def test_a_form_that_is_off_is_shown_and_not_looked_for() -> None:
    one = compiled("Mali", off=frozenset({"malien"}))
    assert "malien" in forms(one, on=False)
    assert "malien" not in {surface.form for surface in one.surfaces}


def test_a_capital_counts_only_where_it_is_asked_for() -> None:
    assert "Bamako" in forms(compiled("Mali"), on=False)
    assert "Bamako" in forms(compiled("Mali", opted=frozenset({"bamako"})))


def test_a_form_of_ones_own_is_looked_for_beside_the_atom() -> None:
    one = compiled("Zorbal", own=("Kenvar",))
    assert "Kenvar" in forms(one)
    assert ("kenvar",) in {words for s in one.surfaces if s.kind == "own" for words in s.spellings}


def test_a_sense_leaves_the_entities_of_that_sense() -> None:
    place, person = compiled("Jordan", sense=Sense.PLACE), compiled("Jordan", sense=Sense.PERSON)
    assert "jordanien" in forms(place)
    assert "jordanien" not in forms(person)
    assert place.sense is Sense.PLACE


def test_longer_names_in_which_nothing_of_it_is_meant_are_shadows() -> None:
    shadows = {surface.form for surface in compiled("Guinée").shadows}
    assert "guinee equatoriale" in {form.casefold().replace("é", "e") for form in shadows}
    assert compiled("Zorbal").shadows == ()


def test_a_name_that_no_table_has_counts_only_as_a_whole() -> None:
    assert compiled("Zorbal").unnamed
    assert not compiled("Mali").unnamed
    assert not compiled("zorbal").unnamed
    assert not compiled("Zorbal", "exact").unnamed


def test_what_has_no_capital_and_names_nothing_is_not_judged() -> None:
    assert compiled("Zorbal").judged
    assert not compiled("zorbal").judged


def test_an_atom_is_compiled_once_for_all_who_ask_alike() -> None:
    one = SoughtAtom("Zorbal", "phrase", LOOKING)
    assert sought(one) is sought(SoughtAtom("Zorbal", "phrase", LOOKING))
    assert sought(one) == compile_atom(one)
