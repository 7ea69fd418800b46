"""The weights of the summary model, as `tests/quality/fit_summaries.py` prints them.

Fitted on 1,500 French news articles whose publishers wrote a summary, without their titles.
`title` and `opening` were set apart, for articles whose title is known.
"""

from __future__ import annotations

SENTENCE: dict[str, float] = {
    "second": 6.407,
    "third": 3.126,
    "fourth": 2.898,
    "last": -2.684,
    "share": -10.554,
    "figures": -0.514,
    "names": 0.627,
    "word_length": -0.350,
    "repeats": 2.591,
    "opens_quote": -4.033,
    "torn": -2.970,
    "title": 3.0,
    "opening": 6.0,
}
"""By the share of the limit that the sentence takes."""

SET: dict[str, float] = {
    "coverage": 10.067,
    "frequent": 4.031,
    "distinct": 3.157,
    "count": -0.769,
    "three": -1.704,
    "adjacent": 1.057,
    "orphans": -1.519,
    "any_torn": -3.234,
}
"""Once for the set."""
