"""Choose the sentences that together make the best summary within a length.

A set of sentences is scored as a whole by a linear model: each sentence by where it stands, what
it is made of and how close it is to the rest; the set by its length and by how much of what
matters it covers. The weights and where they come from stand in `model.toml`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import log1p
from typing import TYPE_CHECKING

from bot.core.model import Table, model_tables
from bot.core.summary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MODEL = model_tables("summary")
SENTENCE, SET = _MODEL["sentence"], _MODEL["set"]
READ = 60
"""Sentences of an article that are looked at. By hand: bounds the cost; what is news stands
before.
"""
POOL = 14
"""Sentences that are tried in combination: what a summary costs. By hand: each more adds a third to
the sets of four.
"""
MOST = 4
"""Sentences in one summary; more do not fit 280 characters. By hand."""

_CAPITAL = re.compile(r"(?<=[\w,;'’] )[^\W\d_a-zà-öø-ÿ]\w+|(?<=[’'])[A-ZÀ-Ý]\w+")
_QUOTES = '"«“'
_TOP_WORDS, _OFTEN = int(_MODEL["words"]["top"]), int(_MODEL["words"]["often"])
_ONCE = _MODEL["words"]["once"]
"""Words whose weights make the whole of what matters, how often one is frequent, and what one
counts for that stands there once.
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, verbatim, with its folded words and the stems of its content words."""

    text: str
    words: tuple[str, ...]
    heads: tuple[str, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class WeighedArticle:
    """The sentences of one article, how often each stem occurs in it and what it weighs."""

    sentences: tuple[Sentence, ...]
    counts: Counter[str]
    weights: dict[str, float]
    full: float
    title: frozenset[str]
    leads: bool = False
    """Whether the first sentence is taken for the news although no title says so."""


def read_sentence(text: str, language: str) -> Sentence:
    """Read one sentence."""
    found = tuple(vocabulary.folded_words(text))
    heads = tuple(filter(None, (vocabulary.content_stem(word, language) for word in found)))
    return Sentence(text, found, heads, frozenset(heads))


def weigh_article(sentences: Sequence[Sentence], title: str, language: str) -> WeighedArticle:
    """Weigh the words of an article: repeated ones and unusual ones matter."""
    kept = tuple(sentences[:READ])
    counts: Counter[str] = Counter()
    for one in kept:
        counts.update(one.heads)
    weights = {
        stem: (log1p(count) if count > 1 else _ONCE) * vocabulary.stem_rarity(stem, language)
        for stem, count in counts.items()
    }
    full = sum(sorted(weights.values())[-_TOP_WORDS:]) or 1.0
    known = vocabulary.content_stems(vocabulary.folded_words(title), language)
    # The French texts of the fit had lost their first paragraph: what was learnt from them holds
    # for texts like them, and elsewhere would leave the news itself out.
    return WeighedArticle(kept, counts, weights, full, known, leads=not known and language != "fr")


def leans_back(one: Sentence) -> bool:
    """Tell whether a sentence opens with a word that leans on the sentence before."""
    return _opens_with(one, vocabulary.PRONOUNS) or links_back(one)


def links_back(one: Sentence) -> bool:
    """Tell whether a sentence opens with "but", "however" and the like."""
    return _opens_with(one, vocabulary.CONNECTIVES)


def _opens_with(one: Sentence, listed: frozenset[str]) -> bool:
    return bool(one.words) and one.words[0] in listed


def sentence_features(whole: WeighedArticle, at: int) -> dict[str, float]:
    """Describe the sentence at index `at`: where it stands and what it is made of."""
    one, count = whole.sentences[at], len(whole.sentences)
    repeats = sum(whole.counts[stem] - 1 for stem in one.stems)
    return {
        "second": float(at == 1),
        "third": float(at == 2),
        "fourth": float(at == 3),
        "last": float(at == count - 1),
        "share": at / count,
        "figures": float(min(3, sum(word.isdigit() for word in one.words))),
        "names": float(min(6, len(_CAPITAL.findall(one.text)))),
        "word_length": sum(map(len, one.words)) / (1 + len(one.words)),
        "repeats": repeats / (1 + len(one.stems)),
        "opens_quote": float(one.text[:1] in _QUOTES),
        "torn": float(is_torn(one.text)),
    }


def is_torn(text: str) -> bool:
    """Tell whether a quote or bracket opens without closing, or the other way round."""
    return bool(
        text.count('"') % 2
        or text.count("«") != text.count("»")
        or text.count("“") != text.count("”")
        or text.count("(") != text.count(")")
    )


def set_features(whole: WeighedArticle, chosen: Sequence[int]) -> dict[str, float]:
    """Describe a set of sentences: what it covers and how it hangs together."""
    parts = [whole.sentences[i] for i in chosen]
    covered = frozenset[str]().union(*(one.stems for one in parts))
    return {
        "coverage": sum(whole.weights[stem] for stem in covered) / whole.full,
        "frequent": sum(whole.counts[stem] > _OFTEN for stem in covered) / 10,
        "distinct": len(covered) / 20,
        "count": float(len(parts)),
        "three": float(len(parts) > 2),
        "adjacent": float(sum(i + 1 in chosen for i in chosen)),
        "orphans": float(
            sum(_stands_alone(i, chosen) and leans_back(whole.sentences[i]) for i in chosen)
        ),
        "dangling": float(
            sum(_stands_alone(i, chosen) and links_back(whole.sentences[i]) for i in chosen)
        ),
        "any_torn": float(any(is_torn(one.text) for one in parts)),
    }


def _stands_alone(at: int, chosen: Sequence[int]) -> bool:
    """Tell whether the sentence before is not chosen."""
    return at > 0 and at - 1 not in chosen


def weigh_features(features: dict[str, float], weights: Table) -> float:
    """Weigh features; what has no weight counts nothing."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def fitting_subsets(
    whole: WeighedArticle, pool: Sequence[int], required: frozenset[int], limit: int
) -> Iterator[tuple[int, ...]]:
    """Go through the sets that hold every required sentence and fit the limit."""
    free = [i for i in pool if i not in required]
    for size in range(MOST + 1 - min(MOST, len(required))):
        for extra in combinations(free, size):
            chosen = tuple(sorted(required.union(extra)))
            if chosen and _chosen_length(whole, chosen) <= limit:
                yield chosen


