"""How a deed is told: done or to be done, by somebody or to somebody, once or now."""

from __future__ import annotations

import re

from bot.core.language.text import word_set
from bot.core.summary.claims.reading import ClaimSentence
from bot.core.summary.claims.wording import FUTURE, is_past, verb_form

_EDGE = re.compile(r"[,;:—–()«»\"“”]")
_SUFFERED = word_set(
    "was were been being be is are am get got ete fut furent soit fue fueron sido sera seran"
)
"""Words before a participle that make it what somebody suffers."""


def are_of_one_time(claim: ClaimSentence, source: ClaimSentence) -> bool:
    """Tell whether what is, was or will be is so in both."""
    mine, whole = claim.classes, source.classes
    if bool(mine["future"]) != bool(whole["future"]):
        return False
    if mine["is"] and not whole["is"]:
        return False
    for one, other in (("single", "several"), ("several", "single")):
        if mine[one] and whole[other] and not whole[one]:
            return False
    return not (mine["was"] and whole["is"] and not whole["was"])


def is_told_alike(
    claim: ClaimSentence, mine: int, source: ClaimSentence, theirs: int, *, headless: bool
) -> bool:
    """Tell whether a word of a claim tells a deed as it is told in the sentence."""
    word, other = claim.words[mine], source.words[theirs]
    language = claim.language
    if word.text != other.text and language in ("fr", "es"):
        if bool(FUTURE.search(word.text)) != bool(FUTURE.search(other.text)):
            return False
        if verb_form(other.raw, language) == "inf" != verb_form(word.raw, language):
            return False
    if language == "en" and word.text != other.text and is_past(word.raw, language):
        little = source.little(theirs)
        if little and little[-1].text == "to":
            return False
    deeds = is_past(word.raw, language) and is_past(other.raw, language)
    if language == "de" or headless or not deeds:
        return True
    return _is_suffered(claim, mine) == _is_suffered(source, theirs) or (
        _is_beside(claim, mine) or _is_beside(source, theirs)
    )


def _is_suffered(sentence: ClaimSentence, at: int) -> bool:
    return any(word.text in _SUFFERED for word in sentence.little(at))


def _is_beside(sentence: ClaimSentence, at: int) -> bool:
    """Tell whether a participle stands by itself: "the mayor, arrested on Monday, ..."."""
    return at == 0 or bool(_EDGE.search(sentence.between(at - 1, at)))
