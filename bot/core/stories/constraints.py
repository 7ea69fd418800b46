"""Doubts about a merge: what asks for more evidence before one article hides behind another.

An outlet rarely writes two articles about one event without saying something new, and what it
repeats around them (a boilerplate, a series title) looks like likeness. A wrong merge hides
news, so these cases need more than the likeness of two outlets' reports does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from bot.core.language.text import fold
from bot.core.model import model_tables
from bot.core.stories.features import Sketch
from bot.core.stories.near_duplicates import is_copy
from bot.core.stories.terms import TermKind, key_of
from bot.core.stories.twins import are_apart, is_headed_apart, is_named

if TYPE_CHECKING:
    from collections.abc import Sequence

NEVER = 99.0
"""More than any evidence amounts to."""

_MODEL = model_tables("stories")["doubts"]
OWN_OUTLET = _MODEL["own_outlet"]
"""Log-odds that a second article of the same outlet needs on top."""

RECAST = _MODEL["recast"]
"""The same for titles that differ in who it is about."""

ELSEWHERE = _MODEL["elsewhere"]
"""The same for two titles with places of their own and no name in common."""

WHOLE_NAME = _MODEL["whole_name"]
"""Weight in a title from which a name is no mere part of one, such as a first name."""

SERIES_RATIO = _MODEL["series_ratio"]
"""How much of two titles has to be the same for one of a series, or one with another name."""

ANCHORS_ACROSS = int(_MODEL["anchors_across"])
"""Names, numbers or places that two languages have to share: one word may be a false friend."""

COMMON_SHARE = _MODEL["common_share"]
"""Prior share from which a number or time is common (in half precision .05 is a little less)."""

Table = NDArray[np.bool_]


def _kind_table(*kinds: TermKind) -> Table:
    """Return a table to look kinds up in, many at once."""
    return np.array([kind in kinds for kind in TermKind])


_NAME = int(TermKind.NAME)
_VAGUE = _kind_table(TermKind.NUMBER, TermKind.TIME)
_PLACES, _NAMES = _kind_table(TermKind.PLACE), _kind_table(TermKind.NAME, TermKind.ANCHOR)
_ACROSS = _kind_table(
    TermKind.NUMBER,
    TermKind.SCORE,
    TermKind.TIME,
    TermKind.ANCHOR,
    TermKind.CONCEPT,
    TermKind.PLACE,
)


def merge_doubt(left: Sketch, right: Sketch) -> float:
    """Return the log-odds that merging two articles needs on top of the usual threshold."""
    if left.language != right.language and shared_anchors(left, right) < ANCHORS_ACROSS:
        return NEVER
    if same_outlet(left, right) and are_apart(left, right):
        return NEVER
    if in_series(left, right) and (same_outlet(left, right) or ends_in_number(left, right)):
        return NEVER
    if left.language == right.language and is_recast(left, right):
        return RECAST
    elsewhere = ELSEWHERE if is_elsewhere(left, right) else 0.0
    return elsewhere + (OWN_OUTLET if same_outlet(left, right) else 0.0)


def same_outlet(left: Sketch, right: Sketch) -> bool:
    """Tell whether two articles come from one named outlet."""
    return left.source == right.source and left.source != ""


def in_series(left: Sketch, right: Sketch) -> bool:
    """Tell whether two titles are one but for their numbers, as in a numbered series."""
    own, other = _title_numbers(left), _title_numbers(right)
    if not len(own) or not len(other) or len(np.intersect1d(own, other)):
        return False
    return title_ratio(left, right) >= SERIES_RATIO


def is_recast(left: Sketch, right: Sketch) -> bool:
    """Tell whether two titles are one but for a name on each side: who beat whom, say.

    Known places do not count: one report names the town, the other the country.
    """
    own, other = _title_names(left), _title_names(right)
    if not own - other or not other - own:
        return False
    return title_ratio(left, right) >= SERIES_RATIO


def is_elsewhere(left: Sketch, right: Sketch) -> bool:
    """Tell whether two titles tell of other places and share neither one nor a name."""
    places, others = _in_title(left, _PLACES), _in_title(right, _PLACES)
    if not places or not others or places & others:
        return False
    return not _in_title(left, _NAMES) & _in_title(right, _NAMES)


def is_hollow(earlier: Sketch, later: Sketch, common: Sequence[str]) -> bool:
    """Tell whether two articles share nothing that tells, however alike they are.

    `common` are the words that both hold. One word alone that no capital within a sentence shows
    to be a name may open anything; and what fills a text may be what its site has on every page.
    """
    if len(set(map(fold, common))) <= 1 and not any(
        is_named(word, sketch.wording) for word in common for sketch in (earlier, later)
    ):
        return True
    # Bodies that are one nearly share a shingle, which is quicker asked.
    if set(earlier.fingerprint.tolist()).isdisjoint(later.fingerprint.tolist()):
        return False
    return is_copy(earlier.body, later.body) and is_headed_apart(earlier, later)


def ends_in_number(left: Sketch, right: Sketch) -> bool:
    """Tell whether two titles differ in their last word alone: a number there tells an issue.

    A number before a noun ("12 dead") may be another count of the same thing instead.
    """
    return len(left.title) == len(right.title) > 1 and bool(
        np.array_equal(left.title[:-1], right.title[:-1])
    )


def title_ratio(left: Sketch, right: Sketch) -> float:
    """Return how alike two titles are, from 0 to 1."""
    return Indel.normalized_similarity(left.title.tolist(), right.title.tolist())


def shared_anchors(left: Sketch, right: Sketch) -> int:
    """Count the keys that mean the same in every language and stand in both.

    Small numbers and weekdays do not count: two texts share one soon. Words whose only capital
    opens a sentence count as one, however many: any word may stand there.
    """
    shared = np.intersect1d(_anchor_keys(left), _anchor_keys(right)).tolist()
    opening = sum(_only_opens(key, left, right) for key in shared)
    return len(shared) - max(0, opening - 1)


def _only_opens(key: int, left: Sketch, right: Sketch) -> bool:
    """Tell whether a key stands for a word that one of both never has within a sentence."""
    word = left.words.get(key) or right.words.get(key, "")
    if not word or key != key_of("^" + fold(word)):
        return False
    return not (is_named(word, left.wording) and is_named(word, right.wording))


def _anchor_keys(sketch: Sketch) -> NDArray[np.uint32]:
    vague = _VAGUE[sketch.kinds] & (sketch.shares >= COMMON_SHARE)
    found: NDArray[np.uint32] = sketch.keys[_ACROSS[sketch.kinds] & ~vague]
    return found


def _title_numbers(sketch: Sketch) -> NDArray[np.uint32]:
    numbers: NDArray[np.uint32] = sketch.keys[
        (sketch.kinds == TermKind.NUMBER) & (sketch.in_title > 0)
    ]
    return numbers


def _in_title(sketch: Sketch, kinds: Table) -> set[int]:
    there = kinds[sketch.kinds] & (sketch.in_title > 0)
    return set(sketch.keys[there].tolist())


def _title_names(sketch: Sketch) -> set[int]:
    whole = (sketch.kinds == _NAME) & (sketch.in_title >= WHOLE_NAME)
    return set(sketch.keys[whole].tolist())
