"""Watches in columns: what is the same is kept once, and one segment takes over another."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from bot.core.match.segment import Builder, Segment
from bot.core.watch.compile import WantedWatch
from bot.errors import QueryError
from tests.fakes.compiled import sought

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def built(*watches: WantedWatch) -> Segment:
    builder = Builder()
    for watch in watches:
        builder.add(watch)
    return builder.build()


def triggers(segment: Segment) -> list[set[str]]:
    """Name the atoms of which one has to occur, for each query."""
    found: list[set[str]] = [set() for _ in segment.queries]
    for atom, text in enumerate(segment.texts):
        for query in segment.triggered.of(atom):
            found[query].add(text)
    return found


def test_the_same_query_and_the_same_atom_are_kept_once() -> None:
    segment = built(
        WantedWatch("a", "Mali"), WantedWatch("b", "Mali"), WantedWatch("c", "Mali AND Niger")
    )
    assert segment.names == ["a", "b", "c"]
    assert list(segment.queries) == ["Mali", "Mali AND Niger"]
    assert list(segment.texts) == ["Mali", "Niger"]
    assert segment.query_of.tolist() == [0, 0, 1]
    assert [segment.watches.of(query) for query in range(2)] == [[0, 1], [2]]


def test_other_settings_make_another_query() -> None:
    segment = built(WantedWatch("a", "Mali"), sought("Mali", name="b", aliases=False))
    assert list(segment.queries) == ["Mali", "Mali"]
    assert segment.settings_at(0).aliases
    assert not segment.settings_at(1).aliases


def test_an_atom_and_a_query_are_given_back() -> None:
    segment = built(WantedWatch("a", "Zorbal AND kenvar*"))
    assert [segment.sought(at).text for at in range(2)] == ["Zorbal", "kenvar"]
    assert segment.sought(1).kind == "prefix"
    assert segment.read(0).query.text == "Zorbal AND kenvar*"


@pytest.mark.parametrize(
    ("query", "wake"),
    [
        ("Zorbal", {"Zorbal"}),
        ("Zorbal OR Kenvar", {"Zorbal", "Kenvar"}),
        ("Zorbal NOT Kenvar", {"Zorbal"}),
        ("title:Zorbal", {"Zorbal"}),
        ("lang:fr Zorbal", {"Zorbal"}),
        ("Zorbal NEAR/3 (Kenvar OR Mirvol)", {"Zorbal"}),
    ],
)
def test_one_of_the_triggers_has_to_occur_for_a_query_to_hold(query: str, wake: set[str]) -> None:
    segment = built(WantedWatch("a", query))
    assert triggers(segment) == [wake]
    assert segment.always == ()


def test_what_may_hold_without_a_word_is_always_tried() -> None:
    segment = built(WantedWatch("a", "lang:fr NOT Zorbal"))
    assert segment.always == (0,)
    assert triggers(segment) == [set()]


def test_what_cannot_be_read_is_refused_and_leaves_nothing() -> None:
    builder = Builder()
    with pytest.raises(QueryError):
        builder.add(WantedWatch("a", "(Mali"))
    assert builder.build().names == []


def test_a_segment_is_taken_over_without_what_is_dead() -> None:
    first = built(
        WantedWatch("a", "Mali"), WantedWatch("b", "Zorbal AND Kenvar"), WantedWatch("c", "coré*")
    )
    builder = Builder()
    builder.absorb(first, np.array([True, False, True]))
    builder.add(WantedWatch("d", "Mali"))
    joined, anew = (
        builder.build(),
        built(WantedWatch("a", "Mali"), WantedWatch("c", "coré*"), WantedWatch("d", "Mali")),
    )
    assert joined.names == anew.names
    assert list(joined.queries) == list(anew.queries)
    assert list(joined.texts) == list(anew.texts)
    assert joined.query_of.tolist() == anew.query_of.tolist()
    assert joined.index.keys.tolist() == anew.index.keys.tolist()
    assert set(joined.prefixes.of("coréen")) == set(anew.prefixes.of("coréen"))
    assert triggers(joined) == triggers(anew)


def test_an_empty_segment_holds_nothing() -> None:
    empty = Segment()
    assert (empty.names, list(empty.queries), list(empty.texts)) == ([], [], [])
    assert not empty.prefixes
