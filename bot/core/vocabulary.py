"""Small closed classes of French and English words that the summaries reckon with.

All are folded: lower case, no accents. `words` folds a text the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.commonwords import COMMON, NEWS, STOP
from bot.core.text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

_STOP = {language: frozenset(listed.split()) for language, listed in STOP.items()}
_ALL_STOP = frozenset[str]().union(*_STOP.values())
_USUAL = frozenset(
    word for lists in (NEWS, COMMON) for listed in lists.values() for word in listed.split()
)
_STEM = 7

PRONOUNS = frozenset(
    "il elle ils elles ce cela ca ceci celui celle ceux celles lui leur cet cette ces eux ses son "
    "sa leurs y he she it they this that these those his her their its him them".split()
)
"""Openings that lean on the sentence before."""

CONNECTIVES = frozenset(
    "mais or donc puis ensuite enfin ainsi aussi cependant pourtant toutefois neanmoins car et "
    "alors outre surtout meme malgre resultat autre but however and so then also yet meanwhile "
    "moreover still nevertheless instead therefore because besides furthermore".split()
)

CALENDAR = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin "
    "juillet aout septembre octobre novembre decembre monday tuesday wednesday thursday friday "
    "saturday sunday january february march april june july august september october november "
    "december".split()
)

SPEAKERS = frozenset(
    "je j nous vous me m moi mon ma mes notre nos votre vos i we you my our us your".split()
)
"""Words of direct speech and of the page talking to its reader."""

REPORTING = frozenset(
    "declare indique explique ajoute estime affirme precise souligne assure confie rappelle "
    "rappele raconte poursuit regrette conclut said says told added tells adds explained "
    "explains".split()
)

ANNOUNCING = frozenset(
    "annonce selon revele ouvert decide appele rapporte announced according revealed decided "
    "opened reports reported".split()
)


def words(text: str) -> list[str]:
    """Return the folded words of `text`, elided articles without their apostrophe."""
    return [token.text.rstrip("'") for token in tokens(text)]


def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language; of all known ones when it is not known."""
    return _STOP.get(language[:2].lower(), _ALL_STOP)


def stems(found: Iterable[str], stop: frozenset[str]) -> frozenset[str]:
    """Return the heads of the content words: what is left when endings hardly count."""
    return frozenset(word[:_STEM] for word in found if word not in stop and len(word) > 1)


def is_usual(word: str) -> bool:
    """Tell a word of everyday news from one that names what this article is about."""
    return word in _USUAL
