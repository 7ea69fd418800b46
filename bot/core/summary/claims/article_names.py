"""The names of an article: a summary has no other ones, and puts none together that stand apart."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.language.numbers import number_words, sign_words
from bot.core.language.stemming import stem
from bot.core.language.stopwords import is_stop
from bot.core.language.text import tokens
from bot.core.summary.claims.wording import are_alike

if TYPE_CHECKING:
    from bot.core.language.text import Token


_NUMBERS = frozenset(number_words())
"""Words that open a sentence with a capital and are no name: two thirds."""


class ArticleNames:
    """The capitalised words of an article, and which stand side by side.

    German writes every noun so and bends it: there a word may stand in another case.
    """

    def __init__(self, text: str, language: str) -> None:
        self.language = language
        found = tokens(text)
        self._small = frozenset(token.raw for token in found if token.raw[:1].islower())
        self._raw = frozenset(token.raw for token in found)
        self._words = frozenset(self._written(token.text) for token in found)
        self._pairs = frozenset(
            (self._written(one.text), self._written(other.text)) for one, other in pairwise(found)
        )
        self._units = {name for names in sign_words(language).values() for name in names}

    def opens_only(self, text: str, token: Token) -> bool:
        """Tell whether a capital is only that of a sentence's first word, which is no name."""
        head = text[: token.start].rstrip("«“\"'( \u00a0")
        first = not head or head[-1] in ".!?:»"
        word = token.text.rstrip("'")
        return first and (
            is_stop(word, "")
            or word.split(" ")[0] in _NUMBERS
            or (
                self.language != "de"
                and (word in self._small or self._has_alike(token, self._small))
            )
        )

    def has(self, token: Token) -> bool:
        """Tell whether the article has a word, or in German another word for the same thing."""
        known = self._written(token.text) in self._words
        return known or (self.language == "de" and self._has_alike(token, self._raw))

    def has_beside(self, one: Token, other: Token) -> bool:
        """Tell whether it has two words side by side; the unit of a sum is part of no name."""
        pair = (self._written(one.text), self._written(other.text))
        return pair in self._pairs or (self.language == "de" and one.raw in self._units)

    def _has_alike(self, token: Token, words: frozenset[str]) -> bool:
        return any(are_alike(token.raw, word, self.language) for word in words)

    def _written(self, word: str) -> str:
        return stem(word, "de") if self.language == "de" else word
