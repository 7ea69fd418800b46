"""Write the model files anew: `python -m tests.quality.fit [NAME ...]`; without a name all.

With `--ablate` nothing is written: it tells what each number of a model is worth.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.quality.fit.registry import FITS


def main() -> int:
    """Run the fits that are named; tells of each how long it took and whether its file changed."""
    names = [fit.name for fit in FITS]
    parser = argparse.ArgumentParser(prog="python -m tests.quality.fit", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--ablate", action="store_true", help="what each number is worth")
    arguments = parser.parse_args()
    given = arguments.names
    if unknown := sorted(set(given) - set(names)):
        parser.error(f"there is no fit {', '.join(unknown)}; there are {', '.join(names)}")
    for fit in FITS:
        if given and fit.name not in given:
            continue
        if arguments.ablate:
            print("\n".join(fit.ablate() if fit.ablate else [f"{fit.name}: tells nothing"]))
            continue
        begun = time.monotonic()
        text = fit.text()
        same = fit.file.exists() and fit.file.read_text("utf-8") == text
        fit.file.write_text(text, "utf-8")
        state = "as it was" if same else "changed"
        print(f"{fit.name}: {fit.file.name} {state}, {time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
