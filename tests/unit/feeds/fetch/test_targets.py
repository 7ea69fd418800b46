from __future__ import annotations

import asyncio
import socket

import pytest
from yarl import URL

from bot.feeds.fetch.address_guard import Attempt, Blocked, Guard, attempt
from bot.feeds.fetch.targets import Targets, spelled
from tests.hostile_addresses import look_up


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.0.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::1]", "::1"),
        ("fe80::1%25eth0", "fe80::1"),
        ("news.example", None),
        ("1.news", None),
        ("", None),
    ],
)
def test_addresses_are_read_in_every_spelling(host: str, address: str | None):
    found = spelled(host)
    assert (str(found) if found else None) == address


@pytest.fixture(autouse=True)
def _nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


async def _refused(url: str, *allowed: str) -> list[str]:
    request = Attempt("")
    token = attempt.set(request)
    try:
        await Targets(Guard(allowed)).check(URL(url))
    except Blocked:
        return [f"{one.address} is {one.kind}" for one in request.refused]
    finally:
        attempt.reset(token)
    return []


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.1/", "127.0.0.1 is a loopback"),
        ("http://[::ffff:10.0.0.1]/", "IPv4 address in IPv6 form"),
        ("http://localhost/", "loopback"),
        ("http://any.localhost./", "loopback"),
        ("http://redis/", "a name of a local network"),
        ("http://wiki.corp/", "a name of a local network"),
        ("http://printer.local/", "a name of a local network"),
        ("http://metadata.google.internal/", "a name of a local network"),
        ("http://010.0.0.1/", "leading zeros"),
        ("https://0127.0.0.1/", "leading zeros"),
        ("http://0172.16.0.1/", "leading zeros"),
        ("http://8.8.8.010/", "leading zeros"),
        ("http://01002003004/", "leading zeros"),
        ("http://0177.0.0.1/", "127.0.0.1 is a loopback"),
        ("http://1.2.3.4.5/", "no name of the internet"),
        ("http://0x7f.0x1.0x1.0x1.0x1/", "no name of the internet"),
    ],
)
async def test_what_no_proxy_may_be_asked_for_is_refused(url: str, kind: str):
    assert kind in (await _refused(url))[0]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://8.8.8.8/", ()),
        ("http://[2606:4700::1111]/", ()),
        ("http://127.0.0.1:8080/", ("127.0.0.1:8080",)),
        ("http://127.1/", ("127.0.0.0/8",)),
        ("http://wiki.corp/", ("wiki.corp",)),
        ("http://localhost:81/", ("localhost:81",)),
    ],
)
async def test_what_is_public_or_allowed_passes(url: str, allowed: tuple[str, ...]):
    assert await _refused(url, *allowed) == []


async def test_the_port_of_an_allowed_host_counts():
    assert await _refused("http://wiki.corp:81/", "wiki.corp:80")
    assert await _refused("http://127.0.0.1:81/", "127.0.0.1:80")


async def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch):
    answers = {"rebound.example": ["93.184.216.34", "10.0.0.9"], "news.example": ["93.184.216.34"]}

    async def getaddrinfo(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (address, 0)) for address in answers[host]]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    assert await _refused("http://rebound.example/") == ["10.0.0.9 is a private address"]
    assert await _refused("http://rebound.example/", "10.0.0.0/8") == []
    assert await _refused("http://news.example/") == []


async def test_where_nobody_answers_names_are_left_to_the_proxy_and_not_asked_again(monkeypatch):
    asked = 0

    async def getaddrinfo(*_: object, **__: object) -> list[object]:
        nonlocal asked
        asked += 1
        raise socket.gaierror(socket.EAI_AGAIN, "nobody answers")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    targets = Targets(Guard([]))
    for _ in range(5):
        await targets.check(URL("http://news.example/"))
    assert asked == 1
    with pytest.raises(Blocked):
        await targets.check(URL("http://intranet/"))
