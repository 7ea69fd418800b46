"""The floors of `floors.json`: what every figure has to keep.

`at_least` holds floors and `at_most` ceilings, for figures of which less is better. Both stand
at what was measured, to the third decimal, so that any drop shows.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from tests.quality.parts import Figures, Part
from tests.quality.table import Row, shown

FILE = Path(__file__).with_name("floors.json")
SETS = ("own", "shared")
_SLACK = 1e-9
"""The last bits of a sum differ between machines."""


def read() -> dict[str, Any]:
    """Read the file: set, part, `at_least` or `at_most`, figure."""
    return json.loads(FILE.read_text("utf-8"))


def write(floors: dict[str, Any]) -> None:
    FILE.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", "utf-8")


def bounds(floors: dict[str, Any], which: str, part: Part) -> dict[str, dict[str, float]]:
    """Return the floors and ceilings of a part on a set."""
    kept = floors.get(which, {}).get(part.name, {})
    return {kind: kept.get(kind, {}) for kind in ("at_least", "at_most")}


def rows(floors: dict[str, Any], which: str, part: Part, figures: Figures) -> list[Row]:
    """Lay the figures of a part beside their bounds and peers.

    A floor without a figure is broken too: renaming a figure must not lose its floor.
    """
    kept = bounds(floors, which, part)
    peers = {name for figure in figures for name in part.peers_of(figure).values()}
    found = [
        _row(part, name, value, figures, kept)
        for name, value in figures.items()
        if name not in peers
    ]
    missing = (kept["at_least"].keys() | kept["at_most"].keys()) - figures.keys()
    return found + [
        Row(f"{part.name}: {name}", math.nan, "has one", broken=True) for name in sorted(missing)
    ]


def _row(
    part: Part, name: str, value: float, figures: Figures, kept: dict[str, dict[str, float]]
) -> Row:
    low, high = kept["at_least"].get(name), kept["at_most"].get(name)
    bound = shown(low) if low is not None else f"<= {shown(high)}" if high is not None else ""
    peers = ", ".join(
        f"{label} {shown(figures[peer])}"
        for label, peer in part.peers_of(name).items()
        if peer in figures
    )
    under = low is not None and value < low - _SLACK
    over = high is not None and value > high + _SLACK
    return Row(f"{part.name}: {name}", value, bound, peers, under or over)


def tightened(floors: dict[str, Any], which: str, part: Part, figures: Figures) -> None:
    """Set missing bounds and tighten those that were beaten; never loosens one."""
    kept = bounds(floors, which, part)
    found = _measured(part, figures)
    for kind, better in (("at_least", max), ("at_most", min)):
        for name, value in found[kind].items():
            kept[kind][name] = better(kept[kind].get(name, value), value)
    _keep(floors, which, part, kept)


def reset(floors: dict[str, Any], which: str, part: Part, figures: Figures) -> None:
    """Set the bounds of a part to what was measured, lower where that is lower."""
    _keep(floors, which, part, _measured(part, figures))


def _measured(part: Part, figures: Figures) -> dict[str, dict[str, float]]:
    """Round every figure that gets a bound to the third decimal, away from what is better."""
    peers = {name for figure in figures for name in part.peers_of(figure).values()}
    own = {n: v for n, v in figures.items() if n not in peers and not part.is_loose(n)}
    return {
        "at_least": {
            name: math.floor(1000 * value + _SLACK) / 1000
            for name, value in own.items()
            if not part.is_falling(name)
        },
        "at_most": {
            name: math.ceil(1000 * value - _SLACK) / 1000
            for name, value in own.items()
            if part.is_falling(name)
        },
    }


def _keep(floors: dict[str, Any], which: str, part: Part, kept: dict[str, Any]) -> None:
    floors.setdefault(which, {})[part.name] = {kind: by for kind, by in kept.items() if by}
