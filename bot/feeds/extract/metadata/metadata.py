"""Read what a page says about its article: title, standfirst, authors, date, language, image."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bot.feeds import little_words
from bot.feeds.extract.metadata import bylines as page_people
from bot.feeds.extract.metadata import dates as page_dates
from bot.feeds.extract.metadata import jsonld as page_jsonld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

MAX_FIELD = 2_000
"""Characters of a title, a description or an address that are kept, by hand: bounds what is
stored.
"""
_SPACES = re.compile("[ \t\r\n\f\v]+")
_SITE_TAIL = re.compile(r"\s+(?:[|•·»]|-{1,2}|–|—|::)\s+([^|•·»–—]{2,60})$")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\])\s*$")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|auteur|signature|autor|article__author|author-name|credit-author)"
    r"(?:$|[\s_-])|by-?line|article-?author|author-?name",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^<>]{1,300}>")
_CODE = re.compile(r"\bvar\s\w|function\s?\(|[{};]\s*$|<\w|https?://\S+$")
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|day|published|pubdate|time|timestamp|datetime|publication|posted)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_NAMES = [
    "article:published_time",
    "og:published_time",
    "published_time",
    "datepublished",
    "date",
    "pubdate",
    "publish-date",
    "publishdate",
    "publication_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "originalpublicationdate",
    "og:article:published_time",
    "timestamp",
    "displaydate",
]
_AUTHOR_NAMES = [
    "author",
    "article:author",
    "article.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
]


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page says about its article; `body` is the JSON-LD text, `bylines` are raw lines."""

    title: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str = ""
    image: str = ""
    site: str = ""
    body: str = ""
    bylines: tuple[str, ...] = ()
    locked: bool = False
    titles: frozenset[str] = field(default_factory=frozenset)


def clean_line(text: str) -> str:
    """Collapse white space of one line and cap it; no-break spaces stay."""
    return _SPACES.sub(" ", text[:MAX_FIELD]).strip()


def describe_page(root: HtmlElement, url: str = "") -> Meta:
    """Collect what JSON-LD, meta elements and the visible page say, in that order of trust."""
    node = page_jsonld.article_node(root)
    tags = _meta_tags(root)
    site = (page_jsonld.plain_texts(node.get("publisher")) or [tags.get("og:site_name", "")])[0]
    site = site or urlsplit(url).netloc.removeprefix("www.")
    bylines = tuple(_page_bylines(root, node, tags))
    titles = [clean_line(title) for title in _page_titles(root, node, tags)]
    return Meta(
        title=_best_title(titles, site),
        standfirst=_page_standfirst(node, tags),
        authors=_page_authors(bylines, node, tags, site),
        published=_page_published(root, node, tags),
        language=_page_language(root, node, tags),
        image=_page_image(root, node, tags, url),
        site=clean_line(site),
        body=next(iter(page_jsonld.plain_texts(node.get("articleBody"))), ""),
        bylines=bylines,
        locked=page_jsonld.is_locked(node)
        or tags.get("article:content_tier", "") in ("locked", "paid"),
        titles=frozenset(titles),
    )


def _meta_tags(root: HtmlElement) -> dict[str, str]:
    """Map the lower-case name or property of meta elements to their first content."""
    found: dict[str, str] = {}
    for element in list(root.iter("meta"))[:500]:
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content") or ""
        if name and content.strip():
            found.setdefault(name.strip().lower()[:100], content[: 2 * MAX_FIELD].strip())
    return found


def _element_text(element: HtmlElement) -> str:
    return clean_line("".join(str(part) for part in element.itertext()))


def _page_titles(root: HtmlElement, node: page_jsonld.Node, tags: dict[str, str]) -> Iterator[str]:
    yield from page_jsonld.plain_texts(node.get("headline"))[:1]
    for name in ("og:title", "twitter:title", "dc.title"):
        if name in tags:
            yield tags[name]
    heads = list(root.iter("h1"))[:3]
    yield from (_element_text(h1) for h1 in heads)
    yield from (_element_text(title) for title in list(root.iter("title"))[:1])


