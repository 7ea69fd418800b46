"""Numbers in words, from one table: `words/numbers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Final

from bot.core.language.text import fold


@lru_cache(maxsize=1)
def _read_tables() -> dict[str, dict[str, dict[str, str]]]:
    table = files("bot.core.language") / "words" / "numbers.toml"
    return tomllib.loads(table.read_text("utf-8"))


TONGUES: Final = tuple(_read_tables())


def number_words(languages: Iterable[str] = TONGUES, *, groups: bool = False) -> dict[str, str]:
    """Tell the figure of each folded number word of some languages; with `groups` of dozens too."""
    kinds = ("words", "groups") if groups else ("words",)
    return {
        fold(word): figure
        for language in languages
        for kind in kinds
        for figure, words in _read_tables().get(language, {}).get(kind, {}).items()
        for word in words.split()
    }


def scale_words(language: str, *, short: bool = False) -> dict[str, int]:
    """Tell by how much each word of a language multiplies the number before it.

    `short` ones do so where the sign of a currency stands beside.
    """
    tables = _read_tables().get(language, {})
    scales = tables.get("short" if short else "scales", {})
    return {word: int(figure) for figure, words in scales.items() for word in words.split()}


def written_words(language: str) -> dict[str, int]:
    """Tell the figure of each word that a number of a language is written out with."""
    kinds = (_read_tables().get(language, {}).get(kind, {}) for kind in ("words", "written"))
    return {
        fold(word): int(figure)
        for kind in kinds
        for figure, words in kind.items()
        if figure.isdigit()
        for word in words.split()
    }


def sign_words(language: str) -> dict[str, tuple[str, ...]]:
    """List what a language calls each sign of money and of a hundredth, blanks as they stand."""
    signs = _read_tables().get(language, {}).get("signs", {})
    return {
        sign: tuple(word.replace("-", " ") for word in words.split())
        for sign, words in signs.items()
    }
