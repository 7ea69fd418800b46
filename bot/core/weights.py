"""The weights of the summary model, as `tests/quality/fit_summaries.py` prints them."""

from __future__ import annotations

SENTENCE: dict[str, float] = {"inverse": 1.0, "central": 1.0}
SET: dict[str, float] = {"length": 2.0, "coverage": 1.0, "orphans": -0.5}
TITLE = 0.5
"""For the share of the title's words that a sentence takes up."""
