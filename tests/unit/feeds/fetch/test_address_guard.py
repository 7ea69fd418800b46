from __future__ import annotations

import socket

import pytest

from bot.feeds.fetch.address_guard import Attempt, Guard, attempt

REFUSED = [
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("::1", "loopback"),
    ("10.1.2.3", "private"),
    ("172.31.0.1", "private"),
    ("192.168.1.1", "private"),
    ("fd00::1", "private"),
    ("fec0::1", "private"),
    ("169.254.169.254", "link-local"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"),
    ("100.64.0.1", "carrier-grade"),
    ("0.0.0.0", "unspecified"),
    ("0.1.2.3", "unspecified"),
    ("::", "unspecified"),
    ("224.0.0.1", "multicast"),
    ("ff02::1", "multicast"),
    ("64:ff9b::7f00:1", "NAT64"),
    ("64:ff9b:1::1", "NAT64"),
    ("2002:7f00:1::", "6to4"),
    ("192.88.99.1", "6to4"),
    ("2001::1", "Teredo"),
    ("192.0.0.8", "protocol"),
    ("100::1", "protocol"),
    ("2001:db8::1", "documentation"),
    ("203.0.113.9", "documentation"),
    ("3fff::1", "documentation"),
    ("198.18.0.1", "benchmarking"),
    ("::ffff:127.0.0.1", "IPv4"),
    ("::ffff:8.8.8.8", "IPv4"),
    ("::7f00:1", "IPv4"),
    ("255.255.255.255", "reserved"),
    ("240.0.0.1", "reserved"),
    ("4000::1", "reserved"),
    ("5f00::1", "protocol"),
]


@pytest.mark.parametrize(("address", "kind"), REFUSED)
def test_addresses_that_are_not_public_are_refused(address: str, kind: str):
    assert kind in str(Guard([]).refusal(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "2001:4860:4860::8888",
    ],
)
def test_public_addresses_are_let_through(address: str):
    assert not Guard([]).refusal(address)


@pytest.mark.parametrize(
    ("allowed", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "::ffff:127.0.0.1"),
        ("10.0.0.0/8", "10.9.8.7"),
        ("10.0.0.1/8", "10.9.8.7"),
        ("[::1]", "::1"),
        ("fd00::/8", "fd12::1"),
        ("64:ff9b::/96", "64:ff9b::808:808"),
    ],
)
def test_addresses_and_networks_can_be_allowed(allowed: str, address: str):
    assert not Guard([allowed]).refusal(address)
    assert Guard([allowed]).refusal("192.168.7.7")


def test_a_name_is_allowed_for_requests_to_that_name_only():
    guard = Guard(["News.Home.Arpa."])
    assert not guard.refusal("192.168.1.9", "news.home.arpa")
    assert guard.refusal("192.168.1.9", "rebound.example")
    assert guard.refusal("192.168.1.9")


@pytest.mark.parametrize(
    ("allowed", "address", "host", "port"),
    [
        ("127.0.0.1:8080", "127.0.0.1", "127.0.0.1", 8080),
        ("10.0.0.0/8:443", "10.1.2.3", "", 443),
        ("[::1]:8080", "::1", "::1", 8080),
        ("feeds.lan:8080", "10.0.0.9", "feeds.lan", 8080),
        ("Feeds.LAN.:8080", "10.0.0.9", "feeds.lan", 8080),
    ],
)
def test_a_port_behind_a_host_allows_that_port_alone(
    allowed: str, address: str, host: str, port: int
):
    guard = Guard([allowed])
    assert not guard.refusal(address, host, port)
    assert guard.refusal(address, host, port + 1)
    assert guard.refusal(address, host)


def test_an_address_with_colons_is_no_address_with_a_port():
    assert not Guard(["fd00::80"]).refusal("fd00::80", port=443)
    assert Guard(["fd00::80"]).refusal("fd00::", port=80)


def test_a_refused_socket_tells_the_request():
    request = Attempt("rebound.example")
    token = attempt.set(request)
    try:
        with pytest.raises(PermissionError, match="a private address"):
            Guard([]).open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))
    finally:
        attempt.reset(token)
    assert [(one.address, str(one.kind)) for one in request.refused] == [
        ("10.0.0.1", "a private address")
    ]


def test_an_allowed_socket_is_made():
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))
    with Guard(["127.0.0.0/8"]).open_socket(info) as made:
        assert made.family == socket.AF_INET
