"""How alike two articles are: features of a pair and the likeness from 0 to 1 they amount to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.model import model_tables
from bot.core.stories.inverted_index import GrowingArray
from bot.core.stories.terms import TermKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.stories.features import Sketch, SketchColumns
    from bot.core.stories.idf import RunningIdf

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
_NOWHERE = np.empty(0, dtype=np.int64)


def _kind_mask(*kinds: TermKind) -> NDArray[np.bool_]:
    """Return a table to look kinds up in, many at once."""
    return np.array([kind in kinds for kind in TermKind])


_NAMING = _kind_mask(TermKind.NAME, TermKind.PLACE, TermKind.ANCHOR)
_NAMED = _kind_mask(TermKind.ANCHOR, TermKind.PLACE)
_ACROSS = ~_kind_mask(TermKind.WORD, TermKind.NAME)
_WITHIN = ~_kind_mask(TermKind.ANCHOR)
_SCORE, _TITLED_SCORE = int(TermKind.SCORE), len(TermKind)
"""Results of matches, and those of a title, which are told apart where many are kept."""

_BY_KIND = np.stack([_WITHIN, _WITHIN, _ACROSS, _NAMED], axis=1).astype(np.float32)
_BY_KIND = np.concatenate([_BY_KIND, _BY_KIND[[_SCORE]]])
_WORDS, _TITLE, _ANCHORS, _NAMES = range(4)
_MODEL = model_tables("stories")

_TINY = np.float32(1e-9)
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

    The four columns of `table` run beside the sketch's keys: the weights of the keys of one
    language, those in the title alone, those of the keys that agree across languages, and of
    these the names. `norms` are the lengths of the columns.
    """

    sketch: Sketch
    table: Floats
    scores: frozenset[int]
    norms: tuple[float, ...]

    @property
    def words(self) -> Floats:
        """Return what the keys of one language weigh."""
        words: Floats = self.table[:, _WORDS]
        return words

    @property
    def strength(self) -> Floats:
        """Return what each key weighs in one language or across languages."""
        return _strength(self.table)


def _strength(table: Floats) -> Floats:
    strength: Floats = np.maximum(table[:, _WORDS], table[:, _ANCHORS])
    return strength


