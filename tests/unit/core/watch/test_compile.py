"""A watch is a query read with its settings."""

from __future__ import annotations

import pytest

from bot.core.query.tree import And, Atom, Near, Or
from bot.core.watch.compile import WatchSettings, read_query
from bot.errors import QueryError
from bot.models import Sense
from tests.fakes.compiled import compiled, sought


def test_settings_come_into_one_form() -> None:
    one = sought("Mali", aliases_off=["MALIEN"], languages=["FR-ca", "fr"], sources=["L’Écho"])
    assert one.settings.off == {"malien"}
    assert one.settings.languages == ("fr",)
    assert one.settings.sources == {"l'echo"}
    assert sought("Mali", aliases_extra=["Bamako", "--"]).settings.extra == ("Bamako",)
    assert sought("Mali").settings == WatchSettings()


def test_words_that_name_something_together_count_as_that_name_too() -> None:
    root = read_query("Corée du Nord AND missile", WatchSettings()).root
    names = [part for part in root.parts if isinstance(part, Or)]
    assert any(Atom("Corée du Nord", "phrase", 0) in part.parts for part in names) or any(
        isinstance(part, Atom) and part.text == "Corée du Nord" for part in root.parts
    )


def test_words_that_name_nothing_stay_apart() -> None:
    root = read_query("zorbal kenvar OR mirvol", WatchSettings()).root
    assert isinstance(root, Or)
    assert isinstance(root.parts[0], And)


def test_a_name_beside_near_is_whole() -> None:
    root = read_query("Corée du Nord NEAR/3 missile", WatchSettings()).root
    nears = [node for node in _nodes(root) if isinstance(node, Near)]
    assert any(isinstance(n.left, Atom) and n.left.text == "Corée du Nord" for n in nears)


def _nodes(node):
    yield node
    for part in getattr(node, "parts", ()):
        yield from _nodes(part)


def test_without_aliases_the_tree_is_the_query() -> None:
    one = read_query("Corée du Nord NEAR/3 missile", WatchSettings(aliases=False))
    assert one.root == one.query.root


def test_every_atom_of_the_tree_is_sought() -> None:
    one = read_query("Mali AND (junte OR coup*)", WatchSettings())
    assert [one.text for one in one.seeking.values()] == ["Mali", "junte", "coup"]


def test_forms_of_ones_own_go_with_the_first_atom_unless_they_are_known() -> None:
    watch = compiled("Mali AND junte", aliases_extra=["Zorbalie", "malien", "zorbalie"])
    own = [form for form in watch.shown if form.kind == "own"]
    assert [(form.atom, form.form) for form in own] == [("Mali", "Zorbalie")]
    first, second = watch.surfaces.values()
    assert "own" in {surface.kind for surface in first}
    assert "own" not in {surface.kind for surface in second}


def test_a_watch_shows_the_inflections_that_exist() -> None:
    shown = {form.form for form in compiled("ouvrier").expansion}
    assert {"ouvriers", "ouvriere"} <= shown


def test_what_a_watch_is_called_and_asks_for_is_kept() -> None:
    watch = compiled("Mali", name="w", sense=Sense.PLACE)
    assert (watch.name, watch.query.text, watch.wanted.settings.sense) == ("w", "Mali", Sense.PLACE)


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(QueryError):
        compiled("Mali AND")
