"""Why an article was put into a story or kept apart, said so that a reader can follow it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.core.stories.constraints import NEVER
from bot.core.stories.near_duplicates import CONTAINED
from bot.said import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterator


def same_article() -> Said:
    """Say that an article was known by what identifies it."""
    return say("the same article again: its id, address or headline is known")


def told_again() -> Said:
    """Say that an outlet published an article once more."""
    return say("told again by the same outlet: nothing that matters is new in it")


def copied_reason(share: float) -> Said:
    """Say which share (0 to 1) of the shorter text stands in the longer one."""
    return say(
        "the same text: {share}% of the shorter one stands in the other in the same order; from"
        " {needed}% on it is a copy",
        share=int(share * 100),
        needed=int(CONTAINED * 100),
    )


def same_title(words: str) -> Said:
    """Say that two headlines are one."""
    return say("the same headline, and little text below it ({words})", words=words)


def merged_reason(odds: float, sure: float, words: str) -> Said:
    """Say that the log-odds of one event reach what is sure; `words` are the common ones."""
    return say(
        "the same event: {likely}% likely by what both share ({words}); {needed}% is enough",
        likely=_percent_of(odds),
        needed=_percent_of(sure),
        words=words,
    )


def stays_apart(odds: float, sure: float, maybe: float, words: str) -> Iterator[Said]:
    """Say that the log-odds of one event are too low, and what it would take."""
    likely = _percent_of(odds)
    if odds >= maybe:
        yield say(
            "perhaps the same event: {likely}% likely by what both share ({words})",
            likely=likely,
            words=words,
        )
    else:
        yield say(
            "another event: {likely}% likely to be the same by what both share ({words})",
            likely=likely,
            words=words,
        )
    if sure >= NEVER / 2 and odds > 0:
        yield say(
            "a series, a rolling report, two things of one outlet, texts that share a single word"
            " or what a site has on every page, or two languages with few names in common stay"
            " apart"
        )
    elif sure < NEVER / 2:
        # Rounded up: what was not enough must not look like it.
        yield say("{needed}% is needed to merge them", needed=_percent_of(sure) + 1)


def _percent_of(odds: float) -> int:
    """Turn log-odds into the percentage they stand for, rounded down."""
    return int(100 / (1 + math.exp(-odds)))
