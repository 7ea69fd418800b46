"""Find the sentence that answers a headline which asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = (
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|dix|douze|vingt|trente|cent|mille|million|"
    r"milliard|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|billion|half)"
)
_CALENDAR = "|".join(sorted(vocabulary.CALENDAR))
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("how many", r"\bcombien\b|\bhow (?:many|much|long|old|far)\b|\bquel (?:prix|âge)\b", _NUMBER),
    (
        "why",
        r"\bpourquoi\b|\bwhy\b",
        r"\bparce qu|\bcar\b|\ben raison|\bà cause|\bfaute de|\bpuisque\b|s['’]explique|\bgrâce à|"
        r"\bdû\b|\bdue? à|\bafin d|\bpour (?:protéger|éviter|permettre|réduire|lutter)|\braisons?\b|"
        r"\bbecause\b|\bdue to\b|\bafter\b|\bsince\b|\bowing to\b|\breasons?\b|\bcaused? by\b|"
        r"\bthanks to\b|\bin order to\b|\bso that\b|\bblam",
    ),
    (
        "when",
        r"\bquand\b|\bà quelle (?:date|heure)\b|\bquel jour\b|\bwhen\b|\bwhat (?:time|date|day)\b",
        rf"\b(?:{_CALENDAR})\b|\b\d{{1,2}} ?h\b|\b\d{{4}}\b|\b(?:demain|tomorrow|noon|midnight)\b",
    ),
    (
        "where",
        r"\boù\b|\bwhere\b",
        r"\b(?:à|au|aux|en|dans|près de|in|at|near|on|outside|sur) [A-ZÀ-Ý]|\b(?:dans|sur) l[ae]s? ",
    ),
    (
        "who",
        r"\bqui (?:est|a|sont|va|sera|peut|était|veut)\b|\A\W*qui\b|\bwho(?:se|m)?\b|\bà qui\b",
        r"\b[A-ZÀ-Ý][\w'’-]+ (?:[A-ZÀ-Ý][\w'’-]+|(?:de|du|le|la) [A-ZÀ-Ý])",
    ),
    (
        "how",
        r"\bcomment\b|\bhow\b",
        r"\ben \w+ant\b|\bgrâce à\b|\bil (?:faut|suffit|faudra)\b|\bà l['’]aide\b|\bby \w+ing\b|"
        r"\bthrough\b|\busing\b|\bneed to\b|\bmust\b|\bvia\b|\bpar (?:une?|le|la|des)\b",
    ),
    (
        "whether",
        r"\A\W*(?:faut-il|peut-on|doit-on|va-t-|est-ce|is|are|will|can|should|does|do|did|has|have|"
        r"could|would|was)\b|-t?-?(?:il|elle|ils|elles|on)\b",
        r"\b(?:oui|non|ne|n['’]|pas|aucun|jamais|impossible|confirm|démen|exclu|interdi|autoris|"
        r"yes|no|not|never|none|cannot|denied|confirmed|ruled|allowed|banned|approved|rejected)",
    ),
)
_RULES = tuple(
    (
        name,
        re.compile(asks, re.IGNORECASE),
        re.compile(tells, re.IGNORECASE if i < 3 or i > 4 else 0),
    )
    for i, (name, asks, tells) in enumerate(_KINDS)
)
_ASKING = re.compile(
    r"(?:[^:]{0,60}:\s*)?(?:pourquoi|comment|combien|quand|qui (?:est|sont|a)|why|how|who|when|where)\b",
    re.IGNORECASE,
)
_LEAST = 1.0


def asks(title: str) -> bool:
    """Tell whether a headline asks, with or without a question mark."""
    return "?" in title or "؟" in title or "？" in title or bool(_ASKING.match(title))


def kind(title: str) -> str:
    """Name what a headline asks for: how many, why, when, where, who, how, whether, or ""."""
    return next((name for name, asked, _ in _RULES if asked.search(title)), "")


def answers(title: str, sentence: str, language: str) -> float:
    """Rate how well a sentence answers a headline: words it takes up and the kind of thing told."""
    if sentence.rstrip(' "»”').endswith("?"):
        return 0.0
    asked = vocabulary.stems(vocabulary.words(title), language)
    told = vocabulary.stems(vocabulary.words(sentence), language)
    shared = len(asked & told) / (1 + len(asked))
    rule = next((tells for _, asked_, tells in _RULES if asked_.search(title)), None)
    typed = 0.6 if rule and rule.search(sentence) else 0.0
    return 2 * shared + typed if shared else 0.5 * typed


def answer(title: str, sentences: Sequence[str], limit: int, language: str) -> int:
    """Return the index of the sentence that answers a headline, -1 when none does well enough."""
    best, found = _LEAST, -1
    for at, sentence in enumerate(sentences):
        rate = answers(title, sentence, language) - 0.01 * at if len(sentence) <= limit else 0.0
        if rate > best:
            best, found = rate, at
    return found
