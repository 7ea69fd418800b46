"""The fits there are, in the order in which they run."""

from __future__ import annotations

from tests.quality.fit.model_file import Fit

FITS: tuple[Fit, ...] = ()
