"""How long what a stranger sent may be when it leaves the jail: cut before anybody folds it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.models import Entry, ParsedFeed, Reading

TITLE = 1_000  # characters, by hand; headlines have some eighty
TEXT = 100_000
"""Characters of a text, as many as are kept: a novel's chapter, four hours of minutes."""
HTML = 1_000_000
"""Characters of an entry's HTML: ten times its text."""
LEAD = 5_000  # characters, by hand
NAME = 200  # characters, by hand
LANGUAGE = 35
"""The longest tag that RFC 5646 foresees."""
ADDRESS = 4_096  # characters, by hand
LINES = 5_000
"""Lines that a page may put into the memory of its host."""
LINKS = 100  # of a feed's head, which has a handful


def bounded_feed(feed: ParsedFeed) -> ParsedFeed:
    """Cut what a feed tells; guids and names of authors were cut as they were read."""
    return replace(
        feed,
        title=feed.title[:TITLE],
        site=feed.site[:ADDRESS],
        generator=feed.generator[:NAME],
        links=tuple((rel[:NAME], href[:ADDRESS]) for rel, href in feed.links[:LINKS]),
        entries=tuple(map(_bounded_entry, feed.entries)),
    )


def _bounded_entry(entry: Entry) -> Entry:
    if len(entry.summary) <= HTML >= len(entry.content):
        return entry
    return replace(entry, summary=entry.summary[:HTML], content=entry.content[:HTML])


def bounded_page(reading: Reading) -> Reading:
    """Cut what a page tells."""
    page = reading.page
    return replace(
        reading,
        lines=frozenset(islice(sorted(reading.lines), LINES)),
        page=replace(
            page,
            title=page.title[:TITLE],
            text=page.text[:TEXT],
            standfirst=page.standfirst[:LEAD],
            authors=tuple(name[:NAME] for name in page.authors[:20]),
            agency=page.agency[:NAME],
            language=page.language[:LANGUAGE],
            image=page.image[:ADDRESS],
        ),
    )
