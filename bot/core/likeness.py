"""How alike two articles are: features of a pair and the likeness from 0 to 1 they amount to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.core.entities import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.idf import RunningIdf
    from bot.core.sketch import Sketch

Floats = NDArray[np.float32]


def _mask(*kinds: Kind) -> NDArray[np.bool_]:
    """Return a table to look kinds up in, many at once."""
    return np.array([kind in kinds for kind in Kind])


_NAMING = _mask(Kind.NAME, Kind.PLACE, Kind.ANCHOR)
_NAMED = _mask(Kind.ANCHOR, Kind.PLACE)
_ACROSS = ~_mask(Kind.WORD, Kind.NAME)
_WITHIN = ~_mask(Kind.ANCHOR)

_TINY = 1e-9
FEATURES = (
    "whole",
    "title",
    "cover",
    "covered",
    "names",
    "evidence",
    "named",
    "topic",
    "strangers",
    "scores",
)
"""Cosines of whole texts, titles, title to text and back, and names; the weight of all shared
keys, of shared names and of other shared keys (logarithms); whether both name and share no one;
whether both tell results of matches and share none.
"""


@dataclass(frozen=True, slots=True)
class Vectors:
    """A sketch weighted by the counts of its time: what pairs are compared by.

    Every array runs beside `keys`. `words` are the weights of the keys of one language, `title`
    those in the title alone, `anchors` those of the keys that agree across languages.
    """

    sketch: Sketch
    words: Floats
    title: Floats
    anchors: Floats
    named: Floats
    scores: frozenset[int]
    norms: tuple[float, float, float, float]


def vectors(sketch: Sketch, idf: RunningIdf) -> Vectors:
    """Weigh a sketch by the running counts."""
    idfs = idf.idf(sketch.keys, sketch.shares, sketch.language)
    kinds = sketch.kinds
    full = sketch.weights * idfs
    words = full * _WITHIN[kinds]
    title = sketch.in_title * idfs * _WITHIN[kinds]
    anchors = full * _ACROSS[kinds]
    named = full * _NAMED[kinds]
    arrays = (words, title, anchors, named)
    norms = tuple(float(np.sqrt(array @ array)) for array in arrays)
    assert len(norms) == 4
    scores = frozenset(sketch.keys[(kinds == Kind.SCORE) & (sketch.in_title > 0)].tolist())
    return Vectors(sketch, words, title, anchors, named, scores, norms)


def compare(query: Vectors, others: Sequence[Vectors]) -> Floats:
    """Compare an article with others, all at once: a row of `FEATURES` for each."""
    keys = query.sketch.keys
    flat = np.concatenate([other.sketch.keys for other in others])
    rows = np.repeat(np.arange(len(others)), [len(other.sketch.keys) for other in others])
    at = np.searchsorted(keys, flat).clip(max=max(len(keys) - 1, 0))
    hit = keys[at] == flat if len(keys) else np.zeros(len(flat), dtype=bool)
    rows, at = rows[hit], at[hit]

    def total(values: Floats) -> Floats:
        summed: Floats = np.bincount(rows, values, len(others)).astype(np.float32)
        return summed

    def column(name: str) -> Floats:
        values: Floats = np.concatenate([getattr(other, name) for other in others])[hit]
        return values

    norms = np.array([other.norms for other in others], dtype=np.float32)
    own = np.array(query.norms, dtype=np.float32)
    scale = own * norms + _TINY
    cross = np.array([other.sketch.language != query.sketch.language for other in others])
    words, titles = column("words"), column("title")
    whole = total(query.words[at] * words) / scale[:, 0]
    across = total(query.anchors[at] * column("anchors")) / scale[:, 2]
    shared_names = total(query.named[at] * column("named"))
    shared = np.where(cross[rows], query.anchors[at] * column("anchors"), query.words[at] * words)
    told = (query.title[at] > 0) | (titles > 0) | cross[rows]
    shared = np.sqrt(shared) * told
    evidence = total(shared)
    named = total(shared * _NAMING[query.sketch.kinds[at]])
    columns = (
        np.where(cross, across, whole),
        total(query.title[at] * titles) / scale[:, 1],
        total(query.title[at] * words) / (own[1] * norms[:, 0] + _TINY),
        total(query.words[at] * titles) / (own[0] * norms[:, 1] + _TINY),
        shared_names / scale[:, 3],
        np.log1p(evidence),
        np.log1p(named),
        np.log1p(evidence - named),
        (scale[:, 3] > _TINY) & (shared_names == 0),
        _clash(query, others),
    )
    table: Floats = np.stack(columns, axis=1).astype(np.float32)
    return table


def _clash(query: Vectors, others: Sequence[Vectors]) -> list[bool]:
    """Tell who tells other results of matches than the article does."""
    if not query.scores:
        return [False] * len(others)
    return [bool(other.scores) and not query.scores & other.scores for other in others]


def nearness(rows: Floats) -> Floats:
    """Return the best of a row's cosines: a bare title is as near to a text as its title."""
    best: Floats = rows[:, :4].max(axis=1)
    return best


