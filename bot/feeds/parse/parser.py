"""Feed bodies to entries: off the document's tree, with feedparser where the XML is too broken.

Both run on text that was decoded by our own rules and mended: characters XML forbids are out,
HTML's named characters are read. Hostile bodies can keep feedparser busy for minutes, so outside
of tests this runs in a child process (`bot.workers.jail`).
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import feedparser

from bot.errors import ParseError
from bot.feeds.charset import decode_body
from bot.feeds.parse.days.dates import DateReader
from bot.feeds.parse.elements import local_name, read_document
from bot.feeds.parse.forms.sitemap import read_sitemap
from bot.feeds.parse.items import (
    is_other_outlet,
    is_outlet_name,
    list_items,
    raw_item,
    read_channel,
)
from bot.feeds.parse.jsonfeed import parse_json
from bot.feeds.parse.newest import MOST_ENTRIES, newest_of
from bot.feeds.parse.normalise import (
    Raw,
    author_names,
    finish_entries,
    headline,
    primary_language,
    text_of,
)
from bot.feeds.parse.paging import told_generator, told_links
from bot.feeds.parse.planned import plays
from bot.feeds.parse.repair import closed_text, made_well, mended_xml, told_language, told_ttl
from bot.feeds.parse.sniff import (
    DISCOVER,
    feed_start,
    is_feed_name,
    looks_like_html,
    not_a_feed,
    refuse_entities,
)
from bot.feeds.urls import link_url
from bot.models import ParsedFeed
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.feeds.parse.elements import FeedTree

# feedparser looks for addresses in names with a pattern that squares the length of the text.
_LONG_NAME = re.compile(
    r"(<(?:\w+:)?(?:author|creator|name|email|contributor|publisher|managingEditor|webMaster)\b"
    r"[^<>]*>[^<]{1000})[^<]+"
)


def parse_feed(
    body: bytes,
    content_type: str = "",
    charset: str = "",
    *,
    url: str = "",
    slow: bool = True,
    most: int = MOST_ENTRIES,
) -> ParsedFeed:
    """Parse RSS, RDF, Atom, JSON Feed or a sitemap of news; raises ParseError saying what it seems.

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
    text, cut = closed_text(mended_xml(start[feed_start(start) :]))
    document = _mended_document(text)
    found = parse_tree(document, text, url, most) if document else None
    if slow and (document is None or not document.whole):
        found = _better_feed(found, _try_slow(text, url, most))
    if found is None:
        raise not_a_feed(start, content_type)
    return replace(found, dropped=found.dropped + cut) if cut else found


def parse_tree(document: FeedTree, text: str, url: str, most: int) -> ParsedFeed | None:
    """Read a document's tree, None where it is none of a feed; a sitemap of news is one."""
    if sitemap := read_sitemap(document.root, url, most):
        return sitemap
    if not document.items and not is_feed_name(local_name(document.root)):
        return None
    empty, passed = document.empty, document.passed
    channel, every = read_channel(document, url), list_items(document)
    language = told_language(text) or channel.language
    written = [date for item in every for date in (*item.published, *item.updated)]
    dates = DateReader([*channel.dates, *written], language)
    items = newest_of(
        every, lambda item: dates.first(item.published) or dates.first(item.updated), most
    )
    raws = (raw_item(item, channel, dates) for item in items)
    head = (channel.title, channel.site, language)
    feed = _finished_feed(raws, head, channel.base, text, "tree", len(items), len(every) + passed)
    return replace(feed, dropped=feed.dropped + empty) if empty else feed


