"""Twins: two things that one outlet tells in the same mould.

Releases, outages, warnings, results and job offers differ in one number, name or word and are
alike in all the rest, so likeness says nothing about them. What an outlet publishes under another
guid and link is therefore one thing with an earlier article only where it says nothing else.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.core.language.stopwords import is_common, is_stop
from bot.core.language.text import KNOWN_WORDS, fold, word_set
from bot.core.model import model_tables
from bot.core.names.linker import known_at, names_from
from bot.core.stories.near_duplicates import (
    LONGEST,
    SLIPS,
    containment,
    is_copy,
    slip_forms,
    text_changes,
    words_in_order,
)
from bot.core.stories.terms import is_acronym, opens_sentence, tells_amount
from bot.core.stories.title_templates import Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.language.text import Token
    from bot.core.stories.features import Sketch

Wording = NDArray[np.uint32]
"""A word each: 24 bits of its hash, 6 of the signs before it, 2 of what it is."""

Change = tuple[slice, slice]
"""What stands in place of what: a part of an earlier text and one of a later text."""

FUNCTION, CONTENT, NAME, AMOUNT = range(4)
"""What a word is: one without a meaning of its own, any other, a name, a number or a date.

A negation counts as a name: it makes another thing of a text.
"""

_MODEL = model_tables("stories")["twins"]
SHORT = int(_MODEL["short"])
"""Words below which a text is its title over again: one word of it may be all that counts."""

MOULD = _MODEL["mould"]
"""Share of words in common, in order, from which two titles or texts come from one mould."""

KEPT = _MODEL["kept"]
"""Share of the shorter text's words that an editor who mends a long text leaves as they are."""

IDENTITIES = 3
"""What identifies an article that has all: guid, address and title, in this order."""

_WORD = 0xFFFFFF00
"""The part of a code that is its word's."""

_NEGATIONS = word_set(
    "not no never without pas non sans jamais aucun aucune nicht kein keine keinen nie ohne sin"
    " nunca jamas ningun ninguna senza niente mai"
)

_WRITING = frozenset("|<>=~^`´¨¯¸")
"""Symbols that part or adorn and tell nothing."""

_MINUS = re.compile(r"(?:^|[\s(])[-−–‑]$")


def text_wording(text: str, words: list[Token], language: str) -> Wording:
    """Return the words of a text with their signs and kinds."""
    return np.array(_coded_words(text, words[:LONGEST], language), dtype=np.uint32)


def _coded_words(text: str, words: list[Token], language: str) -> list[int]:
    coded: list[int] = []
    end = 0
    for index, token in enumerate(words):
        row = _word_traits(token.text, token.raw, language)
        gap = text[end : token.start]
        code = row.code if gap in _PLAIN else row.code | _sign_hash(gap) << 2
        end = token.end
        if row.capital and _is_name(text, words, index, row):
            code |= NAME
        else:
            code |= row.kind
        coded.append(code)
    if signs := _sign_hash(text[end : end + 8]):
        coded.append(signs << 2 | CONTENT)
    return coded


_PLAIN = frozenset(["", " ", ", ", ". ", "’", "'", "\n"])
"""What mostly stands between two words and tells nothing."""


def is_named(word: str, wording: Wording) -> bool:
    """Tell whether a word is a name by where it stands, or as one that is known."""
    return bool((wording[(wording & _WORD) == _word_crc(fold(word))] & 3 == NAME).any())


def _word_crc(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) & _WORD


@lru_cache(maxsize=4096)
def _sign_hash(between: str) -> int:
    """Hash the signs between two words that tell something (C++, #3, +2 %, -4, a red dot)."""
    signs = [char for char in between if _is_sign(char)]
    if _MINUS.search(between):
        signs.append("-")
    return zlib.crc32("".join(signs).encode()) % 63 + 1 if signs else 0


def _is_sign(char: str) -> bool:
    return char in "#@%" or (unicodedata.category(char)[0] == "S" and char not in _WRITING)


class _WordTraits(NamedTuple):
    """What a word is by itself, and whether its place may make a name of it."""

    code: int
    kind: int
    capital: bool = False
    common: bool = False
    named: bool = False


def _is_name(text: str, words: list[Token], index: int, row: _WordTraits) -> bool:
    if not row.common and not opens_sentence(text, words[index]):
        return True
    return row.named and known_at(words, index) is not None


@lru_cache(maxsize=KNOWN_WORDS)
def _word_traits(folded: str, raw: str, language: str) -> _WordTraits:
    code = _word_crc(folded)
    if tells_amount(folded, language):
        return _WordTraits(code, AMOUNT)
    if folded in _NEGATIONS:
        return _WordTraits(code, NAME)
    if is_stop(folded, language) and not is_acronym(folded, raw):
        return _WordTraits(code, FUNCTION)
    named = bool(names_from(folded))
    return _WordTraits(code, CONTENT, raw[:1].isupper(), is_common(folded, language), named)


