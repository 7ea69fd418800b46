"""Fit the weights of `bot/core/weights.py`: `python -m tests.quality.fit_summaries FILE`.

Every set of sentences that fits the limit is a choice; its reward is the mean of ROUGE-1, 2 and L
against the publisher's own summary. The weights maximise the expected reward when sets are drawn
by the softmax of their scores (L-BFGS, a ridge on standardised features). Prints the figures of
weights fitted on one half (by hash of the id) and scored on the other, then weights fitted on all.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

from bot.core import salience, summary
from tests.quality.rouge import longest_f, ngram_f, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LIMIT = 280
RIDGE = 3e-4
READING = {"orphans": -1.0, "dangling": -3.0, "any_torn": -2.0}
"""Added by hand after the fit: costs nothing in ROUGE and reads better."""


@dataclass(frozen=True)
class Choices:
    """The sets of one article: their features and their ROUGE figures."""

    id: str
    features: Floats
    rouge: Floats


def names() -> list[str]:
    """Return the names of the features in the order of the columns."""
    whole = salience.article([salience.sentence("Un mot.", "fr")], "", "fr")
    return [*salience.sentence_features(whole, 0), *salience.set_features(whole, (0,))]


def choices(row: dict[str, Any]) -> Choices:
    """Lay out every set of sentences of one article."""
    body = summary.usable(row["article"])[: salience.READ]
    whole = salience.article([salience.sentence(one, "fr") for one in body], "", "fr")
    pool = [i for i in summary.candidates(body) if len(body[i]) <= LIMIT][: salience.POOL]
    sets = list(salience.subsets(whole, pool, frozenset(), LIMIT))
    own = {i: _own(whole, i) for i in pool}
    words = {i: plain(body[i]) for i in pool}
    wanted = plain(row["heading"])
    features = [
        [*sum((own[i] for i in chosen), start=np.zeros_like(own[pool[0]])),
         *salience.set_features(whole, chosen).values()]
        for chosen in sets
    ]  # fmt: skip
    said = [[word for i in chosen for word in words[i]] for chosen in sets]
    rouge = [
        (ngram_f(one, wanted, 1), ngram_f(one, wanted, 2), longest_f(one, wanted)) for one in said
    ]
    return Choices(row["id"], np.array(features), np.array(rouge))


def _own(whole: salience.Article, at: int) -> Floats:
    weight = len(whole.sentences[at].text) / LIMIT
    return weight * np.array(list(salience.sentence_features(whole, at).values()))


def fit(data: list[Choices]) -> Floats:
    """Return the weights that maximise the expected reward."""
    features = np.concatenate([one.features for one in data])
    spread = features.std(0) + 1e-9
    scaled = (features - features.mean(0)) / spread
    reward = np.concatenate([one.rouge.mean(1) for one in data])
    sizes = [len(one.features) for one in data]
    starts = np.cumsum([0, *sizes[:-1]])
    group = np.repeat(np.arange(len(data)), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = scaled @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        share = odds / np.add.reduceat(odds, starts)[group]
        expected = np.add.reduceat(share * reward, starts)
        slope = scaled.T @ (share * (reward - expected[group])) / len(data)
        return -expected.mean() + RIDGE * weights @ weights, -slope + 2 * RIDGE * weights

    gram = scaled.T @ scaled + 1e3 * np.eye(scaled.shape[1])
    begin = 30 * np.linalg.solve(gram, scaled.T @ (reward - reward.mean()))
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x / spread)


def score(data: list[Choices], weights: Floats) -> list[float]:
    """Return mean ROUGE-1, 2 and L F in percent of the sets that the weights choose."""
    extra = np.array([READING.get(name, 0.0) for name in names()])
    picked = [one.rouge[(one.features @ (weights + extra)).argmax()] for one in data]
    return [round(100 * float(value), 2) for value in np.mean(picked, 0)]


def half(identity: str) -> int:
    """Tell to which half an article belongs."""
    return hashlib.sha256(identity.encode()).digest()[0] % 2


def main(path: Path) -> None:
    """Print halves and weights."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    data = [one for one in map(choices, rows) if len(one.features)]
    parts = [[one for one in data if half(one.id) == side] for side in (0, 1)]
    write = sys.stdout.write
    for side in (0, 1):
        weights = fit(parts[side])
        tuned, other = score(parts[side], weights), score(parts[1 - side], weights)
        write(f"fitted on half {side}: {tuned} there, {other} on the other half\n")
    weights = fit(data) + np.array([READING.get(name, 0.0) for name in names()])
    for name, value in zip(names(), weights, strict=True):
        write(f'    "{name}": {value:.3f},\n')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
