"""Given names, as the files of all languages list them."""

from __future__ import annotations

from functools import lru_cache

from bot.core.language.text import word_set
from bot.core.language.word_files import EVERYWHERE, read_word_file, word_languages


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    sections = (read_word_file(code).get("words", {}) for code in (*word_languages(), EVERYWHERE))
    return frozenset().union(*(word_set(section.get("given", "")) for section in sections))


def is_given(word: str) -> bool:
    """Tell whether a folded word is a given name, of any language: people travel."""
    return word in _given_names()
