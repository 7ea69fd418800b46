"""The direct parts of what a watch expression joins."""

from __future__ import annotations

import pytest

from bot.core.query.tree import And, Atom, InField, Near, Node, Not, Or, SameSentence, child_nodes

PORT, STRIKE = Atom("port"), Atom("grève")


@pytest.mark.parametrize("node", [And((PORT, STRIKE)), Or((PORT, STRIKE)),
    Near(PORT, STRIKE, 5, ordered=False), SameSentence(PORT, STRIKE)])  # fmt: skip
def test_what_joins_has_its_parts_in_order(node: Node) -> None:
    assert child_nodes(node) == (PORT, STRIKE)


@pytest.mark.parametrize("node", [Not(PORT), InField("title", PORT)])
def test_what_holds_one_has_one(node: Node) -> None:
    assert child_nodes(node) == (PORT,)


def test_an_atom_has_none() -> None:
    assert child_nodes(PORT) == ()
