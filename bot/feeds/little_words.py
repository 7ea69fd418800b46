"""Tell the language of a text by its little words; cheap, sure, or silent."""

from __future__ import annotations

import re

from bot.core.language.word_files import word_class

_OF = word_class("telling")
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
SCRIPT_SHARE = 0.2
"""Share of letters of a script that tells its language, by hand: a quoted name stays below."""


def declared_language(value: str) -> str:
    """Reduce a declared language such as fr-FR or en_US to its code, '' when it is none."""
    code = re.split(r"[-_,;\s]", value.strip().lower(), maxsplit=1)[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) and code not in ("und", "mul", "zxx") else ""


def told_by_words(text: str) -> str:
    """Give the language whose little words are plainly the commonest, '' when none is."""
    text = text[:4000]
    for language, script in _SCRIPTS:
        if len(script.findall(text)) > SCRIPT_SHARE * max(20, len(text)):
            return language
    words = [word.casefold() for word in _WORD.findall(text)]
    counts = sorted(((sum(w in of for w in words), code) for code, of in _OF.items()), reverse=True)
    (most, language), (next_most, _) = counts[0], counts[1]
    return language if most >= MIN_HITS and most > LEAD * next_most else ""
