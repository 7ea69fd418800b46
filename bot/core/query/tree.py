"""The tree of a watch expression: what stands in it and what it joins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AtomKind = Literal["word", "phrase", "exact", "prefix"]
"""How an atom was written; an exact one keeps case and accents, a prefix stands for any ending."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What is looked for in the text."""

    text: str
    kind: AtomKind = "phrase"
    position: int = 0


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides with at most `distance` words between them, in this order when `ordered`."""

    left: Node
    right: Node
    distance: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class SameSentence:
    """Both sides in one sentence."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class InField:
    """The part, looked for in `title`, `source`, `lang` or `author` alone."""

    name: str
    part: Node


Node = Atom | And | Or | Not | Near | SameSentence | InField


def child_nodes(node: Node) -> tuple[Node, ...]:
    """List the direct parts of a node."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | InField(_, part):
            return (part,)
        case Near(left, right) | SameSentence(left, right):
            return (left, right)
        case _:
            return ()
