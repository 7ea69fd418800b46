"""Tell the language of a text by its little words; cheap, sure, or silent."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from bot.core.language.word_files import word_class

_OF = word_class("telling")
_CODES: dict[str, tuple[str, ...]] = {
    word: tuple(code for code, of in _OF.items() if word in of)
    for word in frozenset().union(*_OF.values())
}
"""The languages that each little word is one of."""
_WORD = re.compile(r"[^\W\d_]+")
MIN_HITS = 8
"""Little words that have to occur, by hand: fewer may be chance; below, detection is asked."""
LEAD = 1.4
"""How much oftener the best language's words must occur than the next one's."""

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_FIRST_SCRIPT = "\u0370"
"""Where the first of these scripts begins: most texts have no letter of any."""
SCRIPT_SHARE = 0.2
"""Share of letters of a script that tells its language, by hand: a quoted name stays below."""


def declared_language(value: str) -> str:
    """Reduce a declared language such as fr-FR or en_US to its code, '' when it is none."""
    code = re.split(r"[-_,;\s]", value.strip().lower(), maxsplit=1)[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) and code not in ("und", "mul", "zxx") else ""


def told_by_words(text: str) -> str:
    """Give the language whose little words are plainly the commonest, '' when none is."""
    text = text[:4000]
    if text and max(text) >= _FIRST_SCRIPT:
        for language, script in _SCRIPTS:
            if len(script.findall(text)) > SCRIPT_SHARE * max(20, len(text)):
                return language
    hits = [codes for word in _WORD.findall(text.casefold()) if (codes := _CODES.get(word))]
    counts = Counter(chain.from_iterable(hits))
    (most, language), (next_most, _) = sorted((counts[code], code) for code in _OF)[:-3:-1]
    return language if most >= MIN_HITS and most > LEAD * next_most else ""