class GatheredVectors(NamedTuple):
    """Some weighed sketches, their keys one after the other, `lengths` of each.

    Beside the keys run their kinds and what they weigh in the whole and in the title; `norms` has a
    row for each sketch, and `cross` tells which are in another language than what is compared.
    """

    lengths: Places
    keys: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    full: Floats
    title: Floats
    norms: Floats
    cross: NDArray[np.bool_]

    @property
    def owners(self) -> Places:
        """Return of each key whose it is."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)


def gathered_vectors(some: Sequence[Vectors], language: str = "") -> GatheredVectors:
    """Gather weighed sketches to be compared with one in a language."""
    sketches = [one.sketch for one in some]
    table = np.concatenate([one.table for one in some])
    kinds = np.concatenate([sketch.kinds for sketch in sketches])
    in_title = np.concatenate([sketch.in_title for sketch in sketches])
    return GatheredVectors(
        lengths=np.array([len(sketch.keys) for sketch in sketches]),
        keys=np.concatenate([sketch.keys for sketch in sketches]),
        kinds=_told_kinds(kinds, in_title),
        full=_strength(table),
        title=table[:, _TITLE],
        norms=np.array([one.norms for one in some], dtype=np.float32),
        cross=np.array([sketch.language != language for sketch in sketches]),
    )


def _told_kinds(kinds: NDArray[np.uint8], in_title: Floats) -> NDArray[np.uint8]:
    """Tell results in titles apart from other results of matches."""
    return np.where((kinds == _SCORE) & (in_title > 0), np.uint8(_TITLED_SCORE), kinds)


class WeighedColumns:
    """Many weighed sketches in columns, 13 bytes a key and no object for each."""

    def __init__(self) -> None:
        self._keys, self._kinds = GrowingArray(np.uint32), GrowingArray(np.uint8)
        self._full, self._title = GrowingArray(np.float32), GrowingArray(np.float32)
        self._ends, self._norms = GrowingArray(np.int64), GrowingArray(np.float32, width=4)
        self._languages = GrowingArray(np.uint16)
        self._numbers: dict[str, int] = {}

    def extend(self, some: GatheredVectors, languages: Sequence[str]) -> None:
        """Take in weighed sketches; they are numbered as they come, from 0."""
        numbers = [self._numbers.setdefault(name, len(self._numbers)) for name in languages]
        self._take(some, np.array(numbers))

    def _take(self, some: GatheredVectors, languages: NDArray[Any]) -> None:
        self._ends.extend(len(self._keys.values) + np.cumsum(some.lengths))
        self._keys.extend(some.keys)
        self._kinds.extend(some.kinds)
        self._full.extend(some.full)
        self._title.extend(some.title)
        self._norms.extend(some.norms)
        self._languages.extend(languages)

    def of(self, slots: Places, language: str = "") -> GatheredVectors:
        """Gather sketches by their numbers, to be compared with one in a language."""
        ends = self._ends.values
        low = np.where(slots > 0, ends[slots - 1], 0)
        lengths = ends[slots] - low
        at = np.arange(lengths.sum()) + np.repeat(low - np.cumsum(lengths) + lengths, lengths)
        number = self._numbers.get(language, len(self._numbers))
        return GatheredVectors(
            lengths,
            self._keys.values[at],
            self._kinds.values[at],
            self._full.values[at],
            self._title.values[at],
            self._norms.values[slots],
            self._languages.values[slots] != number,
        )

    def only(self, slots: Places) -> WeighedColumns:
        """Return the sketches of some numbers alone, numbered anew."""
        fewer = WeighedColumns()
        fewer._numbers = self._numbers
        fewer._take(self.of(slots), self._languages.values[slots])
        return fewer


def sketch_vectors(sketch: Sketch, idf: RunningIdf) -> Vectors:
    """Weigh a sketch by the running counts."""
    idfs = idf.idf(sketch.keys, sketch.shares, sketch.language)
    return _weighed_sketch(
        sketch, _weight_table(sketch.kinds, sketch.weights * idfs, sketch.in_title * idfs)
    )


def weighed_columns(some: SketchColumns, idf: RunningIdf) -> GatheredVectors:
    """Weigh many stored sketches by the running counts; each gets what it would get alone."""
    idfs = np.empty(len(some.keys), dtype=np.float32)
    for language, places, _ in some.by_language():
        idfs[places] = idf.idf(some.keys[places], some.shares[places], language)
    table = _weight_table(some.kinds, some.weights * idfs, some.in_title * idfs)
    return GatheredVectors(
        some.lengths,
        some.keys,
        _told_kinds(some.kinds, some.in_title),
        _strength(table),
        table[:, _TITLE],
        _norm_rows(table, some.lengths),
        np.zeros(len(some.lengths), dtype=np.bool_),
    )


def _norm_rows(table: Floats, lengths: Places) -> Floats:
    """Return the lengths of the columns of each sketch; those with as many keys go together."""
    norms = np.zeros((len(lengths), table.shape[1]), dtype=np.float32)
    first = np.cumsum(lengths) - lengths
    for length in np.unique(lengths).tolist():
        some = np.flatnonzero(lengths == length)
        rows = table[first[some][:, None] + np.arange(length)]
        norms[some] = np.sqrt(np.einsum("mij,mij->mj", rows, rows))
    return norms


def _weight_table(kinds: NDArray[np.uint8], full: Floats, title: Floats) -> Floats:
    table: Floats = np.stack((full, title, full, full), axis=1) * _BY_KIND[kinds]
    return table


def _weighed_sketch(sketch: Sketch, table: Floats) -> Vectors:
    norms = tuple(np.sqrt(np.einsum("ij,ij->j", table, table)).tolist())
    scores = sketch.keys[(sketch.kinds == _SCORE) & (sketch.in_title > 0)]
    return Vectors(sketch, table, frozenset(scores.tolist()), norms)


def compare_vectors(query: Vectors, others: Sequence[Vectors] | GatheredVectors) -> Floats:
    """Compare an article with others, all at once: a row of `FEATURES` for each."""
    if not isinstance(others, GatheredVectors):
        others = gathered_vectors(others, query.sketch.language)
    rows, at, found = _shared_keys(query, others)
    own, kinds = query.table[at].T, query.sketch.kinds[at]
    cross, crossing = others.cross, others.cross[rows]
    words, across = own[_WORDS] * found[_WORDS], own[_ANCHORS] * found[_ANCHORS]
    told = (own[_TITLE] > 0) | (found[_TITLE] > 0) | crossing
    shared = np.sqrt(np.where(crossing, across, words)) * told
    whole, across, title, cover, covered, names, evidence, named = _row_totals(
        rows,
        len(others.lengths),
        words,
        across,
        own[_TITLE] * found[_TITLE],
        own[_TITLE] * found[_WORDS],
        own[_WORDS] * found[_TITLE],
        own[_NAMES] * found[_NAMES],
        shared,
        shared * _NAMING[kinds],
    )
    norms, mine = others.norms.T, query.norms
    columns = (
        np.where(
            cross, across / _norm_scale(mine[2], norms[2]), whole / _norm_scale(mine[0], norms[0])
        ),
        title / _norm_scale(mine[1], norms[1]),
        cover / _norm_scale(mine[1], norms[0]),
        covered / _norm_scale(mine[0], norms[1]),
        names / _norm_scale(mine[3], norms[3]),
        np.log1p(evidence),
        np.log1p(named),
        np.log1p(np.maximum(evidence - named, 0.0)),
        (_norm_scale(mine[3], norms[3]) > _TINY) & (names == 0),
        _results_clash(query, others),
    )
    table: Floats = np.array(columns, dtype=np.float32).T
    return table


def _shared_keys(query: Vectors, others: GatheredVectors) -> tuple[Places, Places, Floats]:
    """Return of every shared key whose it is, its place in the query and the other's weights."""
    keys = query.sketch.keys
    if not len(keys) or not len(others.keys):
        return _NOWHERE, _NOWHERE, np.empty((4, 0), dtype=np.float32)
    at = np.searchsorted(keys, others.keys)
    at[at == len(keys)] = 0
    hit = np.flatnonzero(keys[at] == others.keys)
    table = _weight_table(others.kinds[hit], others.full[hit], others.title[hit])
    return others.owners[hit], at[hit], table.T


