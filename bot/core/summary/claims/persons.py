"""Who is who in an article: a full name and its short form are one, and what somebody is called.

"Ana Kenvarov", "Mrs Kenvarov" and "Kenvarov" are the same person where the article has one
Kenvarov; "the mayor of Bria, Ana Kenvarov," says what she is, wherever it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict

from bot.core.language.stopwords import is_stop
from bot.core.language.text import fold, word_set
from bot.core.names.given_names import is_given
from bot.core.summary.claims.reading import ClaimSentence

_NAME = r"[A-ZÀ-Þ][\w’'-]+"
_FULL = re.compile(rf"\b({_NAME}) ({_NAME}(?:-{_NAME})?)\b(?! [A-ZÀ-Þ])")
_POLITE = "Mr|Mrs|Ms|Dr|M|Mme|Mlle|Herr|Frau|Sr|Sra|Don|Doña"
_PLACES = word_set(
    "north south east west new port saint st san santa upper lower great nord sud est ouest neu "
    "norte sur este oeste nueva nuevo puerto central la le el los las der die das the"
)
"""Words before a name that make a place of it, where it is another without them."""
_TITLE = 5
"""Words of what somebody is called, by hand: "the former mayor of Bria"."""
_SUBJECT = 7
"""Words within which a sentence names whom it is about, by hand."""


class Persons:
    """The people whom an article names in full."""

    def __init__(self, text: str, language: str) -> None:
        self._language = language
        self._text = re.sub(r"\s+", " ", text)
        firsts: dict[str, set[str]] = defaultdict(set)
        for found in _FULL.finditer(self._text):
            if is_stop(fold(found[1]), "") or found[1] in _POLITE.split("|"):
                continue
            firsts[found[2]].add(found[1])
        self._names = {
            last: next(iter(first))
            for last, first in firsts.items()
            if len(first) == 1 and self._is_person(next(iter(first)), last)
        }
        full = "|".join(re.escape(f"{first} {last}") for last, first in self._names.items())
        last = "|".join(map(re.escape, self._names))
        self._full = re.compile(rf"\b(?:{full})\b") if full else None
        self._polite = re.compile(rf"\b(?:{_POLITE})\.? (?=(?:{last})\b)") if last else None

    def short(self, text: str) -> str:
        """Write each of them by the last name alone."""
        if not self._full or not self._polite:
            return text
        text = self._full.sub(lambda found: found[0].split(" ", 1)[1], text)
        return self._polite.sub("", text)

    def untitled(self, text: str) -> str:
        """Drop what the article calls somebody from before the name; "" where nothing is."""
        for last, first in self._names.items():
            before, name, after = text.partition(f"{first} {last}")
            if not name:
                continue
            words = before.rstrip(" ,").split(" ")
            for count in range(min(_TITLE, len(words)), 0, -1):
                title = " ".join(words[-count:])
                if self._is_called(title, name):
                    head = " ".join(words[:-count])
                    return f"{head} {name}{after}".lstrip()
        return ""

    def named(self, text: str, before: str) -> str:
        """Put the name for a pronoun that opens a text, "" where it may be of somebody else.

        It is of the one person whom the sentence before opens with.
        """
        words = ClaimSentence(text, self._language).words
        if not words or "pronoun" not in words[0].classes:
            return ""
        named = [last for last in self._names if re.search(rf"\b{re.escape(last)}\b", before)]
        if len(named) != 1:
            return ""
        opening = before[: before.index(named[0])]
        little = ClaimSentence(opening, self._language).words
        if len(little) > _SUBJECT or re.search(r"[,;:]", opening):
            return ""
        if any(word.classes & {"of", "joining", "way", "order"} for word in little):
            return ""
        return f"{named[0]}{text[words[0].end :]}"

    def _is_person(self, first: str, last: str) -> bool:
        if is_given(fold(first)) or self._language == "de":
            return is_given(fold(first))  # each noun has a capital in German
        # Behind a small word it stands there for itself, and does not only open a sentence.
        alone = re.search(rf"(?:\s|['’])[a-zà-ÿ][\w-]*[’']?,? {re.escape(last)}\b", self._text)
        return alone is not None and fold(first) not in _PLACES and not is_stop(fold(first), "")

    def _is_called(self, title: str, name: str) -> bool:
        """Tell whether the article has a title and a name together, nothing before."""
        bare = re.escape(title[:1].lower() + title[1:])
        opening = r"(?P<before>[^\s.,;:«»“”\"()]*)[\s.,;:«»“”\"()'’]*"
        beside = rf"{opening}\b(?:{bare}),? {re.escape(name)}\b"
        behind = rf"{re.escape(name)}, {opening}\b(?:{bare})(?=[,.;])"
        found = re.search(beside, self._text, re.IGNORECASE)
        if found is None:
            found = re.search(behind, self._text, re.IGNORECASE)
        if found is None:
            return False
        word = fold(found["before"])
        owner = word.endswith(("'s", "s'"))
        return not word or owner or is_stop(word.rstrip("'"), self._language)
