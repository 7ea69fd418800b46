"""What the search index holds of an article beside its words, and where it stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.core.language.text import spaced_words

ID_BITS: Final = 31
"""Bits of an article's number in its place: the rest, 32 and a sign, hold any second to 2106."""

PLACE: Final = f"""
((CAST(max(min(articles.published, 4e9), -4e9) AS INTEGER) << {ID_BITS}) | articles.id)"""
"""The row of an article in the index: by time, so that it gives the newest first by itself."""

ID: Final = f"(articles_fts.rowid & {(1 << ID_BITS) - 1})"


def place_since(moment: float) -> int:
    """Give the lowest place of what was published since a moment."""
    return int(max(min(moment, 4e9), -4e9) - 1) << ID_BITS


def index_columns(feed: int, language: str, authors: Iterable[str]) -> tuple[str, str, str]:
    """Give the columns for feed, language and authors; a name also written together."""
    code = language.lower().replace("_", "-").partition("-")[0]
    names = [spaced_words(author) for author in authors]
    together = [name.replace(" ", "") for name in names]
    return f"feed{feed}", f"lang{code}", " ".join([*names, *together])
