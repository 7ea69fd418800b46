"""What a feed has of its own about being fetched: how it is written, and who may see it."""

from __future__ import annotations

import pytest

from bot.core.feed_options import (
    MOST,
    PLAIN,
    FeedOptions,
    origin_of,
    read_cookies,
    read_headers,
    secret_words,
)
from bot.core.proxies import Proxies
from bot.errors import UsageError

OWN = FeedOptions(
    origin=("https", "news.example", 443),
    headers={"X-Key": "s3cret-of-header"},
    cookies={"session": "s3cret-of-cookie"},
    proxies=Proxies("http://u:s3cret-of-proxy@proxy.example:3128"),
)


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("https://news.example/feed", True),
        ("https://NEWS.example:443/article/1?x=2", True),
        ("https://news.example./feed", True),
        ("http://news.example/feed", False),
        ("https://news.example:8443/feed", False),
        ("https://www.news.example/feed", False),
        ("https://news.example.evil.test/feed", False),
        ("https://news.example@evil.test/feed", False),
        ("https://evil.test/https://news.example/", False),
        ("https://news.example:x/", False),
        ("", False),
    ],
)
def test_headers_and_cookies_are_for_their_own_server_alone(url, seen):
    assert bool(OWN.headers_at(url)) is seen
    assert bool(OWN.cookies_at(url)) is seen
    assert OWN.left_behind(url) is not seen
    assert not PLAIN.left_behind(url)
    assert not PLAIN.headers_at(url)


def test_no_text_of_it_holds_a_value():
    assert OWN.shown() == {"headers": ["X-Key"], "cookies": ["session"], "proxy": True}
    assert "s3cret" not in f"{OWN!r}{OWN}{OWN.shown()}"
    assert PLAIN.shown() == {}


def test_a_host_in_letters_of_its_own_is_the_one_in_ascii():
    assert origin_of("https://bücher.example/x") == ("https", "xn--bcher-kva.example", 443)
    assert origin_of("ftp://a.example/") is None


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({}, {}),
        ("", {}),
        ({"Accept-Language": " fr "}, {"Accept-Language": "fr"}),
        (
            "X-Key: a:b\r\nReferer: https://a.example/\n",
            {"X-Key": "a:b", "Referer": "https://a.example/"},
        ),
    ],
)
def test_headers_are_a_table_or_lines(given, read):
    assert read_headers(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"session": "a=b"}, {"session": "a=b"}),
        ("session=a=b; other=; third=x", {"session": "a=b", "other": "", "third": "x"}),
        ("", {}),
    ],
)
def test_cookies_are_a_table_or_the_text_of_a_header(given, read):
    assert read_cookies(given) == read


@pytest.mark.parametrize(
    ("read", "given", "fix"),
    [
        (read_headers, {"User-Agent": "s3cret"}, "user_agent"),
        (read_headers, {"cookie": "s3cret"}, "under cookies"),
        (read_headers, {"Proxy-Authorization": "s3cret"}, "proxy ="),
        (read_headers, {"host": "s3cret"}, "leave it out"),
        (read_headers, {"Accept-Encoding": "s3cret"}, "leave it out"),
        (read_headers, {"If-None-Match": "s3cret"}, "leave it out"),
        (read_headers, {"X-Key": "s3cret", "x-key": "s3cret"}, "once"),
        (read_headers, {"X-Key": "s3cret\r\nHost: evil.test"}, "one line"),
        (read_headers, {"X-Key": ""}, "one line"),
        (read_headers, {"X Key": "s3cret"}, "headers ="),
        (read_headers, {"X-Key\n": "s3cret"}, ""),
        (read_headers, {"X-Key": 5}, "headers ="),
        (read_headers, "s3cret", "headers ="),
        (read_headers, ["s3cret"], "headers ="),
        (read_headers, {f"X-{n}": "s3cret" for n in range(MOST + 1)}, "headers ="),
        (read_cookies, {"a": "s3cret; b=c"}, "semicolon"),
        (read_cookies, {"a": "s3cret\n"}, ""),
        (read_cookies, {"a": "s3crét"}, "semicolon"),
        (read_cookies, "s3cret", "cookies ="),
        (read_cookies, {"a b": "s3cret"}, "cookies ="),
        (read_cookies, None, "cookies ="),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_fix_and_without_its_value(read, given, fix):
    if not fix:
        # A line break at an end is stripped like a blank.
        assert read(given)
        return
    with pytest.raises(UsageError) as refused:
        read(given)
    assert fix in refused.value.fix
    assert "s3cr" not in f"{refused.value}{refused.value.fix}"


def test_the_token_of_a_header_is_a_secret_by_itself():
    assert list(secret_words("Bearer abc.def-0123")) == ["abc.def-0123"]
    assert list(secret_words("abc.def-0123")) == []
