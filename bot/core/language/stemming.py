"""Stems of folded words by language; a language without a stemmer keeps its words."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, cast

from bot.core.language.text import KNOWN_WORDS

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "id": "indonesian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "nb": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_LONGEST = 40
"""Letters of a word that are stemmed, by hand: longer ones are no words and only cost time."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


@lru_cache(maxsize=64)
def _stemmer_of(language: str) -> _Stemmer | None:
    name = _ALGORITHMS.get(language)
    if name is None:
        return None
    import snowballstemmer

    return cast("_Stemmer", snowballstemmer.stemmer(name))


@lru_cache(maxsize=KNOWN_WORDS)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word; endless words are cut, words with digits stay."""
    word = word[:_LONGEST]
    stemmer = _stemmer_of(language)
    return stemmer.stemWord(word) if stemmer and word.isalpha() else word
