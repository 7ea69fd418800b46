from __future__ import annotations

import pytest

from bot.core.hosts import fits_header, is_host


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


def test_a_login_has_to_fit_a_header():
    assert fits_header("", "")
    assert fits_header("bob", "p:é\xff")
    assert not fits_header("bob", "p中")
    assert not fits_header("bo:b", "p")
