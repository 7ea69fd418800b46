"""The trade that prepares articles: it holds the watches and knows nothing else of the program."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from bot.core.match.matcher import Matcher
from bot.core.match.watchset import WatchSet
from bot.feeds.completing import prepared
from bot.feeds.language import detect
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
        return prepared_answer(prepared(drafts_of(head["drafts"]), self._matcher))


def trade() -> Preparer:
    """Return the trade with the tables loaded that every article needs."""
    detect("What is loaded before the first fork is shared by all.")
    return Preparer()
