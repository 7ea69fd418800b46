"""Which feeds a page has: what it declares, what it links to, what such sites usually have.

Pure: nothing is fetched here. Who asks has to try what is only a guess.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.feeds.charset import decode_page
from bot.feeds.parse.normalise import plain_title
from bot.feeds.urls import feed_address, host_of, join_url, link_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PAGE_MAX = 2_000_000
"""Bytes of a page in which feeds are looked for, by hand: bounds the cost; links stand at its
front.
"""
_FOUND_MAX = 60
"""Feeds that are offered, by hand: nobody chooses among more."""

_TAG = re.compile(r"<(link|a|base|title|meta)(?=[\s>])([^<>]{0,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w:-])([\w:-]++)\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'<>]+)""", re.IGNORECASE
)
_FEED_TYPES = re.compile(
    r"^(?:application|text)/(?:rss|atom|rdf|feed)\b|\+?feed\+json$", re.IGNORECASE
)
_FEED_PATH = re.compile(
    r"(?:^|[/._?=&-])(?:rss|atom|feeds?|rdf)(?:$|[/._?=&-]|\d)|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_HEADER_LINK = re.compile(
    r"<([^<>]{1,3000})>((?:\s{0,9};\s{0,9}[\w*!-]{1,40}\s{0,9}(?:=\s{0,9}(?:\"[^\"]{0,1000}\"|[^\s\",;]{1,1000}))?){1,20})"
)
_CHANNEL = re.compile(r"\"(?:externalId|channelId)\":\"(UC[\w-]{22})\"|/channel/(UC[\w-]{22})")

_GUESSES = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")

