"""Little words that turn what they stand beside: not, may, if, all, will, less.

With the same words, "the union signed, the drivers did not return" and "the union did not sign, the
drivers returned" are two claims.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.core.summary.claims.reading import ClaimSentence, Word

_MARK = re.compile(r"[,;:—–()«»\"“”]")
_TURNING = frozenset({"negation", "hedge", "condition", "quantity", "future"})
"""Classes whose little words turn what stands beside them, and nothing else in the sentence."""
_COMPARING = frozenset({"less", "more", "moins", "plus", "weniger", "mehr", "menos", "mas"})
"""Words that compare what stands beside them."""


def turn_the_same(claim: ClaimSentence, source: ClaimSentence, places: list[int]) -> bool:
    """Tell whether each little word of a claim turns what it turns in the sentence.

    `places` are the words of the sentence that the telling words of the claim stand for.
    """
    return all(
        any(
            _turns_like(other, word) and _stands_alike(claim, at, source, one, places)
            for one, other in enumerate(source.words)
        )
        for at, word in enumerate(claim.words)
        if not word.key and (word.classes & _TURNING or word.text in _COMPARING)
    )


def _turns_like(one: Word, other: Word) -> bool:
    """Tell whether two little words turn the same way; one "not" is like another."""
    both = one.classes & other.classes
    return one.text == other.text or "negation" in both or "future" in both


def _stands_alike(
    claim: ClaimSentence, mine: int, source: ClaimSentence, theirs: int, places: list[int]
) -> bool:
    """Tell whether the telling word behind a little word, or the one before, is the same there."""
    stands_for = dict(zip(claim.telling, places, strict=True))
    sides = [
        (_nearest_told(claim, mine, step, stands_for), _nearest_told(source, theirs, step, places))
        for step in (1, -1)
    ]
    alike = any(here is not None and stands_for[here] == there for here, there in sides)
    return alike or all(here is None and there is None for here, there in sides)


def _nearest_told(sentence: ClaimSentence, at: int, step: int, told: Collection[int]) -> int | None:
    """Find the nearest word that the claim tells, up to a mark or what opens another clause."""
    one = at + step
    while 0 <= one < len(sentence.words):
        if _MARK.search(sentence.between(*sorted((one, one - step)))):
            return None
        if one in told:
            return one
        if sentence.words[one].key and "joining" in sentence.words[one].classes:
            return None
        one += step
    return None
