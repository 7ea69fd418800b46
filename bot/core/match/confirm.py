"""Confirm the places of one atom in a text: letters, neighbours, longer names and sense."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.core.match.verify import locate_surface
from bot.core.names.aliases import names_place
from bot.core.senses.left_context import is_namesake, leads_into
from bot.core.senses.verdict import judge_hits
from bot.core.watch.hits import Hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.language.document import Document
    from bot.core.watch.atoms import Compiled
    from bot.core.watch.surfaces import Surface

_REACH: Final = 4
"""Words on each side that may make a hit part of a longer name. By hand: five words are the longest
name that is looked for.
"""


def confirm_places(
    document: Document, atom: Compiled, places: Iterable[tuple[int, Surface]]
) -> tuple[Hit, ...]:
    """Keep the hits whose letters, neighbours and sense are right, in text order.

    Of two at one place the longer counts.
    """
    by_place: dict[tuple[int, int], Hit] = {}
    shadows: list[tuple[int, int]] = []
    for first, surface in places:
        where = locate_surface(document, first, surface)
        if where is None:
            continue
        if surface.kind == "shadow":
            shadows.append(where)
        elif _is_surname(surface) and is_namesake(document, where[0], surface.entity):
            continue
        elif where not in by_place or surface.kind == "literal":
            by_place[where] = Hit(*where, surface)
    hits = _without_inner(sorted(by_place.values(), key=lambda hit: (hit.first, -hit.last)))
    hits = _sifted_hits(document, atom, _mark_shadowed(hits, sorted(shadows)))
    # Weak ones are too ambiguous to stand alone.
    return () if all(hit.surface.weak for hit in hits) else tuple(hits)


def _sifted_hits(document: Document, atom: Compiled, hits: list[Hit]) -> list[Hit]:
    """Keep the hits that are no piece of a longer name and have the sense that is asked for."""
    if atom.unnamed:
        hits = [hit for hit in hits if not _is_piece(document, hit.first, hit.last)]
    if atom.sense is not None and atom.judged:
        judged = list(zip(hits, judge_hits(document, hits, atom.sense), strict=True))
        hits = [replace(hit, note=verdict.note) for hit, verdict in judged if verdict.kept]
    return [hit for hit in hits if not hit.shadowed]


def _is_surname(surface: Surface) -> bool:
    return surface.kind == "person" and surface.width == 1 and not surface.tail


def _mark_shadowed(hits: list[Hit], shadows: list[tuple[int, int]]) -> list[Hit]:
    """Mark the hits that are only a piece of a longer name: Guinée in Guinée équatoriale."""
    if not shadows:
        return hits
    return [replace(hit, shadowed=True) if _is_shadowed(hit, shadows) else hit for hit in hits]


def _is_shadowed(hit: Hit, shadows: list[tuple[int, int]]) -> bool:
    at = bisect_right(shadows, (hit.first, hit.last))
    around = shadows[max(0, at - 3) : at + 3]
    return any(
        low <= hit.first and hit.last <= high and high - low > hit.last - hit.first
        for low, high in around
    )


def _without_inner(hits: list[Hit]) -> list[Hit]:
    """Drop hits that lie inside a longer one of the same atom."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.last > kept[-1].last:
            kept.append(hit)
    return kept


def _is_piece(document: Document, first: int, last: int) -> bool:
    """Tell whether a name is only a piece of a place's name: York in New York."""
    return any(
        names_place(document.written(low, high))
        for low, high in _wider_stretches(document, first, last)
        if high > last or not leads_into(document, low, first)
    )


def _wider_stretches(document: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words around a hit that could be one name."""
    lows, highs = [first], [last]
    while len(lows) <= _REACH and lows[-1] > 0 and document.adjacent(lows[-1] - 1):
        lows.append(lows[-1] - 1)
    while len(highs) <= _REACH and document.adjacent(highs[-1]):
        highs.append(highs[-1] + 1)
    return ((low, high) for low in lows for high in highs if (low, high) != (first, last))
