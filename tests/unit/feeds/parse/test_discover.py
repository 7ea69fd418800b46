from __future__ import annotations

import time

import pytest

from bot.feeds.parse.discover import find_feeds

PAGE = """<!DOCTYPE html><html><head><base href="/en/">
<!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->
<link rel="alternate" type="application/rss+xml" title="Comments" href="comments.xml">
<link REL='Alternate' href=news.xml?a=1&amp;b=2 type='application/rss+xml' title='The &amp; News'>
<link rel="alternate" type="application/feed+json" href="https://cdn.example/feed.json">
<link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" href="/rss.css">
</head><body><a href="/rss/world.xml">World</a> <a href="/pressfeedback">no</a>
<a href="javascript:rss()">no</a><a href="feed:https://x.example/atom">old</a></body></html>"""


def urls(page: str, url: str = "https://site.example/a", kind: str = "") -> list[str]:
    return [found.url for found in find_feeds(page.encode(), url) if kind in ("", found.kind)]


def test_declared_feeds_come_first_and_comments_last_among_them():
    found = [
        feed
        for feed in find_feeds(PAGE.encode(), "https://site.example/")
        if feed.kind == "declared"
    ]
    assert [feed.url for feed in found] == [
        "https://site.example/en/news.xml?a=1&b=2",
        "https://cdn.example/feed.json",
        "https://site.example/en/comments.xml",
    ]
    assert found[0].title == "The & News"


def test_links_that_look_like_feeds_are_listed():
    assert urls(PAGE, kind="linked") == [
        "https://site.example/rss/world.xml",
        "https://x.example/atom",
    ]


def test_guesses_stand_at_the_end():
    kinds = [feed.kind for feed in find_feeds(PAGE.encode(), "https://site.example/")]
    order = ["declared", "site", "linked", "guess"]
    assert kinds == sorted(kinds, key=order.index)
    assert "https://site.example/feed" in urls("", kind="guess")


@pytest.mark.parametrize(
    ("url", "page", "feed"),
    [
        (
            "https://www.youtube.com/channel/UC0123456789012345678901",
            "",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789012345678901",
        ),
        (
            "https://www.youtube.com/@somebody",
            '{"externalId":"UC0123456789012345678901"}',
            "https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789012345678901",
        ),
        ("https://old.reddit.com/r/europe/top", "", "https://www.reddit.com/r/europe/.rss"),
        (
            "https://social.example/@anne",
            "<p>Powered by Mastodon",
            "https://social.example/@anne.rss",
        ),
        ("https://github.com/o/r", "", "https://github.com/o/r/releases.atom"),
        ("https://letter.substack.com/p/x", "", "https://letter.substack.com/feed"),
        ("https://medium.com/@anne/x", "", "https://medium.com/feed/@anne"),
        ("https://blog.example/a/b", '<img src="/wp-content/x.png">', "https://blog.example/feed/"),
        ("https://x.tumblr.com/", "", "https://x.tumblr.com/rss"),
    ],
)
def test_known_sites_have_their_feeds(url: str, page: str, feed: str):
    assert feed in urls(page, url, kind="site")


def test_each_address_is_listed_once_and_never_the_page_itself():
    page = '<link rel="alternate" type="application/rss+xml" href="/feed"><a href="/feed">feed</a>'
    assert urls(page).count("https://site.example/feed") == 1
    assert "https://site.example/feed" not in urls(page, "https://site.example/feed")


@pytest.mark.parametrize(
    "page",
    [
        "<link " * 50_000,
        "<!--" * 100_000,
        "<a " + "a" * 100_000,
        "<a " + "a=" * 50_000,
        ("<a " + "x" * 2_900 + ">") * 40,
        "<a href='" * 30_000,
        "\0" * 100_000,
        '<a href="http://[">',
    ],
    ids=range(8),
)
def test_hostile_pages_take_no_time(page: str):
    begun = time.process_time()
    find_feeds(page.encode(), "https://site.example/")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "links",
    [
        '</news.xml>; rel="alternate"; type="application/rss+xml"; title="News"',
        "</news.xml>;rel=alternate;type=application/rss+xml;title=News",
        '</style.css>; rel=preload; as=style, </news.xml>; type="application/atom+xml"; '
        'rel="alternate home"; title="News"',
        '<//site.example/news.xml>; title="News"; rel=alternate; type="application/feed+json"',
    ],
)
def test_the_link_header_declares_feeds(links: str):
    found = find_feeds(b"<p>x</p>", "https://site.example/en/", links=links)[0]
    assert (found.url, found.title, found.kind) == (
        "https://site.example/news.xml",
        "News",
        "declared",
    )


@pytest.mark.parametrize(
    "links",
    [
        "</de/>; rel=alternate; hreflang=de",
        "</a.css>; rel=preload",
        "<",
        "</x>" * 900,
        "<a>;" * 900,
    ],
)
def test_other_link_headers_declare_none(links: str):
    feeds = find_feeds(b"", "https://site.example/", links=links)
    assert [feed for feed in feeds if feed.kind == "declared"] == []


def test_a_link_in_the_text_declares_a_feed_as_one_in_the_head_does():
    page = '<a rel="alternate" type="application/rss+xml" href="/all" title="All">All</a>'
    assert urls(page, kind="declared") == ["https://site.example/all"]
    assert urls('<a rel="alternate" hreflang="de" href="/de">', kind="declared") == []


def test_a_title_is_read_in_the_charset_of_the_page():
    page = '<link rel="alternate" type="application/rss+xml" href="/f" title="Новости города">'
    body = f'<meta charset="windows-1251">{page}'.encode("cp1251")
    assert find_feeds(body, "https://site.example/")[0].title == "Новости города"
