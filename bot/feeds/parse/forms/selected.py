"""Read a page that has no feed as one: CSS selectors say where its items and their parts stand."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from bot.errors import ParseError, UsageError
from bot.feeds.extract.body.tree import page_characters, parse_root
from bot.feeds.parse.days.dates import DateReader
from bot.feeds.parse.newest import newest_of
from bot.feeds.parse.normalise import Raw, finish_entries, plain_title, primary_language
from bot.feeds.urls import join_url
from bot.models import ParsedFeed
from bot.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.cssselect import CSSSelector
    from lxml.html import HtmlElement

ITEMS = "items"
PARTS = ("title", "link", "date", "text")
"""What may be selected within an item."""
LONGEST = 500
"""Characters of a selector, by hand: bounds the cost; a browser's own have some 200."""
_KEPT = 64
"""Selectors that are kept ready, by hand: those of a few feeds."""
_FORM = (
    'write select = { items = "li.news", title = "h3", link = "a", date = "time", text = "p" };'
    " all but items may be left out"
)
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_MACHINE = ("datetime", "content", "title")
"""Attributes in which an element gives its date to machines."""


def check_selectors(given: Mapping[str, str]) -> None:
    """Raise UsageError for a part that there is none of, and for what is no selector."""
    if unknown := sorted(set(given) - {ITEMS, *PARTS}):
        raise UsageError(f"there is nothing called {', '.join(unknown)} to select", fix=_FORM)
    if given and not given.get(ITEMS):
        raise UsageError("items are not selected", fix=_FORM)
    for name, selector in given.items():
        if selector and not _is_selector(selector):
            raise UsageError(f"{name}: {selector[:80]!r} is no CSS selector", fix=_FORM)


def _is_selector(selector: str) -> bool:
    from cssselect import SelectorError

    if len(selector) > LONGEST:
        return False
    try:
        _compiled(selector)
    except (SelectorError, etree.XPathError, RecursionError):
        return False
    return True


def _chosen(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """List what a selector finds in an element, which may be found itself."""
    return cast("list[HtmlElement]", _compiled(selector)(element))


@lru_cache(maxsize=_KEPT)
def _compiled(selector: str) -> CSSSelector:
    # Loaded where it is needed: hardly a feed has selectors.
    from lxml.cssselect import CSSSelector

    return CSSSelector(selector, translator="html")


def read_selected(
    body: bytes, charset: str, url: str, select: Mapping[str, str], most: int
) -> ParsedFeed:
    """Read the items of a page; raises ParseError, also where nothing is selected.

    Without a selector the title is an item's heading, else its link, which is the first one; the
    date is the first `<time>`. `charset` is what HTTP said.
    """
    root = parse_root(page_characters(body, charset))
    every = _chosen(root, select[ITEMS])
    if not every:
        raise ParseError(
            say("the selector {selector} finds nothing on this page", selector=select[ITEMS]),
            fix=say("Look at the page and correct select.items of this feed."),
        )
    language = primary_language(root.get("lang"))
    written = [_date_of(item, select) for item in every]
    dates = DateReader(written, language)
    pairs = newest_of(
        list(zip(every, written, strict=True)), lambda pair: dates.read(pair[1]), most
    )
    start = join_url(url, _base_of(root))
    raws = (_raw_of(item, date, select, dates) for item, date in pairs)
    found = finish_entries((raw for raw in raws if raw.title or raw.link), start)
    return ParsedFeed(
        title=plain_title(_text_of(next(iter(root.iter("title")), None))),
        entries=found,
        site=url,
        language=language,
        parser="selectors",
        dropped=len(pairs) - len(found),
        over=len(every) - len(pairs),
    )


def _raw_of(item: HtmlElement, date: str, select: Mapping[str, str], dates: DateReader) -> Raw:
    link = _linked(_part(item, select, "link", "a[href]"))
    named = _part(item, select, "title", _HEADINGS)
    return Raw(
        link=link.get("href") or "" if link is not None else "",
        title=_text_of(named if named is not None else link),
        content=_markup_of(_part(item, select, "text", "")),
        published=dates.read(date),
        literal=True,
    )


def _part(
    item: HtmlElement, select: Mapping[str, str], name: str, default: str
) -> HtmlElement | None:
    """Find a part of an item, which may be the item itself."""
    selector = select.get(name) or default
    return next(iter(_chosen(item, selector)), None) if selector else None


def _linked(element: HtmlElement | None) -> HtmlElement | None:
    """Give the link that an element is, holds or stands in."""
    if element is None or element.get("href"):
        return element
    inside = element.find(".//a[@href]")
    if inside is not None:
        return inside
    return next((above for above in element.iterancestors("a") if above.get("href")), None)


def _date_of(item: HtmlElement, select: Mapping[str, str]) -> str:
    element = _part(item, select, "date", "time")
    if element is None:
        return ""
    inside = element if element.get("datetime") else element.find(".//time[@datetime]")
    told = inside if inside is not None else element
    return next((value for name in _MACHINE if (value := told.get(name))), _text_of(element))


def _markup_of(element: HtmlElement | None) -> str:
    if element is None:
        return ""
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _text_of(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _base_of(root: HtmlElement) -> str:
    return next((base.get("href") or "" for base in root.iter("base")), "")
