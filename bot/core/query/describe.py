"""Say how a watch expression was read."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from bot.core.query.tree import And, Atom, InField, Near, Not, Or, SameSentence
from bot.said import Said, say

if TYPE_CHECKING:
    from bot.core.query.tree import Node


def told_query(node: Node, *, nested: bool = False) -> Said:
    """Tell a tree; a `nested` one stands in parentheses where it needs them."""
    if isinstance(node, And | Or | SameSentence | Near):
        said = _joined_rule(node)
        return say("({rule})", rule=said) if nested else said
    if isinstance(node, Not):
        return say("not {rule}", rule=told_query(node.part, nested=True))
    return (
        _field_rule(node.name, told_query(node.part, nested=True))
        if isinstance(node, InField)
        else _atom_rule(node)
    )


def _joined_rule(node: And | Or | SameSentence | Near) -> Said:
    match node:
        case And(parts):
            return reduce(_both_rules, (told_query(part, nested=True) for part in parts))
        case Or(parts):
            return reduce(_either_rule, (told_query(part, nested=True) for part in parts))
    left, right = told_query(node.left, nested=True), told_query(node.right, nested=True)
    if isinstance(node, SameSentence):
        return say("{left} in one sentence with {right}", left=left, right=right)
    words = node.distance
    if node.ordered:
        return say("{left} followed within {n} words by {right}", left=left, n=words, right=right)
    return say("{left} within {n} words of {right}", left=left, n=words, right=right)


def _both_rules(left: Said, right: Said) -> Said:
    return say("{left} and {right}", left=left, right=right)


def _either_rule(left: Said, right: Said) -> Said:
    return say("{left} or {right}", left=left, right=right)


def _field_rule(name: str, rule: Said) -> Said:
    match name:
        case "title":
            return say("in the title {rule}", rule=rule)
        case "source":
            return say("from the source {rule}", rule=rule)
        case "lang":
            return say("in the language {rule}", rule=rule)
    return say("by the author {rule}", rule=rule)


def _atom_rule(atom: Atom) -> Said:
    words = say("“{words}”", words=atom.text)
    if atom.kind == "prefix":
        return say("words that begin with {words}", words=words)
    return say("exactly {words}", words=words) if atom.kind == "exact" else words
