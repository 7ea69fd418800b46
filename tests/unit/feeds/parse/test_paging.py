"""Where a feed keeps older entries, on both paths of the parser and through the child's pipe."""

from __future__ import annotations

import json

import pytest

from bot.feeds.parse.paging import older_page, told_generator, told_links
from bot.feeds.parse.parser import parse_feed, parse_slow
from bot.models import ParsedFeed
from bot.workers import protocol, values

URL = "https://news.example/feed/"


def read_tree(text, url=""):
    return parse_feed(text.encode(), url=url, slow=False)


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
<link rel="self" href="https://news.example/feed/"/>{links}
<entry><id>a</id><title>One</title><link rel="next" href="https://news.example/not-this"/>
<link href="https://news.example/1"/></entry>{after}</feed>"""
RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>
{links}<item><guid>a</guid><title>One</title><link>https://news.example/1</link></item>{after}
</channel></rss>"""


@pytest.mark.parametrize("read", [read_tree, parse_slow], ids=["tree", "slow"])
@pytest.mark.parametrize(
    ("document", "link", "wanted"),
    [
        (ATOM, '<link rel="prev-archive" href="/2026/02"/>', "https://news.example/2026/02"),
        (ATOM, "<link href='?page=2&amp;n=1' rel='next'/>", URL + "?page=2&n=1"),
        (RSS, '<atom:link rel="next" href="https://x.example/p2"/>', "https://x.example/p2"),
        (RSS, '<atom:link href="older" rel="previous"/>', URL + "older"),
        (RSS, "<generator>https://wordpress.org/?v=6.4</generator>", URL + "?paged=2"),
        (ATOM, '<generator uri="https://wordpress.org/">W</generator>', URL + "?paged=2"),
        (RSS, '<atom:link rel="next" href="javascript:x"/>', ""),
        (RSS, "<generator>Drupal</generator>", ""),
    ],
)
@pytest.mark.parametrize("place", ["links", "after"])
def test_the_way_to_older_entries_is_found(read, document, link, wanted, place):
    text = document.format(**({"links": "", "after": ""} | {place: link}))
    parsed = values.feed_of(
        json.loads(protocol.pack_message(values.feed_head(read(text, URL)))[8:])
    )
    assert older_page(parsed, URL)[1] == wanted


def test_a_json_feed_names_its_next_page():
    body = b'{"items": [{"id": "1", "title": "x"}, 7], "next_url": "/feed.json?p=2"}'
    parsed = parse_feed(body, url="https://news.example/feed.json")
    assert older_page(parsed, "https://news.example/feed.json")[1].endswith("/feed.json?p=2")
    assert parsed.dropped == 1


def test_an_archive_comes_first_and_a_series_is_followed_by_its_own_relation():
    parsed = ParsedFeed(
        "", (), links=(("previous", "/new"), ("next", "/2"), ("prev-archive", "/a"))
    )
    assert older_page(parsed, URL) == ("prev-archive", "https://news.example/a")
    assert older_page(parsed, URL, "next") == ("next", "https://news.example/2")
    wordpress = ParsedFeed("", (), generator="WordPress.com")
    assert older_page(wordpress, URL + "?cat=3&paged=2", "paged")[1] == URL + "?cat=3&paged=3"
    assert older_page(wordpress, URL, "next") == ("", "")


@pytest.mark.parametrize("read", [read_tree, parse_slow], ids=["tree", "slow"])
def test_an_item_in_which_nothing_can_be_read_is_counted(read):
    parsed = read(RSS.format(links="<item><guid>b</guid></item>", after="<item/>"))
    assert [entry.guid for entry in parsed.entries] == ["a"]
    assert parsed.dropped == 2


def test_hostile_links_cost_nothing():
    for piece in ('<link rel="next" ', "<link " + "a" * 4_000, "<generator "):
        text = RSS.format(links="", after=piece * (100_000 // len(piece)))
        assert told_links(text) == ()
        assert told_generator(text) == ""
