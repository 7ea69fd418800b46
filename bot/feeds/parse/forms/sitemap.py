"""Read a sitemap of news as a feed: addresses with what `news:news` says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.feeds.parse.days.dates import DateReader
from bot.feeds.parse.elements import local_name, text_in
from bot.feeds.parse.newest import newest_of
from bot.feeds.parse.normalise import Raw, finish_entries, plain_title, primary_language
from bot.models import ParsedFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_IMAGE = "image/loc"
_WANTED = (
    "loc",
    "news/title",
    "news/publication_date",
    "publication/name",
    "publication/language",
    _IMAGE,
)
Told = dict[str, str]


def read_sitemap(root: etree._Element, url: str, most: int) -> ParsedFeed | None:
    """Read a sitemap whose addresses are news, None where none of them is."""
    if local_name(root) != "urlset":
        return None
    every = [told for child in root if "news/title" in (told := _told_of(child))]
    if not every:
        return None
    language = primary_language(every[0].get("publication/language"))
    dates = DateReader([_date_of(told) for told in every], language)
    items = newest_of(every, lambda told: dates.read(_date_of(told)), most)
    found = finish_entries((_raw_of(told, dates) for told in items), url)
    return ParsedFeed(
        title=plain_title(every[0].get("publication/name", "")),
        entries=found,
        language=language,
        parser="sitemap",
        dropped=len(items) - len(found),
        over=len(every) - len(items),
    )


def _raw_of(told: Told, dates: DateReader) -> Raw:
    return Raw(
        link=told.get("loc", ""),
        title=told["news/title"],
        published=dates.read(_date_of(told)),
        language=primary_language(told.get("publication/language")),
        image=told.get(_IMAGE, ""),
    )


def _date_of(told: Told) -> str:
    return told.get("news/publication_date", "")


def _told_of(address: etree._Element) -> Told:
    """Sort what an address says by the names of the element and of what holds it."""
    told: Told = {}
    for name, element in _named_parts(address):
        if name in _WANTED and (text := text_in(element).strip()):
            told.setdefault(name, text)
    return told


def _named_parts(address: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for child in address:
        yield local_name(child), child
        for part in child.iterdescendants():
            holder = part.getparent()
            yield f"{local_name(child if holder is None else holder)}/{local_name(part)}", part
