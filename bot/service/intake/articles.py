"""Entries to articles: which pages to fetch, which text to trust, in which language it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.language.text import clean_text, spaced_words
from bot.core.prepare import Draft
from bot.feeds.leads import hides_target, is_wall
from bot.feeds.urls import house_of, led_url
from bot.models import OPERATOR, Article, Entry, Feed, Page, PageLines
from bot.ports import Fetcher, Reader, Store
from bot.service.intake.pages import PageReader, Visit

STUB_CHARS = 400
"""Feed texts shorter than this send us to the page."""
LABEL_WORDS = 12
"""Words from which a feed's text tells something by itself, by hand: "Read more on our site" does
not, a headline of two lines does."""
PAGES_A_BATCH = 40  # by hand: a host is asked for one at a time
FIRST_PAGES = 10
"""Pages fetched when a feed is read for the first time, when nothing is alerted yet."""
LEAD_CHARS = 2_000  # a longer one is the text itself


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry with its text; `problem` says why there is no page.

    `lines` are what its page tells the memory of its host, None where that is not to count.
    """

    entry: Entry
    draft: Draft
    lines: PageLines | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Texts:
    entry: Entry
    lead: str
    text: str
    wanted: bool
    url: str


class EntryReader:
    """Make the entries of a feed readable."""

    def __init__(self, store: Store, fetcher: Fetcher, reader: Reader) -> None:
        self._reader = reader
        self._pages = PageReader(store, fetcher, reader)

    async def read(
        self, feed: Feed, entries: Sequence[Entry], now: datetime, shared: frozenset[str]
    ) -> list[Ready]:
        """Return one draft an entry, in the given order; `shared` links tell no two apart."""
        texts = await self._reader.plain([html for e in entries for html in (e.summary, e.content)])
        pairs = zip(texts[::2], texts[1::2], strict=True)
        drafts = [_draft_of(*pair, feed) for pair in zip(entries, pairs, strict=True)]
        wanted = [draft for draft in drafts if draft.wanted and draft.url]
        # The entries come oldest first; the newest are those that people will ask for.
        most = PAGES_A_BATCH if feed.primed else FIRST_PAGES
        urls = dict.fromkeys(draft.url for draft in wanted[-most:])
        visits = await self._pages.visit(list(urls))
        pages = [visits.get(draft.url, Visit()) for draft in drafts]
        return [
            _make_ready(draft, feed, visit, now, shared=draft.entry.url in shared)
            for draft, visit in zip(drafts, pages, strict=True)
        ]


def _make_ready(draft: _Texts, feed: Feed, visit: Visit, now: datetime, *, shared: bool) -> Ready:
    page = visit.reading.page if visit.reading else None
    lines = visit.lines if visit.body and _counts_for_host(feed, visit.body.url) else None
    article = replace(_make_article(draft, feed, page, now), url=_final_url(draft, visit))
    return Ready(draft.entry, Draft(article, shared), lines, visit.problem)


def _final_url(draft: _Texts, visit: Visit) -> str:
    """Give the publisher's address where a link hid it and its page was read anyway."""
    page = visit.body.url if visit.body and visit.reading and visit.reading.page.text else ""
    if not (page and hides_target(draft.url)) or is_wall(page):
        return draft.url
    return page if house_of(page) != house_of(draft.url) else draft.url


def _counts_for_host(feed: Feed, url: str) -> bool:
    """Tell whether a page may teach its host's memory: the operator's feeds, their own house alone.

    The memory is shared and makes words of articles disappear. A tenant's feed, or one of another
    site, could fill it with lines of a host that it has nothing to do with; their pages are read
    with what the memory holds, and with what the pages of one batch share.
    """
    return OPERATOR in feed.owners and house_of(feed.url) == house_of(url)


def _draft_of(entry: Entry, told: tuple[str, str], feed: Feed) -> _Texts:
    lead, text = told
    # A feed that gives one text calls it the summary, however long it is.
    if len(lead) > LEAD_CHARS and len(text) < len(lead):
        lead, text = "", lead
    wanted = feed.full_text or max(len(lead), len(text)) < STUB_CHARS
    return _Texts(entry, lead, text, wanted, led_url(entry.url))


def _make_article(draft: _Texts, feed: Feed, page: Page | None, now: datetime) -> Article:
    entry = draft.entry
    text, lead = draft.text or draft.lead, draft.lead
    if page is not None and _tells_more(page, text):
        # The feed's own words stay: the page may turn out to be about its cookies.
        told, text = text, page.text
        lead = lead or (told if len(told) < STUB_CHARS and told not in text else "")
    if page is not None and page.standfirst and len(lead) < len(page.standfirst):
        lead = page.standfirst
    title = clean_text(entry.title).strip() or (page.title if page else "")
    published = entry.published or (page.published if page else None) or now
    declared = feed.language or entry.language or (page.language if page else "")
    return Article(
        id="",
        source=entry.outlet or feed.name,
        title=title,
        lead=clean_text(lead),
        text=clean_text(text),
        url=draft.url,
        language=declared,
        published=min(published, now),
        guid=entry.guid,
        authors=entry.authors or (page.authors if page else ()),
        agency=page.agency if page else "",
        image=entry.image or (page.image if page else ""),
        standfirst=page.standfirst if page else "",
        channel=feed.name if entry.outlet else "",
    )


def _tells_more(page: Page, told: str) -> bool:
    """Tell whether a page says more words than the feed; a stub's scraps replace no text."""
    known = _count_words(told)
    return _count_words(page.text) > known and not (page.stub and known >= LABEL_WORDS)


def _count_words(text: str) -> int:
    """Count words; in scripts without blanks each character is one."""
    return len(spaced_words(text).split())
