"""Measure how much of a text was read and how much came along: runs of four words."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence

RUN = 4
"""Words of a run, as the public benchmark of article extraction counts them."""
LOST = 0.1
"""Share of a body under which the article counts as lost whole, as docs/quality.md says."""

Counts = tuple[float, float, float]
"""True positives, false positives and false negatives of one page, as shares of their sum."""

_WORDS = re.compile(
    # Scripts without blanks have no words that a sign would part: a character counts as one.
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    "|[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)


def words(text: str) -> list[str]:
    """Part a text into words; of Chinese, Japanese, Thai and their like into characters."""
    return _WORDS.findall(text)


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words; a shorter text is one run."""
    found = words(text)
    starts = range(max(1, len(found) - RUN + 1))
    return Counter(part for at in starts if (part := tuple(found[at : at + RUN])))


def compare(truth: str, text: str) -> Counts:
    """Count the runs that two texts share, every page with the same weight."""
    wanted, given = runs(truth), runs(text)
    parts = (
        (wanted & given).total(),
        (given - wanted).total(),
        (wanted - given).total(),
    )
    total = sum(parts) or 1
    return parts[0] / total, parts[1] / total, parts[2] / total


def f1(rows: Sequence[Counts]) -> tuple[float, float, float]:
    """Give F1, precision and recall, each a mean over pages, of the benchmark's own measure."""
    precision = statistics.mean(
        [hit / (hit + extra) for hit, extra, _ in rows if hit + extra] or [0.0]
    )
    recall = statistics.mean([hit / (hit + missed) for hit, _, missed in rows if hit + missed])
    return 2 * precision * recall / ((precision + recall) or 1), precision, recall


def is_lost(row: Counts) -> bool:
    """Tell whether next to nothing of an article was read."""
    hit, _, missed = row
    return hit + missed > 0 and hit / (hit + missed) < LOST
