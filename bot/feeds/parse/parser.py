"""Feed bodies to entries: fastfeedparser first, feedparser where that is not enough.

Both run on text that was decoded by our own rules and mended: characters XML forbids are out,
HTML's named characters are read. Hostile bodies can keep feedparser busy for minutes, so outside
of tests this runs in a child process (`bot.workers.jail`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import fastfeedparser
import feedparser
from lxml import etree

from bot.errors import ParseError
from bot.feeds.charset import decode_body
from bot.feeds.parse import dates
from bot.feeds.parse.days import Days, told_days
from bot.feeds.parse.jsonfeed import parse_json
from bot.feeds.parse.newest import MOST_ENTRIES, newest_of
from bot.feeds.parse.normalise import (
    Raw,
    author_names,
    finish_entries,
    is_start_of,
    plain_title,
    primary_language,
    text_of,
)
from bot.feeds.parse.paging import told_generator, told_links
from bot.feeds.parse.repair import mended_xml, told_language, told_ttl
from bot.feeds.parse.sniff import feed_start, looks_like_html, not_a_feed, refuse_entities
from bot.models import ParsedFeed
from bot.said import say

# What the fast parser would lose: markup inside a text element (it keeps what stands before the
# first tag), all authors but the first, links that hang on xml:base.
_MARKUP = re.compile(
    r"<(?:(?:\w+:)?(?:title|description|summary|encoded)\b|content\b(?![^<>]*xhtml))"
    r"[^<>]*(?<!/)>[^<]*<(?!/|!\[CDATA\[|!--)"
)
_MORE_AUTHORS = re.compile(r"</(author|dc:creator)>\s*<\1\b")
_RELATIVE = re.compile(
    r"<link\b[^<>]*\bhref\s*=\s*[\"'](?![a-zA-Z][\w+.-]{0,30}:)"
    r"|<link>\s*(?![a-zA-Z][\w+.-]{0,30}:|[<\s])"
)
_BODY = re.compile(r"<(?:\w+:)?(?:description|summary|content|encoded)\b")
_WRAPPER = re.compile(r"^\s*<content\b[^<>]*>(.*)</content>\s*$", re.DOTALL)

# feedparser looks for addresses in names with a pattern that squares the length of the text.
_LONG_NAME = re.compile(
    r"(<(?:\w+:)?(?:author|creator|name|email|contributor|publisher|managingEditor|webMaster)\b"
    r"[^<>]*>[^<]{1000})[^<]+"
)

_CUT = 480
"""Characters from which a summary may be one that the fast parser cut: it cuts at 512 and then
drops the last word.
"""


def parse_feed(
    body: bytes,
    content_type: str = "",
    charset: str = "",
    *,
    url: str = "",
    slow: bool = True,
    most: int = MOST_ENTRIES,
) -> ParsedFeed:
    """Parse RSS 0.9x to 2.0, RDF, Atom or JSON Feed; raises ParseError saying what the body seems.

    `charset` is what HTTP said, `url` where the body came from (it resolves relative links).
    `slow=False` never calls feedparser, which makes the call quick on any input. Of more than
    `most` items the newest are read.
    """
    text = decode_body(body, charset)
    start = text.lstrip("\ufeff \t\r\n\0")
    if start.startswith("{"):
        return parse_json(start, url, most)
    if not start or looks_like_html(start):
        raise not_a_feed(start, content_type)
    refuse_entities(start)
    text = mended_xml(start[feed_start(start) :])
    days = told_days(text)
    fast = _try_parser(parse_fast, text, url, days, most)
    if fast is not None and (not slow or _fast_is_enough(fast, text, days)):
        return fast
    thorough = _try_parser(parse_slow, text, url, days, most) if slow else None
    best = _better_feed(fast, thorough)
    if best is None:
        raise not_a_feed(start, content_type)
    return best


def parse_fast(
    text: str, url: str = "", days: Sequence[Days] = (), most: int = MOST_ENTRIES
) -> ParsedFeed:
    """Parse with fastfeedparser; raises whatever it raises. `days` are the items' dates.

    It makes dates of ids and of the clock, so its own are never taken.
    """
    # Never a str: it would take one that starts with http:// for an address and fetch it.
    got = fastfeedparser.parse(text.encode("utf-8"))
    site = text_of(got.feed.get("link"))
    items = _newest_items(got.entries, days, most)
    found = finish_entries((_fast_raw(*item) for item in items), url or site)
    return ParsedFeed(
        title=plain_title(text_of(got.feed.get("title"))),
        entries=found,
        site=site,
        language=told_language(text) or primary_language(got.feed.get("language")),
        ttl=told_ttl(text),
        links=told_links(text),
        generator=told_generator(text),
        parser="fastfeedparser",
        dropped=len(items) - len(found),
        over=len(got.entries) - len(items),
    )


def parse_slow(
    text: str, url: str = "", days: Sequence[Days] = (), most: int = MOST_ENTRIES
) -> ParsedFeed:
    """Parse with feedparser; raises ParseError when it finds no feed; `days` are the items'."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    got = feedparser.parse(
        io.BytesIO(_LONG_NAME.sub(r"\1", text).encode("utf-8")),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not got.entries and not got.version:
        raise ParseError(say("no feed was found in this document"))
    site = text_of(got.feed.get("link"))
    items = _newest_items(got.entries, days, most)
    found = finish_entries((_slow_raw(*item) for item in items), url or site)
    return ParsedFeed(
        title=plain_title(text_of(got.feed.get("title"))),
        entries=found,
        site=site,
        language=told_language(text) or primary_language(got.feed.get("language")),
        ttl=told_ttl(text),
        links=told_links(text),
        generator=told_generator(text),
        parser="feedparser",
        dropped=len(items) - len(found),
        over=len(got.entries) - len(items),
    )


