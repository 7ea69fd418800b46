"""The parts of `make quality`: where each part's figures come from and who its peers are."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.quality import (
    feeds_table,
    score_aliases,
    score_feeds,
    score_language,
    score_match,
    score_pages,
    score_stories,
    score_summaries,
)
from tests.quality.reading import readers

Figures = dict[str, float]


READERS = ("trafilatura fast", "trafilatura", "readability-lxml", "resiliparse")
"""Who reads pages beside us."""


def _nobody(which: str) -> Figures:
    return {}


@dataclass(frozen=True)
class Part:
    """One engine: its figures on our own sets and on those beside the project.

    `peers` says for figures that fit a pattern which other figures are peers on the same data:
    (pattern, {name of the peer: figure, with the groups of the pattern}). `falling` fits figures
    of which less is better, `loose` those that get no floor: they vary or only describe.
    `others` scores peers that only `make quality` waits for, on "own" or "shared" sets; `absent`
    says which of them are not set up.
    """

    name: str
    own: Callable[[], Figures] = dict
    shared: Callable[[], Figures] = dict
    others: Callable[[str], Figures] = _nobody
    peers: tuple[tuple[str, dict[str, str]], ...] = ()
    falling: str = "$."
    loose: str = "$."
    absent: Callable[[], str] = str

    def peers_of(self, figure: str) -> dict[str, str]:
        """Name the peers of a figure and the figures that hold theirs."""
        for pattern, names in self.peers:
            if found := re.fullmatch(pattern, figure):
                return {label: found.expand(name) for label, name in names.items()}
        return {}

    def is_falling(self, figure: str) -> bool:
        return re.search(self.falling, figure) is not None

    def is_loose(self, figure: str) -> bool:
        return re.search(self.loose, figure) is not None


def _feeds() -> Figures:
    if not feeds_table.FEEDS.is_dir():
        return {}
    rows = asyncio.run(feeds_table.rows())
    return {
        "entries": float(sum(row.ours for row in rows)),
        "entries by feedparser": float(sum(row.theirs for row in rows)),
        "feeds that differ": float(sum(row.differs for row in rows)),
    }


PARTS = (
    Part(
        "match",
        own=score_match.score,
        peers=(
            (
                r"(\w+)\.(precision|recall|f1)",
                {
                    "lemma": r"\1.lemma.\2",
                    "token": r"\1.token.\2",
                    "substring": r"\1.substring.\2",
                },
            ),
        ),
        falling="homonym_false",
        loose="cases",
    ),
    Part("aliases", shared=score_aliases.score, falling="unexplained"),
    Part(
        "stories",
        own=score_stories.own_figures,
        shared=score_stories.shared_figures,
        peers=(
            (r"(.+) F", {"TF-IDF": r"\1 tfidf F", "same title": r"\1 exact F"}),
            (r"(.+) r", {"TF-IDF": r"\1 tfidf r"}),
        ),
        falling="copies false",
        loose=" [PR]$",
    ),
    Part(
        "summaries",
        own=score_summaries.own,
        shared=score_summaries.shared_figures,
        peers=(
            (
                r"(english\.)?(?:ours|titled)\.(rouge.)",
                {
                    "lead-2": r"\1lead-2.\2",
                    "lead, same length": r"\1lead-same-length.\2",
                    "LexRank": r"\1lexrank.\2",
                },
            ),
        ),
        loose="characters|folded|half|english.not-worse",
    ),
    Part(
        "pages",
        own=score_pages.own_figures,
        shared=score_pages.shared_figures,
        others=score_pages.figures_of_others,
        peers=(
            (
                r"(own|corpus|later|shared|readability)_(f1|lost_whole|title|day|author)",
                {name: rf"\1_\2 by {name}" for name in READERS},
            ),
        ),
        falling="leaks|lost",
        loose="_cost$",
        absent=readers.absent_peers,
    ),
    Part(
        "language",
        own=score_language.score,
        peers=(
            (
                r"(.+)\.ours",
                {"detector alone": r"\1.detector", "feed's word alone": r"\1.declared"},
            ),
        ),
    ),
    Part(
        "feeds",
        own=score_feeds.own_figures,
        shared=_feeds,
        peers=(
            (r"entries", {"feedparser": "entries by feedparser"}),
            (r"corpus (\w+)", {"feedparser": r"corpus \1 by feedparser"}),
        ),
        falling="differ",
        loose="^entries",
    ),
)
