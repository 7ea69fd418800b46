"""Whether a proxy leads on: tried once, with what mends it where it does not."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import aiohttp
from yarl import URL

from bot.core.proxies import Proxies, Proxy
from bot.feeds.fetch.failures import LOGIN, answer_of_proxy, of_proxy, wants_login
from bot.feeds.fetch.insides import PROXY_AWAY, filled
from bot.feeds.fetch.ways import Ways
from bot.said import NOTHING, Said, say

_WITHIN = 10.0
"""Seconds that a proxy may take, by hand: as long as a server has to begin its answer."""


class ProxyFault(NamedTuple):
    """What is wrong with a proxy and what mends it; two empty texts where nothing is."""

    reason: Said
    fix: Said


WELL = ProxyFault(NOTHING, NOTHING)
_LOGIN = say(
    "write the user, a colon, the password and @ before its host (other signs as %40 and the like)"
)
_AWAY = say("start it, correct its address, or write none for the straight way")
_RULE = say("let that host through in the proxy's rules")


async def try_proxy(proxy: Proxy, url: str) -> ProxyFault:
    """Try to reach an address through a proxy, or the proxy alone where there is none to reach."""
    try:
        async with asyncio.timeout(_WITHIN):
            return await (_led(proxy, url) if url else _reached(proxy))
    except TimeoutError:
        return ProxyFault(say("the proxy {proxy} does not answer", proxy=str(proxy)), _AWAY)


async def _reached(proxy: Proxy) -> ProxyFault:
    try:
        _, writer = await asyncio.open_connection(proxy.host, proxy.port)
    except OSError:
        return ProxyFault(filled(PROXY_AWAY, proxy=str(proxy)), _AWAY)
    writer.close()
    return WELL


async def _led(proxy: Proxy, url: str) -> ProxyFault:
    ways = Ways(Proxies(proxy.url))
    try:
        async with ways.session(url).head(url, allow_redirects=False) as answer:
            return ProxyFault(wants_login(proxy), _LOGIN) if answer.status == LOGIN else WELL
    except (aiohttp.ClientError, OSError) as error:
        reason = of_proxy(error, proxy, URL(url).host or "")
        return ProxyFault(reason, _fix(error)) if reason else WELL
    finally:
        await ways.close()


def _fix(error: BaseException) -> Said:
    answer = answer_of_proxy(error)
    return _LOGIN if answer == LOGIN else _RULE if answer else _AWAY
