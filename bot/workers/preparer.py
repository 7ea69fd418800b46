"""The trade that prepares articles: it holds the watches and knows nothing else of the program."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.core.language.inflection import is_word
from bot.core.match.matcher import Matcher
from bot.core.match.watchset import WatchSet, watch_set
from bot.core.prepare import Draft
from bot.core.watch.compile import WantedWatch
from bot.feeds.completing import prepare_drafts
from bot.feeds.language import detect_language
from bot.models import Article
from bot.workers.prepared import drafts_of, prepared_answer

if TYPE_CHECKING:
    from bot.workers.protocol import Message


class Preparer:
    """Prepares batches of drafts by the watches that it was taught."""

    def __init__(self) -> None:
        self._matcher = Matcher(WatchSet())

    @property
    def version(self) -> int:
        """Which state of the watches it holds."""
        return self._matcher.watches.version

    def learn(self, head: dict[str, Any], body: bytes) -> None:
        """Take in all watches, or what changed of them."""
        # Only the program teaches: what it sends is as good as its code.
        taught = pickle.loads(body)  # noqa: S301
        if isinstance(taught, WatchSet):
            self._matcher = Matcher(taught)
            return
        added, gone = taught
        watches = self._matcher.watches.changed(added, gone, version=head["version"])
        self._matcher = Matcher(watches)

    def answer(self, head: dict[str, Any], body: bytes) -> Message:
        """Prepare drafts."""
        return prepared_answer(prepare_drafts(drafts_of(head["drafts"]), self._matcher))


_SAMPLES = {
    "en": "The government of Mali opens talks in Paris on 12 March, officials said on Monday.",
    "fr": "Le gouvernement du Mali ouvre des discussions à Paris le 12 mars, a-t-on appris lundi.",
}
"""News with names and dates in the languages of most tables."""


def trade() -> Preparer:
    """Return the trade with the code and tables loaded that every article needs.

    What is loaded before the first fork is shared by all: some 80 MB, half of it lemmas.
    """
    for language in _SAMPLES:
        is_word("news", language)
    # A language that little words do not tell: then the model is asked, and so it is loaded.
    detect_language("Xorvan zelmik tarbo")
    watches = watch_set([WantedWatch("sample", "Mali")])
    prepared_answer(prepare_drafts(map(_sample, _SAMPLES), Matcher(watches)))
    return Preparer()


def _sample(language: str) -> Draft:
    text = _SAMPLES[language]
    url, some_day = "https://outlet.example/news", datetime(2020, 1, 1, tzinfo=UTC)
    return Draft(Article("", "outlet", text, "", text, url, language, some_day))
