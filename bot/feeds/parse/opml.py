"""OPML in and out: the lists of feeds that readers exchange."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import listparser

from bot.errors import ParseError
from bot.feeds.charset import decode_body
from bot.feeds.parse.normalise import plain_title
from bot.feeds.parse.sniff import refuse_entities
from bot.feeds.urls import link_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

MAX_BYTES = 5_000_000
"""The largest list that is read."""


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One feed of a list; `category` joins nested folders with slashes."""

    url: str
    name: str = ""
    category: str = ""


def read_opml(data: bytes) -> list[OpmlFeed]:
    """Read the feeds of a list in its order, each URL once; raises ParseError.

    Feeds whose address is not http or https are left out.
    """
    if len(data) > MAX_BYTES:
        raise ParseError(f"a list of {len(data)} bytes, more than the {MAX_BYTES} that are read")
    text = decode_body(data).strip()
    refuse_entities(text)
    if "<opml" not in text[:5000].lower():
        raise ParseError("no OPML: the element <opml> is missing")
    # Always bytes: it would fetch a text that is an address.
    found = listparser.parse(_as_utf8(text))
    feeds = {url: feed for feed in found.feeds if (url := link_url(feed.url))}
    return [
        OpmlFeed(url, plain_title(feed.title), _category_of(feed)) for url, feed in feeds.items()
    ]


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
