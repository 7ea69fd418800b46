"""Which Host headers the listener answers."""

from __future__ import annotations

import socket

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.web.hosts import is_own, only_for, own_names

NAMES = own_names("0.0.0.0:8080", ["News.Example.org."])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8080",
        "127.0.0.1",
        "[::1]:8080",
        "[::1]",
        "192.168.1.9:80",
        "localhost:8080",
        "LOCALHOST.",
        "news.example.org",
        "news.example.org:443",
        socket.gethostname(),
        "",
    ],
)
def test_addresses_and_own_names_are_answered(host: str):
    assert is_own(host, NAMES)


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:8080",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "evil.news.example.org",
        "localhost:8080.attacker.example",
        "news.example.org@attacker.example",
        "127.1:8080",
        "a b",
    ],
)
def test_other_names_are_not(host: str):
    assert not is_own(host, NAMES)


def test_a_name_that_is_listened_on_is_its_own():
    assert is_own("box.lan:8080", own_names("box.lan:8080", ()))


async def test_a_request_to_another_name_is_refused_but_where_all_may_come():
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="secret")

    application = web.Application(middlewares=[only_for(NAMES, but=["/slack/events"])])
    application.router.add_get("/{path:.*}", page)
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        seen = {}
        for host in ("attacker.example", "localhost"):
            for path in ("/", "/health", "/slack/events", "/nowhere"):
                headers = {"Host": host}
                async with session.get(server.make_url(path), headers=headers) as answer:
                    seen[host, path] = answer.status, await answer.text()
    assert {answer for (host, _), answer in seen.items() if host == "localhost"} == {
        (200, "secret")
    }
    assert seen["attacker.example", "/slack/events"] == (200, "secret")
    refused = [seen["attacker.example", path] for path in ("/", "/health", "/nowhere")]
    assert {status for status, _ in refused} == {421}
    assert all("[web] hosts" in text and "secret" not in text for _, text in refused)
