"""The pages of a batch: fetched side by side, read with what their hosts are known to repeat."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.errors import ParseError
from bot.feeds.extract.body.boilerplate import (
    REPEATED_ARTICLES,
    count_lines,
    distinct_pages,
    page_lines,
    repeated_keys,
)
from bot.feeds.urls import host_of
from bot.models import Fetched, FetchRequest, PageLines, ParsedFeed, Reading
from bot.ports import Fetcher, Reader, Store

AT_ONCE = 4
"""Pages that are fetched and read for one feed at once: half of the slots there are by default."""
HOPS = 2
"""Times that a page may send on to another one by itself."""


_SENDS = re.compile(rb"http-equiv|location|<frameset", re.IGNORECASE)
"""What stands in every page that sends its reader on."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a link: the page where it ended and how it reads, or why there is none."""

    body: Fetched | None = None
    reading: Reading | None = None
    problem: str = ""

    @property
    def lines(self) -> PageLines:
        """The page's lines for the memory of its host, none where it could not be read."""
        if self.body is None or self.reading is None:
            return PageLines("", "", "", frozenset())
        return page_lines(self.body.url, self.reading.page.title, self.reading.lines)


async def read_document(
    fetcher: Fetcher, reader: Reader, found: Fetched
) -> tuple[Fetched, ParsedFeed]:
    """Read a feed's document, also where a page in its place sends on to it; raises ParseError.

    What the page led to comes back without validators: they would be asked for at the page.
    """
    for _ in range(HOPS):
        try:
            return found, await _parsed(reader, found)
        except ParseError:
            further = await _sent_on(fetcher, reader, found)
            if further is None:
                raise
            found = replace(further, etag="", last_modified="", body_hash="", moved_to="")
    return found, await _parsed(reader, found)


async def _parsed(reader: Reader, found: Fetched) -> ParsedFeed:
    return await reader.read_feed(found.body, found.content_type, found.charset, found.url)


async def _sent_on(fetcher: Fetcher, reader: Reader, found: Fetched) -> Fetched | None:
    if not (found.refresh or _SENDS.search(found.body)):
        return None
    try:
        page = await reader.read_page(
            found.body, found.url, frozenset(), charset=found.charset, refresh=found.refresh
        )
    except ParseError:
        return None
    answer = await fetcher.fetch_feed(FetchRequest(page.onward)) if page.onward else None
    return answer if isinstance(answer, Fetched) else None


class PageReader:
    """Fetch and read the pages that entries link to."""

    def __init__(self, store: Store, fetcher: Fetcher, reader: Reader) -> None:
        self._store = store
        self._fetcher = fetcher
        self._reader = reader

    async def visit(self, urls: Sequence[str]) -> dict[str, Visit]:
        """Visit links side by side and drop from each page what the others repeat too."""
        room = asyncio.Semaphore(AT_ONCE)
        visits = await asyncio.gather(*(self._in_turn(url, room) for url in urls))
        found = dict(zip(urls, visits, strict=True))
        for name in {visit.lines.host for visit in visits} - {""}:
            group = {url: visit for url, visit in found.items() if visit.lines.host == name}
            found |= await self._without_shared(name, group)
        return found

    async def _in_turn(self, url: str, room: asyncio.Semaphore) -> Visit:
        async with room:
            return await self._visit(url)

    async def _visit(self, url: str) -> Visit:
        """Follow a link to its page, also where pages on the way only send the reader on."""
        visit = await self._open(url)
        seen = {url}
        for _ in range(HOPS):
            onward = visit.reading.onward if visit.reading else ""
            if not onward or onward in seen:
                break
            seen.add(onward)
            further = await self._open(onward, visit.body)
            if further.reading is None:
                return replace(visit, problem=further.problem)
            visit = further
        return visit

    async def _open(self, url: str, after: Fetched | None = None) -> Visit:
        body = await self._fetcher.fetch_page(url, after)
        if not isinstance(body, Fetched):
            return Visit(problem=str(getattr(body, "reason", "no answer")))
        known = await self._store.archive.repeated_lines(host_of(body.url), REPEATED_ARTICLES)
        return await self._read(body, known)

    async def _read(self, body: Fetched, repeated: frozenset[str]) -> Visit:
        try:
            reading = await self._reader.read_page(
                body.body, body.url, repeated, charset=body.charset, refresh=body.refresh
            )
        except ParseError:
            return Visit(problem="unreadable page")
        return Visit(body, reading)

    async def _without_shared(self, name: str, group: dict[str, Visit]) -> dict[str, Visit]:
        """Read those pages of a host again whose lines turn out to be repeated."""
        counts = count_lines(page.lines for page in distinct_pages(_visited_lines(group.values())))
        shared = repeated_keys(counts, REPEATED_ARTICLES)
        if not shared:
            return group
        known = await self._store.archive.repeated_lines(name, REPEATED_ARTICLES)
        found = dict(group)
        for url, visit in group.items():
            if visit.body is not None and visit.lines.lines & (shared - known):
                again = await self._read(visit.body, known | shared)
                found[url] = again if again.reading else visit
        return found


def _visited_lines(visits: Iterable[Visit]) -> list[PageLines]:
    return [visit.lines for visit in visits]
