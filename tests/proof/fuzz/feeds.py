# ruff: noqa: E501 - documents and words stand as they are sent
"""Feeds, as the jail reads them: RSS, RDF, Atom and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from lxml import etree

from bot.errors import ParseError
from bot.feeds.parse.parser import parse_feed
from bot.workers import values
from bot.workers.bounds import bounded_feed
from bot.workers.protocol import LENGTHS, Message, pack_message, unpack_message
from tests.proof.fuzz.mutators import (
    as_json,
    as_xml,
    is_well_formed,
    mutated_tree,
    mutated_value,
    seldom_damaged,
)
from tests.proof.fuzz.target import IN_THE_JAIL, Read, Target

_SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
TREES = tuple(
    etree.fromstring(text)
    for text in (
        f"""<rss version="2.0" {_SPACES}><channel><title>Bay Post</title><link>https://bay.example/</link>
        <description>News &amp; more</description><language>en-gb</language><ttl>15</ttl>
        <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
        <atom:link rel="self" href="https://bay.example/rss"/><generator>Presses 3</generator>
        <item><title>Harbour wall gives way</title><link>https://bay.example/1</link><guid isPermaLink="false">b1</guid>
        <pubDate>Sun, 01 Mar 2026 08:30:00 +0100</pubDate><dc:creator>Anna Weber</dc:creator>
        <description>Crews &lt;b&gt;return&lt;/b&gt; to the quay.</description>
        <content:encoded><![CDATA[<p>Crews return.</p><figure><figcaption>The quay</figcaption></figure>]]></content:encoded>
        <category>Harbour</category><media:content url="https://bay.example/i.jpg" medium="image"/></item>
        <item><title>Ferry late</title><link>/2?x=1&amp;y=2</link><guid>https://bay.example/2</guid><author>a@bay.example (A. Weber)</author>
        <pubDate>2 mars 2026 07:00</pubDate><enclosure url="https://bay.example/a.mp3" type="audio/mpeg" length="9"/>
        <itunes:summary>Late again.</itunes:summary><source url="https://o.example/rss">Other</source></item></channel></rss>""",
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://quai.example/"><title type="html">Le &lt;i&gt;Quai&lt;/i&gt;</title>
        <id>urn:q</id><updated>2026-03-01T08:30:00Z</updated><link rel="alternate" href="/"/><link rel="next" href="?p=2"/>
        <author><name>Rédaction</name></author><entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Crue à <b>Bria</b></div></title>
        <id>urn:q:1</id><link href="1"/><link rel="related" href="https://z.example/"/><published>2026-03-01T08:00:00+01:00</published><updated>2026-03-01T08:30:00Z</updated>
        <summary>L’eau monte.</summary><content type="html">&lt;p&gt;L’eau monte encore.&lt;/p&gt;</content><author><name>I. Diallo</name><email>i@quai.example</email></author></entry>
        <entry><title>Deux</title><id>urn:q:2</id><updated>2026-03-01</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Texte <em>mêlé</em>.</p></div></content></entry></feed>""",
        f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {_SPACES}>
        <channel rdf:about="https://r.example/"><title>R</title><link>https://r.example/</link><description/></channel>
        <item rdf:about="https://r.example/1"><title>Зерно</title><link>https://r.example/1</link><dc:date>2026-03-01T08:30:00Z</dc:date><description>Цены растут</description></item></rdf:RDF>""",
        """<rss version="0.91"><channel><title>Old</title><link>http://old.example</link><item><title>One</title><link>http://old.example/1</link><description>A line.</description></item></channel></rss>""",
    )
)  # fmt: skip
JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "https://j.example/",
    "feed_url": "https://j.example/f.json", "language": "de", "next_url": "https://j.example/f.json?p=2",
    "authors": [{"name": "Redaktion"}],
    "items": [
        {"id": "1", "url": "https://j.example/1", "title": "Zug steht", "content_html": "<p>Der Zug steht.</p>",
         "summary": "Er steht.", "date_published": "2026-03-01T08:30:00+01:00", "authors": [{"name": "A. Weber"}],
         "image": "https://j.example/i.png", "tags": ["Bahn"], "language": "de"},
        {"id": 2, "external_url": "https://o.example/2", "content_text": "Nur Text", "date_modified": "2026-03-02",
         "attachments": [{"url": "https://j.example/a.mp3", "mime_type": "audio/mpeg"}]},
    ],
}  # fmt: skip
WORDS = (
    "Sun, 01 Mar 2026 08:30:00 GMT", "2026-03-01T08:30:00Z", "1 mars 2026", "01.03.2026", "2026", "10:00 PM",
    "https://x.example/1", "/1", "?p=2", "#a", "<p>Words</p>", "<!-- x -->", "&lt;b&gt;", "&amp;amp;", "&eacute;",
    "html", "xhtml", "text", "base64", "alternate", "self", "true", "en", "zh-Hant", "a@b.example (A B)",
    "CafÃ©", "weekly", "60", "image/png",
)  # fmt: skip
CHARSETS = ("", "", "", "utf-8", "iso-8859-1", "windows-1251", "utf-16", "x-none", "utf-7")


def make_feed(dice: Random) -> bytes:
    """Change a feed's tree or table, and of some the bytes."""
    if dice.random() < 0.2:
        return seldom_damaged(dice, as_json(dice, mutated_value(dice, JSON_FEED, WORDS)))
    return seldom_damaged(dice, as_xml(dice, mutated_tree(dice, dice.choice(TREES), WORDS)))


def _is_sound(body: bytes) -> bool:
    try:
        return is_well_formed(body) or isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def passed_on(head: dict[str, Any]) -> Message:
    """Give what a parent reads of a child's answer."""
    message = pack_message(head)
    return unpack_message(message[: LENGTHS.size], message[LENGTHS.size :])


@contextmanager
def opened_feeds() -> Iterator[Read]:
    """Read a feed as a jailed child does, with both parsers, and write the answer for its parent."""

    def read(body: bytes) -> str:
        charset = CHARSETS[len(body) % len(CHARSETS)]
        feed = parse_feed(body, "text/xml", charset, url="https://bay.example/rss")
        answer, _ = passed_on(values.feed_head(bounded_feed(feed)))
        assert len(values.feed_of(answer).entries) == len(feed.entries)
        return "entries" if feed.entries else "no entries"

    yield read


FEEDS = Target("feeds", make_feed, opened_feeds, _is_sound, (ParseError,), most=IN_THE_JAIL)
