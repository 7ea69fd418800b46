"""Read every real feed of a folder beside the project and compare the counts with feedparser's.

Run `python -m tests.quality.feeds_table` for the table.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser

from bot.errors import ParseError
from bot.workers.reader import JailedReader

FEEDS = Path(__file__).parents[3] / "shared" / "data" / "feeds"


@dataclass(frozen=True, slots=True)
class Row:
    """One feed: its bytes, entries by us and by feedparser, who read it, in how many seconds."""

    name: str
    size: int
    ours: int
    theirs: int
    parser: str
    seconds: float

    @property
    def differs(self) -> bool:
        return self.theirs > 0 and self.ours != self.theirs


async def rows(folder: Path = FEEDS) -> list[Row]:
    reader = JailedReader(cpu_seconds=20, memory_bytes=500_000_000, wall_seconds=30)
    try:
        return [await _row(name, body, reader) for name, body in _bodies(folder)]
    finally:
        await reader.close()


def _bodies(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))


async def _row(name: str, body: bytes, reader: JailedReader) -> Row:
    # Cleaning and resolving of what is inside an entry never changes how many there are.
    given = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    begun = time.perf_counter()
    try:
        feed = await reader.read_feed(body, "", "")
    except ParseError as error:
        return Row(name, len(body), 0, len(given.entries), str(error), 0.0)
    seconds = time.perf_counter() - begun
    return Row(name, len(body), len(feed.entries), len(given.entries), feed.parser, seconds)


def main() -> None:
    table = asyncio.run(rows())
    for row in table:
        mark = "  <- differs" if row.differs else ""
        print(
            f"{row.name:18}{row.size:>8}{row.ours:>6}{row.theirs:>6}  {row.parser:16}"
            f"{row.seconds * 1000:>7.1f} ms{mark}"
        )
    total, odd = sum(row.seconds for row in table), sum(row.differs for row in table)
    fast = sum(row.parser == "tree" for row in table)
    print(f"{len(table)} feeds, {odd} differ, {fast} off the tree, {total:.2f} s in all")


if __name__ == "__main__":
    main()
