"""The weights of the summary model, as `tests/quality/fit_summaries.py` prints them.

Fitted on 1,500 French news articles whose publishers wrote a summary, without their titles.
`title` and `opening` were set by hand, for articles whose title is known: there the text has
its own first paragraph, which the articles of the fit lack.
"""

from __future__ import annotations

SENTENCE: dict[str, float] = {
    "second": 6.346,
    "third": 3.104,
    "fourth": 2.941,
    "last": -2.675,
    "share": -10.663,
    "figures": -0.523,
    "names": 0.635,
    "word_length": -0.366,
    "repeats": 2.577,
    "opens_quote": -4.089,
    "torn": -2.923,
    "title": 3.0,
    "opening": 6.0,
}
"""By the share of the limit that the sentence takes."""

SET: dict[str, float] = {
    "coverage": 9.934,
    "frequent": 4.045,
    "distinct": 3.275,
    "count": -0.773,
    "three": -1.725,
    "adjacent": 1.077,
    "orphans": -1.505,
    "dangling": -2.941,
    "any_torn": -3.246,
}
"""Once for the set."""