def parse_slow(text: str, url: str = "", most: int = MOST_ENTRIES) -> ParsedFeed:
    """Parse with feedparser; raises ParseError when it finds no feed."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    got = feedparser.parse(
        io.BytesIO(_LONG_NAME.sub(r"\1", text).encode("utf-8")),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not got.entries and not got.version:
        raise ParseError(say("no feed was found in this document"), fix=DISCOVER)
    site = text_of(got.feed.get("link"))
    language = told_language(text) or primary_language(got.feed.get("language"))
    dates = DateReader((date for item in got.entries for date in _slow_dates(item)), language)
    items = newest_of(got.entries, lambda item: dates.first(_slow_dates(item)), most)
    head, base = (text_of(got.feed.get("title")), site, language), link_url(site) or url
    raws = (_slow_raw(item, dates, head) for item in items)
    return _finished_feed(raws, head, base, text, "feedparser", len(items), len(got.entries))


def _finished_feed(
    raws: Iterable[Raw],
    head: tuple[str, str, str],
    base: str,
    text: str,
    parser: str,
    read: int,
    held: int,
) -> ParsedFeed:
    found = finish_entries(raws, base)
    title, site, language = head
    return ParsedFeed(
        title=headline(title),
        entries=found,
        site=site,
        language=language,
        ttl=told_ttl(text),
        links=told_links(text),
        generator=told_generator(text),
        parser=parser,
        dropped=read - len(found),
        over=held - read,
    )


def _mended_document(text: str) -> FeedTree | None:
    document = read_document(text)
    if document is not None and document.whole:
        return document
    # HTML that nobody closed swallows what follows; escaped it is a text like others.
    return read_document(made_well(text)) or document


def _try_slow(text: str, url: str, most: int) -> ParsedFeed | None:
    try:
        return parse_slow(text, url, most)
    # A library under hostile input: whatever it raises means "not this way".
    except Exception:  # noqa: BLE001
        return None


def _better_feed(quick: ParsedFeed | None, slow: ParsedFeed | None) -> ParsedFeed | None:
    """Choose who found more items; of equals the tree, which reads like that of whole documents."""
    if quick is None or slow is None:
        return quick or slow
    more = len(slow.entries) + slow.over > len(quick.entries) + quick.over
    return slow if more else quick


def _slow_dates(item: Any) -> tuple[str, str]:
    # Past its own get(), which gives the date of publication where there is no other.
    return text_of(item.get("published")), text_of(dict.get(item, "updated"))


def _slow_raw(item: Any, dates: DateReader, head: tuple[str, str, str]) -> Raw:
    content: Any = next(iter(item.get("content") or ()), {})
    detail = item.get("title_detail") or {}
    published, updated = _slow_dates(item)
    source, address = _slow_source(item)
    outlet = source if is_other_outlet(source, address, *head[:2]) else ""
    premiere = item.get("yt_videoid") and (item.get("media_statistics") or {}).get("views") == "0"
    return Raw(
        guid=text_of(item.get("id")),
        link=text_of(item.get("link")),
        title=text_of(item.get("title")),
        summary=text_of(item.get("summary")),
        content=text_of(content.get("value")),
        authors=author_names(author.get("name") for author in item.get("authors") or ()),
        published=dates.read(published),
        updated=dates.read(updated),
        language=primary_language(content.get("language") or detail.get("language")),
        image=_slow_image(item),
        source=source,
        outlet=outlet,
        planned=bool(premiere),
        starts=dates.read(published) if premiere is not None or _slow_plays(item) else None,
    )


def _slow_source(item: Any) -> tuple[str, str]:
    source = item.get("source") or {}
    name = text_of(source.get("title"))
    address = text_of(source.get("href") or source.get("link"))
    return (name, address) if is_outlet_name(name) else ("", "")


def _slow_plays(item: Any) -> bool:
    files = [*(item.get("media_content") or ()), *(item.get("enclosures") or ())]
    return any(plays(text_of(file.get("medium") or file.get("type"))) for file in files)


def _slow_image(item: Any) -> str:
    media = [*(item.get("media_content") or ()), *(item.get("enclosures") or ())]
    images = (part for part in media if "image" in f"{part.get('medium')} {part.get('type')}")
    found = (part.get("url") or part.get("href") for part in images)
    thumbs = (part.get("url") for part in item.get("media_thumbnail") or ())
    return text_of(next(filter(None, (*found, *thumbs)), ""))
