"""Score every engine beside its peers: `python -m tests.quality [PART ...] [--own] [--raise]`.

Prints one table and ends with 1 when a figure is under its floor. Our own sets are always
scored; those in `../shared` where they are. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.quality import floors
from tests.quality.parts import PARTS, Figures, Part
from tests.quality.table import Row, lines


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    names = [part.name for part in PARTS]
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(names)}")
    parser.add_argument("--own", action="store_true", help="only the sets of the project")
    parser.add_argument(
        "--raise",
        action="store_true",
        dest="tighten",
        help="raise floors to what was measured; never lowers one",
    )
    parser.add_argument(
        "--lower",
        action="store_true",
        help="set the floors of the named parts to what was measured: say why in the commit",
    )
    given = parser.parse_args()
    if given.lower and not given.parts:
        parser.error("--lower wants the parts to be named")
    if unknown := set(given.parts) - set(names):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return given


def scored(given: argparse.Namespace, part: Part) -> bool:
    """Tell whether a part was asked for."""
    return not given.parts or part.name in given.parts


def measured(part: Part, which: str) -> Figures:
    """Score a part on a set; tells on standard error what is being done."""
    scorer = part.own if which == "own" else part.shared
    if scorer is dict:
        return {}
    sys.stderr.write(f"{part.name}, {which} sets ... ")
    sys.stderr.flush()
    begun = time.monotonic()
    figures = scorer()
    if figures:
        figures |= part.others(which)
    said = f"{time.monotonic() - begun:.1f} s" if figures else "not here"
    sys.stderr.write(said + "\n")
    return figures


def run(given: argparse.Namespace, kept: dict[str, Any]) -> Iterator[Row]:
    """Score what was asked for; changes `kept` when that was asked for."""
    for which in floors.SETS[: 1 if given.own else 2]:
        for part in PARTS:
            if not scored(given, part):
                continue
            if figures := measured(part, which):
                if given.lower:
                    floors.reset(kept, which, part, figures)
                elif given.tighten:
                    floors.tightened(kept, which, part, figures)
                yield from floors.rows(kept, which, part, figures)


def main() -> int:
    given, kept = arguments(), floors.read()
    table = list(run(given, kept))
    for line in lines(table):
        print(line)
    if given.tighten or given.lower:
        floors.write(kept)
    for said in filter(None, (part.absent() for part in PARTS if scored(given, part))):
        print(f"\n{said}")
    broken = sum(row.broken for row in table)
    if broken:
        print(f"\n{broken} of {len(table)} figures are under their floor")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
