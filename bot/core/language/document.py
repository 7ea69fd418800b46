"""An article as one row of words: what hits are verified against."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.core.language.keys import keys_of
from bot.core.language.sentences import split_sentences
from bot.core.language.text import APOSTROPHES, HYPHENS, tokens, word_set

if TYPE_CHECKING:
    from bot.core.language.keys import Keys
    from bot.core.language.text import Token
    from bot.models import Article

FIELDS: Final = ("title", "summary", "content")
"""Names of the fields as spans give them: Article.title, Article.lead, Article.text."""

_FAR: Final = 1000
"""Words that lie between two fields for the purpose of distances."""

_GAP_LIMIT: Final = 12
"""Characters between two words of one name, by hand: markup that was taken out leaves some
blanks.
"""
_TIGHT = re.compile(rf"[{re.escape(HYPHENS)}{APOSTROPHES}\u00ad\u200b-\u200f\u2060\ufeff]*\Z")
_LOOSE = re.compile(r"[^\w.,;:!?…()\[\]{}|•·¿¡、。，；：！？（）]*\Z")
_PUNCTUATED = re.compile(r"[^\w\n;()\[\]{}|•]*\Z")
_SHORT: Final = word_set("st ste mt ft dr mr mrs ms jr sr prof gen sen rep gov lt col vs")


@dataclass(eq=False)
class Document:
    """The words of title, lead and text in one row, with what lies between them."""

    article: Article
    rows: tuple[list[Token], list[Token], list[Token]] = field(init=False)
    """The words of each field; sketch and search text can do with them."""
    tokens: list[Token] = field(init=False)
    texts: tuple[str, str, str] = field(init=False)
    ends: tuple[int, int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = title, lead, text = self.article.title, self.article.lead, self.article.text
        body = tokens(text)
        # A feed that gives one text gives it twice.
        self.rows = (tokens(title), body if lead == text else tokens(lead), body)
        self.tokens = [token for row in self.rows for token in row]
        ends = accumulate(map(len, self.rows))
        self.ends = (next(ends), next(ends), next(ends))

    @cached_property
    def words(self) -> list[str]:
        """List the folded words."""
        return [token.text for token in self.tokens]

    @cached_property
    def distance(self) -> int:
        """Tell how many words behind the lead its copy stands where the text is one, else 0."""
        return len(self.rows[1]) if self.rows[1] is self.rows[2] else 0

    @cached_property
    def keys(self) -> Keys:
        """List the keys of the words, once those of a copy: what is looked up among the watches."""
        return keys_of(self.words[: self.ends[1]] if self.distance else self.words)

    def field_of(self, index: int) -> int:
        """Return which field (0 to 2) a word is in."""
        return bisect_right(self.ends, index)

    def between(self, index: int) -> str | None:
        """Return the original text between a word and the next; None across fields and outside."""
        if index < 0:
            return None
        where = self.field_of(index)
        if index + 1 >= self.ends[where]:
            return None
        return self.texts[where][self.tokens[index].end : self.tokens[index + 1].start]

    def adjacent(self, index: int, *, punctuated: bool = False) -> bool:
        """Tell whether nothing but blanks, hyphens and quotes parts a word from the next."""
        gap = self.between(index)
        if gap is None or len(gap) > _GAP_LIMIT or gap.count("\n") > 1:
            return False
        if gap[:2].lower() in {"'s", "’s"}:
            gap = gap[2:]
        if _LOOSE.match(gap):
            return True
        return self._dotted(index, gap) or (punctuated and bool(_PUNCTUATED.match(gap)))

    def _dotted(self, index: int, gap: str) -> bool:
        """Tell whether the only mark is the dot of an initial or short form, or inside a name."""
        before = self.tokens[index].text
        if gap in {".", "..", ":"}:
            return gap == "."
        return gap.strip() == "." and (len(before) == 1 or before in _SHORT)

    def hyphened(self, index: int) -> bool:
        """Tell whether a word and the next are one written word."""
        gap = self.between(index)
        if gap is None or len(gap) > _GAP_LIMIT:
            return False
        return bool(_TIGHT.match(gap)) and (gap != "" or self.tokens[index].text[-1] == "'")

    @cached_property
    def ordinals(self) -> list[int]:
        """Number the written words: nord-coréen and l'Iran are one each."""
        numbers: list[int] = []
        number = 0
        for index in range(len(self.tokens)):
            numbers.append(number)
            if self.between(index) is None:
                number += _FAR
            elif not self.hyphened(index):
                number += 1
        return numbers

    @cached_property
    def _sentences(self) -> list[int]:
        """Number the sentence each word is in."""
        numbers: list[int] = []
        base = 0
        for where, text in enumerate(self.texts):
            starts = [start for start, _ in split_sentences(text)]
            low = self.ends[where - 1] if where else 0
            row = self.tokens[low : self.ends[where]]
            numbers += [base + bisect_right(starts, token.start) for token in row]
            base += len(starts) + 1
        return numbers

    def sentence(self, index: int) -> int:
        """Return the number of the sentence a word is in."""
        return self._sentences[index]

    @cached_property
    def small(self) -> frozenset[str]:
        """Collect the folded words that are written with a small letter somewhere."""
        return frozenset(token.text for token in self.tokens if token.raw[0].islower())

    @cached_property
    def titled(self) -> bool:
        """Tell whether the title is in title case."""
        words = [token for token in self.tokens[: self.ends[0]] if len(token.raw) > 3]
        return sum(token.raw[0].isupper() for token in words) > 0.7 * len(words) > 2.1

    @cached_property
    def loud(self) -> bool:
        """Tell whether the title is in capitals."""
        return len(self.article.title.split()) > 1 and self.article.title.isupper()

    def written(self, first: int, last: int) -> str:
        """Return the original text from one word to another of the same field."""
        text = self.texts[self.field_of(first)]
        return text[self.tokens[first].start : self.tokens[last].end]

    @cached_property
    def language(self) -> str:
        """Return the two-letter code of the article's language, empty when unknown."""
        return self.article.language.lower().replace("_", "-").partition("-")[0]
