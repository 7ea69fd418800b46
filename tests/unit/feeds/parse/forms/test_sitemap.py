"""A sitemap of news is read as a feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import ParseError
from bot.feeds.parse.forms import sitemap
from bot.feeds.parse.parser import parse_feed

SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def news(number: int, title: str = "The ferry sails again") -> str:
    return (
        f"<url><loc>https://bria.example/{number}</loc><lastmod>2026-11-30</lastmod>"
        "<image:image><image:loc>https://bria.example/a.jpg</image:loc></image:image>"
        "<news:news><news:publication><news:name>Bria Post</news:name>"
        "<news:language>en</news:language></news:publication>"
        f"<news:publication_date>2026-11-{number:02}T08:30:00+01:00</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>"
    )


def sitemap_of(*urls: str) -> bytes:
    return f'<?xml version="1.0"?><urlset {SPACES}>{"".join(urls)}</urlset>'.encode()


def test_what_the_sitemap_says_of_an_article_is_its_entry() -> None:
    found = parse_feed(sitemap_of(news(5), news(6, "Rain &amp; wind in Bria")))
    assert (found.title, found.language, found.parser) == ("Bria Post", "en", "sitemap")
    first, second = found.entries
    assert first.url == first.guid == "https://bria.example/5"
    assert first.title == "The ferry sails again"
    assert first.published == datetime(2026, 11, 5, 7, 30, tzinfo=UTC)
    assert first.image == "https://bria.example/a.jpg"
    assert second.title == "Rain & wind in Bria"


def test_addresses_that_are_no_news_are_left_out() -> None:
    plain = "<url><loc>https://bria.example/about</loc></url>"
    assert len(parse_feed(sitemap_of(plain, news(5), plain)).entries) == 1


def test_a_sitemap_without_news_is_still_refused() -> None:
    with pytest.raises(ParseError, match="a sitemap, not a feed"):
        parse_feed(sitemap_of("<url><loc>https://bria.example/about</loc></url>"))


def test_of_many_the_newest_are_read_and_the_others_counted() -> None:
    found = parse_feed(sitemap_of(*map(news, range(1, 21))), most=5)
    assert (len(found.entries), found.over) == (5, 15)
    assert {entry.url[-2:] for entry in found.entries} == {"16", "17", "18", "19", "20"}


def test_an_article_without_a_date_and_an_empty_one_lose_no_other() -> None:
    bare = "<url><loc>/x</loc><news:news><news:title>It rains</news:title></news:news></url>"
    empty = "<url><news:news/></url>"
    found = parse_feed(sitemap_of(bare, empty, news(5)), url="https://bria.example/news.xml")
    assert [entry.url for entry in found.entries] == [
        "https://bria.example/x",
        "https://bria.example/5",
    ]
    assert found.entries[0].published is None


def test_another_document_is_none() -> None:
    from lxml import etree

    assert sitemap.read_sitemap(etree.fromstring("<rss/>"), "", 10) is None