def _best_title(titles: list[str], site: str) -> str:
    for title in titles:
        if not title:
            continue
        tail = _SITE_TAIL.search(title)
        if tail and (len(tail[1]) < 30 or tail[1].casefold() in site.casefold()):
            return title[: tail.start()].strip()
        return title.strip()
    return ""


def _page_standfirst(node: page_jsonld.Node, tags: dict[str, str]) -> str:
    """Give the first description that is neither cut off nor code."""
    given = page_jsonld.plain_texts(node.get("description"))[:1]
    given += [
        tags.get(name, "") for name in ("og:description", "description", "twitter:description")
    ]
    whole = (clean_line(_MARKUP.sub(" ", text)) for text in given)
    return next(
        (t for t in whole if len(t) >= 40 and not _CUT.search(t) and not _CODE.search(t)), ""
    )


def _page_bylines(root: HtmlElement, node: page_jsonld.Node, tags: dict[str, str]) -> Iterator[str]:
    yield from (clean_line(name) for name in page_jsonld.plain_texts(node.get("author")))
    yield from (clean_line(tags[name]) for name in _AUTHOR_NAMES if name in tags)
    given = 0
    for element in root.iter("a", "span", "p", "div", "address", "li", "strong"):
        label = " ".join(element.get(name) or "" for name in ("class", "rel", "itemprop"))
        if label.strip() and _BYLINE_CLASS.search(label[:300]):
            text = _element_text(element)
            if 2 < len(text) <= 200:
                yield text
                given += 1
        if given >= 2:
            return


def _page_authors(
    bylines: Iterable[str], node: page_jsonld.Node, tags: dict[str, str], site: str
) -> tuple[str, ...]:
    """Name the people that JSON-LD names, else meta elements, else the visible byline."""
    visible = list(bylines)
    in_meta = [tags[name] for name in _AUTHOR_NAMES if name in tags]
    for source in (page_jsonld.plain_texts(node.get("author")), in_meta, visible):
        found = page_people.byline_names(source, site)
        if found:
            return found
    return ()


def _page_published(
    root: HtmlElement, node: page_jsonld.Node, tags: dict[str, str]
) -> datetime | None:
    day_first = not (tags.get("og:locale", "") or root.get("lang") or "").lower().endswith("us")
    for value in _date_values(root, node, tags):
        found = page_dates.read_date(value, day_first=day_first)
        if found:
            return found
    return None


def _date_values(root: HtmlElement, node: page_jsonld.Node, tags: dict[str, str]) -> Iterator[str]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield from page_jsonld.plain_texts(node.get(key))
    yield from (tags[name] for name in _DATE_NAMES if name in tags)
    times = list(root.iter("time"))[:5]
    yield from (value for time in times if (value := time.get("datetime")))
    yield from (_element_text(time) for time in times)
    yield from (abbr.get("title") or "" for abbr in list(root.iter("abbr"))[:20] if _is_dated(abbr))
    tried = 0
    for element in root.iter("span", "p", "div", "li", "h2"):
        if _is_dated(element):
            text = _element_text(element)
            tried += 1
            if 6 <= len(text) <= 160:
                yield text
        if tried >= 20:
            return


def _is_dated(element: HtmlElement) -> bool:
    label = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return bool(label.strip() and _DATE_CLASS.search(label[:300]))


def _page_language(root: HtmlElement, node: page_jsonld.Node, tags: dict[str, str]) -> str:
    said = [root.get("lang") or "", root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""]
    said += page_jsonld.plain_texts(node.get("inLanguage"))
    said += [
        tags.get(name, "") for name in ("og:locale", "language", "dc.language", "content-language")
    ]
    return next((code for value in said if (code := little_words.declared_language(value))), "")


def _page_image(root: HtmlElement, node: page_jsonld.Node, tags: dict[str, str], url: str) -> str:
    """Give the absolute http(s) address of the lead image."""
    links = (link.get("href") or "" for link in root.iter("link") if link.get("rel") == "image_src")
    given = [
        tags.get(name, "")
        for name in ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
    ]
    for value in (*given, page_jsonld.image_of(node), *links):
        address = _absolute_address(value, url)
        if address:
            return address
    return ""


def _absolute_address(value: str, url: str) -> str:
    if not value or len(value) > MAX_FIELD:
        return ""
    try:
        address = urljoin(url, value.strip())
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""