def _try_parser(
    parser: Any, text: str, url: str, days: Sequence[Days], most: int
) -> ParsedFeed | None:
    try:
        result: ParsedFeed = parser(text, url, days, most)
    # Two libraries and libxml2 under hostile input: whatever they raise means "not this way".
    except Exception:  # noqa: BLE001
        return None
    return result


def _fast_is_enough(feed: ParsedFeed, text: str, days: Sequence[Days]) -> bool:
    """Tell whether the fast result can stand: nothing empty, nothing that it is known to lose."""
    if not feed.entries or feed.dropped:
        return False
    if any(not entry.title and not entry.url for entry in feed.entries):
        return False
    if _MARKUP.search(text) or _MORE_AUTHORS.search(text):
        return False
    if len(feed.entries) + feed.over != len(days) or (
        "xml:base" in text and _RELATIVE.search(text)
    ):
        return False
    return not _loses_text(feed, text) and _well_formed(text)


def _loses_text(feed: ParsedFeed, text: str) -> bool:
    # Of RDF the fast parser reads the description alone.
    if "<content:encoded" in text and "<rdf:RDF" in text[:20_000]:
        return True
    silent = not any(entry.summary or entry.content for entry in feed.entries)
    return silent and len(_BODY.findall(text)) > 1


def _better_feed(fast: ParsedFeed | None, slow: ParsedFeed | None) -> ParsedFeed | None:
    # feedparser reads broken documents with more care, unless it gave up half way.
    if fast is None or slow is None:
        return fast or slow
    more = len(slow.entries) + slow.over >= len(fast.entries) + fast.over
    return slow if more else fast


def _well_formed(text: str) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return False
    return True


def _days_for_each(days: Sequence[Days], items: Sequence[Any]) -> Sequence[Days]:
    # What was cut into other items by the parser has dates that belong to nobody.
    return days if len(days) == len(items) else [Days()] * len(items)


def _newest_items(
    items: Sequence[Any], days: Sequence[Days], most: int
) -> Sequence[tuple[Any, Days]]:
    pairs = list(zip(items, _days_for_each(days, items), strict=True))
    return newest_of(pairs, lambda pair: pair[1].published or pair[1].updated, most)


def _fast_raw(item: Any, days: Days) -> Raw:
    content: Any = next(iter(item.get("content") or ()), {})
    body = text_of(content.get("value"))
    if "xhtml" in text_of(content.get("type")) and (inner := _WRAPPER.match(body)):
        body = inner[1]
    media = item.get("media_content") or ()
    # Video sites keep the only text an entry has beside the video.
    told = (text_of(part.get("description")) for part in media)
    summary = text_of(item.get("description"))
    if body and _made_up(summary, body):
        summary = ""
    summary = summary or next(filter(None, told), "")
    return Raw(
        guid=text_of(item.get("id")),
        link=text_of(item.get("link")),
        title=text_of(item.get("title")),
        summary=summary,
        content=body,
        authors=author_names(author.get("name") for author in item.get("authors") or ()),
        published=days.published,
        updated=days.updated,
        language=primary_language(content.get("language")),
        image=_media_image([*media, *(item.get("enclosures") or ())]),
    )


def _made_up(summary: str, body: str) -> bool:
    """Tell whether the fast parser cut the summary off the content, in the middle of a word."""
    return _CUT <= len(summary) <= 512 and "<" not in summary and is_start_of(body, summary)


def _slow_raw(item: Any, days: Days) -> Raw:
    content: Any = next(iter(item.get("content") or ()), {})
    detail = item.get("title_detail") or {}
    media = [*(item.get("media_content") or ()), *(item.get("media_thumbnail") or ())]
    return Raw(
        guid=text_of(item.get("id")),
        link=text_of(item.get("link")),
        title=text_of(item.get("title")),
        summary=text_of(item.get("summary")),
        content=text_of(content.get("value")),
        authors=author_names(author.get("name") for author in item.get("authors") or ()),
        published=days.published or dates.read_date(text_of(item.get("published"))),
        # Past its own get(), which gives the date of publication where there is no other.
        updated=days.updated or dates.read_date(text_of(dict.get(item, "updated"))),
        language=primary_language(content.get("language") or detail.get("language")),
        image=_media_image([*media, *(item.get("enclosures") or ())]),
    )


def _media_image(media: list[Any]) -> str:
    for part in media:
        address = text_of(part.get("url") or part.get("href"))
        kind = f"{text_of(part.get('medium'))} {text_of(part.get('type'))}"
        if address and ("image" in kind or (kind == " " and _PICTURE.search(address))):
            return address
        if thumbnail := text_of(part.get("thumbnail_url")):
            return thumbnail
    return ""


_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
