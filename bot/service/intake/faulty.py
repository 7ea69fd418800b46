"""Take in the entries of a poll, and set aside the one that breaks us instead of its feed.

An error of ours over one entry says nothing of the others. What fails together is tried one by
one; what fails alone too is set aside by its reason, tried again at the next polls, and then left
until the publisher changes it or the program starts anew. Where many fail and none is taken in, the
fault lies elsewhere and the poll fails as a whole: nothing is given up for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.core.ledger import SEEN, Book, Line
from bot.errors import StoreError, WorkersAway
from bot.feeds.urls import canonical_url
from bot.models import OPERATOR, Entry, Feed
from bot.ports import SetAside
from bot.service.intake.articles import EntryReader
from bot.service.intake.engines import Engines
from bot.service.intake.hauls import Haul, Tally, entry_version
from bot.service.intake.settle import Settler

BATCH = 20
"""Entries of a haul: what a crash can make us read again."""
TRIES = 3
"""Polls that try an entry which breaks us, by hand: the second proves that it is no accident, the
third that no other entry beside it was at fault."""
MANY = 3
"""Entries from which on, if not one can be taken in, it is for no fault of theirs; by hand."""
REMEMBERED = 1000
"""Entries whose tries are counted, by hand: hostile feeds cannot fill the memory."""

OUTSIDE = (StoreError, WorkersAway)
"""Errors that concern everybody: nothing is decided about an entry for them."""


@dataclass(slots=True)
class Taken:
    """What came of a poll's entries; `faults` are the errors over those that were set aside."""

    new: int = 0
    posted: int = 0
    late: int = 0
    faults: list[Exception] = field(default_factory=list)

    def add(self, tally: Tally) -> None:
        """Add what a haul came to."""
        self.new, self.posted, self.late = (
            self.new + tally.new,
            self.posted + tally.posted,
            tally.late,
        )


class Intake:
    """Reads, prepares and settles entries haul by haul."""

    def __init__(self, entries: EntryReader, engines: Engines, settler: Settler) -> None:
        self._entries = entries
        self._engines = engines
        self._settler = settler
        self._tries: OrderedDict[tuple[int, str], tuple[str, int]] = OrderedDict()

    async def take(self, last: Haul, fresh: Sequence[Entry], shared: frozenset[str]) -> Taken:
        """Take in entries; `last` is the haul of the last ones, with what ends the poll."""
        feed, taken = last.feed, Taken()
        left = [entry for entry in fresh if self._is_given_up(feed, entry)]
        fresh = [entry for entry in fresh if not self._is_given_up(feed, entry)]
        last = _with_left(last, left)
        parts = [fresh[start : start + BATCH] for start in range(0, len(fresh), BATCH)] or [[]]
        for part in parts:
            haul = last if part is parts[-1] else Haul(feed, feed, (), last.now)
            await self._take(replace(haul, late=taken.late), part, shared, taken)
        return taken

    async def _take(
        self, haul: Haul, part: Sequence[Entry], shared: frozenset[str], taken: Taken
    ) -> None:
        try:
            taken.add(await self._settle(haul, part, shared))
        except OUTSIDE:
            raise
        except Exception as error:
            if not part:
                raise
            await self._take_apart(haul, part, shared, taken, error)

    async def _take_apart(
        self,
        haul: Haul,
        part: Sequence[Entry],
        shared: frozenset[str],
        taken: Taken,
        error: Exception,
    ) -> None:
        """Take in one by one what failed together; then end the haul without what failed again."""
        bad: list[tuple[Entry, Exception]] = []
        for entry in part if len(part) > 1 else ():
            alone = Haul(haul.feed, haul.feed, (), haul.now, late=taken.late)
            try:
                taken.add(await self._settle(alone, (entry,), shared))
            except OUTSIDE:
                raise
            except Exception as own:  # noqa: BLE001 - whoever polls hears of it
                bad.append((entry, own))
        if len(part) == 1:
            bad = [(part[0], error)]
        if len(bad) == len(part) >= MANY:
            raise error
        again = [self._counts_try(haul.feed, entry) for entry, _ in bad]
        haul = _with_left(replace(haul, late=taken.late), [entry for entry, _ in bad])
        taken.add(await self._settle(_to_read_again(haul) if any(again) else haul, (), shared))
        taken.faults += [own for _, own in bad]

    async def _settle(self, haul: Haul, part: Sequence[Entry], shared: frozenset[str]) -> Tally:
        ready = await self._entries.read(haul.feed, part, haul.now, shared)
        prepared = await self._engines.prepare([item.draft for item in ready])
        book = haul.book + Book({(SEEN, OPERATOR): len(part)})
        pairs = tuple(zip(ready, prepared, strict=True))
        return await self._settler.settle(replace(haul, pairs=pairs, book=book))

    def _is_given_up(self, feed: Feed, entry: Entry) -> bool:
        known, tries = self._tries.get((feed.id, entry.guid), ("", 0))
        return known == entry_version(entry) and tries >= TRIES

    def _counts_try(self, feed: Feed, entry: Entry) -> bool:
        """Count a try that failed; tells whether there will be another."""
        known, tries = self._tries.pop((feed.id, entry.guid), ("", 0))
        tries = tries + 1 if known == entry_version(entry) else 1
        self._tries[feed.id, entry.guid] = entry_version(entry), tries
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)
        return tries < TRIES


def with_planned(haul: Haul, planned: Sequence[Entry]) -> Haul:
    """Book what is still to come; the document is read again, for a date may come by itself."""
    return _to_read_again(_with_left(haul, planned, Line.PLANNED))


def _with_left(haul: Haul, left: Sequence[Entry], line: Line = Line.FAULTY) -> Haul:
    """Book entries as set aside."""
    book = Book({(SEEN, OPERATOR): len(left), (line, OPERATOR): len(left)})
    aside = tuple(SetAside(item.guid, _entry_address(item), line) for item in left)
    return replace(haul, book=haul.book + book, set_aside=(*haul.set_aside, *aside))


def _to_read_again(haul: Haul) -> Haul:
    """Have the next poll read the document even if it did not change."""
    return replace(haul, state=replace(haul.state, etag="", last_modified="", body_hash=""))


def _entry_address(entry: Entry) -> str:
    # The address may be what breaks us: then the entry is set aside without it.
    try:
        return canonical_url(entry.url).encode().decode()
    except Exception:  # noqa: BLE001 - the error itself is told of already
        return ""