def _chosen_length(whole: WeighedArticle, chosen: Sequence[int]) -> int:
    return sum(len(whole.sentences[i].text) for i in chosen) + len(chosen) - 1


def choose_sentences(
    whole: WeighedArticle, usable: Iterable[int], required: frozenset[int], limit: int
) -> tuple[int, ...]:
    """Return the indexes of the best set of usable sentences, in order; empty when none fits."""
    fitting = [i for i in usable if len(whole.sentences[i].text) <= limit]
    own = {i: _own_score(whole, i, limit) for i in {*fitting, *required}}
    pool = sorted(fitting[:POOL])

    def score(chosen: tuple[int, ...]) -> float:
        return weigh_features(set_features(whole, chosen), SET) + sum(own[i] for i in chosen)

    return max(fitting_subsets(whole, pool, required, limit), key=score, default=())


def _own_score(whole: WeighedArticle, at: int, limit: int) -> float:
    """Weigh what a sentence adds by itself, by the share of the limit that it takes."""
    return weigh_features(share_features(whole, at, limit), SENTENCE)


def share_features(whole: WeighedArticle, at: int, limit: int) -> dict[str, float]:
    """Describe a sentence by itself, by the share of the limit that it takes."""
    share = len(whole.sentences[at].text) / limit
    features = sentence_features(whole, at) | title_features(whole, at)
    return {name: share * value for name, value in features.items()}


def title_features(whole: WeighedArticle, at: int) -> dict[str, float]:
    """Describe how far a sentence tells what the title says.

    The first sentence of a text that does so is the publisher's own summary of it.
    """
    shared = len(whole.sentences[at].stems & whole.title)
    return {
        "title": shared / (1 + len(whole.title)),
        "opening": float(at == 0 and (whole.leads or shared > _OFTEN - 1)),
    }