def _row_totals(rows: Places, count: int, *values: Floats) -> Floats:
    """Sum up each kind of values by row."""
    offsets = count * np.arange(len(values))[:, None]
    sums = np.bincount((rows + offsets).ravel(), np.concatenate(values), count * len(values))
    totals: Floats = sums.astype(np.float32).reshape(len(values), count)
    return totals


def _norm_scale(mine: float, norms: Floats) -> Floats:
    return norms * np.float32(mine) + _TINY


def _results_clash(query: Vectors, others: GatheredVectors) -> NDArray[np.bool_]:
    """Tell who tells other results of matches than the article does."""
    count = len(others.lengths)
    if not query.scores:
        return np.zeros(count, dtype=np.bool_)
    scores = others.kinds == _TITLED_SCORE
    rows, keys = others.owners[scores], others.keys[scores]
    told = np.bincount(rows, minlength=count)
    alike = np.isin(keys, np.array(sorted(query.scores), dtype=np.uint32))
    clash: NDArray[np.bool_] = (told > 0) & (np.bincount(rows, alike, count) == 0)
    return clash


def row_nearness(rows: Floats) -> Floats:
    """Return the best of a row's cosines: a bare title is as near to a text as its title."""
    best: Floats = rows[:, :4].max(axis=1)
    return best


FULL = int(_MODEL["event"]["full"])
"""Words from which a body tells what an article is about better than its title does."""

CURVE, WHOLE = _MODEL["likeness"]["curve"], _MODEL["likeness"]["whole"]
"""Human similarity grows slower than a cosine; the rest of `WHOLE` goes to title beside text."""


def row_likeness(row: Floats, full: bool) -> float:
    """Amount a row of features to a likeness from 0 to 1; `full` says that both have bodies."""
    if not full:
        return float(row[:4].max().clip(0.0, 1.0))
    whole, crossed = row[0].clip(0.0, 1.0), row[2:4].max().clip(0.0, 1.0)
    return float(WHOLE * whole**CURVE + (1 - WHOLE) * crossed**CURVE)


TITLES, TEXTS = _MODEL["titles"], _MODEL["texts"]
"""What two titles and what two bodies tell of one event: weights of log-odds. The nearest member of
a story gives all features, `mean` weighs the mean nearness of all its members.
"""

PER_DAY = _MODEL["event"]["per_day"]
"""What a day between an article and the story's nearest member costs."""

_BY_TITLE = np.array([TITLES.get(name, 0.0) for name in FEATURES], dtype=np.float32)
_BY_TEXT = np.array([TEXTS.get(name, 0.0) for name in FEATURES], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Beside:
    """The articles beside one: a row of `FEATURES` each, and of which story each is a member.

    `stories` counts from 0, `days` is the time to each, `full` tells where both have bodies.
    """

    rows: Floats
    stories: NDArray[np.int64]
    days: Floats
    full: NDArray[np.bool_]

    def mean(self) -> Floats:
        """Return the mean nearness of each story's members."""
        sums = np.bincount(self.stories, row_nearness(self.rows))
        return (sums / np.bincount(self.stories)).astype(np.float32)

    def nearest(self) -> NDArray[np.int64]:
        """Return the row of each story's nearest member, of those with a body if there are any."""
        order = np.lexsort((row_nearness(self.rows), self.full, self.stories))
        ends = np.searchsorted(self.stories[order], np.arange(self.stories.max() + 1), side="right")
        return order[ends - 1]


def same_event(beside: Beside) -> tuple[Floats, NDArray[np.int64]]:
    """Return the log-odds of each story that it is the article's, and its nearest member's row."""
    rows, best = beside.rows, beside.nearest()
    telling = TITLES["near"] * row_nearness(rows) + TITLES["mean"] * beside.mean()[beside.stories]
    by_title = TITLES["base"] + rows @ _BY_TITLE + telling
    by_text = TEXTS["base"] + rows @ _BY_TEXT
    odds = np.where(beside.full, by_text, by_title) + PER_DAY * beside.days
    return odds[best].astype(np.float32), best
