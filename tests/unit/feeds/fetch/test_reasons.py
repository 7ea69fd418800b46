from __future__ import annotations

import socket

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.core.proxies import Proxy
from bot.feeds.fetch import failures
from bot.feeds.fetch.reasons import told_outside
from bot.said import Said, say

KEY = ConnectionKey(
    "wiki.corp.test",
    80,
    is_ssl=False,
    ssl=True,
    proxy=None,
    proxy_auth=None,
    proxy_headers_hash=None,
)
PROXY = Proxy("http", "10.20.30.41", 3128, "me", "s3cret")


def test_a_refused_name_and_an_unknown_one_read_the_same():
    refused = failures.of_block("10.20.30.40", say("a private address"), "wiki.corp.test")
    error = aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(socket.EAI_NONAME, "no"))
    unknown = failures.of_error(error, "wiki.corp.test", 1.0)
    assert str(refused.reason) != str(unknown.reason)
    assert told_outside(refused.reason) == told_outside(unknown.reason)
    assert str(told_outside(refused.reason)) == "wiki.corp.test cannot be found on the internet"


@pytest.mark.parametrize(
    "reason",
    [
        failures.of_proxy(aiohttp.ClientProxyConnectionError(KEY, OSError("no")), PROXY, "a.test"),
        failures.of_proxy(
            failures.SocksRefusal(KEY, OSError("Host unreachable"), login=False), PROXY, "a.test"
        ),
        failures.of_proxy(failures.SocksRefusal(KEY, OSError("auth"), login=True), PROXY, "a.test"),
        failures.wants_login(Proxy("http", "10.20.30.41", 3128)),
        failures.of_block("10.20.30.40", say("a private address"), "").reason,
    ],
)
def test_nothing_of_the_network_is_told_outside(reason: Said):
    told = str(told_outside(reason))
    assert "10.20.30" in str(reason)
    assert "10.20.30" not in told
    assert "proxy" not in told
    assert "allow_hosts" not in told
    assert told


def test_what_the_server_said_is_told_as_it_is():
    reason = failures.of_status(404, "news.example", None).reason
    assert told_outside(reason) == reason
    assert told_outside("kept from before") == "kept from before"
