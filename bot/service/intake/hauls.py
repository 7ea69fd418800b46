"""What a poll brings to be decided in one go, and the batch that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.core.alerts.routing import Routed
from bot.core.ledger import MATCHED, SEEN, Book, Line
from bot.models import OPERATOR, Entry, Feed, PageLines, ParsedFeed, Posting
from bot.ports import Batch, Filing, SetAside
from bot.service.intake.articles import Ready
from bot.service.intake.gaps import Gap

if TYPE_CHECKING:
    from bot.core.prepare import Prepared

LATE_ALERTS = 3
"""Old entries that a feed may bring again and have alerted; the rest are stored alone."""

AHEAD = timedelta(days=366)
"""How far ahead something is planned at most, by hand: a later date is a mistake."""


@dataclass(frozen=True, slots=True)
class Haul:
    """Some entries of one poll, prepared; `state` is the feed as it is once they are stored.

    `late` counts the late entries of the same poll before these, `shown` are the guids of the
    whole document, known with the last haul of a poll alone, as is `gap`.
    """

    feed: Feed
    state: Feed
    pairs: Sequence[tuple[Ready, Prepared]]
    now: datetime
    book: Book = field(default_factory=Book)
    late: int = 0
    shown: tuple[str, ...] = ()
    gap: Gap | None = None
    set_aside: tuple[SetAside, ...] = ()


@dataclass(slots=True)
class Tally:
    """What became of a haul: new articles, new deliveries, late entries of the poll so far."""

    late: int = 0
    new: int = 0
    posted: int = 0


class Making:
    """A batch in the making."""

    def __init__(self, haul: Haul) -> None:
        self.haul = haul
        self.tally = Tally(haul.late)
        self.book = Book(haul.book)
        self.postings: list[Posting] = []
        self.again: list[tuple[str, str, int]] = []
        self.placed: list[int] = []
        self._filings: list[Filing] = []
        self._lines: list[PageLines] = []
        self._unread = 0

    def tell(self, filing: Filing, routed: Routed) -> None:
        """Add an article with those who hear of it, and book its matches."""
        self._filings.append(replace(filing, postings=routed.postings, muted=routed.muted))
        for tenant, number in routed.matches.items():
            self.book[MATCHED, tenant] += number
        for item in routed.muted:
            self.book[item.line, item.tenant] += 1
        self.tally.new += filing.replaces is None

    def note(self, ready: Ready) -> None:
        """Note the lines of a page that was read, or that it could not be."""
        if ready.lines:
            self._lines.append(ready.lines)
        self._unread += bool(ready.problem)

    def repeat(self, entry: Entry, article: int) -> None:
        """Note an entry that brings a known article, word for word, under a new guid."""
        self.again.append((entry.guid, entry_version(entry), article))
        self.book[Line.SAME_ARTICLE, OPERATOR] += 1

    def finish(self) -> Batch:
        """Close the batch."""
        haul, gap = self.haul, self.haul.gap
        counts = {
            "pages_unread": self._unread,
            "gaps": int(gap is not None and not gap.filled),
            "gaps_filled": int(gap is not None and gap.filled),
            "late_not_alerted": max(0, self.tally.late - max(haul.late, LATE_ALERTS)),
        }
        return Batch(
            feed=haul.state,
            filings=tuple(self._filings),
            again=tuple(self.again),
            postings=tuple(self.postings),
            lines=tuple(self._lines),
            counts=tuple((name, count) for name, count in counts.items() if count),
            at=haul.now,
            book=tuple((line, tenant, count) for (line, tenant), count in self.book.items()),
            shown=haul.shown,
            set_aside=haul.set_aside,
        )


def book_of(parsed: ParsedFeed, distinct: int, fresh: int) -> Book:
    """Book the entries of a document that need no decision, with what becomes of them."""
    book = Book()
    book[SEEN, OPERATOR] = len(parsed.entries) + parsed.dropped + parsed.over - fresh
    book[Line.UNCHANGED, OPERATOR] = distinct - fresh
    book[Line.REPEATED, OPERATOR] = len(parsed.entries) - distinct
    book[Line.EMPTY, OPERATOR] = parsed.dropped
    book[Line.OVER_CAP, OPERATOR] = parsed.over
    return book


def is_planned(entry: Entry, now: datetime) -> bool:
    """Tell whether an entry announces what can be neither watched nor heard so far."""
    return entry.planned or (entry.starts is not None and now < entry.starts <= now + AHEAD)


def entry_version(entry: Entry) -> str:
    """Give the hash that changes when the publisher changes an entry's words."""
    words = "\0".join((entry.title, entry.summary, entry.content, entry.url))
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
