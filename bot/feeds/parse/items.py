"""What tells an item from another, read off the document's tree, the same however it was parsed.

Guid, link, title, authors and dates: an element of the item's own kind goes before one of an
extension, wherever it stands.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.feeds.leads import hides_target
from bot.feeds.parse.bodies import item_content, item_image, item_summary
from bot.feeds.parse.elements import (
    LANG,
    based_link,
    fields_of,
    first_markup,
    first_text,
    first_title,
    local_name,
    rel_of,
    some_of,
    text_in,
)
from bot.feeds.parse.normalise import Raw, author_names, plain_title, primary_language
from bot.feeds.parse.planned import is_premiere, told_starts
from bot.feeds.urls import host_of, link_url, meant_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from bot.feeds.parse.days.dates import DateReader
    from bot.feeds.parse.elements import FeedTree, Fields

_TITLES = ("title", "atom:title", "dc:title", "media:title", "itunes:title")
_GUIDS = ("guid", "id", "atom:id", "dc:identifier")
_AUTHORS = ("author", "atom:author", "dc:creator")
# News searches name the outlet of each item, Bing's in a namespace of its own.
_SOURCES = ("source", "atom:source", "news:source", "?:source")
_OUTLET_MAX = 100
"""Characters of an outlet's name, by hand: what is longer is a sentence."""
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# Names of RSS, Atom 1.0 and 0.3, Dublin Core and its terms; the earlier counts first.
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified", "lastbuilddate")
_DATES = frozenset({*_PUBLISHED, *_UPDATED})


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item of the tree, its elements by name and its dates as they are written."""

    fields: Fields
    published: tuple[str, ...]
    updated: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself; `base` is what relative links of its items start from."""

    title: str
    site: str
    base: str
    language: str
    dates: tuple[str, ...]


def read_channel(document: FeedTree, url: str) -> Channel:
    """Read what a document says of the feed; `url` is where it came from."""
    fields = fields_of(document.channel)
    site = meant_link(_written_link(fields, url, ""), url)
    language = primary_language(document.channel.get(LANG) or document.root.get(LANG))
    return Channel(
        first_markup(some_of(fields, "title", "dc:title")),
        site,
        link_url(site) or url,
        language,
        tuple(map(text_in, some_of(fields, "pubdate", "lastbuilddate", "updated", "dc:date"))),
    )


def list_items(document: FeedTree) -> list[FeedItem]:
    """List the items of a document in its order."""
    return list(map(_make_item, document.items))


def raw_item(item: FeedItem, channel: Channel, dates: DateReader) -> Raw:
    """Read one item."""
    fields = item.fields
    guid = first_text(some_of(fields, *_GUIDS))
    source, address = _item_source(fields)
    title, literal = first_title(some_of(fields, *_TITLES))
    return Raw(
        guid=guid,
        link=_item_link(fields, channel.base, item.language or channel.language, guid),
        title=html.unescape(html.unescape(title)) if literal else title,
        literal=literal,
        summary=item_summary(fields),
        content=item_content(fields),
        authors=_item_authors(fields),
        published=dates.first(item.published),
        updated=dates.first(item.updated),
        language=item.language,
        image=item_image(fields),
        source=source,
        outlet=source if is_other_outlet(source, address, channel.title, channel.site) else "",
        planned=is_premiere(fields),
        starts=dates.first(told_starts(fields, item.published)),
    )


def is_outlet_name(name: str) -> bool:
    """Tell whether what stands for a source names somebody: an address or a sentence does not."""
    return 0 < len(name) <= _OUTLET_MAX and not link_url(name)


def is_other_outlet(name: str, address: str, title: str, site: str) -> bool:
    """Tell whether a source that an item names is somebody else than its feed."""
    if not name or not host_of(address):
        return bool(name) and plain_title(name).casefold() not in plain_title(title).casefold()
    ends = tuple(f".{host_of(link)}" for link in (address, site))
    return not ends[0].endswith(ends[1]) and not ends[1].endswith(ends[0])


