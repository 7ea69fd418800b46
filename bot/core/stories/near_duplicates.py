"""Copies: the same text at another outlet, cut, retitled, with an intro line or small edits.

Shingles of a body are hashed; the smallest hashes are its fingerprint (MinHash with one
permutation, bottom-k). A copy that was cut keeps its share of them, so candidates are found by
what fingerprints have in common, and verified on the words themselves by rapidfuzz.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from bot.core.language.text import KNOWN_WORDS
from bot.core.model import model_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHINGLE, FINGERPRINT = 4, 48
"""Words of a shingle, and hashes kept of a body: what is stored is made with them."""

LONGEST = 400
"""Words of a body that are compared; the rest of a long text adds nothing to the verdict. By hand:
the comparison costs their product.
"""

_MODEL = model_tables("stories")["copies"]
SHORTEST = int(_MODEL["shortest"])
"""Words a body needs before its being the same says anything without the title."""

CONTAINED = _MODEL["contained"]
"""Share of the shorter text's words that stand in the longer one, in order, in a copy."""

SHARE = _MODEL["share"]
"""A longer text of which the earlier one is a smaller share is reporting that quotes it."""

SLIPS, SLIP_LETTERS = 3, 6
"""Slips that one mends in a text, and letters of a word that has one. By hand: Iran and Irak are
too short, likely and unlikely begin otherwise.
"""

WORN, WORN_AMONG = 3, 32
"""Stories in which a shingle stands that is a site's own (menus, notices), among so many articles
that hold it. By hand: two stories may be one that was told apart; the number bounds the cost.
"""

_MIX = np.uint64(0x9E3779B97F4A7C15)

Hashes = NDArray[np.uint32]
Words = NDArray[np.uint16]
Codes = NDArray[np.integer[Any]]
Places = NDArray[np.int64]


@lru_cache(maxsize=KNOWN_WORDS)
def _word_hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def hash_words(words: list[str]) -> Hashes:
    """Hash folded words, at most `LONGEST`, in their order."""
    return np.array([_word_hash(word) for word in words[:LONGEST]], dtype=np.uint32)


def fingerprint(hashes: Hashes) -> Hashes:
    """Return the smallest shingle hashes, sorted and distinct; short texts give fewer."""
    if len(hashes) < SHINGLE:
        return np.empty(0, dtype=np.uint32)
    wide, count = hashes.astype(np.uint64), len(hashes) - SHINGLE + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for column in range(SHINGLE):
        mixed = (mixed ^ wide[column : column + count]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))[:FINGERPRINT]


def telling_finds(found: Places, owners: Places, stories: Sequence[str], needed: int) -> Places:
    """Leave out of the articles found those found by a shingle that a site has on its pages.

    `owners` tells by which shingle each was found, `stories` in which story an article is, empty
    once it is gone. A site's own words stand in several stories; a dispatch that many print is one.
    Nothing is left out unless articles of several stories were found by `needed` shingles.
    """
    if not _is_worn(np.flatnonzero(np.bincount(found) >= needed), stories):
        return found
    order = np.argsort(owners.astype(np.uint8), kind="stable")
    ends = np.cumsum(np.bincount(owners))
    worn = np.zeros(len(ends), dtype=np.bool_)
    for shingle in np.flatnonzero(np.diff(ends, prepend=0) >= WORN).tolist():
        begin = ends[shingle - 1] if shingle else 0
        among = order[max(begin, ends[shingle] - WORN_AMONG) : ends[shingle]]
        worn[shingle] = _is_worn(found[among], stories)
    return found[~worn[owners]]


def _is_worn(places: Places, stories: Sequence[str]) -> bool:
    """Tell whether articles are of several stories; the first that show it are enough."""
    told = {""}
    for place in places:
        told.add(stories[place])
        if len(told) > WORN:
            return True
    return False


def containment(left: Codes, right: Codes) -> float:
    """Return the share of the shorter text's words found in the longer one in the same order."""
    shorter = min(len(left), len(right))
    if not shorter:
        return 0.0
    return LCSseq.similarity(left.tolist(), right.tolist()) / shorter


def words_in_order(left: Codes, right: Codes) -> set[int]:
    """Return the words that two texts share in the same order."""
    codes = LCSseq.opcodes(left.tolist(), right.tolist())
    equal = [left[code.src_start : code.src_end] for code in codes if code.tag == "equal"]
    return {word for part in equal for word in part.tolist()}


def text_changes(left: Codes, right: Codes) -> Iterator[tuple[slice, slice]]:
    """Yield where two texts differ, between the words that they share in the same order."""
    ends = [(0, 0)]
    for code in LCSseq.opcodes(left.tolist(), right.tolist()):
        if code.tag == "equal":
            ends += [(code.src_start, code.dest_start), (code.src_end, code.dest_end)]
    ends.append((len(left), len(right)))
    for (start, begin), (stop, end) in zip(ends[::2], ends[1::2], strict=True):
        if stop > start or end > begin:
            yield slice(start, stop), slice(begin, end)


def slip_forms(word: str) -> Iterator[str]:
    """Yield what a folded word looks like with one slip of the pen; its first letter stays.

    A letter is missing, doubled, another, too much, or has changed places with the next.
    """
    if len(word) < SLIP_LETTERS:
        return
    for at in range(1, len(word) + 1):
        front, rest = word[:at], word[at:]
        yield from (f"{front}{letter}{rest}" for letter in ascii_lowercase)
        if rest:
            yield front + rest[1:]
            yield f"{front}{rest[1:2]}{rest[:1]}{rest[2:]}"
            yield from (f"{front}{letter}{rest[1:]}" for letter in ascii_lowercase)


def is_copy(earlier: Words, later: Words) -> bool:
    """Tell whether two bodies are one text; a brief inside a long own report is no copy of it."""
    shorter, longer = sorted((len(earlier), len(later)))
    if shorter < SHORTEST or (len(later) > len(earlier) and shorter < SHARE * longer):
        return False
    return containment(earlier, later) >= CONTAINED
