"""Time the engines beside their peers: `python -m tests.bench [MEASURE ...] [--full] [--cli]`.

What counts is the ratio: milliseconds differ between machines, both sides of a ratio run on the
same one. `--full` takes 1,000 articles, 50,000 headlines in the window and 5,000 in a stream;
`--cli` runs the commands as processes instead. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from tests.bench import processes
from tests.bench.measures import FULL, MEASURES, Scale
from tests.quality.table import columns


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    known = ", ".join(MEASURES)
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=f"of {known}")
    parser.add_argument("--full", action="store_true", help="the full size of everything")
    parser.add_argument("--cli", action="store_true", help="the commands as real processes")
    given = parser.parse_args()
    if unknown := set(given.measures) - MEASURES.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {known}")
    return given


def timings(names: Sequence[str], scale: Scale) -> Iterator[tuple[str, ...]]:
    yield "measure", "unit", "ours", "peer", "ratio", "peer"
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        for one in MEASURES[name](scale):
            figures = (f"{one.ours:.3f}", f"{one.peer:.3f}", f"{one.ratio:.2f}")
            yield f"{name}: {one.name}", one.unit, *figures, one.who


def main() -> int:
    given = arguments()
    if given.cli:
        reports = list(processes.run_all())
        print("\n".join(columns([processes.HEADS, *(report.cells for report in reports)])))
        return 0 if all(report.right for report in reports) else 1
    table = timings(given.measures or list(MEASURES), FULL if given.full else Scale())
    print("\n".join(columns(table)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
