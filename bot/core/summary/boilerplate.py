"""Tell the sentences of an article from what a page hangs around them.

Bylines, datelines, captions, credits, calls to subscribe or read on, and lines that speak to a
language model instead of a reader, by the rules of `boilerplate.toml`. Every pattern looks at a
bounded head of one sentence.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from bot.core.language.agencies import IN_DATELINES
from bot.core.language.calendar import weekday_names

_HEAD = 300
"""Characters of a sentence that rules look at, by hand: every rule tells it by how it begins."""


_DAY = "|".join(name.lower() for code in ("fr", "en") for name in weekday_names(code))
_RULES = tomllib.loads((files("bot.core.summary") / "boilerplate.toml").read_text("utf-8"))


def _one_of(rules: str) -> re.Pattern[str]:
    written = (rule.replace("{day}", _DAY) for rule in _RULES[rules])
    return re.compile("|".join(f"(?:{rule})" for rule in written), re.IGNORECASE)


_CREDIT = _one_of("credit")
_CREDIT_END = _one_of("credit_end")
_NAME = r"[A-ZÀ-Ý][\w'’.-]{0,24}"
_LINK_WORD = r"(?:de|du|von|van|et|and|avec|with|le|la|à|in|&)"
_BYLINE = re.compile(
    r"(?i:par|by|von|propos recueillis par|written by|reporting by|editing by|texte|rédigé par|"
    r"article de|de notre (?:envoyée?|correspondante?)\b.{0,40})\s*:?\s+"
    rf"{_NAME}(?:,?\s+(?:{_NAME}|{_LINK_WORD})){{0,9}}\W*\Z"
)
_CALLS = _one_of("calls")
_ANYWHERE, _ANYWHERE_SIGNS = _one_of("anywhere"), tuple(_RULES["anywhere_signs"])
_MODEL, _MODEL_SIGNS = _one_of("model"), tuple(_RULES["model_signs"])
_AGENCY = rf"(?:{IN_DATELINES})"
_PLACE = r"[A-ZÀ-Ý][A-ZÀ-Ý'’. -]{2,40}"
_DATELINE = re.compile(
    r"(?:"
    r"(?:[A-ZÀ-Ý][\w'’.-]*(?:[ /,]+[\w'’.-]+){0,8},?\s*)?"
    rf"\(\s*{_AGENCY}(?:\s*[/,-]\s*\w+)?\s*\)\s*(?:[-–—:]+|\.\s?[-–—])\s*|"
    rf"{_PLACE}(?:,\s*[\w'’. ]{{2,30}}){{0,2}}\s*(?:—|–|--|-)\s+|"
    rf"{_AGENCY}\s*[-–—:]+\s+"
    r")"
)
_DATELINE_REACH = 90
"""Characters in which a dateline ends, by hand: town, country, date and agency have some 60."""


def is_furniture(sentence: str) -> bool:
    """Tell whether a sentence is page furniture and never part of a summary."""
    head = sentence[:_HEAD].strip(" \t\u00a0•▪►▶>→-–—*|\"'«»“”[(")
    if _CALLS.match(head) or _BYLINE.match(head):
        return True
    if _holds_one(head, _ANYWHERE_SIGNS) and _ANYWHERE.search(head):
        return True
    return bool(_CREDIT.match(head) or _CREDIT_END.search(sentence[-120:]))


def addresses_model(text: str) -> bool:
    """Tell whether a text gives orders to a language model instead of news to a reader."""
    return _holds_one(text, _MODEL_SIGNS) and bool(_MODEL.search(text))


def _holds_one(text: str, signs: tuple[str, ...]) -> bool:
    """Tell whether one of the signs stands in a text: a twentieth of what its rules cost."""
    # An expression takes every kind of i for one.
    plain = text.casefold().replace("i\u0307", "i").replace("ı", "i")
    return any(sign in plain for sign in signs)


def dateline_length(sentence: str) -> int:
    """Return the length of the dateline that a sentence opens with, 0 when there is none."""
    found = _DATELINE.match(sentence[:_DATELINE_REACH])
    if not found:
        return 0
    rest = sentence[found.end() :].lstrip()
    return len(sentence) - len(rest) if rest[:1].isupper() or rest[:1] in '«“"' else 0
