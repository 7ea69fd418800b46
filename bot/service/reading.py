"""Entries to articles: which pages to fetch, which text to trust, in which language it is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.text import clean
from bot.errors import ParseError
from bot.feeds.language import detect
from bot.feeds.lines import count_lines, repeated_keys
from bot.feeds.page_fragment import html_to_text
from bot.feeds.urls import canonical_url, host, link_url
from bot.models import Article, Entry, Feed, Fetched, Page, Reading
from bot.ports import Fetcher, Reader, Store

STUB_CHARS = 400
"""Feed texts shorter than this send us to the page."""
PAGES_A_BATCH = 40
FIRST_PAGES = 10
"""Pages fetched when a feed is read for the first time, when nothing is alerted yet."""
REPEATED_PAGES = 2
LEAD_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry made readable; `lines` are of its page, `problem` says why there is no page."""

    entry: Entry
    article: Article
    host: str = ""
    lines: frozenset[str] = frozenset()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Draft:
    entry: Entry
    lead: str
    text: str
    wanted: bool


class EntryReader:
    """Make the entries of a feed readable."""

    def __init__(self, store: Store, fetcher: Fetcher, reader: Reader) -> None:
        self._store = store
        self._fetcher = fetcher
        self._reader = reader

    async def read(self, feed: Feed, entries: Sequence[Entry], now: datetime) -> list[Ready]:
        """Return one readable article an entry, in the given order."""
        drafts = [_draft(entry, feed) for entry in entries]
        wanted = [draft for draft in drafts if draft.wanted and link_url(draft.entry.url)]
        # The entries come oldest first; the newest are those that people will ask for.
        most = PAGES_A_BATCH if feed.primed else FIRST_PAGES
        bodies = await self._fetch([draft.entry.url for draft in wanted[-most:]])
        pages = await self._read_pages(bodies)
        return [self._ready(draft, feed, pages, bodies, now) for draft in drafts]

    async def _fetch(self, urls: Sequence[str]) -> dict[str, Fetched | str]:
        results = await asyncio.gather(*(self._fetcher.fetch_page(url) for url in urls))
        return {
            url: result
            if isinstance(result, Fetched)
            else str(getattr(result, "reason", "no answer"))
            for url, result in zip(urls, results, strict=True)
        }

    async def _read_pages(self, bodies: dict[str, Fetched | str]) -> dict[str, Reading]:
        by_host: dict[str, list[Fetched]] = {}
        for body in bodies.values():
            if isinstance(body, Fetched):
                by_host.setdefault(host(body.url), []).append(body)
        found: dict[str, Reading] = {}
        for name, group in by_host.items():
            found |= await self._read_host(name, group)
        return found

    async def _read_host(self, name: str, group: Sequence[Fetched]) -> dict[str, Reading]:
        """Read the pages of one host, and again those whose lines turn out to be repeated."""
        known = await self._store.archive.repeated_lines(name, REPEATED_PAGES)
        first = {body.url: await self._page(body, known) for body in group}
        read = {url: reading for url, reading in first.items() if reading is not None}
        counts = count_lines(reading.lines for reading in read.values())
        repeated = known | repeated_keys(counts, REPEATED_PAGES)
        for body in group:
            reading = read.get(body.url)
            if reading is not None and reading.lines & (repeated - known):
                read[body.url] = await self._page(body, repeated) or reading
        return read

    async def _page(self, body: Fetched, repeated: frozenset[str]) -> Reading | None:
        try:
            return await self._reader.read_page(body.body, body.url, repeated)
        except ParseError:
            return None

    def _ready(
        self,
        draft: _Draft,
        feed: Feed,
        pages: dict[str, Reading],
        bodies: dict[str, Fetched | str],
        now: datetime,
    ) -> Ready:
        body = bodies.get(draft.entry.url)
        reading = pages.get(body.url) if isinstance(body, Fetched) else None
        article = _article(draft, feed, reading.page if reading else None, now)
        if reading is None:
            problem = body if isinstance(body, str) else "unreadable page" if body else ""
            return Ready(draft.entry, article, problem=problem)
        assert isinstance(body, Fetched)
        return Ready(draft.entry, article, host(body.url), reading.lines)


def _draft(entry: Entry, feed: Feed) -> _Draft:
    lead = html_to_text(entry.summary)
    text = html_to_text(entry.content)
    # A feed that gives one text calls it the summary, however long it is.
    if len(lead) > LEAD_CHARS and len(text) < len(lead):
        lead, text = "", lead
    wanted = feed.full_text or max(len(lead), len(text)) < STUB_CHARS
    return _Draft(entry, lead, text, wanted)


def _article(draft: _Draft, feed: Feed, page: Page | None, now: datetime) -> Article:
    entry = draft.entry
    text, lead = draft.text or draft.lead, draft.lead
    if page is not None and _tells_more(page, text):
        text = page.text
    if page is not None and page.standfirst and len(lead) < len(page.standfirst):
        lead = page.standfirst
    title = clean(entry.title).strip() or (page.title if page else "")
    published = entry.published or (page.published if page else None) or now
    declared = feed.language or entry.language or (page.language if page else "")
    return Article(
        id="",
        source=feed.name,
        title=title,
        lead=clean(lead),
        text=clean(text),
        url=canonical_url(entry.url) if link_url(entry.url) else "",
        language=detect(f"{title}. {lead}\n{text[:2000]}", prior=declared),
        published=min(published, now),
        guid=entry.guid,
        authors=entry.authors or (page.authors if page else ()),
        agency=page.agency if page else "",
        image=entry.image or (page.image if page else ""),
        standfirst=page.standfirst if page else "",
    )


def _tells_more(page: Page, told: str) -> bool:
    """Tell whether a page is worth more than the feed's own text; a stub's scraps are not."""
    if not told.strip():
        return bool(page.text)
    return not page.stub and len(page.text) > max(len(told), STUB_CHARS)


def with_id(article: Article, row: int) -> Article:
    """Give an article the id of its row."""
    return replace(article, id=str(row))
