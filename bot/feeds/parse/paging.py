"""Where a feed keeps its older entries: RFC 5005's links, WordPress' page numbers."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.feeds.urls import join_url, link_url
from bot.models import ParsedFeed

OLDER = ("prev-archive", "next", "previous", "prev")
"""Relations that lead to older entries, best first: an archive, then the next page of a series.

`previous` goes back in time with some publishers and to the newer page with others, so it is last.
"""

# Links of the feed stand before its entries or after them; those in between are the entries' own.
_HEAD = 20_000
_OPENING = re.compile(r"<(?:\w+:)?(?:item|entry)\b")
_LINK = re.compile(r"<(?:\w+:)?link\b([^<>]{1,4000})>")
_REL = re.compile(r"\brel\s*=\s*[\"']([\w-]{1,40})[\"']")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')")
_GENERATOR = re.compile(r"<generator\b([^<>]{0,400})>([^<]{0,200})")
_PAGE = "paged"


def told_links(text: str) -> tuple[tuple[str, str], ...]:
    """Return the feed's own (relation, address) pairs that lead to older entries."""
    found = []
    for link in _LINK.finditer(_outside_items(text)):
        rel, href = _REL.search(link[1]), _HREF.search(link[1])
        if rel and href and rel[1].lower() in OLDER:
            found.append((rel[1].lower(), html.unescape(href[1] or href[2])))
    return tuple(found)


def told_generator(text: str) -> str:
    """Return what the feed says that made it, with the attributes that go along."""
    found = _GENERATOR.search(_outside_items(text))
    return " ".join(f"{found[1]} {found[2]}".split()) if found else ""


def older_page(feed: ParsedFeed, url: str, relation: str = "") -> tuple[str, str]:
    """Return relation and address of the document before the one at `url`, empty for none.

    A series is followed by the one `relation` by which it was entered.
    """
    for rel in (relation,) if relation else OLDER:
        for name, href in feed.links:
            if name == rel and (address := link_url(join_url(url, href))):
                return rel, address
    if relation in ("", _PAGE) and "wordpress" in feed.generator.lower():
        return _PAGE, _next_number(url)
    return "", ""


def _next_number(url: str) -> str:
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True))
    now = pairs.get(_PAGE, "1")
    pairs[_PAGE] = str(int(now) + 1 if now.isdecimal() and len(now) < 6 else 2)
    return urlunsplit(parts._replace(query=urlencode(pairs), fragment=""))


def _outside_items(text: str) -> str:
    first = _OPENING.search(text)
    if not first:
        return text[:_HEAD]
    last = max(text.rfind("</item>"), text.rfind("</entry>"), first.start())
    return text[: min(first.start(), _HEAD)] + text[last:][:_HEAD]
