"""Choose the sentences that together make the best summary within a length.

A set of sentences is scored as a whole by a linear model: each sentence by where it stands, what
it is made of and how close it is to the rest; the set by its length and by how much of what
matters it covers. The weights were fitted by `tests/quality/fit_summaries.py`, which says how.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import log1p, sqrt
from typing import TYPE_CHECKING

from bot.core import vocabulary
from bot.core.weights import SENTENCE, SET, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

READ = 60
"""Sentences of an article that are looked at."""
POOL = 14
"""Sentences that are tried in combination."""
MOST = 4
"""Sentences in one summary."""

_QUOTED = re.compile(r'"[^"]*"|«[^«»]*»|“[^“”]*”')
_CAPITAL = re.compile(r"(?<=[\w,;'’] )[^\W\d_a-zà-öø-ÿ]\w+|(?<=[’'])[A-ZÀ-Ý]\w+")
_QUOTES = '"«“'


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, verbatim, with its folded words and the stems of its content words."""

    text: str
    words: tuple[str, ...]
    heads: tuple[str, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Article:
    """The sentences of one article, how often each stem occurs in it and what it weighs."""

    sentences: tuple[Sentence, ...]
    counts: Counter[str]
    weights: dict[str, float]
    full: float
    title: frozenset[str]


def sentence(text: str, language: str) -> Sentence:
    """Read one sentence."""
    found = tuple(vocabulary.words(text))
    heads = tuple(filter(None, (vocabulary.head(word, language) for word in found)))
    return Sentence(text, found, heads, frozenset(heads))


def article(sentences: Sequence[Sentence], title: str, language: str) -> Article:
    """Weigh the words of an article: repeated ones and unusual ones matter."""
    kept = tuple(sentences[:READ])
    counts: Counter[str] = Counter()
    for one in kept:
        counts.update(one.heads)
    weights = {
        stem: (log1p(count) if count > 1 else 0.3) * vocabulary.rarity(stem, language)
        for stem, count in counts.items()
    }
    full = sum(sorted(weights.values())[-25:]) or 1.0
    return Article(kept, counts, weights, full, vocabulary.stems(vocabulary.words(title), language))


def _closeness(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / sqrt((1 + len(left)) * (1 + len(right)))


def leans(one: Sentence) -> bool:
    """Tell whether a sentence opens with a word that leans on the sentence before."""
    return bool(one.words) and (
        one.words[0] in vocabulary.PRONOUNS or one.words[0] in vocabulary.CONNECTIVES
    )


def sentence_features(whole: Article, at: int) -> dict[str, float]:
    """Describe the sentence at index `at`: place, make and closeness to the rest."""
    one, count = whole.sentences[at], len(whole.sentences)
    return _place(at, count) | _make(one) | _closeness_features(whole, at)


def _place(at: int, count: int) -> dict[str, float]:
    return {
        "first": float(at == 0),
        "second": float(at == 1),
        "third": float(at == 2),
        "fourth": float(at == 3),
        "inverse": 1 / (1 + at),
        "depth": log1p(at),
        "share": at / count,
        "last": float(at == count - 1),
    }


def _make(one: Sentence) -> dict[str, float]:
    text, found = one.text, one.words
    figures = [word for word in found if word.isdigit()]
    opening = found[0] if found else ""
    return {
        "figures": float(min(3, len(figures))),
        "year": float(any(len(figure) == 4 for figure in figures)),
        "names": float(min(6, len(_CAPITAL.findall(text)))),
        "calendar": _any(found, vocabulary.CALENDAR),
        "quoted": sum(map(len, _QUOTED.findall(text))) / (1 + len(text)),
        "opens_quote": float(text[:1] in _QUOTES),
        "torn_quote": float(torn(text)),
        "pronoun": float(opening in vocabulary.PRONOUNS),
        "connective": float(opening in vocabulary.CONNECTIVES),
        "asks": float(text.rstrip(' "»”').endswith("?")),
        "exclaims": float("!" in text),
        "reporting": _any(found, vocabulary.REPORTING),
        "announcing": _any(found, vocabulary.ANNOUNCING),
        "bracket": float("(" in text),
        "colon": float(":" in text),
        "speaker": _any(found, vocabulary.SPEAKERS),
        "thin": 1 - len(one.stems) / (1 + len(found)),
        "word_length": sum(map(len, found)) / (1 + len(found)),
    }


def torn(text: str) -> bool:
    """Tell whether a quote or bracket opens without closing, or the other way round."""
    return bool(
        text.count('"') % 2
        or text.count("«") != text.count("»")
        or text.count("“") != text.count("”")
        or text.count("(") != text.count(")")
    )


def _any(found: Sequence[str], wanted: frozenset[str]) -> float:
    return float(not wanted.isdisjoint(found))


def _closeness_features(whole: Article, at: int) -> dict[str, float]:
    mine, all_ = whole.sentences[at].stems, whole.sentences
    others = sum(_closeness(mine, one.stems) for i, one in enumerate(all_) if i != at)
    repeats = sum(whole.counts[stem] - 1 for stem in mine)
    return {
        "central": others / len(all_),
        "near_first": _closeness(mine, all_[0].stems) if at else 0.0,
        "repeats": repeats / (1 + len(mine)),
    }


def set_features(whole: Article, chosen: Sequence[int], limit: int) -> dict[str, float]:
    """Describe a set of sentences: length, coverage, repetition and how it reads."""
    parts = [whole.sentences[i] for i in chosen]
    length = (sum(len(one.text) for one in parts) + len(parts) - 1) / limit
    covered = frozenset[str]().union(*(one.stems for one in parts))
    orphans = sum(
        leans(one) and i > 0 and i - 1 not in chosen for i, one in zip(chosen, parts, strict=True)
    )
    return {
        "length": length,
        "length2": length**2,
        "length3": length**3,
        "count": float(len(parts)),
        "three": float(len(parts) > 2),
        "four": float(len(parts) > 3),
        "coverage": sum(whole.weights[stem] for stem in covered) / whole.full,
        "frequent": sum(whole.counts[stem] > 2 for stem in covered) / 10,
        "distinct": len(covered) / 20,
        "repeated": (sum(len(one.stems) for one in parts) - len(covered)) / 20,
        "adjacent": float(sum(i + 1 in chosen for i in chosen)),
        "leads": float(chosen[0] == 0),
        "opens_leaning": float(leans(parts[0])),
        "opens_quoting": float(parts[0].text[:1] in _QUOTES),
        "orphans": float(orphans),
    }


def dot(features: dict[str, float], weights: dict[str, float]) -> float:
    """Weigh features; what has no weight counts nothing."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def subsets(
    whole: Article, pool: Sequence[int], required: frozenset[int], limit: int
) -> Iterator[tuple[int, ...]]:
    """Go through the sets that hold every required sentence and fit the limit."""
    free = [i for i in pool if i not in required]
    for size in range(MOST + 1 - min(MOST, len(required))):
        for extra in combinations(free, size):
            chosen = tuple(sorted(required.union(extra)))
            if chosen and _length(whole, chosen) <= limit:
                yield chosen


def _length(whole: Article, chosen: Sequence[int]) -> int:
    return sum(len(whole.sentences[i].text) for i in chosen) + len(chosen) - 1


def choose(
    whole: Article, usable: Iterable[int], required: frozenset[int], limit: int
) -> tuple[int, ...]:
    """Return the indexes of the best set of usable sentences, in order; empty when none fits."""
    fitting = [i for i in usable if len(whole.sentences[i].text) <= limit]
    own = {i: _own_score(whole, i, limit) for i in {*fitting, *required}}
    pool = sorted(fitting[:POOL])

    def score(chosen: tuple[int, ...]) -> float:
        return dot(set_features(whole, chosen, limit), SET) + sum(own[i] for i in chosen)

    return max(subsets(whole, pool, required, limit), key=score, default=())


def _own_score(whole: Article, at: int, limit: int) -> float:
    one = whole.sentences[at]
    weight = len(one.text) / limit
    overlap = len(one.stems & whole.title) / (1 + len(whole.title))
    return weight * dot(sentence_features(whole, at), SENTENCE) + TITLE * overlap
