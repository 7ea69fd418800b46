"""The fits there are, in the order in which they run."""

from __future__ import annotations

from tests.quality.fit.model_file import Fit
from tests.quality.fit.senses import SENSES
from tests.quality.fit.stories import STORIES
from tests.quality.fit.summaries import SUMMARIES

FITS: tuple[Fit, ...] = (STORIES, SUMMARIES, SENSES)
