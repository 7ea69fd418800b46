"""Dump what is found, or store it anew: `python -m tests.differential [--store]`.

Without `--store` every match goes to standard output, a line each: run it before and after a
change and compare the two. Whoever stores anew lists each difference in the commit's message.
"""

from __future__ import annotations

import json
import sys

from tests.differential import record
from tests.differential.made import articles


def main() -> None:
    if "--store" in sys.argv[1:]:
        record.write()
        return
    for name, found in record.recorded(articles()):
        for match in found:
            print(json.dumps({"article": name, **match}, ensure_ascii=False))


if __name__ == "__main__":
    main()
