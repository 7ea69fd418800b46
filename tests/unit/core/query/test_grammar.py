"""The grammar says what is wrong, where, and what to write instead."""

from __future__ import annotations

import pytest

from bot.core.query.grammar import DEFAULT_DISTANCE, read_expression
from bot.core.query.tree import And, Atom, Near, Not, SameSentence
from bot.errors import QueryError


def test_operators_bind_what_stands_beside_them() -> None:
    near = Near(Atom("alpha", "word", 0), Atom("beta", "word", 13), 3, False)
    assert read_expression("alpha NEAR/3 beta gamma") == And((near, Atom("gamma", "word", 18)))
    assert read_expression("a NOT b") == And((Atom("a", "word", 0), Not(Atom("b", "word", 6))))
    assert isinstance(read_expression('"a b" SENT c'), SameSentence)


def test_near_without_a_number_has_one() -> None:
    tree = read_expression("a ONEAR b")
    assert isinstance(tree, Near)
    assert (tree.distance, tree.ordered) == (DEFAULT_DISTANCE, True)


def test_two_denials_are_none() -> None:
    assert read_expression("NOT NOT a") == Atom("a", "word", 8)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("a AND", 5, "Something is missing after AND"),
        ("(a OR b", 7, "Something is missing after b"),
        (")", 0, "nothing before this )"),
        ("OR a", 0, "OR"),
        ("a NEAR/x b", 2, "NEAR/x has no number"),
        ("title: Mali", 0, "title: has no value"),
        ("=cor*", 1, "exact word cannot end in *"),
        ("co*r", 2, "only at the end of a word"),
        ("c*", 0, "at least two letters"),
        ("(a AND b) NEAR c", 10, "cannot stand beside NEAR"),
        ("lang:fr SENT c", 8, "cannot stand beside SENT"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_a_fix(
    text: str, position: int, words: str
) -> None:
    with pytest.raises(QueryError) as caught:
        read_expression(text)
    assert words in str(caught.value)
    assert caught.value.position == position
    assert str(caught.value.fix)


def test_alternatives_may_stand_beside_near() -> None:
    assert isinstance(read_expression("(a OR b) NEAR/2 title:c"), Near)
