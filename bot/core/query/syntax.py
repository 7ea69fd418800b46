"""What the readers of watch expressions share: quotes, fields, and errors that point."""

from __future__ import annotations

from typing import Final

from bot.core.language.text import tokens
from bot.errors import QueryError
from bot.said import Said, say

PAIRS: Final = {'"': '"', "“": "”", "«": "»", "„": "“"}
"""Closing quotes by opening ones."""

FIELDS: Final = {"titre": "title", "langue": "lang", "auteur": "author"}
KNOWN_FIELDS: Final = frozenset({"title", "source", "lang", "author", *FIELDS})


def query_error(message: Said, position: int, fix: Said) -> QueryError:
    """Return the error that a message and a position (from 0) make."""
    told = say("{message} (at character {n}).", message=message, n=position + 1)
    return QueryError(told, position=position, fix=fix)


def meaningful_words(words: str, text: str, position: int) -> str:
    """Return words that hold a letter or figure; raises QueryError."""
    # A word begins wherever a plain letter or figure stands.
    begun = words[:1]
    if not (begun.isascii() and begun.isalnum()) and not tokens(words):
        shown = words.strip() or text.strip() or say("this")
        message = say("There is no word in {words}", words=shown)
        raise query_error(message, position, say("Write letters or figures."))
    return words
