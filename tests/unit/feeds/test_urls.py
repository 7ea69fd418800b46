from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.feeds.urls import (
    canonical_url,
    feed_address,
    host_of,
    join_url,
    link_url,
    server_of,
    unified_url,
)

SAME = [
    ("https://a.example/x.html#xtor=RSS-3208", "https://a.example/x.html"),
    ("https://a.example/x?at_medium=RSS&at_campaign=rss", "https://a.example/x"),
    ("https://a.example/x?utm_source=rss&utm_medium=feed&id=5&v=3", "https://a.example/x?id=5&v=3"),
    ("https://a.example/x?v=3&id=5&fbclid=z&gclid=y&mc_cid=1", "https://a.example/x?id=5&v=3"),
    ("https://a.example/x?ns_mchannel=rss&ns_source=z", "https://a.example/x"),
    ("https://a.example/x#utm_source=rss", "https://a.example/x"),
    ("https://a.example/x?UTM_Source=RSS", "https://a.example/x"),
    ("https://a.example/x?source=rss&ref=feed", "https://a.example/x"),
    ("https://a.example/x#comments", "https://a.example/x"),
    ("HTTPS://A.Example:443/%7Eme/../x", "https://a.example/x"),
    ("https://user:secret@a.example/x", "https://a.example/x"),
    ("https://a.example/news/a-long-title-of-it/amp/", "https://a.example/news/a-long-title-of-it"),
    ("https://a.example/x?amp=1", "https://a.example/x"),
    (
        "https://www.google.com/url?rct=j&sa=t&url=https://a.example/x?utm_source%3Dz&ct=ga",
        "https://a.example/x",
    ),
    ("https://www.google.com/amp/s/a.example/x?utm_source=z", "https://a.example/x"),
    ("https://a-example.cdn.ampproject.org/c/s/a.example/x", "https://a.example/x"),
    ("https://a.example/été", "https://a.example/%C3%A9t%C3%A9"),
    ("https://xn--mnchen-3ya.example/", "https://münchen.example/"),
]


@pytest.mark.parametrize(("url", "canonical"), SAME)
def test_one_form_for_each_article(url: str, canonical: str):
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/?p=12",
        "https://a.example/?id=5&v=3",
        "https://a.example/x?cid=7&uid=3",
        "https://a.example/x?source=afp",
        "https://a.example/x?ref=81",
        "https://a.example/x?page=2",
        "https://a.example/x?q=a+b",
        "https://a.example/notes#march-1",
        "https://a.example/#!/story/7",
        "https://a.example/#/story/7",
        "https://a.example/x#id=7",
        "https://a.example/amp",
    ],
)
def test_what_tells_pages_apart_stays(url: str):
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "//a.example/x",
        "/x",
        "http://",
        "https://[::1",
        "data:,x",
        "http://a.example:99999999/",
    ],
)
def test_what_a_reader_cannot_follow_is_no_link(url: str):
    assert link_url(url) == ""
    assert canonical_url(url) == ""


def test_blanks_in_links_are_mended():
    assert link_url(" https://a.example/a b\n") == "https://a.example/a%20b"
    assert link_url("https://a.example/a\nb") == "https://a.example/ab"


def test_hosts():
    assert host_of("https://WWW.Le-Fil.example:8080/x") == "le-fil.example"
    assert host_of("https://münchen.example/") == "xn--mnchen-3ya.example"
    assert host_of("nonsense") == host_of("") == host_of("https://[::1") == ""
    assert host_of("http://[::1]:80/") == "::1"


def test_links_are_joined():
    assert join_url("https://a.example/b/", "../c") == "https://a.example/c"
    assert join_url("https://a.example/b/", "http://[") == "http://["


pieces = st.text(st.sampled_from("aZ0é /?&=#%:;@.,+-_~!'()*[]\"<>\\{}|^`\t"), max_size=40)


@given(pieces, pieces, pieces)
@example("", "a=1&b=2", "xtor=RSS-1")
@example("//x/amp/amp", "amp", "")
@example("%25%32%35", "%25=%26", "%23")
def test_applied_twice_it_changes_nothing(path: str, query: str, fragment: str):
    once = canonical_url(f"https://a.example/{path}?{query}#{fragment}")
    assert canonical_url(once) == once


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str):
    once = canonical_url(text)
    assert canonical_url(once) == once
    assert isinstance(host_of(text), str)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/" + "a/../" * 20_000,
        "https://a.example/?" + "&" * 100_000,
        "https://" + "a." * 50_000 + "example/",
        "https://a.example/" + "%" * 100_000,
    ],
)
def test_hostile_links_take_no_time(url: str):
    begun = time.process_time()
    canonical_url(url)
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://Paper.example/x", "paper.example"),
        ("http://www.paper.example:80/x", "paper.example"),
        ("http://127.0.0.1:8081/x", "127.0.0.1:8081"),
        ("http://127.0.0.1:99999/x", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_a_server_is_a_host_with_an_unusual_port(url: str, name: str):
    assert server_of(url) == name


@given(
    st.from_regex(
        r"https?://(www\.|m\.)?[a-z0-9-]{1,12}\.(com|de|co\.uk|example)(/{1,2}[A-Za-z0-9_.~-]{0,9}){0,4}"
        r"(\.html?|\.php|/amp/?|/)?(\?[a-z]{1,6}=[a-z0-9]{0,4})?",
        fullmatch=True,
    )
)
@example("https://a.example/x/index.html")
@example("https://xn--mnchen-3ya.example/x")
@example("https://a.example//x")
@example("https://a.example/x//")
@example("https://-a-.example/x")
@example("http://a.example:80/x")
def test_a_plain_address_is_what_the_long_way_makes_of_it(url: str):
    assert canonical_url(url) == unified_url(url)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("feed://x.example/a", "http://x.example/a"),
        ("feed:https://x.example/a", "https://x.example/a"),
        (" FEED://https://x.example/a ", "https://x.example/a"),
        ("https://x.example/feed:1", "https://x.example/feed:1"),
        ("feed:x", ""),
        ("file:///x", ""),
        ("", ""),
    ],
)
def test_an_address_that_opens_in_a_reader_is_the_one_behind_it(written: str, address: str):
    assert feed_address(written) == address
