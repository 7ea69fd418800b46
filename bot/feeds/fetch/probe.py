"""Whether a proxy leads on: tried once, with what mends it where it does not."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import aiohttp
from yarl import URL

from bot.core.proxies import Proxies, Proxy
from bot.feeds.fetch.failures import LOGIN, SocksRefusal, answer_of_proxy, of_proxy, wants_login
from bot.feeds.fetch.reasons import (
    PROXY_AWAY,
    PROXY_LEADS_NOT,
    START_PROXY,
    WRITE_LOGIN,
    filled,
)
from bot.feeds.fetch.ways import Ways
from bot.feeds.urls import host_of, join_url
from bot.said import NOTHING, Said, say

_WITHIN = 10.0
"""Seconds that a proxy may take, by hand: as long as a server has to begin its answer."""


class ProxyFault(NamedTuple):
    """What is wrong with a proxy and what mends it; two empty texts where nothing is."""

    reason: Said
    fix: Said


WELL = ProxyFault(NOTHING, NOTHING)
_RULE = say("let that host through in the proxy's rules")
_BEYOND = say("see whether the proxy's machine reaches that host; its own log tells more")
_EITHER = say(
    "see the proxy's rules and log; where the server itself answers so, the proxy is well"
)
_DOUBTFUL = frozenset({403, 429})
"""Answers of servers that are also how proxies refuse; from 500 on any may be."""
_RULED = frozenset({0x02, 0x5B})
"""Replies of SOCKS 5 and 4 that speak of rules (RFC 1928); 4 has one for every refusal."""


async def try_proxy(proxy: Proxy, url: str) -> ProxyFault:
    """Try to reach an address through a proxy, or the proxy alone where there is none to reach."""
    try:
        async with asyncio.timeout(_WITHIN):
            return await (_led(proxy, url) if url else _reached(proxy))
    except TimeoutError:
        return ProxyFault(say("the proxy {proxy} does not answer", proxy=str(proxy)), START_PROXY)


async def _reached(proxy: Proxy) -> ProxyFault:
    try:
        _, writer = await asyncio.open_connection(proxy.host, proxy.port)
    except OSError:
        return ProxyFault(filled(PROXY_AWAY, proxy=str(proxy)), START_PROXY)
    writer.close()
    return WELL


async def _led(proxy: Proxy, url: str) -> ProxyFault:
    # Behind a tunnel the server itself answers; else whatever answers is, or stands for, the proxy.
    tunnel = proxy.socks or url.startswith("https:")
    led: list[bool] = []

    async def connected(*_: object) -> None:
        led.append(True)

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(connected)
    ways = Ways(Proxies(proxy.url), trace_configs=[trace])
    try:
        async with ways.session(url).get(url, allow_redirects=False) as answer:
            return WELL if tunnel else _judged(answer, proxy, url)
    except (aiohttp.ClientError, OSError) as error:
        reason = of_proxy(error, proxy, URL(url).host or "")
        if reason:
            return ProxyFault(reason, _fix(error))
        if (led and tunnel) or _is_of_server(error, proxy):
            return WELL
        what = say("what answers at {proxy} is no such proxy", proxy=str(proxy))
        return ProxyFault(what, START_PROXY)
    finally:
        await ways.close()


def _judged(answer: aiohttp.ClientResponse, proxy: Proxy, url: str) -> ProxyFault:
    """Judge an answer that may be the proxy's own or the server's."""
    if answer.status == LOGIN:
        return ProxyFault(wants_login(proxy), WRITE_LOGIN)
    host = URL(url).host or ""
    onward = answer.headers.get("Location", "")
    elsewhere = bool(onward) and host_of(join_url(url, onward)) != host_of(url)
    if not (answer.status >= 500 or answer.status in _DOUBTFUL or elsewhere):
        return WELL
    reason = filled(PROXY_LEADS_NOT, proxy=str(proxy), host=host, answer=answer.status)
    return ProxyFault(reason, _EITHER)


def _is_of_server(error: BaseException, proxy: Proxy) -> bool:
    """Tell whether TLS failed with the server, behind a proxy that led there."""
    return isinstance(error, aiohttp.ClientSSLError) and error.host != proxy.host


def _fix(error: BaseException) -> Said:
    answer = answer_of_proxy(error)
    if answer == LOGIN:
        return WRITE_LOGIN
    if isinstance(error, SocksRefusal):
        return START_PROXY if error.code is None else _RULE if error.code in _RULED else _BEYOND
    return START_PROXY if not answer else _BEYOND if int(answer) >= 500 else _RULE