# Host, path, feed: what a site of this name always has.
_SITES: tuple[tuple[str, str, str], ...] = (
    (
        r"(?:m\.)?youtube\.com",
        r"/channel/(UC[\w-]{22})",
        "https://www.youtube.com/feeds/videos.xml?channel_id={0}",
    ),
    (
        r"(?:old\.|new\.)?reddit\.com",
        r"/(r|u|user)/([\w-]{1,50})",
        "https://www.reddit.com/{0}/{1}/.rss",
    ),
    (
        r"github\.com",
        r"/([\w.-]{1,50})/([\w.-]{1,100})",
        "https://github.com/{0}/{1}/releases.atom",
    ),
    (r"github\.com", r"/([\w.-]{1,50})/([\w.-]{1,100})", "https://github.com/{0}/{1}/commits.atom"),
    (r"([\w-]+)\.substack\.com", r"", "https://{host}/feed"),
    (r"medium\.com", r"/(@?[\w.-]{1,80})", "https://medium.com/feed/{0}"),
    (r"([\w-]+)\.medium\.com", r"", "https://{host}/feed"),
    (r"([\w-]+)\.blogspot\.[a-z.]+", r"", "https://{host}/feeds/posts/default"),
    (r"([\w-]+)\.tumblr\.com", r"", "https://{host}/rss"),
    (r"bsky\.app", r"/profile/([\w.:-]{1,100})", "https://bsky.app/profile/{0}/rss"),
    (r"news\.google\.com", r"/(topics|search|topstories)", "https://news.google.com/rss/{0}"),
)
# Words of a page that tell what runs the site, and where that has its feed.
_ENGINES = (
    (re.compile(r"wp-content/|content=\"WordPress", re.IGNORECASE), "/feed/"),
    (re.compile(r"content=\"Ghost\b", re.IGNORECASE), "/rss/"),
    (re.compile(r"content=\"Hugo\b", re.IGNORECASE), "/index.xml"),
    (re.compile(r"content=\"Jekyll\b", re.IGNORECASE), "/feed.xml"),
    (re.compile(r"content=\"SPIP\b", re.IGNORECASE), "/spip.php?page=backend"),
    (re.compile(r"content=\"Drupal\b", re.IGNORECASE), "/rss.xml"),
)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page may have; `kind` is declared, site, linked, or guess (best first).

    An address that is a feed has one: of the kind itself.
    """

    url: str
    title: str
    kind: str


def find_feeds(body: bytes, url: str, charset: str = "", links: str = "") -> list[FoundFeed]:
    """List the feeds of a page, the surest first, each URL once, at most 60.

    `charset` and `links` are what HTTP said in its headers. Feeds of comments come last among those
    of their kind.
    """
    text = _without_comments(decode_page(body[:_PAGE_MAX], charset))
    tags = [(tag[1].lower(), _tag_attributes(tag[2])) for tag in _TAG.finditer(text)]
    base = next(
        (join_url(url, a["href"]) for name, a in tags if name == "base" and a.get("href")), url
    )
    found: dict[str, FoundFeed] = {}
    for feed in (
        *_last_comments(
            (*_declared_feeds(_header_links(links), url), *_declared_feeds(tags, base))
        ),
        *_by_site(url, text),
        *_last_comments(_linked_feeds(tags, base)),
        *_guessed_feeds(url),
    ):
        found.setdefault(feed.url, feed)
    found.pop(url, None)
    return list(found.values())[:_FOUND_MAX]


def _header_links(links: str) -> list[tuple[str, dict[str, str]]]:
    """Read Link headers (RFC 8288) as if they were link elements."""
    found = _HEADER_LINK.finditer(links)
    return [
        ("link", {**_tag_attributes(link[2].replace(";", " ")), "href": link[1]}) for link in found
    ]


def _declared_feeds(tags: list[tuple[str, dict[str, str]]], base: str) -> Iterator[FoundFeed]:
    for name, given in tags:
        rels = given.get("rel", "").lower().split()
        if (
            name in ("link", "a")
            and "alternate" in rels
            and _FEED_TYPES.search(given.get("type", ""))
        ):
            yield from _feed_at(base, given.get("href", ""), given.get("title", ""), "declared")


def _linked_feeds(tags: list[tuple[str, dict[str, str]]], base: str) -> Iterator[FoundFeed]:
    for name, given in tags:
        href = given.get("href", "")
        if name == "a" and href and _FEED_PATH.search(href[:500]):
            yield from _feed_at(base, href, given.get("title", ""), "linked")


def _by_site(url: str, text: str) -> Iterator[FoundFeed]:
    name, path = host_of(url), urlsplit(url).path
    for host_form, path_form, feed in _SITES:
        at_host, at_path = re.fullmatch(host_form, name), re.match(path_form, path)
        if at_host and at_path:
            yield from _feed_at(url, feed.format(*at_path.groups(), host=name), "", "site")
    if name.endswith("youtube.com") and (channel := _CHANNEL.search(text)):
        address = f"https://www.youtube.com/feeds/videos.xml?channel_id={channel[1] or channel[2]}"
        yield from _feed_at(url, address, "", "site")
    if "mastodon" in text[:200_000].lower() and (person := re.match(r"/@[\w.]{1,60}(?=/?$)", path)):
        yield from _feed_at(url, f"{person[0]}.rss", "", "site")
    for engine, place in _ENGINES:
        if engine.search(text):
            yield from _feed_at(url, place, "", "site")


def _guessed_feeds(url: str) -> Iterator[FoundFeed]:
    for place in _GUESSES:
        yield from _feed_at(url, place, "", "guess")


def _feed_at(base: str, href: str, title: str, kind: str) -> Iterator[FoundFeed]:
    url = feed_address(href) or link_url(join_url(base, href))
    if url:
        yield FoundFeed(url.partition("#")[0], plain_title(title)[:200], kind)


def _last_comments(feeds: Iterable[FoundFeed]) -> list[FoundFeed]:
    return sorted(feeds, key=lambda feed: bool(_COMMENTS.search(feed.url + feed.title)))


def _tag_attributes(text: str) -> dict[str, str]:
    pairs = ((found[1].lower(), found[2].strip("\"'")) for found in _ATTRIBUTE.finditer(text))
    return {name: html.unescape(value) for name, value in reversed(list(pairs))}


def _without_comments(text: str) -> str:
    first, *rest = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)
