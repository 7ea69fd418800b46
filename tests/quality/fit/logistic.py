"""A logistic regression in plain numpy: the same steps in the same order on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEPS = 30
"""Newton's steps; it stands still after ten."""

Floats = NDArray[np.float64]


def fit(
    table: Floats, labels: NDArray[np.bool_], given: Floats, ridge: float
) -> tuple[Floats, float]:
    """Return weights and base of the log-odds that a row's label is true.

    `given` are log-odds that each row has beforehand; the ridge is on standardised columns.
    """
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(table)), (table - mean) / spread])
    penalty = np.array([0.0, *[ridge] * table.shape[1]])
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        likely = 1.0 / (1.0 + np.exp(-(scaled @ weights + given)))
        slope = scaled.T @ (likely - labels) + penalty * weights
        bend = (scaled * (likely * (1.0 - likely))[:, None]).T @ scaled + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
    found = weights[1:] / spread
    return found, float(weights[0] - found @ mean)