@dataclass(frozen=True, slots=True)
class _ToldWords:
    """What an article says: its title, and the whole of its words."""

    title: Wording
    text: Wording
    every: Wording

    @staticmethod
    def by(sketch: Sketch) -> _ToldWords:
        every = sketch.wording
        return _ToldWords(every[: sketch.titled], every[sketch.titled :], every)


def tells_again(earlier: Sketch, later: Sketch) -> bool:
    """Tell whether an outlet's later article is an earlier one over again.

    A long text may be cut at its end, or have got an intro or a tail that names nothing new.
    """
    old, new = _ToldWords.by(earlier), _ToldWords.by(later)
    if not len(old.every) or not len(new.every):
        return _are_alike(earlier, later)
    if _equal_wordings(old.every, new.every):
        return True
    if _is_respelt(earlier, later):
        return True
    if _is_short(old, new):
        return _equal_wordings(old.title, new.title) and _equal_wordings(
            old.text[: len(new.text)], new.text
        )
    return not _is_retitled(old, new) and _says_again(old, new)


def _is_respelt(earlier: Sketch, later: Sketch) -> bool:
    """Tell whether two long texts are one but for slips of the pen that were mended.

    Of the earlier one the hashes of its words are known: they are sought among the hashes of what
    the later one's words look like with a slip.
    """
    old, new = earlier.wording, later.wording
    if len(old) != len(new) or len(new) < SHORT + later.titled or earlier.titled != later.titled:
        return False
    places = np.flatnonzero(old >> 2 != new >> 2)
    if len(places) > SLIPS or ((np.append(old[places], new[places]) & 3) >= NAME).any():
        return False
    words = {_word_crc(word): word for word in map(fold, later.words.values())}
    pairs = zip((old[places] & _WORD).tolist(), (new[places] & _WORD).tolist(), strict=True)
    return all(was in map(_word_crc, slip_forms(words.get(now, ""))) for was, now in pairs)


def tells_same_text(earlier: Sketch, later: Sketch) -> bool:
    """Tell whether two articles are one text, printed twice under whatever headline."""
    return is_copy(earlier.body, later.body) and not is_headed_apart(earlier, later)


def is_headed_apart(earlier: Sketch, later: Sketch) -> bool:
    """Tell whether headlines say that two articles are two, however much of their text is one.

    Most of a text may be what a site has on all its pages (menus, notices, lists of others), and
    so may several sites of one house. A copy's headline is about what both have in common.
    """
    old, new = _ToldWords.by(earlier), _ToldWords.by(later)
    if not len(old.title) or not len(new.title) or _equal_wordings(old.title, new.title):
        return False
    texts = _last_words(old, earlier), _last_words(new, later)
    common = words_in_order(*(text >> 2 for text in texts))
    heads = [_told_by(title) for title in (old.title, new.title)]
    held = [len(head & common) for head in heads]
    if 2 * held[1] < len(heads[1]) and _fills_mould(old, new):
        return True
    alone = [_words_of(text) - common for text in texts]
    own = [len(head & words) for head, words in zip(heads, alone, strict=True)]
    # A text that was cut has nothing of its own.
    if all(alone) and any(mine and mine >= ours for mine, ours in zip(own, held, strict=True)):
        return True
    return not any(held) and not heads[0] & heads[1]


def are_apart(earlier: Sketch, later: Sketch) -> bool:
    """Tell whether an outlet's two articles surely are two things.

    Two own reports of one event name the same in their titles and count the same at the front.
    """
    if tells_again(earlier, later):
        return False
    old, new = _ToldWords.by(earlier), _ToldWords.by(later)
    if _is_short(old, new) or containment(old.text >> 2, new.text >> 2) >= MOULD:
        return True
    if (
        _equal_wordings(old.title, new.title)
        or _is_retitled(old, new)
        or _names_other(old.title, new.every)
    ):
        return True
    return _counts_other(old.text, new.every) or _counts_other(new.text, old.every)


def is_same(earlier: Sketch, later: Sketch) -> bool:
    """Tell whether two articles that share a guid, an address or an outlet's title are one.

    A title comes back with other news below it, and a guid alone is used again by some.
    """
    shared = set(earlier.identities) & set(later.identities)
    if shared == {_by_title(later)}:
        return tells_again(earlier, later)
    whole = len(earlier.identities) == len(later.identities) == IDENTITIES
    return not (whole and shared == {later.identities[0]})


def _by_title(sketch: Sketch) -> int:
    """Return what identifies an article by its title; 0 where that does not."""
    kept = sketch.template is not Template.ROLLING and len(sketch.title) > 0
    return sketch.identities[-1] if kept and sketch.identities else 0


