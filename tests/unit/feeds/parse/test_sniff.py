"""What a body is, before any parser sees it."""

from __future__ import annotations

import time

import pytest

from bot.errors import ParseError
from bot.feeds.parse import sniff

FEED = '<rss version="2.0"><channel/></rss>'
PAGE = "<html><body>Bria</body></html>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an empty document"),
        (" \n ", "an empty document"),
        (PAGE, "an HTML page, not a feed"),
        ("<!doctype html><p>x", "an HTML page, not a feed"),
        ("<?xml version='1.0'?><!-- <rss> --><head/>", "an HTML page, not a feed"),
        ("<sitemapindex/>", "a sitemap, not a feed"),
        ("GIF89a...", "a picture, not a feed"),
        ("PK\x03\x04", "a ZIP archive, not a feed"),
        ("<x:letter/>", "a document <letter> that is no feed we know"),
        ("Dear reader", "text that is neither XML nor JSON"),
    ],
)
def test_what_is_no_feed_is_named(text: str, words: str) -> None:
    assert words in str(sniff.not_a_feed(text))


def test_the_error_says_what_to_do_next() -> None:
    assert "wirebell feeds discover" in str(sniff.not_a_feed(PAGE).fix)
    assert "wirebell feeds import" in str(sniff.not_a_feed("<opml/>").fix)


def test_the_type_that_http_gave_is_told_where_the_text_says_nothing() -> None:
    assert "(image/webp)" in str(sniff.not_a_feed("RIFF", "image/webp"))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY a "b">]><rss/>',
        '<?xml version="1.0"?>\n<!-- x --><!doctype rss [ <!entity % a SYSTEM "b"> ]><rss/>',
    ],
)
def test_a_document_that_declares_entities_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="declares entities"):
        sniff.refuse_entities(text)


@pytest.mark.parametrize(
    "text",
    [
        FEED,
        "<!DOCTYPE rss><rss/>",
        '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd"><rss/>',
        "<rss><title>&lt;!ENTITY&gt; <![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]></title></rss>",
        "",
    ],
)
def test_other_documents_pass(text: str) -> None:
    sniff.refuse_entities(text)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (PAGE, True),
        ("<!DOCTYPE html><p>x", True),
        ("<!DOCTYPE html>" + FEED, False),
        ("<!-- <html> -->" + FEED, False),
        ("<BODY>x", True),
        ("<letter/>", False),
        ("html", False),
    ],
)
def test_a_page_is_told_by_its_root(text: str, *, page: bool) -> None:
    assert sniff.looks_like_html(text) is page


@pytest.mark.parametrize("before", ["", "\n", "<?xml?><!-- <feed> -->", "<!DOCTYPE html>"])
def test_a_feed_starts_at_its_root(before: str) -> None:
    assert sniff.feed_start(before + FEED) == len(before)
    assert sniff.feed_start(before + PAGE) == 0


@pytest.mark.parametrize("piece", ["<", "<!--", "<?", "<!DOCTYPE [", "<a:", "]>"])
def test_hostile_bodies_take_no_time(piece: str) -> None:
    start = time.process_time()
    text = piece * (200_000 // len(piece))
    sniff.not_a_feed(text)
    sniff.looks_like_html(text)
    assert time.process_time() - start < 2
