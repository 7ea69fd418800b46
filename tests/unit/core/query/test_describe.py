"""How a watch expression was read, said in words."""

from __future__ import annotations

import pytest

from bot.core.query.describe import told_query
from bot.core.query.query import parse_query
from bot.core.query.tree import And, Atom, Not, Or


def test_a_part_that_joins_stands_in_parentheses() -> None:
    tree = And((Atom("port"), Or((Atom("grève"), Atom("blocage")))))
    assert "(" in str(told_query(tree))
    assert not str(told_query(tree)).startswith("(")
    assert str(told_query(tree, nested=True)).startswith("(")


def test_a_negation_says_not() -> None:
    assert str(told_query(Not(Atom("foot")))).startswith("not ")


@pytest.mark.parametrize("text", ["grève NEAR/5 ports", "title:crue", "日本 OR Zorkan", "a SENT b"])
def test_every_word_of_a_query_is_told(text: str) -> None:
    query = parse_query(text)
    said = str(told_query(query.root))
    assert [atom.text for atom in query.atoms if atom.text not in said] == []
