"""Feed parsers with what is nearly right; `make fuzz` feeds each of them with its long form."""

from __future__ import annotations

import argparse
import sys

from tests.proof.fuzz.registry import TARGETS
from tests.proof.fuzz.runner import made, run, tell_progress


def main() -> int:
    """Feed the parsers that are named, all when none is; 1 where one of them failed."""
    given = _arguments()
    failed = False
    for name in given.parsers or list(TARGETS):
        target = TARGETS[name]
        numbers = range(given.first, given.first + (given.count or target.long))
        if given.only is not None:
            numbers = range(given.only, given.only + 1)
            print(repr(made(target, given.seed, given.only)))
        tally = run(target, numbers, given.seed, tell_progress)
        print(f"{name} (seed {given.seed}): {tally}", flush=True)
        for fault in tally.faults.values():
            print(f"\n{fault}", flush=True)
        failed = failed or bool(tally.faults) or (given.only is None and tally.share < 0.5)
    return int(failed)


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.proof.fuzz", description=__doc__)
    reader.add_argument("parsers", nargs="*", help=", ".join(TARGETS))
    reader.add_argument("--count", type=int, help="inputs a parser")
    reader.add_argument("--first", type=int, default=0, help="number of the first input")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--only", type=int, help="one input alone, which is printed")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())