FULL = 15
"""Words from which a body tells what an article is about better than its title does."""

CURVE, WHOLE = 0.6, 0.6
"""Human similarity grows slower than a cosine; the rest of `WHOLE` goes to title beside text.
Both were chosen on labelled pairs of full texts in five languages.
"""


def likeness(row: Floats, full: bool) -> float:
    """Amount a row of features to a likeness from 0 to 1; `full` says that both have bodies."""
    if not full:
        return float(row[:4].max().clip(0.0, 1.0))
    whole, crossed = row[0].clip(0.0, 1.0), row[2:4].max().clip(0.0, 1.0)
    return float(WHOLE * whole**CURVE + (1 - WHOLE) * crossed**CURVE)


EVENT = {
    "names": 1.0,
    "evidence": 1.35,
    "named": 0.9,
    "topic": 1.55,
    "strangers": -0.7,
    "scores": -4.0,
}
NEAR, MEAN = 4.6, 2.1
EVENT_BASE = -10.7
"""What titles tell: a logistic regression over pairs of an article and a story, fitted by
`tests/quality/fit_stories.py`; the nearest member gives all features, `MEAN` weighs the mean
nearness of all members. That of `scores` is set by hand: there are too few.
"""

FULL_EVENT = {"whole": 2.3, "title": 2.8, "names": 1.85, "evidence": 3.0, "scores": -4.0}
FULL_BASE = -13.2
"""What bodies tell: the same over pairs of full texts, where more words agree by chance. That of
`title` was raised by hand: the labelled pairs have no real titles, only first sentences.
"""

PER_DAY = -0.33
"""What a day between an article and the story's nearest member costs, set by hand."""

_WEIGHTS = np.array([EVENT.get(name, 0.0) for name in FEATURES], dtype=np.float32)
_FULL_WEIGHTS = np.array([FULL_EVENT.get(name, 0.0) for name in FEATURES], dtype=np.float32)


def same_event(
    rows: Floats, stories: NDArray[np.int64], days: Floats, full: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.int64]]:
    """Return, for each story, the log-odds that it is the article's and its nearest member's row.

    `rows` are the features beside each candidate, `stories` counts from 0 which story each is
    a member of, `days` is the time to each, `full` tells where both have bodies.
    """
    near = nearness(rows)
    count = int(stories.max()) + 1
    mean = np.bincount(stories, near, count) / np.bincount(stories, minlength=count)
    by_title = EVENT_BASE + rows @ _WEIGHTS + NEAR * near + MEAN * mean[stories]
    odds = np.where(full, FULL_BASE + rows @ _FULL_WEIGHTS, by_title) + PER_DAY * days
    order = np.lexsort((near, full, stories))
    best = order[np.searchsorted(stories[order], np.arange(count), side="right") - 1]
    return odds[best].astype(np.float32), best
