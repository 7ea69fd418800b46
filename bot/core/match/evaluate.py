"""Boolean trees over verified hits: whether a query holds and where."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.query.meta import is_named, language_of
from bot.core.query.tree import And, Atom, InField, Near, Not, Or, SameSentence, child_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.language.document import Document
    from bot.core.query.tree import Node
    from bot.core.watch.hits import Hit


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of words where a node holds, and the hits of atoms that make it up."""

    first: int
    last: int
    hits: tuple[tuple[Atom, Hit], ...]


@dataclass(slots=True)
class Evaluation:
    """One query against one document; `hits` gives those of an atom in text order.

    `end` cuts off fields.
    """

    document: Document
    hits: Callable[[Atom], Sequence[Hit]]
    end: int
    _spots: dict[int, list[Spot]] = field(default_factory=dict)

    def holds(self, node: Node) -> bool:
        """Tell whether a node holds within the fields looked at."""
        match node:
            case And(parts):
                return all(self.holds(part) for part in parts)
            case Or(parts):
                return any(self.holds(part) for part in parts)
            case Not(part):
                return not self.holds(part)
            case InField(name, part) if name != "title":
                return _meta_holds(self.document, name, part)
            case _:
                return bool(self.spots(node))

    def spots(self, node: Node) -> list[Spot]:
        """List where a node holds; nothing for what is negated or about no text."""
        found = self._spots.get(id(node))
        if found is None:
            found = self._spots[id(node)] = self._find(node)
        return found

    def _find(self, node: Node) -> list[Spot]:
        match node:
            case Atom():
                hits = self.hits(node)
                return [Spot(h.first, h.last, ((node, h),)) for h in hits if h.last < self.end]
            case Near(left, right, distance, ordered):
                return self._near(self.spots(left), self.spots(right), distance, ordered=ordered)
            case SameSentence(left, right):
                return self._together(self.spots(left), self.spots(right))
            case InField("title", part):
                title = Evaluation(self.document, self.hits, min(self.end, self.document.ends[0]))
                return title.spots(part) if title.holds(part) else []
            case And(parts) | Or(parts):
                held = [part for part in parts if self.holds(part)]
                spots = [spot for part in held for spot in self.spots(part)]
                return sorted(spots, key=lambda spot: (spot.first, spot.last))
            case _:
                return []

    def _near(
        self, left: list[Spot], right: list[Spot], distance: int, *, ordered: bool
    ) -> list[Spot]:
        """Pair each left spot with its nearest right one on each side: linear, not all pairs."""
        starts = [spot.first for spot in right]
        found: list[Spot] = []
        for one in left:
            after = bisect_left(starts, one.last + 1)
            sides = right[after : after + 1]
            if not ordered and after:
                before = [
                    spot for spot in right[max(0, after - 3) : after] if spot.last < one.first
                ]
                sides = [*sides, *before[-1:]]
            found += [
                _merge_spots(one, other) for other in sides if self._apart(one, other) <= distance
            ]
        return sorted(found, key=lambda spot: (spot.first, spot.last))

    def _apart(self, one: Spot, other: Spot) -> int:
        """Count the written words between two spots."""
        left, right = (one, other) if one.first < other.first else (other, one)
        ordinals = self.document.ordinals
        return max(0, ordinals[right.first] - ordinals[left.last] - 1)

    def _together(self, left: list[Spot], right: list[Spot]) -> list[Spot]:
        by_sentence: dict[int, Spot] = {}
        for spot in right:
            by_sentence.setdefault(self.document.sentence(spot.first), spot)
        pairs = ((one, by_sentence.get(self.document.sentence(one.first))) for one in left)
        return [_merge_spots(one, other) for one, other in pairs if other is not None]


def _merge_spots(one: Spot, other: Spot) -> Spot:
    hits = tuple(dict.fromkeys((*one.hits, *other.hits)))
    return Spot(min(one.first, other.first), max(one.last, other.last), hits)


def _meta_holds(document: Document, name: str, node: Node) -> bool:
    """Evaluate what is asked of source, language or author."""
    match node:
        case Atom(text):
            return _METAS[name](document, text)
        case Not(part):
            return not _meta_holds(document, name, part)
        case Or(parts):
            return any(_meta_holds(document, name, part) for part in parts)
        case _:
            return all(_meta_holds(document, name, part) for part in child_nodes(node))


def _is_source(document: Document, text: str) -> bool:
    article = document.article
    return is_named(article.source, text) or is_named(article.channel, text)


def _is_author(document: Document, text: str) -> bool:
    return any(is_named(author, text) for author in document.article.authors)


def _is_language(document: Document, text: str) -> bool:
    return document.language == language_of(text)


_METAS = {"source": _is_source, "author": _is_author, "lang": _is_language}
