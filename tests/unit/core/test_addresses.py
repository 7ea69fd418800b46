"""Addresses as they may be shown: names stay, logins and values go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.addresses import is_veiled, secrets_in, veiled, veiled_text

SHOWN = {
    "http://user:PASS@host/f?key=KEY": "http://…@host/f?key=…",
    "https://token@host/feed.xml": "https://…@host/feed.xml",
    "http://u:p@ss@host:8080/": "http://…@host:8080/",
    "http://u:pa?ss#w@host/f": "http://…@host/f",
    "https://host/feed?abcdef0123": "https://host/feed?…",
    "https://host/?a=1&b=&c": "https://host/?a=…&b=…&…",
    "https://host/f#access_token=1": "https://host/f#…",
    "https://host/a;sid=12/b": "https://host/a;sid=…",
    "https://host/feed.xml": "https://host/feed.xml",
    "https://host/feed.xml#top": "https://host/feed.xml#…",
    "": "",
    "a name": "a name",
}


@pytest.mark.parametrize(("url", "shown"), SHOWN.items())
def test_what_an_address_may_show(url: str, shown: str) -> None:
    assert veiled(url) == shown
    assert is_veiled(url) == (url != shown)


PART = st.text(st.characters(codec="utf-8", exclude_characters="/\r\n"), min_size=5, max_size=30)


@given(PART, PART, PART)
def test_no_login_and_no_value_is_shown(user: str, password: str, value: str) -> None:
    url = f"https://{user}QX:{password}QY@host.example/f?key={value}QZ"
    shown = veiled(url)
    assert not any(mark in shown for mark in ("QX", "QY", "QZ"))
    assert veiled(shown) == shown


def test_what_counts_as_a_secret_elsewhere() -> None:
    assert secrets_in("https://user:p%40ss!@h/f?feed=rss2&key=abcd") == ["p%40ss!", "abcd", "p@ss!"]
    assert secrets_in("https://abcdef@h/?0123456789") == ["abcdef", "0123456789"]
    assert secrets_in("https://h/?id=0123456789abcdef") == ["0123456789abcdef"]
    assert secrets_in("https://h/feed.xml?x=1") == []
    assert secrets_in("no address") == []


def test_a_text_loses_what_its_addresses_and_headers_hold() -> None:
    told = veiled_text(
        "GET /f?key=abc HTTP/1.1 of 'http://u:p@h/?k=v' with Authorization: Basic dXNlcjpwYXNz"
    )
    assert told == "GET /f?key=… HTTP/1.1 of 'http://…@h/?k=…' with Authorization: Basic …"
    assert veiled_text("reason=404; a name = b") == "reason=404; a name = b"
