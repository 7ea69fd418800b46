"""What titles tell of one event, fitted on our own streams of headlines.

A row is an article and a story beside it; it is true where the article is labelled as that story's.
The streams are those that may be fitted on; the others are kept to see what a fit is worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.core.stories.index import StoryIndex
from bot.core.stories.similarity import FEATURES, PER_DAY, row_nearness
from tests.quality.fit import logistic
from tests.quality.fit.model_file import ROOT, Fit, Tables
from tests.quality.score_stories import HERE, Item, stream

STREAMS = tuple(f"{kind}_{code}" for kind in ("events", "large") for code in ("de", "en", "fr"))
COLUMNS = ("names", "evidence", "named", "topic", "strangers", "scores")
RIDGE = 2.0
"""Holds features that tell the same apart; at 20 the figures are the same within .01."""

DIGITS = 2

Row = tuple[list[float], bool, float]


def rows(items: list[Item]) -> Iterator[Row]:
    """Yield of each article and story beside it the features, the label and what time costs."""
    index = StoryIndex()
    picked = [FEATURES.index(name) for name in COLUMNS]
    for item in items:
        sketch = index.sketch(item.article)
        if found := index.beside(sketch):
            stories, beside = found
            near, mean = row_nearness(beside.rows), beside.mean()
            for number, row in enumerate(beside.nearest().tolist()):
                features = [*beside.rows[row, picked].tolist(), float(near[row])]
                late = PER_DAY * float(beside.days[row])
                yield [*features, float(mean[number])], stories[number] == item.story, late
        index.add(sketch, item.story)


def fitted() -> Tables:
    """Fit the weights of titles."""
    found = [row for name in STREAMS for row in rows(stream(name))]
    table, labels, given = (np.array(column) for column in zip(*found, strict=True))
    weights, base = logistic.fit(table, labels, given, RIDGE)
    names = (*COLUMNS, "near", "mean", "base")
    return {"titles": dict(zip(names, np.round([*weights, base], DIGITS).tolist(), strict=True))}


def files() -> tuple[Path, ...]:
    """List the streams' files."""
    return tuple(HERE / f"{name}.txt" for name in STREAMS)


STORIES = Fit(
    "stories",
    ROOT / "bot/core/stories/model.toml",
    files(),
    "What two titles tell of one event (`titles`): a ridge logistic regression over pairs of an"
    " article and a story beside it. A day between them costs what `per_day` says.",
    fitted,
)
