"""Lay figures out as a table: figure, measured, floor, peers of the same run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure: what was measured, the bound it has to keep, peers on the same data."""

    name: str
    value: float
    bound: str = ""
    peers: str = ""
    broken: bool = False


HEADS = ("figure", "measured", "floor", "peers in the same run")


def shown(value: float) -> str:
    """Write a number with three decimals, a whole one of at least a hundred without any."""
    return f"{value:.0f}" if value >= 100 and value == int(value) else f"{value:.3f}"


def columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Align rows of text; the first and the last column to the left, the others to the right."""
    cells = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        first, *middle, last = (
            cell.rjust(width) if 0 < at < len(row) - 1 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join((first, *middle, last)).rstrip()


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table of figures; a broken floor is marked."""
    cells = [HEADS]
    for row in rows:
        mark = "UNDER ITS FLOOR  " if row.broken else ""
        cells.append((row.name, shown(row.value), row.bound, mark + row.peers))
    yield from columns(cells)
