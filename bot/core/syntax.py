"""What the readers of watch expressions share: quotes, fields, and errors that point."""

from __future__ import annotations

from typing import Final

from bot.core.text import tokens
from bot.errors import QueryError

PAIRS: Final = {'"': '"', "“": "”", "«": "»", "„": "“"}
"""Closing quotes by opening ones."""

FIELDS: Final = {"titre": "title", "langue": "lang", "auteur": "author"}
KNOWN_FIELDS: Final = frozenset({"title", "source", "lang", "author", *FIELDS})


def error(message: str, position: int, fix: str) -> QueryError:
    """Return the error that a message and a position (from 0) make."""
    return QueryError(f"{message} (at character {position + 1}).", position=position, fix=fix)


def meaningful(words: str, text: str, position: int) -> str:
    """Return words that hold a letter or figure; raises QueryError."""
    if not tokens(words):
        shown = words.strip() or text.strip() or "this"
        raise error(f"There is no word in {shown}", position, "Write letters or figures.")
    return words