def _item_source(fields: Fields) -> tuple[str, str]:
    """Return name and address of the outlet that an item is said to come from."""
    for source in some_of(fields, *_SOURCES):
        inside = fields_of(source)
        name = first_text(some_of(inside, "title")) if len(source) else text_in(source).strip()
        address = source.get("url") or _written_link(inside, "", "")
        if is_outlet_name(name):
            return name, address
    return "", ""


def _make_item(element: etree._Element) -> FeedItem:
    fields = fields_of(element)
    if _ABOUT in element.attrib and "link" not in fields:
        fields["link"] = [_as_link(element)]
    written: dict[str, list[str]] = {}
    for name, found in fields.items():
        if (local := name.rpartition(":")[2]) in _DATES:
            written.setdefault(local, []).extend(map(text_in, found))
    published, updated = (
        tuple(text for name in names for text in written.get(name, ()))
        for names in (_PUBLISHED, _UPDATED)
    )
    spoken = (element, *some_of(fields, "content", "title"))
    told = next((lang for part in spoken if (lang := part.get(LANG))), "")
    return FeedItem(fields, published, updated, primary_language(told))


def _as_link(element: etree._Element) -> etree._Element:
    # RDF names an item by its address.
    link = element.makeelement("link")
    link.text = element.get(_ABOUT)
    return link


def _item_link(fields: Fields, base: str, language: str, guid: str) -> str:
    """Return the address of the item's page; a file of its own only where nothing else leads there.

    A guid that is an address stands in for the link later, so it goes before files.
    """
    return (
        _written_link(fields, base, language)
        or ("" if link_url(guid) else _file_link(fields, base))
        or ("" if link_url(guid) else _self_link(fields, base))
    )


def _written_link(fields: Fields, base: str, language: str) -> str:
    for element in fields.get("link", ()):
        if not element.get("href") and (text := text_in(element).strip()):
            return _counted_link(fields, based_link(element, text, base))
    alternates = list(_links_of(fields, "", "alternate"))
    if not alternates:
        return ""
    best = min(alternates, key=lambda link: _strangeness(link, language))
    return based_link(best, best.get("href") or "", base)


def _counted_link(fields: Fields, link: str) -> str:
    """Give the publisher's own address where the link leads over a service that counts readers."""
    own = some_of(fields, "feedburner:origlink", "pheedo:origlink") if hides_target(link) else []
    return next((found for part in own if (found := link_url(text_in(part)))), link)


def _strangeness(link: etree._Element, language: str) -> tuple[bool, bool]:
    """Rank a link down that leads to another language, or to something else than a page."""
    spoken, kind = primary_language(link.get("hreflang")), link.get("type") or "html"
    return spoken not in ("", language), "html" not in kind


def _links_of(fields: Fields, *rels: str) -> Iterator[etree._Element]:
    for link in some_of(fields, "link", "atom:link"):
        if rel_of(link) in rels and link.get("href"):
            yield link


def _self_link(fields: Fields, base: str) -> str:
    found = next(_links_of(fields, "self"), None)
    return based_link(found, found.get("href") or "", base) if found is not None else ""


def _file_link(fields: Fields, base: str) -> str:
    for part in (*some_of(fields, "enclosure"), *_links_of(fields, "enclosure")):
        address = part.get("url") or part.get("href") or ""
        if address and not (part.get("type") or "").startswith("image/"):
            return based_link(part, address, base)
    return ""


def _item_authors(fields: Fields) -> tuple[str, ...]:
    found = author_names(map(_person_name, some_of(fields, *_AUTHORS)))
    return found or author_names(map(_person_name, some_of(fields, "itunes:author")))


def _person_name(person: etree._Element) -> str:
    """Return the name that stands in a person's element, or all its text where it has no parts."""
    parts = {local_name(part): part for part in person}
    if "name" in parts:
        return text_in(parts["name"])
    return "" if {"email", "uri"} & parts.keys() else text_in(person)
