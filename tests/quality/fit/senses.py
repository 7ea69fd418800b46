"""Fit what evidence on the sense of a name is worth, and tell what each piece is worth.

A case is a name in an article with the sense asked for and whether it has it. The chance that a
hit is kept is the logistic of the score of the wanted kind against those of the others (soft
maximum); of several hits of a case the best one counts, as in matching. What stands in the hand
part of the file is held fixed; every other sign starts at 1 and is drawn towards it by a ridge, so
that no number goes into its own fit. Gradient steps in numpy, rounded to one decimal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from bot.core.senses import model as sense_model
from bot.core.senses.model import Model
from bot.core.senses.signs import PAIRS, Kind, Sign
from tests.quality import score_match
from tests.quality.fit.model_file import MARK, ROOT, Fit, Tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.core.senses.evidence import Evidence

    Floats: TypeAlias = NDArray[np.float64]

FILE = ROOT / "bot/core/senses" / sense_model.FILE
DATA = (ROOT / "tests/quality/match/tuned.jsonl",)

START = 1.0
"""Where a fitted weight starts and what the ridge draws it to: any sign speaks for its kind."""

RIDGE = 3e-4
"""Chosen on halves of the tuned cases: fitted on one, scored on the other, from 1e-2 to 3e-5."""

STEPS = 400
RATE, INERTIA, SPREAD = 0.05, 0.9, 0.99
"""Adam with its usual inertia; after 400 steps no weight moves by a tenth any more."""

_KINDS = tuple(Kind)
_FAR = -1e9


@dataclass(frozen=True)
class Case:
    """What was seen of the hits of one case, and whether it has to hit."""

    evidence: tuple[tuple[Evidence, ...], ...]
    wanted: Kind
    hit: bool
    title: str


class _Recorder(Model):
    """Decides as its model does and keeps the evidence that it decided by."""

    def winner(self, evidence: Iterable[Evidence], wanted: Kind) -> Kind:
        found = tuple(evidence)
        _SEEN.append((found, wanted))
        return super().winner(found, wanted)


_SEEN: list[tuple[tuple[Evidence, ...], Kind]] = []


def collect(half: str, model: Model) -> list[Case]:
    """Return the cases of a half whose hits are decided by evidence."""
    found: list[Case] = []
    with sense_model.using_model(_Recorder(model.limits, model.weights)):
        for row in score_match.cases(half):
            _SEEN.clear()
            matched = score_match.ours(row) is not None
            if _SEEN and matched == any(model.winner(*seen) == seen[1] for seen in _SEEN):
                evidence = tuple(one for one, _ in _SEEN)
                found.append(Case(evidence, _SEEN[0][1], row["hit"], row["article"]["title"]))
    return found


def start() -> Model:
    """Return the model that a fit starts from: what is by hand, and 1 for the rest."""
    model = sense_model.parsed_model(FILE.read_text("utf-8").partition(MARK)[2])
    return Model(model.limits, dict.fromkeys(PAIRS, START) | dict(model.weights))


@dataclass(frozen=True)
class _Sums:
    """All cases as arrays: hits by kinds by pairs of a sign and a kind."""

    features: Floats
    owner: NDArray[np.intp]
    wanted: NDArray[np.intp]
    hit: NDArray[np.bool_]

    @classmethod
    def of(cls, cases: list[Case]) -> _Sums:
        place = {pair: at for at, pair in enumerate(PAIRS)}
        hits = [(number, one) for number, case in enumerate(cases) for one in case.evidence]
        features = np.zeros((len(hits), len(_KINDS), len(PAIRS)))
        for row, (_, evidence) in enumerate(hits):
            for one in evidence:
                at = place[one.sign, one.kind]
                features[row, _KINDS.index(one.kind), at] += one.strength
        owner = np.array([number for number, _ in hits])
        wanted = np.array([_KINDS.index(cases[number].wanted) for number in owner])
        return cls(features, owner, wanted, np.array([case.hit for case in cases]))

    def best(self, margin: Floats) -> NDArray[np.intp]:
        """Return the row of the best hit of each case."""
        top = np.full(len(self.hit), _FAR)
        np.maximum.at(top, self.owner, margin)
        rows = np.nonzero(margin == top[self.owner])[0]
        best = np.zeros(len(self.hit), dtype=np.intp)
        best[self.owner[rows]] = rows
        return best

    def gradient(self, weights: Floats) -> Floats:
        """Return how the mean log loss changes with each weight."""
        rows = np.arange(len(self.features))
        scores = self.features @ weights
        own = scores[rows, self.wanted]
        scores[rows, self.wanted] = _FAR
        top = scores.max(1, keepdims=True)
        share = np.exp(scores - top)
        total = share.sum(1, keepdims=True)
        margin = own - top[:, 0] - np.log(total[:, 0])
        best = self.best(margin)
        error = 1 / (1 + np.exp(-margin[best])) - self.hit
        others = np.einsum("nk,nkp->np", (share / total)[best], self.features[best])
        gained = self.features[best, self.wanted[best]] - others
        result: Floats = error @ gained / len(self.hit)
        return result

    def kept(self, weights: Floats) -> NDArray[np.bool_]:
        """Tell of each case whether a hit is kept."""
        scores = (self.features @ weights).round(9)
        right = scores[np.arange(len(scores)), self.wanted] >= scores.max(1)
        kept = np.zeros(len(self.hit), dtype=bool)
        np.logical_or.at(kept, self.owner, right)
        return kept


def fit(cases: list[Case], fixed: Model, free: NDArray[np.bool_]) -> Floats:
    """Return the weights of all pairs; those that are not free stay as they are."""
    sums, first = _Sums.of(cases), vector(fixed)
    weights, mean, square = first.copy(), np.zeros(len(PAIRS)), np.zeros(len(PAIRS))
    for step in range(1, STEPS + 1):
        gradient = np.where(free, sums.gradient(weights) + 2 * RIDGE * (weights - first), 0)
        mean = INERTIA * mean + (1 - INERTIA) * gradient
        square = SPREAD * square + (1 - SPREAD) * gradient**2
        moved = (mean / (1 - INERTIA**step)) / (np.sqrt(square / (1 - SPREAD**step)) + 1e-8)
        weights = np.maximum(0, weights - RATE * moved * (1 - step / (STEPS + 1)))
    return weights


def vector(model: Model) -> Floats:
    return np.array([model.weights[pair] for pair in PAIRS])


def fitted() -> Tables:
    """Fit every weight that is not set by hand; by kind, then sign."""
    by_hand = sense_model.parsed_model(FILE.read_text("utf-8").partition(MARK)[2]).weights
    free = np.array([pair not in by_hand for pair in PAIRS])
    weights = fit(collect("tuned", start()), start(), free).round(1)
    tables: dict[str, dict[str, float]] = {}
    for (sign, kind), weight, is_free in zip(PAIRS, weights, free, strict=True):
        if is_free:
            tables.setdefault(kind.value, {})[sign.value] = float(weight)
    return tables


def ablated() -> Iterator[str]:
    """Tell line by line what each sign is worth: the tuned cases without it."""
    model = sense_model.in_use()
    cases = collect("tuned", model)
    sums, weights = _Sums.of(cases), vector(model)
    counts = Counter(
        sign for case in cases for sign in {one.sign for hit in case.evidence for one in hit}
    )
    yield f"{len(cases)} cases that evidence decides; figures without each sign"
    yield f"{'without':58}{'cases':>6}{'false':>7}{'missed':>8}{'F1':>8}"
    yield _line("(nothing)", len(cases), sums, weights)
    for sign in Sign:
        without = np.where([one == sign for one, _ in PAIRS], 0, weights)
        yield _line(sign.value, counts[sign], sums, without)


def _line(name: str, count: int, sums: _Sums, weights: Floats) -> str:
    kept = sums.kept(weights)
    false, missed = int((kept & ~sums.hit).sum()), int((~kept & sums.hit).sum())
    right = int((kept & sums.hit).sum())
    return f"{name:58}{count:6}{false:7}{missed:8}{2 * right / (2 * right + false + missed):8.3f}"


SENSES = Fit(
    "senses",
    FILE,
    DATA,
    "What evidence on the sense of a name is worth for each kind: logistic regression with a ridge"
    " towards 1, on the tuned cases, rounded to one decimal (tests/quality/fit/senses.py).",
    fitted,
    ablated,
)
