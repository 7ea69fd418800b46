"""Find the sentence that answers a headline which asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.language.numbers import number_words
from bot.core.language.text import tokens
from bot.core.model import model_tables
from bot.core.summary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence


def _case_flag(kind: str) -> int:
    """Tell whether capitals count: only those of names and places do."""
    return 0 if kind in ("where", "who") else re.IGNORECASE


_CALENDAR = "|".join(sorted(vocabulary.CALENDAR))
_OTHERWISE = {"neuf", "seize"}
"""Number words that mostly are another word: new, to seize."""
_NUMBER = (
    r"\d|\b(?:half|"
    + "|".join(sorted(number_words(("fr", "en"), groups=True).keys() - _OTHERWISE))
    + r")\b"
)
_CAUSE = (
    r"\bparce qu|\bcar\b|\ben raison|\bà cause|\bfaute de|\bpuisque\b|s['’]explique|\bgrâce à|"
    r"\bdue? à|\bdû\b|\bafin d|\bpour (?:protéger|éviter|permettre|réduire|lutter)|\braisons?\b|"
    r"\bbecause\b|\bdue to\b|\bafter\b|\bsince\b|\bowing to\b|\bcaused? by\b|"
    r"\bthanks to\b|\bin order to\b|\bso that\b|\bblam"
)
_DATE = rf"\b(?:{_CALENDAR})\b|\b\d{{1,2}} ?h\b|\b\d{{4}}\b|\b(?:demain|tomorrow|noon|midnight)\b"
_PLACE = (
    r"\b(?:à|au|aux|en|dans|près de|in|at|near|on|outside|sur) [A-ZÀ-Ý][\w-]+|"
    r"\b(?:dans|sur) l[ae]s? "
)
_WHO = r"\b[A-ZÀ-Ý][\w'’-]+ (?:[A-ZÀ-Ý][\w'’-]+|(?:de|du|le|la) [A-ZÀ-Ý][\w'’-]+)"
_MEANS = (
    r"\ben \w+ant\b|\bgrâce à\b|\bil (?:faut|suffit|faudra)\b|\bà l['’]aide\b|\bby \w+ing\b|"
    r"\bthrough\b|\busing\b|\bneed to\b|\bmust\b|\bvia\b|\bpar (?:une?|le|la|des)\b"
)
_VERDICT = (
    r"\b(?:oui|non|ne|n['’]|pas|aucun|jamais|impossible|confirm|démen|exclu|interdi|autoris|"
    r"yes|no|not|never|none|cannot|denied|ruled|allowed|banned|approved|rejected)"
)
_ASKS_WHETHER = (
    r"\A\W*(?:faut-il|peut-on|doit-on|va-t-|est-ce|is|are|will|can|should|does|do|did|has|have|"
    r"could|would|was)\b|-t?-?(?:il|elle|ils|elles|on)\b"
)
_ASKS_WHO = r"\bqui (?:est|a|sont|va|sera|peut|était|veut)\b|\A\W*qui\b|\bwho(?:se|m)?\b|\bà qui\b"
_ASKS_WHEN = (
    r"\bquand\b|\bà quelle (?:date|heure)\b|\bquel jour\b|\bwhen\b|\bwhat (?:time|date|day)\b"
)
_KINDS = (
    ("how many", r"\bcombien\b|\bhow (?:many|much|long|old|far)\b|\bquel (?:prix|âge)\b", _NUMBER),
    ("why", r"\bpourquoi\b|\bwhy\b", _CAUSE),
    ("when", _ASKS_WHEN, _DATE),
    ("where", r"\boù\b|\bwhere\b", _PLACE),
    ("who", _ASKS_WHO, _WHO),
    ("how", r"\bcomment\b|\bhow\b", _MEANS),
    ("whether", _ASKS_WHETHER, _VERDICT),
)
_RULES = tuple(
    (name, re.compile(asks, re.IGNORECASE), re.compile(tells, _case_flag(name)))
    for name, asks, tells in _KINDS
)
_ASKING = re.compile(
    r"(?:[^:]{0,60}:\s*)?"
    r"(?:pourquoi|comment|combien|quand|qui (?:est|sont|a)|why|how|who|when|where)\b",
    re.IGNORECASE,
)
_MODEL = model_tables("summary")["questions"]
_LEAST, _TYPED, _SMALL = _MODEL["least"], _MODEL["typed"], _MODEL["small_words"]
_READ = 600
"""Characters of a sentence in which an answer is looked for. By hand: bounds the cost."""


def is_question(title: str) -> bool:
    """Tell whether a headline asks, with or without a question mark."""
    return "?" in title or "؟" in title or "？" in title or bool(_ASKING.match(title))


def question_kind(title: str) -> str:
    """Name what a headline asks for: how many, why, when, where, who, how, whether, or ""."""
    return next((name for name, asked, _ in _RULES if asked.search(title)), "")


def answer_score(title: str, sentence: str, language: str) -> float:
    """Rate how well a sentence answers a headline: words it takes up and the kind of thing told.

    What the headline does (small words: "reopen") counts more than whom it names.
    """
    if sentence.rstrip(' "»”').endswith("?"):
        return 0.0
    told = vocabulary.content_stems(vocabulary.folded_words(sentence), language)
    weights = {
        vocabulary.content_stem(token.text.rstrip("'"), language): _SMALL
        if token.raw.islower()
        else 1.0
        for token in tokens(title)
    }
    weights.pop("", None)
    shared = sum(weight for stem, weight in weights.items() if stem in told)
    typed = _TYPED if _tells_kind(title, sentence) else 0.0
    return 2 * shared / (1 + sum(weights.values())) + typed if shared else 0.5 * typed


def _tells_kind(title: str, sentence: str) -> bool:
    """Tell whether a sentence has the kind of thing asked for, other than in the headline."""
    rule = next((tells for _, asked, tells in _RULES if asked.search(title)), None)
    if rule is None:
        return False
    known = title.lower()
    for found in rule.finditer(sentence[:_READ]):
        words = found.group().lower().split()
        if not all(word in known for word in words):
            return True
    return False


def best_answer(title: str, sentences: Sequence[str], limit: int, language: str) -> int:
    """Return the index of the sentence that answers a headline, -1 when none does well enough."""
    best, found = _LEAST, -1
    for at, sentence in enumerate(sentences):
        rate = (
            answer_score(title, sentence, language) - 0.01 * at if len(sentence) <= limit else 0.0
        )
        if rate > best:
            best, found = rate, at
    return found
