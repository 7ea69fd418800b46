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

FEATURES = ("all", "title", "cover", "covered", "names", "numbers")


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
    numbers: Floats
    norms: tuple[float, float, float, float, float]


def vectors(sketch: Sketch, idf: RunningIdf) -> Vectors:
    """Weigh a sketch by the running counts."""
    idfs = idf.idf(sketch.keys, sketch.shares, sketch.language)
    kinds = sketch.kinds
    full = sketch.weights * idfs
    words = np.where(kinds == Kind.ANCHOR, 0, full).astype(np.float32)
    title = np.where(kinds == Kind.ANCHOR, 0, sketch.in_title * idfs).astype(np.float32)
    anchors = np.where(kinds >= Kind.NUMBER, full, 0).astype(np.float32)
    named = np.where((kinds == Kind.ANCHOR) | (kinds == Kind.PLACE), full, 0).astype(np.float32)
    numbers = np.where(kinds == Kind.NUMBER, full, 0).astype(np.float32)
    arrays = (words, title, anchors, named, numbers)
    norms = tuple(float(np.sqrt(array @ array)) for array in arrays)
    return Vectors(sketch, words, title, anchors, named, numbers, norms)  # type: ignore[arg-type]


def features(query: Vectors, others: Sequence[Vectors]) -> Floats:
    """Return one row of `FEATURES` for each other article."""
    keys = query.sketch.keys
    flat = np.concatenate([other.sketch.keys for other in others])
    rows = np.repeat(np.arange(len(others)), [len(other.sketch.keys) for other in others])
    at = np.searchsorted(keys, flat).clip(max=max(len(keys) - 1, 0))
    hit = keys[at] == flat if len(keys) else np.zeros(len(flat), dtype=bool)
    rows, at = rows[hit], at[hit]

    def dot(mine: Floats, theirs: str) -> Floats:
        column = np.concatenate([getattr(other, theirs) for other in others])[hit]
        return np.bincount(rows, mine[at] * column, len(others)).astype(np.float32)

    norms = np.array([other.norms for other in others], dtype=np.float32) + 1e-9
    own = np.array(query.norms, dtype=np.float32) + 1e-9
    cross = np.array([other.sketch.language != query.sketch.language for other in others])
    whole = dot(query.words, "words") / (own[0] * norms[:, 0])
    across = dot(query.anchors, "anchors") / (own[2] * norms[:, 2])
    columns = (
        np.where(cross, across, whole),
        dot(query.title, "title") / (own[1] * norms[:, 1]),
        dot(query.title, "words") / (own[1] * norms[:, 0]),
        dot(query.words, "title") / (own[0] * norms[:, 1]),
        dot(query.named, "named") / (own[3] * norms[:, 3]),
        dot(query.numbers, "numbers") / (own[4] * norms[:, 4]),
    )
    return np.stack(columns, axis=1)


def likeness(rows: Floats) -> Floats:
    """Amount features to a likeness from 0 to 1."""
    scores: Floats = np.maximum(rows[:, 0], 0.85 * rows[:, 1]).clip(0.0, 1.0)
    return scores
