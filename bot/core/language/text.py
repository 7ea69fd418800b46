"""The one fold, words with their places, and text made safe to show.

Live matching, history search and autocomplete all fold the same way: compatibility forms, case,
accents, ligatures and special letters fall together; blanks and hyphens of every kind become one
blank; apostrophes of every kind become one; what has no width disappears.

Words of scripts that are written without blanks are one character (Han, Hiragana, Hangul, Thai
and its neighbours) or one run (Katakana); `scan` tells where such a run begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

APOSTROPHES = "'’‘ʼʹ′`´＇‛ꞌ՚"
HYPHENS = "-‐‑‒–—―−⁃﹘﹣－\u058a\u05be\u30a0"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\ud800-\udfff"
)

_SPECIAL = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
    | {"ŋ": "n", "ŧ": "t", "ə": "e", "ĸ": "k", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي"}
    | {"ی": "ي", "ک": "ك", "ـ": "", "ة": "ه"}
    | dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(HYPHENS, " ")
)

_MARKED_SCRIPTS = 0x0900
"""Below this code point combining marks are accents; above they are letters of their script."""

_STEMS = range(0x1D165, 0x1D1AE)
"""Marks of musical notes: the only ones that leave their base for good once they are apart."""

_MARK_LIMIT = 8
"""Combining marks looked at per letter; more is vandalism, and normalising it is quadratic."""


def _mark_ranges() -> str:
    """List every combining mark below the symbols as ranges for the inside of a class."""
    codes = (*range(0x300, 0x1E00), 0x3099, 0x309A)
    marks = [code for code in codes if unicodedata.category(chr(code)) in {"Mn", "Mc"}]
    runs = groupby(enumerate(marks), lambda pair: pair[1] - pair[0])
    spans = [[code for _, code in run] for _, run in runs]
    return "".join(f"{chr(span[0])}-{chr(span[-1])}" for span in spans)


_LONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
_HANGUL = "\u1100-\u11ff\uac00-\ud7a3"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"
_HIRAGANA = "\u3041-\u3096"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_BLANKLESS = _LONE + _HANGUL + _HAN + _HIRAGANA + _KATAKANA
_LETTER = rf"[^\W_{_BLANKLESS}]"
_APOSTROPHE = f"[{APOSTROPHES}]"

_ELIDED = "l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|dall|sull|all|un"

# Classes of so many characters take as long to compile as Python takes to start: plain ASCII,
# and so most commands, do without.


@cache
def _token_form() -> re.Pattern[str]:
    mark = f"[{_mark_ranges()}{_INVISIBLE}]"
    word = rf"{_LETTER}+(?:{mark}+{_LETTER}*)*"
    return re.compile(
        rf"(?P<elided>(?i:{_ELIDED}){_APOSTROPHE})(?={_LETTER})"
        rf"|(?P<dotted>(?:[^\W\d_{_BLANKLESS}]\.){{2,}}(?:[^\W\d_{_BLANKLESS}](?!{_LETTER}))?)"
        rf"|(?P<word>{word}(?:{_APOSTROPHE}(?![sS](?!{_LETTER})){word})*)"
        rf"|(?P<possessive>(?<={_LETTER}){_APOSTROPHE}[sS](?!{_LETTER}))"
        rf"|(?P<run>[{_KATAKANA}]+)"
        rf"|(?P<lone>[{_LONE}{_HANGUL}{_HAN}{_HIRAGANA}]{mark}*)",
    )


@cache
def _cluster_form() -> re.Pattern[str]:
    marks = f"{_mark_ranges()}{_INVISIBLE}"
    return re.compile(rf"[^{marks}]?[{marks}]+|.", re.DOTALL)


_INVISIBLE_RE = re.compile(f"[{_INVISIBLE}]+")


KNOWN_WORDS = 8_192
"""Words that each cache of words remembers, some 12 MB in all. By hand: of entries of 87 real feeds
in a dozen languages 15.5 % of the words are looked up anew with it, 9.7 with twice as many:
preparing one takes 0.6 % longer so, and each preparer 19 MB less.
"""


class Token(NamedTuple):
    """One word: folded `text`, its offsets in the original and the original letters."""

    text: str
    start: int
    end: int
    raw: str


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKD", text).translate(_SPECIAL)
    kept: list[str] = []
    base = "a"
    for char in text:
        if not unicodedata.combining(char):
            base = char
        elif ord(base) < _MARKED_SCRIPTS or 0x1E00 <= ord(base) < 0x2000 or ord(char) in _STEMS:
            continue
        kept.append(" " if char.isspace() or char < " " else char)
    return unicodedata.normalize("NFKC", "".join(kept))


@lru_cache(maxsize=KNOWN_WORDS)
def _fold_cluster(cluster: str) -> str:
    """Fold one letter with its marks, or one word, until nothing changes any more."""
    folded = _INVISIBLE_RE.sub("", cluster)
    if len(folded) > _MARK_LIMIT:
        folded = _thin_marks(folded)
    for _ in range(5):
        before, folded = folded, _INVISIBLE_RE.sub("", _fold_once(folded))
        if folded == before:
            break
    return folded


def _thin_marks(text: str) -> str:
    """Drop the marks of each letter beyond the limit."""
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MARK_LIMIT:
            kept.append(char)
    return "".join(kept)


_ASCII = str.maketrans({"-": " ", "`": "'"} | dict.fromkeys(map(chr, range(32)), " "))


def fold(text: str) -> str:
    """Return the form under which texts are compared; folding twice changes nothing."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    return " ".join("".join([_fold_cluster(c) for c in _cluster_form().findall(text)]).split())


