"""OPML in and out: the lists of feeds that readers exchange."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import listparser
from lxml import etree

from bot.errors import ParseError
from bot.feeds.charset import decode_body
from bot.feeds.parse.normalise import plain_title
from bot.feeds.parse.sniff import refuse_entities
from bot.feeds.urls import feed_address
from bot.said import NOTHING, Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

MAX_BYTES = 5_000_000
"""The largest list that is read."""
_NAME = 100
"""Characters of what is named as left out, by hand: a line."""


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One feed of a list; `category` joins nested folders with slashes."""

    url: str
    name: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class OpmlList:
    """The feeds of a list, each address once, and what of it is no feed to be read, with why."""

    feeds: tuple[OpmlFeed, ...]
    left: tuple[Said, ...] = ()


def read_opml(data: bytes) -> list[OpmlFeed]:
    """Read the feeds of a list in its order, each URL once; raises ParseError."""
    return list(read_list(data).feeds)


def read_list(data: bytes) -> OpmlList:
    """Read a list: its feeds in their order, and what was left out; raises ParseError."""
    if len(data) > MAX_BYTES:
        raise ParseError(f"a list of {len(data)} bytes, more than the {MAX_BYTES} that are read")
    text = decode_body(data).strip()
    refuse_entities(text)
    if "<opml" not in text[:5000].lower():
        raise ParseError("no OPML: the element <opml> is missing")
    # Always bytes: it would fetch a text that is an address.
    found = listparser.parse(_as_utf8(text))
    feeds: dict[str, OpmlFeed] = {}
    for feed in found.feeds:
        if url := feed_address(feed.url):
            feeds.setdefault(url, OpmlFeed(url, plain_title(feed.title), _category_of(feed)))
    return OpmlList(tuple(feeds.values()), tuple(_left_out(text)))


def _left_out(text: str) -> Iterator[Said]:
    """Tell what of a list is no feed to be read, which the library passes over in silence."""
    root = etree.fromstring(_as_utf8(text), etree.HTMLParser(encoding="utf-8"))
    known: set[str] = set()
    for outline in root.iter("outline") if root is not None else ():
        url = feed_address(outline.get("xmlurl") or "")
        if url in known:
            yield say("{name}: it stands in the list twice", name=_named(outline))
        elif not url and (why := _no_feed(outline)):
            yield Said(why.text, (("name", _named(outline)),))
        known |= {url} if url else set()
    if not text.lower().rstrip().endswith("</opml>"):
        yield say("the list breaks off before its end: what stood behind is missing")


def _no_feed(outline: etree._Element) -> Said:
    """Say why an outline without the address of a feed is none, nothing for a folder."""
    kind = (outline.get("type") or "").strip().lower()
    if (outline.get("xmlurl") or "").strip():
        return say("{name}: its address is neither http nor https")
    if kind in ("include", "link"):
        return say("{name}: a list or page of its own, which is not followed")
    if outline.get("htmlurl"):
        return say("{name}: a page without the address of a feed")
    bare = outline.get("xmlurl") is not None or kind in ("rss", "atom")
    return say("{name}: it has no address") if bare else NOTHING


def _named(outline: etree._Element) -> str:
    given = (outline.get(name) or "" for name in ("text", "title", "xmlurl", "htmlurl", "url"))
    return next(filter(None, map(plain_title, given)), "?")[:_NAME]


def write_opml(feeds: Iterable[OpmlFeed], title: str, now: datetime) -> str:
    """Write feeds as OPML 2.0, those of a category in a folder of that name."""
    ordered = sorted(feeds, key=lambda feed: feed.category)
    groups = groupby(ordered, key=lambda feed: feed.category)
    body = "".join(_folder_outline(category, list(group)) for category, group in groups)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head>\n    <title>{escape(title)}</title>\n"
        f"    <dateCreated>{format_datetime(now)}</dateCreated>\n  </head>\n"
        f"  <body>\n{body}  </body>\n</opml>\n"
    )


def _folder_outline(category: str, feeds: list[OpmlFeed]) -> str:
    names = [name for name in category.split("/") if name]
    opened = "".join(
        f"{_indent_of(depth)}<outline text={_quoted_attribute(name)}>\n"
        for depth, name in enumerate(names)
    )
    closed = "".join(f"{_indent_of(depth)}</outline>\n" for depth in reversed(range(len(names))))
    return opened + "".join(_feed_outlines(feeds, len(names))) + closed


def _feed_outlines(feeds: list[OpmlFeed], depth: int) -> Iterator[str]:
    for feed in feeds:
        name = _quoted_attribute(feed.name or feed.url)
        yield (
            f'{_indent_of(depth)}<outline type="rss" text={name} title={name} '
            f"xmlUrl={_quoted_attribute(feed.url)}/>\n"
        )


def _indent_of(depth: int) -> str:
    return "  " * (depth + 2)


def _quoted_attribute(text: str) -> str:
    printable = "".join(char for char in text if char.isprintable())
    return quoteattr(printable)


def _as_utf8(text: str) -> bytes:
    start = text.find("?>") + 2 if text.startswith("<?xml") else 0
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text[start:].encode("utf-8", "replace")


def _category_of(feed: listparser.common.SuperDict) -> str:
    categories = feed.get("categories") or [[]]
    # The folder it lies in is listed after what its own attribute says.
    return "/".join(name for name in categories[-1] if name)
