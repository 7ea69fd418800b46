"""The weights of sentences and sets, fitted on our own articles with a summary each.

Every set of sentences that fits the limit is a choice; its reward is the mean of ROUGE-1, 2 and L
against the written summary. The weights maximise the expected reward when sets are drawn by the
softmax of their scores. `python -m tests.quality.fit.summaries FILE` says what the weights in use
and those fitted here reach on other articles: JSON lines with `id`, `article` and `heading`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.core.model import Table, model_tables
from bot.core.summary import extractive as salience
from bot.core.summary import selection as summary
from tests.quality.fit.model_file import ROOT, Fit, Tables
from tests.quality.rouge import longest_f, ngram_f, plain

DATA = ROOT / "tests/quality/summaries/english.jsonl"
LIMIT = 280
POOL = 9
"""Sentences tried in combination: fewer than the program tries, for the time it takes."""

RIDGE = 1e-3
"""Forty articles tell little of twenty weights; with less the slope has no end to run to."""

STEPS, RATE = 600, 50.0
"""Steps up the slope and their length: the weights stand still within 1e-11 at the end."""

DIGITS = 2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """An article and the summary that somebody wrote of it."""

    language: str
    title: str
    text: str
    wanted: str


@dataclass(frozen=True)
class Choices:
    """The sets of one article: their features and their ROUGE figures."""

    features: Floats
    rouge: Floats


def choices(one: Text) -> Choices:
    """Lay out every set of sentences of one article."""
    body = summary.usable_sentences(one.text)[: salience.READ]
    read = [salience.read_sentence(sentence, one.language) for sentence in body]
    whole = salience.weigh_article(read, one.title, one.language)
    pool = [i for i in summary.candidate_sentences(body) if len(body[i]) <= LIMIT][:POOL]
    sets = list(salience.fitting_subsets(whole, pool, frozenset(), LIMIT))
    own = {i: np.array(list(salience.share_features(whole, i, LIMIT).values())) for i in pool}
    features = [
        [*sum(own[i] for i in chosen), *salience.set_features(whole, chosen).values()]
        for chosen in sets
    ]
    words, wanted = {i: plain(body[i]) for i in pool}, plain(one.wanted)
    said = [[word for i in chosen for word in words[i]] for chosen in sets]
    rouge = [
        (ngram_f(one, wanted, 1), ngram_f(one, wanted, 2), longest_f(one, wanted)) for one in said
    ]
    return Choices(np.array(features), np.array(rouge))


def fit(data: list[Choices]) -> Floats:
    """Return the weights that maximise the expected reward, by plain steps up its slope."""
    features = np.concatenate([one.features for one in data])
    spread = features.std(axis=0) + 1e-9
    scaled = (features - features.mean(axis=0)) / spread
    reward = np.concatenate([one.rouge.mean(axis=1) for one in data])
    sizes = [len(one.features) for one in data]
    starts = np.cumsum([0, *sizes[:-1]])
    group = np.repeat(np.arange(len(data)), sizes)
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        odds = np.exp(scaled @ weights - np.maximum.reduceat(scaled @ weights, starts)[group])
        share = odds / np.add.reduceat(odds, starts)[group]
        expected = np.add.reduceat(share * reward, starts)
        slope = scaled.T @ (share * (reward - expected[group])) / len(data)
        weights += RATE * (slope - 2 * RIDGE * weights)
    return weights / spread


def names() -> tuple[list[str], list[str]]:
    """Return the names of the features of a sentence and of a set, in their order."""
    whole = salience.weigh_article([salience.read_sentence("Un mot.", "fr")], "", "fr")
    return list(salience.share_features(whole, 0, LIMIT)), list(salience.set_features(whole, (0,)))


def ours() -> list[Text]:
    """Read our own articles."""
    rows = map(json.loads, DATA.read_text("utf-8").splitlines())
    return [Text(row["language"], row["title"], row["text"], row["summary"]) for row in rows]


def fitted() -> Tables:
    """Fit the weights of sentences and sets."""
    weights = np.round(fit([choices(one) for one in ours()]), DIGITS).tolist()
    sentence, group = names()
    return {
        "sentence": dict(zip(sentence, weights, strict=False)),
        "set": dict(zip(group, weights[len(sentence) :], strict=True)),
    }


SUMMARIES = Fit(
    "summaries",
    ROOT / "bot/core/summary/model.toml",
    (DATA,),
    "What a sentence counts for by the share of the limit that it takes (`sentence`) and what a set"
    " of them does (`set`): the weights with the highest expected ROUGE against written summaries.",
    fitted,
)


def half(identity: str) -> int:
    """Tell to which half an article belongs."""
    return hashlib.sha256(identity.encode()).digest()[0] % 2


def score(data: Iterable[Choices], tables: dict[str, Table]) -> list[float]:
    """Return mean ROUGE-1, 2 and L F in percent of the sets that the weights choose."""
    sentence, group = names()
    weights = np.array(
        [tables["sentence"].get(name, 0.0) for name in sentence]
        + [tables["set"].get(name, 0.0) for name in group]
    )
    picked = [one.rouge[(one.features @ weights).argmax()] for one in data]
    return [round(100 * float(value), 2) for value in np.mean(picked, axis=0)]


def main(path: Path) -> None:
    """Print what the weights in use and the fitted ones reach on other articles."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    texts = [Text("fr", "", row["article"], row["heading"]) for row in rows]
    data = [one for one in map(choices, texts) if len(one.features)]
    print("in use", score(data, dict(model_tables("summary"))))
    print("fitted on our own", score(data, dict(fitted())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
