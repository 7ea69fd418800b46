"""Judge a publisher's standfirst: whether it is a complete summary of its article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.language.word_files import of_all_languages
from bot.core.model import model_tables
from bot.core.summary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDS = ".!…»”\"')]。！"
_CUT = re.compile(r"(?:\.\.\.|…|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\)|&hellip;)\W*\Z")
_TEASER = re.compile(
    r"(?:découvrez|retrouvez|suivez|lisez|regardez|écoutez|cliquez|testez|participez|revivez|"
    r"on vous (?:explique|dit|raconte|donne)|nous vous (?:expliquons|proposons)|voici\b|"
    r"tout (?:ce qu|savoir)|ce qu['’]il faut|le point sur|décryptage|explications\W*\Z|notre |nos |"
    r"toute l['’]actualité|l['’]actualité\b|en direct|à (?:lire|voir|découvrir)|"
    r"discover|find out|read|watch|listen|click|follow|see|here(?:['’]s| is| are)|"
    r"everything you need|what (?:you need|to know|we know)|all you need|we (?:explain|look|take)|"
    r"our |latest news|the latest|get the|live updates|your )",
    re.IGNORECASE,
)
_TEASER_END = re.compile(
    r"(?:on vous (?:explique|dit tout|raconte)|explications|décryptage|récit|reportage|"
    r"find out (?:why|how|more)|here['’]s (?:why|how|what)|read on|full story)\W*\Z",
    re.IGNORECASE,
)
_DANGLING = of_all_languages("dangling")
_MODEL = model_tables("summary")["standfirst"]
_LEAST_WORDS, _LEAST_LETTERS = int(_MODEL["words"]), int(_MODEL["letters"])
_LIKE_TITLE = _MODEL["like_title"]


def standfirst_refusal(sentences: Sequence[str], title: str, text: str, language: str) -> str:
    """Say why these sentences are no standfirst to publish, "" when they are sound."""
    lead = " ".join(sentences)
    found = vocabulary.folded_words(lead)
    if not found or (len(found) < _LEAST_WORDS and len(lead) < _LEAST_LETTERS):
        return "too short"
    return (
        _unfinished_reason(lead, found, text)
        or _teasing_reason(sentences)
        or _empty_reason(found, title, text, language)
    )


def _unfinished_reason(lead: str, found: list[str], text: str) -> str:
    if _CUT.search(lead[-12:]):
        return "cut short"
    if lead[-1] in _ENDS:
        return ""
    if lead[-1] == "?":
        return "asks instead of telling"
    at = text.find(lead[-60:])
    follow = text[at + len(lead[-60:]) :].lstrip(" \u00a0")[:1] if at >= 0 else ""
    if lead[-1] in ",;:-–—" or found[-1] in _DANGLING or (follow and follow not in ".!?…\n"):
        return "cut short"
    return ""


def _teasing_reason(sentences: Sequence[str]) -> str:
    if _TEASER.match(sentences[0].lstrip("\"'«“ ")) or _TEASER_END.search(sentences[-1][-60:]):
        return "a teaser"
    return "asks instead of telling" if sentences[-1].rstrip(' »”"').endswith("?") else ""


def _empty_reason(found: list[str], title: str, text: str, language: str) -> str:
    mine = vocabulary.content_stems(found, language)
    named = vocabulary.content_stems(vocabulary.folded_words(title), language)
    if named and len(mine & named) >= _LIKE_TITLE * len(mine):
        return "says no more than the title"
    told = named | vocabulary.content_stems(vocabulary.folded_words(text[:6000]), language)
    if told and len(mine & told) < 1 + len(mine) // 5:
        return "does not speak of the article"
    return ""
