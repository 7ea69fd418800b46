from __future__ import annotations

import pytest

from bot.core.proxies import STRAIGHT, Proxies, Proxy, logins, parse_proxy
from bot.errors import UsageError

FEED = "https://news.example/rss"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("http://proxy.lan:3128", Proxy("http", "proxy.lan", 3128)),
        ("proxy.lan:3128", Proxy("http", "proxy.lan", 3128)),
        ("HTTP://Proxy.LAN", Proxy("http", "proxy.lan", 80)),
        ("https://proxy.lan/", Proxy("https", "proxy.lan", 443)),
        ("socks5://[::1]", Proxy("socks5", "::1", 1080)),
        ("socks5h://u:p%40ss@10.0.0.1:9050", Proxy("socks5h", "10.0.0.1", 9050, "u", "p@ss")),
        ("socks4a://me@proxy.lan", Proxy("socks4a", "proxy.lan", 1080, "me")),
        (" None ", None),
    ],
)
def test_addresses_of_proxies_are_read(written: str, expected: Proxy | None):
    assert parse_proxy(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "ftp://proxy",
        "http://",
        "://x",
        "http://proxy:port",
        "http://a b:1",
        "http://u:s3cret@",
        "x:0x",
    ],
)
def test_what_is_no_proxy_is_refused_without_being_quoted(written: str):
    with pytest.raises(UsageError) as caught:
        parse_proxy(written)
    assert "http://host:port" in caught.value.fix
    assert "s3cret" not in f"{caught.value} {caught.value.fix}"


@pytest.mark.parametrize("sign", ["/", "?", "#"])
@pytest.mark.parametrize("head", ["http://bob:12", "bob:12", "socks5://bob:12", "http://bob"])
def test_a_password_that_ends_the_address_is_told_how_to_be_written(head: str, sign: str):
    with pytest.raises(UsageError) as caught:
        parse_proxy(f"{head}{sign}Zs3cr3t@127.0.0.1:1")
    assert "%23" in caught.value.fix
    assert all(part not in f"{caught.value} {caught.value.fix}" for part in ("s3cr3t", "bob"))


@pytest.mark.parametrize(
    "written",
    [
        "http://a..b:1",
        "socks5://a..b:1",
        "socks5://ü..:1",
        f"http://{'x' * 64}.lan:1",
        "http:/h:1",
        "http://h/path",
        "http://h:1?",
        "http://h:1#",
        "http://h\\x:1",
        "http://u:p@h\\x:1",
        "http://h%41:1",
    ],
)
def test_a_host_that_cannot_be_looked_up_is_no_proxy(written: str):
    with pytest.raises(UsageError):
        parse_proxy(written)


@pytest.mark.parametrize(
    "written",
    [
        "http://é:s3cret中@127.0.0.1:1",
        "https://me:s3cret%E4%B8%AD@h",
        "http://m%3Ae:s3cret@h",
        "http://me:s3cret%0d%0ax@h",
        "socks5://me:s3creté@h",
        f"socks5://me:s3cret{'x' * 250}@h",
    ],
)
def test_a_login_that_cannot_be_handed_over_is_refused(written: str):
    with pytest.raises(UsageError) as caught:
        parse_proxy(written)
    assert "login" in str(caught.value)
    assert "s3cret" not in f"{caught.value} {caught.value.fix}"


def test_a_proxy_shows_its_login_only_to_who_connects():
    proxy = parse_proxy("http://me:s%2Fcret@proxy.lan:3128")
    assert proxy is not None
    assert proxy.url == "http://me:s%2Fcret@proxy.lan:3128"
    assert str(proxy) == "http://proxy.lan:3128"
    assert "cret" not in f"{proxy} {proxy!r}"
    assert parse_proxy(proxy.url) == proxy


def test_a_setting_leads_everywhere_whatever_the_environment_says():
    proxies = Proxies("http://own:1", {"https": "http://env:2", "no": "*"})
    assert str(proxies.to(FEED)) == "http://own:1"
    assert str(proxies.to("http://127.0.0.1:8080/rss")) == "http://own:1"
    assert [str(proxy) for proxy in proxies.all()] == ["http://own:1"]


def test_none_goes_straight_whatever_the_environment_says():
    assert Proxies("none", {"all": "http://env:2"}).to(FEED) is None
    assert STRAIGHT.to(FEED) is None
    assert STRAIGHT.all() == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://news.example/rss", "http://plain:1"),
        ("https://news.example/rss", "http://secure:2"),
        ("ws://gateway.example/", "http://plain:1"),
        ("wss://gateway.example/", "http://secure:2"),
        ("https://feeds.lan/rss", None),
        ("https://deep.feeds.lan/rss", None),
        ("https://otherfeeds.lan/rss", "http://secure:2"),
        ("https://10.0.0.1:8443/rss", None),
        ("https://10.0.0.1/rss", "http://secure:2"),
    ],
)
def test_the_environment_leads_by_scheme_and_past_what_no_proxy_names(url, expected):
    variables = {"http": "plain:1", "https": "secure:2", "no": ".feeds.lan, 10.0.0.1:8443"}
    found = Proxies("", variables).to(url)
    assert (str(found) if found else None) == expected


@pytest.mark.parametrize("no", ["[::1]", "::1", "a.lan, [::1]", "0:0:0:0:0:0:0:1", "[::1]:81"])
def test_an_address_of_ipv6_is_spared_with_and_without_brackets(no: str):
    proxies = Proxies("", {"all": "http://x:1", "no": no})
    assert proxies.to("http://[::1]:81/rss") is None
    assert proxies.to("http://[::2]:81/rss") is not None


def test_all_proxy_leads_where_no_other_does():
    proxies = Proxies("", {"all": "socks5://tor:9050", "http": "http://plain:1"})
    assert str(proxies.to("http://news.example/")) == "http://plain:1"
    assert str(proxies.to(FEED)) == "socks5://tor:9050"
    assert len(proxies.all()) == 2
    assert Proxies("", {"no": "*", "all": "http://x:1"}).to(FEED) is None


def test_another_setting_keeps_the_environment():
    proxies = Proxies("http://own:1", {"https": "http://env:2"})
    assert str(proxies.of("").to(FEED)) == "http://env:2"
    assert proxies.of("none").to(FEED) is None


def test_a_variable_that_cannot_be_read_is_named():
    with pytest.raises(UsageError, match="HTTPS_PROXY"):
        Proxies("", {"https": "ftp://x"})


def test_every_form_of_a_login_is_known():
    found = set(logins("http://me:s%2Fcret@proxy.lan:3128"))
    assert found == {"me:s%2Fcret@", "bWU6cy9jcmV0", "s%2Fcret", "s/cret"}
    assert {"YjrDqQ==", "Yjrp"} <= set(logins("http://b:é@proxy.lan"))
    assert not list(logins("http://proxy.lan"))
    assert not list(logins("xoxb-token"))
