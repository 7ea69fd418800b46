from __future__ import annotations

import pytest

from bot.core.hosts import check_entry, fits_header, is_host
from bot.errors import UsageError


@pytest.mark.parametrize(
    "host",
    [
        "news.example",
        "news.example.",
        "localhost",
        "10.0.0.1",
        "::1",
        "fe80::1%eth0",
        "a_b-c.lan",
        "presse.köln",
        "x" * 63 + ".example",
        "xn--kln-sna.example",
    ],
)
def test_what_can_be_looked_up_is_a_host(host: str):
    assert is_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "a..b",
        ".a",
        "ü..",
        "x" * 64,
        "ü" * 64,
        ".".join(["x" * 60] * 5),
        "a b",
        "a\\b",
        "a/b",
        "a%41",
        "1:2",
        "::g",
        "a\nb",
        "a*",
    ],
)
def test_what_no_resolver_takes_is_no_host(host: str):
    assert not is_host(host)


@pytest.mark.parametrize(
    "entry",
    [
        "feeds.lan",
        "feeds.lan:80",
        "10.0.0.5",
        "10.0.0.5:8080",
        "10.0.0.0/8",
        "10.0.0.0/24:80",
        "::1",
        "[::1]",
        "[::1]:80",
        "fd00::/8",
        "[fd00::/8]:80",
        "localhost.",
    ],
)
def test_a_host_or_network_may_be_let_through(entry: str):
    check_entry(entry)


@pytest.mark.parametrize(
    "entry",
    [
        "10.0.0.0/33",
        "*",
        "*.lan",
        "http://10.0.0.5/feed",
        "[::1]:x",
        '{"a":1}',
        "a b",
        "a:99999",
        "a..b",
        "10.0.0.5/feed",
        "[a",
        "::1/200",
        "a:80:80",
    ],
)
def test_an_entry_that_would_never_match_is_refused_with_the_form(entry: str):
    with pytest.raises(UsageError) as caught:
        check_entry(entry)
    assert "10.0.0.0/24" in caught.value.fix


def test_a_login_has_to_fit_a_header():
    assert fits_header("", "")
    assert fits_header("bob", "p:é\xff")
    assert not fits_header("bob", "p中")
    assert not fits_header("bo:b", "p")