def _are_alike(earlier: Sketch, later: Sketch) -> bool:
    """Compare two articles of which one was kept before wordings were."""
    same_title = np.array_equal(earlier.title, later.title)
    return same_title and np.array_equal(earlier.body, later.body)


def _equal_wordings(left: Wording, right: Wording) -> bool:
    return np.array_equal(left >> 2, right >> 2)


def _is_short(old: _ToldWords, new: _ToldWords) -> bool:
    return min(len(old.text), len(new.text)) < SHORT


def _is_retitled(old: _ToldWords, new: _ToldWords) -> bool:
    """Tell whether a later title tells another thing: it fills the same mould, or names more."""
    if _is_mould(old.title, new.title):
        return _fills_mould(old, new)
    return _names_other(new.title, old.every)


def _is_mould(old: Wording, new: Wording) -> bool:
    shared = containment(old >> 2, new >> 2) * min(len(old), len(new))
    return shared >= MOULD * max(len(old), len(new), 1)


def _fills_mould(old: _ToldWords, new: _ToldWords) -> bool:
    """Tell whether two titles are of one mould and differ in what matters."""
    return _is_mould(old.title, new.title) and any(
        _change_matters(*change) for change in _wording_changes(old.title, new.title)
    )


def _is_headed_anew(old: _ToldWords, new: _ToldWords) -> bool:
    """Tell whether most of a later title's words of meaning are none of the earlier article's."""
    told = _told_by(new.title)
    return 2 * len(told & _words_of(old.every)) < len(told)


def _words_of(wording: Wording) -> set[int]:
    return set((wording >> 2).tolist())


def _told_by(title: Wording) -> set[int]:
    """Return the words of a title that have a meaning."""
    return _words_of(title[(title & 3) != FUNCTION])


def _last_words(told: _ToldWords, sketch: Sketch) -> Wording:
    """Return the words of an article's text, without those of its lead."""
    return told.text[-len(sketch.body) :]


def _wording_changes(old: Wording, new: Wording) -> list[tuple[Wording, Wording]]:
    """List what stands in place of what."""
    return [(old[gone], new[come]) for gone, come in text_changes(old >> 2, new >> 2)]


def _change_matters(gone: Wording, come: Wording) -> bool:
    """Tell whether a change is one of the matter: a name or number, or a word for another."""
    kinds = np.concatenate([gone, come]) & 3
    replaced = len(gone) > 0 and len(come) > 0 and (kinds == CONTENT).any()
    return bool(replaced or (kinds >= NAME).any())


def _names_other(some: Wording, text: Wording) -> bool:
    """Tell whether words name or count what a text does not hold."""
    told = set((some[(some & 3) >= NAME] >> 2).tolist())
    return not told.issubset((text >> 2).tolist())


def _counts_other(text: Wording, other: Wording) -> bool:
    """Tell whether the front of a text counts or dates what another does not hold."""
    front = text[:SHORT]
    return _names_other(front[(front & 3) == AMOUNT], other)


def _says_again(old: _ToldWords, new: _ToldWords) -> bool:
    """Tell whether a long text says what an earlier one does and nothing else that matters.

    Below a headline of words that the earlier article does not hold, any word of meaning matters.
    """
    before, after = old.text, new.text
    if containment(before >> 2, after >> 2) < KEPT:
        return False
    changes = list(_joined_changes(text_changes(before >> 2, after >> 2)))
    if _is_headed_anew(old, new) and any(
        _has_meaning(before[gone], after[come]) for gone, come in changes
    ):
        return False
    return not any(_change_tells(before, after, *change) for change in changes)


def _joined_changes(changes: Iterable[Change]) -> Iterator[Change]:
    """Join changes that less stands between than they change: a word that two sentences share.

    Otherwise one sentence in place of another would be some words gone and some words come.
    """
    last: Change | None = None
    for gone, come in changes:
        if last and gone.start - last[0].stop < max(_change_size(*last), _change_size(gone, come)):
            last = slice(last[0].start, gone.stop), slice(last[1].start, come.stop)
            continue
        if last:
            yield last
        last = gone, come
    if last:
        yield last


def _change_size(gone: slice, come: slice) -> int:
    return int(max(gone.stop - gone.start, come.stop - come.start))


def _has_meaning(gone: Wording, come: Wording) -> bool:
    return bool(((np.concatenate([gone, come]) & 3) != FUNCTION).any())


def _change_tells(old: Wording, new: Wording, gone: slice, come: slice) -> bool:
    """Tell whether a change tells something; an intro or a tail may name again what is known."""
    outer = come.start == 0 or come.stop == len(new)
    if not outer or (gone.stop > gone.start and come.stop > come.start):
        return _change_matters(old[gone], new[come])
    return _names_other(new[come], old)