@lru_cache(maxsize=KNOWN_WORDS)
def fold_word(raw: str) -> str:
    """Fold one word as `tokens` cuts it: dots of an acronym and blanks inside go as well."""
    return fold(raw).replace(" ", "")


def tokens(text: str) -> list[Token]:
    """Cut a text into words; elided articles (l', qu') are words, a possessive 's is none."""
    # No word reaches over a blank, and what stands between two blanks mostly stood there before:
    # most of a text is looked up and only moved to its place.
    found: list[Token] = []
    add, new, known, at = found.append, _new_token, _cut_known, 0
    for line in text.split("\n"):
        for piece in line.split(" "):
            if piece:
                cut = known(piece) if len(piece) <= _LONGEST_KNOWN else _cut_piece(piece)
                for word, start, end, raw in cut:
                    add(new(Token, (word, at + start, at + end, raw)))
            at += len(piece) + 1
    return found


_LONGEST_KNOWN = 40
"""Characters of the longest piece that is remembered; longer ones hardly ever come twice."""

_new_token = tuple.__new__
"""Skips the checks of `Token.__new__`, a third of what a known piece costs."""


def _cut_piece(piece: str) -> tuple[Token, ...]:
    if piece.isascii() and piece.isalpha():
        return (Token(piece.lower(), 0, len(piece), piece),)
    return tuple(_words_of(piece))


def _words_of(text: str) -> Iterator[Token]:
    for match in _token_form().finditer(text):
        kind, raw = match.lastgroup, match.group()
        if kind == "possessive":
            continue
        folded = fold_word(raw.replace(".", "") if kind == "dotted" else raw)
        if folded:
            yield Token(folded, match.start(), match.end(), raw)


_cut_known = lru_cache(maxsize=KNOWN_WORDS)(_cut_piece)


def spaced_words(text: str) -> str:
    """Return the folded words of a text between blanks: what a full-text index should hold.

    Scripts without blanks are parted too, dotted acronyms are one word.
    """
    return " ".join([token.text for token in tokens(text)])


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list that is written as text, parted by blanks."""
    return frozenset(words.split())


_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2060-\u2064\u2066-\u206f\ufeff"
    "\u202a-\u202e\u180e\ud800-\udfff\ufff9-\ufffb]"
)
_JOINERS = re.compile("[\u200c\u200d]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_EMOJI = "[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"


def clean_text(text: str) -> str:
    """Return a text that is safe to show: no bidi or other controls, nothing without width.

    Joiners stay between emoji and between letters of scripts that shape with them (Arabic to
    the Indic ones); line ends become a newline, a tabulator a blank.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _CONTROLS.sub("", text)
    return _JOINERS.sub(_joiner_kept, text) if "\u200c" in text or "\u200d" in text else text


def _joiner_kept(match: re.Match[str]) -> str:
    text, at = match.string, match.start()
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    emoji = bool(re.match(_EMOJI, before) and re.match(_EMOJI, after))
    return (
        match.group()
        if emoji or (_shapes_letters(before) and (_shapes_letters(after) or not after.strip()))
        else ""
    )


def _shapes_letters(char: str) -> bool:
    return bool(char) and (0x0600 <= ord(char) < 0x1100 or 0x1700 <= ord(char) < 0x1900)
