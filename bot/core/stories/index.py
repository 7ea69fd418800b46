"""Stories: which articles tell one event, decided as they arrive and never decided again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from heapq import nsmallest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from bot.core.model import model_tables
from bot.core.stories.constraints import NEVER, is_hollow, merge_doubt
from bot.core.stories.explain import (
    copied_reason,
    merged_reason,
    same_article,
    same_title,
    stays_apart,
    told_again,
)
from bot.core.stories.features import Label, Sketch, is_readable, make_sketch, unpack_sketches
from bot.core.stories.idf import RunningIdf
from bot.core.stories.inverted_index import Postings
from bot.core.stories.near_duplicates import containment, telling_finds
from bot.core.stories.similarity import (
    FULL,
    Beside,
    Floats,
    Vectors,
    WeighedColumns,
    compare_vectors,
    gathered_vectors,
    row_likeness,
    same_event,
    sketch_vectors,
    weighed_columns,
)
from bot.core.stories.title_templates import Template
from bot.core.stories.twins import are_apart, is_same, tells_again, tells_same_text
from bot.models import Placement, Relation
from bot.said import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.models import Article

WINDOW = timedelta(hours=72)
"""How far back a story is looked for, by hand: what comes later is news of its own."""
_DAY = 86_400.0
"""Seconds of a day."""
_MODEL = model_tables("stories")
SURE, MAYBE = _MODEL["sure"], _MODEL["maybe"]
"""Log-odds from which two articles surely or maybe tell one event, by language: `other` for one
that is not named, `across` for two languages.
"""

FULL_EASE = _MODEL["event"]["full_ease"]
"""What two bodies need less than titles do: their weights were fitted apart and merge less."""

CANDIDATES = 28
"""Articles that are compared: what placing costs. 80 find no more on the own streams. By hand."""

MOST_POSTINGS, LEAST_KEYS = 12_000, 3
"""Candidates are sought by the rarest keys: by so many at least, then up to so many postings. By
hand: bounds what a question costs where all keys are common.
"""

MOST_WORDS = 6
"""Common words that a reason names. By hand: as many are read."""

COMMON_PRINTS = int(_MODEL["copies"]["common_prints"])
"""Shingle hashes in common from which two bodies are worth comparing word by word."""

LOADED_AT_ONCE = 2_000
"""Sketches that are unpacked together, by hand: some 6 MB, and quick enough for each."""

TITLE_WORDS, TITLE_RATIO = int(_MODEL["copies"]["title_words"]), _MODEL["copies"]["title_ratio"]
"""Words that a headline needs to be known again, and how much of it has to be the same."""


@dataclass
class _Entry:
    """An article in the window, unpacked where its sketch is asked for."""

    story: str
    packed: bytes

    @cached_property
    def sketch(self) -> Sketch:
        return Sketch.from_bytes(self.packed)


class StoryIndex:
    """The articles of the last hours, comparable: asks where an article belongs."""

    def __init__(self, window: timedelta = WINDOW) -> None:
        self._window = window.total_seconds()
        self._weighed: Vectors | None = None
        self._idf = RunningIdf()
        self._latest = [0.0, 0.0]
        """The two latest times: one article dated next year must not empty the window."""
        self._clear()

    def _clear(self) -> None:
        self._terms, self._prints = Postings(), Postings(rare=True)
        self._columns = WeighedColumns()
        self._stories: list[str] = []
        self._packed: list[bytes | None] = []
        """Each slot's story, and its sketch as it is stored: of few it is read again."""
        self._norms = np.ones(1024, dtype=np.float32)
        self._times = np.full(1024, -np.inf)
        """When each slot's article was published; one that left is infinitely old."""
        self._full = np.zeros(1024, dtype=np.bool_)
        self._outlets = np.zeros(1024, dtype=np.int32)
        """Whether each slot's article has a body, and the number of its outlet, 0 for no name."""
        self._numbers = {"": 0}
        self._by_article: dict[str, int] = {}
        self._by_identity: dict[int, int] = {}
        self._queue: deque[int] = deque()
        self._alive = 0

    def __len__(self) -> int:
        return self._alive

    def sketch(self, article: Article) -> Sketch:
        """Compute what comparing the article needs."""
        return make_sketch(article)

    def add(self, sketch: Sketch, story: str) -> None:
        """Put an article into the window as a member of a story; a known id is replaced."""
        weighed = gathered_vectors([self._weigh(sketch)])
        slot = self._enter([(sketch.to_bytes(), story)], [Label.of(sketch)], weighed.norms)
        self._columns.extend(weighed, [sketch.language])
        self._terms.add(sketch.keys, slot)
        self._prints.add(sketch.fingerprint, slot)
        self._idf.count(sketch.keys, sketch.language)
        self._weighed = None
        self._expire_before(self._latest[0] - self._window)

    def load(self, placed: Iterable[tuple[bytes, str]]) -> None:
        """Put stored sketches and their stories into the window at once, earlier ones first.

        They are counted too, unless there are counts already: those were made with them. What
        another version stored is left out: what is forgotten is at most as old as the window.
        """
        readable = [pair for pair in placed if is_readable(pair[0])]
        parts = [
            readable[at : at + LOADED_AT_ONCE] for at in range(0, len(readable), LOADED_AT_ONCE)
        ]
        if not self._idf:
            for part in parts:
                self._count(part)
        for part in parts:
            self._load(part)
        self._terms.merge()
        self._prints.merge()
        self._expire_before(self._latest[0] - self._window)

    def _count(self, placed: Sequence[tuple[bytes, str]]) -> None:
        some = unpack_sketches([packed for packed, _ in placed])
        for language, places, texts in some.by_language():
            self._idf.count(some.keys[places], language, texts)

    def _load(self, placed: Sequence[tuple[bytes, str]]) -> None:
        some = unpack_sketches([packed for packed, _ in placed])
        weighed = weighed_columns(some, self._idf)
        first = self._enter(placed, some.labels, weighed.norms)
        self._columns.extend(weighed, [label.language for label in some.labels])
        self._terms.extend(some.keys, some.lengths, first)
        self._prints.extend(some.fingerprint, some.print_lengths, first)

    def _enter(
        self, placed: Sequence[tuple[bytes, str]], labels: Sequence[Label], norms: Floats
    ) -> int:
        """Give articles their slots, in a row; their keys are not noted yet. Returns the first."""
        first = len(self._packed)
        here = slice(first, first + len(placed))
        while here.stop > len(self._norms):
            self._grow()
        self._packed += [packed for packed, _ in placed]
        self._stories += [story for _, story in placed]
        self._norms[here] = np.maximum(norms[:, 0], 1e-6)
        self._times[here] = [label.at for label in labels]
        self._full[here] = [label.words >= FULL for label in labels]
        self._outlets[here] = [
            self._numbers.setdefault(label.source, len(self._numbers)) for label in labels
        ]
        self._queue.extend(range(first, here.stop))
        self._alive += len(placed)
        self._latest = sorted((*self._latest, *self._times[here].tolist()))[-2:]
        for slot, label in enumerate(labels, first):
            self._name(label, slot)
        return first

    def _name(self, label: Label, slot: int) -> None:
        """Note what the article in a slot is known by; one that was known so leaves."""
        self.discard(label.article)
        self._by_article[label.article] = slot
        for identity in label.identities:
            self._by_identity.setdefault(identity, slot)

    def _grow(self) -> None:
        """Make room for twice as many slots."""
        self._norms = np.concatenate([self._norms, np.ones_like(self._norms)])
        self._times = np.concatenate([self._times, np.full_like(self._times, -np.inf)])
        self._full = np.concatenate([self._full, np.zeros_like(self._full)])
        self._outlets = np.concatenate([self._outlets, np.zeros_like(self._outlets)])

    def _weigh(self, sketch: Sketch) -> Vectors:
        """Weigh a sketch by the running counts; what was just placed is not weighed again."""
        if self._weighed is None or self._weighed.sketch is not sketch:
            self._weighed = sketch_vectors(sketch, self._idf)
        return self._weighed

    def discard(self, article: str) -> None:
        """Take an article out again, with what it counted; an unknown one is no error."""
        slot = self._by_article.get(article)
        if slot is not None:
            sketch = self._drop(slot)
            self._idf.uncount(sketch.keys, sketch.language)

    def _expire_before(self, limit: float) -> None:
        """Drop old entries from the front; a late old one waits for those before it."""
        while self._queue and not self._times[self._queue[0]] >= limit:
            slot = self._queue.popleft()
            if self._packed[slot] is not None:
                self._drop(slot)
        if len(self._packed) > 4096 and self._alive < len(self._packed) // 2:
            self._compact()

    def _drop(self, slot: int) -> Sketch:
        """Take a living article out; returns its sketch."""
        sketch = Sketch.from_bytes(self._packed[slot] or b"")
        self._packed[slot], self._stories[slot] = None, ""
        self._times[slot] = -np.inf
        self._alive -= 1
        del self._by_article[sketch.article]
        for identity in sketch.identities:
            if self._by_identity.get(identity) == slot:
                del self._by_identity[identity]
        return sketch

    def _compact(self) -> None:
        """Give the living new numbers, so that the window's memory stays bounded."""
        living = np.array([n for n, packed in enumerate(self._packed) if packed is not None])
        numbers = np.full(len(self._packed), -1)
        numbers[living] = np.arange(len(living))
        self._terms.renumber(numbers)
        self._prints.renumber(numbers)
        self._columns = self._columns.only(living)
        self._stories = [self._stories[slot] for slot in living.tolist()]
        self._packed = [self._packed[slot] for slot in living.tolist()]
        self._norms, self._times = self._norms[living], self._times[living]
        self._full, self._outlets = self._full[living], self._outlets[living]
        self._by_article = {name: int(numbers[at]) for name, at in self._by_article.items()}
        self._by_identity = {name: int(numbers[at]) for name, at in self._by_identity.items()}
        self._queue = deque(number for number in numbers[self._queue].tolist() if number >= 0)
        self._grow()

    def idf_bytes(self) -> bytes:
        """Pack the running counts for storing."""
        return self._idf.to_bytes()

    def load_idf(self, data: bytes) -> None:
        """Take over stored counts; raises ValueError for another version."""
        self._idf = RunningIdf.from_bytes(data)

    def place(self, sketch: Sketch) -> Placement:
        """Tell where an article belongs; changes nothing."""
        return self._same_article(sketch) or self._copy(sketch) or self._same_event(sketch)

    def _live(self, slots: NDArray[np.int64], sketch: Sketch) -> NDArray[np.int64]:
        """Leave the slots of other articles within the window around an article."""
        near = np.abs(self._times[slots] - sketch.at) <= self._window
        own = self._by_article.get(sketch.article)
        return slots[near if own is None else near & (slots != own)]

    def _same_article(self, sketch: Sketch) -> Placement | None:
        slots = {self._by_identity[i] for i in sketch.identities if i in self._by_identity}
        own = self._by_article.get(sketch.article, -1)
        for slot in sorted(slots | ({own} - {-1})):
            entry = self._entry(slot)
            if slot == own or is_same(entry.sketch, sketch):
                return _placed_with(entry, Relation.SAME, 1.0, same_article())
        return None

    def _copy(self, sketch: Sketch) -> Placement | None:
        if not len(sketch.fingerprint):
            return None
        needed = min(COMMON_PRINTS, max(2, len(sketch.fingerprint) // 3))
        # Hardly an article has so much as one of its hashes in common with another.
        prints = self._prints.possible(sketch.fingerprint)
        if len(prints) < needed:
            return None
        found, owners = self._prints.slots(prints)
        found = telling_finds(found, owners, self._stories, needed)
        if len(found) < needed:
            return None
        common = np.bincount(found)
        slots = self._live(np.flatnonzero(common >= needed), sketch)
        slots = slots[np.argsort(-common[slots], kind="stable")[:8]]
        entries = self._at(slots)
        others = _of_others(self._own(slots, sketch), sketch)
        for entry in entries:
            if entry.story not in others and tells_same_text(entry.sketch, sketch):
                share = containment(entry.sketch.body, sketch.body)
                return _placed_copy(entry, sketch, share, copied_reason(share))
        return None

    def _at(self, slots: NDArray[np.int64]) -> list[_Entry]:
        return [self._entry(slot) for slot in slots.tolist()]

    def _entry(self, slot: int) -> _Entry:
        return _Entry(self._stories[slot], self._packed[slot] or b"")

    def _own(self, slots: NDArray[np.int64], sketch: Sketch) -> list[_Entry]:
        """Return those that come from the article's own named outlet."""
        number = self._numbers.get(sketch.source, 0)
        return self._at(slots[self._outlets[slots] == number]) if number else []

    def _candidates(self, sketch: Sketch, query: Vectors) -> NDArray[np.int64]:
        """Return the slots of the articles most like this one, by the rarest shared keys."""
        strength = query.strength
        order = np.argsort(-strength, kind="stable")
        slots, owners = self._terms.slots(sketch.keys[order], MOST_POSTINGS, LEAST_KEYS)
        gain = (strength[order] ** 2)[owners]
        sums = np.bincount(slots, gain, len(self._packed))
        found = self._live(np.flatnonzero(sums > 0), sketch)
        if len(found) > CANDIDATES:
            likely = sums[found] / self._norms[found]
            found = found[np.argpartition(-likely, CANDIDATES)[:CANDIDATES]]
        return found

    def _same_event(self, sketch: Sketch) -> Placement:
        query = self._weigh(sketch)
        slots = self._candidates(sketch, query)
        if not len(slots):
            return Placement("", Relation.NEW)
        own = self._own(slots, sketch)
        for entry in own:
            if tells_again(entry.sketch, sketch):
                return _placed_with(entry, Relation.SAME, 1.0, told_again())
        return self._decided(query, slots, own, self._beside(query, slots))

    def _decided(
        self, query: Vectors, slots: NDArray[np.int64], own: list[_Entry], beside: Beside
    ) -> Placement:
        """Decide by the likeliest story and its nearest member."""
        odds_of, best = same_event(beside)
        likeliest = int(np.argmax(odds_of))
        odds, row = float(odds_of[likeliest]), int(best[likeliest])
        nearest, sketch = self._entry(int(slots[row])), query.sketch
        score = row_likeness(beside.rows[row], bool(beside.full[row]))
        sure, maybe = _sure_and_maybe(sketch, nearest.sketch)
        if nearest.story in _of_others(own, sketch, nearest.story):
            sure = NEVER
        common = _common_words(query, nearest.sketch)
        words = ", ".join(common) or "–"
        if odds >= sure and is_hollow(nearest.sketch, sketch, common):
            sure = NEVER
        if odds >= sure:
            if _titles_alike(nearest.sketch, sketch):
                return _placed_copy(nearest, sketch, score, same_title(words))
            return _placed_with(nearest, Relation.SAME, score, merged_reason(odds, sure, words))
        article = nearest.sketch.article
        story = nearest.story if odds >= maybe else ""
        relation = Relation.RELATED if story else Relation.NEW
        reasons = tuple(stays_apart(odds, sure, maybe, words))
        return Placement("", relation, score, article, story, reasons)

    def beside(self, sketch: Sketch) -> tuple[list[str], Beside] | None:
        """Compare an article with those most like it: their stories, and what a merge rests on.

        A story's place in the list is its number.
        """
        query = self._weigh(sketch)
        slots = self._candidates(sketch, query)
        if not len(slots):
            return None
        stories = list(dict.fromkeys(self._stories[slot] for slot in slots.tolist()))
        return stories, self._beside(query, slots)

    def _beside(self, query: Vectors, slots: NDArray[np.int64]) -> Beside:
        sketch = query.sketch
        numbers: dict[str, int] = {}
        told = [self._stories[slot] for slot in slots.tolist()]
        stories = [numbers.setdefault(story, len(numbers)) for story in told]
        return Beside(
            rows=compare_vectors(query, self._columns.of(slots, sketch.language)),
            stories=np.array(stories),
            days=(np.abs(self._times[slots] - sketch.at) / _DAY).astype(np.float32),
            full=self._full[slots] & (len(sketch.body) >= FULL),
        )


def _of_others(own: list[_Entry], sketch: Sketch, story: str = "") -> set[str]:
    """Return the stories (or the one asked for) in which the same outlet told another thing.

    `own` are that outlet's articles.
    """
    asked = [entry for entry in own if story in ("", entry.story)]
    return {entry.story for entry in asked if are_apart(entry.sketch, sketch)}


def _placed_with(entry: _Entry, relation: Relation, score: float, reason: Said) -> Placement:
    return Placement(entry.story, relation, score, entry.sketch.article, reasons=(reason,))


def _placed_copy(entry: _Entry, sketch: Sketch, score: float, reason: Said) -> Placement:
    """Place a copy; the same text again at the same outlet is that outlet's own."""
    own = entry.sketch.source == sketch.source and sketch.source != ""
    return _placed_with(entry, Relation.SAME if own else Relation.COPY, score, reason)


def _sure_and_maybe(sketch: Sketch, other: Sketch) -> tuple[float, float]:
    ease = FULL_EASE if min(len(sketch.body), len(other.body)) >= FULL else 0.0
    if sketch.language != other.language:
        return SURE["across"] - ease + merge_doubt(sketch, other), MAYBE["across"] - ease
    language = sketch.language
    sure, maybe = SURE.get(language, SURE["other"]), MAYBE.get(language, MAYBE["other"])
    if Template.ROLLING in (sketch.template, other.template):
        return NEVER, maybe - ease
    return sure - ease + merge_doubt(sketch, other), maybe - ease


def _titles_alike(left: Sketch, right: Sketch) -> bool:
    """Tell whether two headlines are one, as outlets take them over from an agency."""
    if min(len(left.title), len(right.title)) < TITLE_WORDS:
        return False
    if len(left.body) >= 2 * TITLE_WORDS and len(right.body) >= 2 * TITLE_WORDS:
        return False
    return Indel.normalized_similarity(left.title.tolist(), right.title.tolist()) >= TITLE_RATIO


def _common_words(query: Vectors, other: Sketch) -> list[str]:
    """Name the words that weigh most in a likeness, each once; a name has a key more."""
    words, theirs = query.sketch.words, frozenset(other.keys.tolist())
    weighed = zip(query.words.tolist(), query.sketch.keys.tolist(), strict=True)
    common = [(-weight, key) for weight, key in weighed if key in theirs and key in words]
    named = dict.fromkeys(words[key] for _, key in nsmallest(2 * MOST_WORDS, common))
    return list(named)[:MOST_WORDS]
