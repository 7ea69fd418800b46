"""Score the feed reader on the feeds of the corpus, beside feedparser on the same bytes.

python -m tests.quality.score_feeds    tells what is wrong
"""

from __future__ import annotations

import sys
from calendar import timegm
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser

from bot.errors import ParseError
from bot.feeds.extract.body.boilerplate import fold_line
from bot.feeds.parse.parser import parse_feed
from tests.quality.corpus.feeds import MadeFeed, RightEntry, corpus_feeds

FIELDS = ("title", "link", "date", "author")
Figures = dict[str, float]


@dataclass(frozen=True)
class ReadFeed:
    """What a reader made of a feed."""

    outlet: str
    entries: Sequence[RightEntry]


def by_us(made: MadeFeed) -> ReadFeed:
    try:
        feed = parse_feed(made.body, url=made.url)
    except ParseError:
        return ReadFeed("", ())
    entries = [RightEntry(e.title, e.url, e.published, ", ".join(e.authors)) for e in feed.entries]
    return ReadFeed(feed.title, entries)


def by_feedparser(made: MadeFeed) -> ReadFeed:
    feed = feedparser.parse(made.body, response_headers={"content-location": made.url})
    return ReadFeed(feed.feed.get("title", ""), [_parsed(entry) for entry in feed.entries])


def _parsed(entry: Any) -> RightEntry:
    # Past its own get(), which warns of giving one date for another.
    when = entry.get("published_parsed") or dict.get(entry, "updated_parsed")
    names = [author.get("name", "") for author in entry.get("authors", [])]
    return RightEntry(
        entry.get("title", ""),
        entry.get("link", ""),
        datetime.fromtimestamp(timegm(when), UTC) if when else None,
        ", ".join(filter(None, names)) or entry.get("author", ""),
    )


def wrong(made: MadeFeed, read: ReadFeed) -> Iterator[tuple[str, object, object]]:
    """List what is wrong: the field, what is right, what was read."""
    if read.outlet.strip() != made.outlet:
        yield "outlet", made.outlet, read.outlet
    for at, right in enumerate(made.entries):
        if at >= len(read.entries):
            yield "entry", right.title, None
            continue
        given = read.entries[at]
        for name in FIELDS:
            if _folded(getattr(given, name)) != _folded(getattr(right, name)):
                yield name, getattr(right, name), getattr(given, name)


def _folded(value: object) -> object:
    if not isinstance(value, str):
        return value
    return value if value.startswith("http") else fold_line(value)


def figures(reader: Any) -> Figures:
    """Give for each field the share of entries, or of feeds, that are right."""
    made = corpus_feeds()
    total = sum(len(feed.entries) for feed in made)
    bad = [name for feed in made for name, _, _ in wrong(feed, reader(feed))]
    lost = bad.count("entry")
    shares = {name: 1 - (bad.count(name) + lost) / total for name in FIELDS}
    shares |= {"entries": 1 - lost / total, "outlet": 1 - bad.count("outlet") / len(made)}
    return {name: round(share, 4) for name, share in shares.items()}


def own_figures() -> Figures:
    """Score our reader and feedparser on the corpus."""
    ours, theirs = figures(by_us), figures(by_feedparser)
    return {f"corpus {name}": share for name, share in ours.items()} | {
        f"corpus {name} by feedparser": share for name, share in theirs.items()
    }


def report() -> Iterator[str]:
    for made in corpus_feeds():
        for name, right, given in wrong(made, by_us(made)):
            yield f"{made.key:14} {name:7} {str(right)[:60]!r} read as {str(given)[:60]!r}"


if __name__ == "__main__":
    for line in report():
        sys.stdout.write(line + "\n")
