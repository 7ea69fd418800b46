"""Gaps: a document in which nothing known is left, and the older pages that may fill it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import ParseError
from bot.feeds.parse.paging import older_page
from bot.feeds.urls import canonical_url
from bot.models import Entry, Feed, Fetched, FetchRequest, ParsedFeed
from bot.ports import Fetcher, Reader, Store

PAGES = 5
"""Older pages asked for at most: set by hand, a site's pages hold ten entries or more each."""
LATE = timedelta(hours=48)
"""An entry dated so long before the last good poll is an old one that the feed brings again."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap with the entries of older pages; `filled` when these led back to what was known."""

    entries: tuple[Entry, ...] = ()
    dropped: int = 0
    filled: bool = False


def last_read(feed: Feed) -> datetime | None:
    """Tell when a feed was last polled with success, as well as that is known."""
    return feed.failing_since or feed.last_poll


class Gaps:
    """Finds gaps, and asks for older pages where the feed has them."""

    def __init__(self, store: Store, fetcher: Fetcher, reader: Reader) -> None:
        self._store = store
        self._fetcher = fetcher
        self._reader = reader

    async def find(self, feed: Feed, url: str, parsed: ParsedFeed) -> Gap | None:
        """Look at a document none of whose ids is known; None when it joins what was read."""
        known = await self._known(feed, parsed.entries)
        if not feed.primed or not parsed.entries or known is None or known:
            return None
        found: dict[str, Entry] = {entry.guid: entry for entry in parsed.entries}
        newest, dropped, visited, relation = set(found), 0, {url}, ""
        for _page in range(PAGES):
            relation, url = older_page(parsed, url, relation)
            page = await self._page(url) if url and url not in visited else None
            if page is None:
                break
            parsed, visited = page, visited | {url}
            fresh = {item.guid: item for item in page.entries if item.guid not in found}
            known = await self._known(feed, fresh.values()) or frozenset()
            dropped += page.dropped
            found |= {item.guid: item for item in _before_known(list(fresh.values()), known)}
            if known:
                return Gap(_older_entries(found, newest), dropped, filled=True)
            if not fresh or _all_late(fresh.values(), last_read(feed)):
                break
        # Without a date, nothing tells news from what was there long before the feed was read.
        dated = [item for item in _older_entries(found, newest) if item.published]
        return Gap(tuple(dated), dropped)

    async def _known(self, feed: Feed, entries: Iterable[Entry]) -> frozenset[str] | None:
        """Give the guids of known entries, by guid or address; None when nothing was ever read."""
        keys = [(entry.guid, canonical_url(entry.url)) for entry in entries]
        return await self._store.archive.known_among(feed.id, keys)

    async def _page(self, url: str) -> ParsedFeed | None:
        answer = await self._fetcher.fetch_feed(FetchRequest(url))
        if not isinstance(answer, Fetched):
            return None
        try:
            return await self._reader.read_feed(
                answer.body, answer.content_type, answer.charset, answer.url
            )
        except ParseError:
            return None


def _older_entries(found: dict[str, Entry], newest: set[str]) -> tuple[Entry, ...]:
    return tuple(entry for guid, entry in found.items() if guid not in newest)


def _before_known(page: Sequence[Entry], known: frozenset[str]) -> list[Entry]:
    """Cut a page off at what was known: what is older was there before the feed was read."""
    if not known:
        return list(page)
    first = next(place for place, entry in enumerate(page) if entry.guid in known)
    dates = [entry.published for entry in page if entry.guid in known and entry.published]
    newest = max(dates, default=None)
    return [
        entry
        for place, entry in enumerate(page)
        if entry.guid not in known
        and (entry.published > newest if entry.published and newest else place < first)
    ]


def _all_late(entries: Iterable[Entry], read: datetime | None) -> bool:
    dates = [entry.published for entry in entries]
    return read is not None and all(date is not None and date < read - LATE for date in dates)


def paced_feed(feed: Feed, pace: float | None, gap: Gap | None, now: datetime) -> Feed:
    """Note what a poll taught of gaps: the pace to keep, and when entries may have been missed."""
    return replace(feed, pace=pace, gap_at=now if gap and not gap.filled else feed.gap_at)
