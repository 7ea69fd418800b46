"""Sessions by the way that leads to a server: straight, behind the guard, or through a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp

from bot.feeds.fetch.targets import Targets

if TYPE_CHECKING:
    from yarl import URL

    from bot.core.proxies import Proxies, Proxy
    from bot.feeds.fetch.address_guard import Guard


class Ways:
    """Open one session for each way; `options` are those of aiohttp.ClientSession.

    With a `guard` no forbidden address is connected to, nor is a proxy asked to. The address of a
    proxy is the operator's and never guarded.
    """

    def __init__(
        self, proxies: Proxies, guard: Guard | None = None, *, limit: int = 100, **options: Any
    ) -> None:
        self._proxies = proxies
        self._guard = guard
        self._targets = Targets(guard) if guard else None
        self._limit = limit
        self._options = options
        self._sessions: dict[Proxy | None, aiohttp.ClientSession] = {}

    def proxy(self, url: str, own: Proxies | None = None) -> Proxy | None:
        """Name the proxy that leads to an address; a feed may have its `own`."""
        return (own or self._proxies).to(url)

    async def guarded(self, url: URL, own: Proxies | None = None) -> aiohttp.ClientSession:
        """Give the session for an address; raises Blocked where no proxy may be asked for it."""
        if self._targets and self.proxy(str(url), own):
            await self._targets.check(url)
        return self.session(str(url), own)

    def session(self, url: str, own: Proxies | None = None) -> aiohttp.ClientSession:
        """Give the session whose way leads to an address."""
        proxy = self.proxy(url, own)
        known = self._sessions.get(proxy)
        if known is None or known.closed:
            known = self._sessions[proxy] = aiohttp.ClientSession(
                connector=connector(proxy, self._guard, limit=self._limit),
                proxy=http_proxy(proxy),
                cookie_jar=aiohttp.DummyCookieJar(),
                **self._options,
            )
        return known

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()


def http_proxy(proxy: Proxy | None) -> str | None:
    """Write the proxy as aiohttp takes it with a request; SOCKS is spoken by the connector."""
    return proxy.url if proxy and not proxy.socks else None


def connector(
    proxy: Proxy | None, guard: Guard | None = None, *, limit: int = 100
) -> aiohttp.TCPConnector:
    """Make the connector for a way; the settings refused SOCKS where its package is missing."""
    if proxy and proxy.socks:
        from bot.feeds.fetch.socks import SocksConnector

        return SocksConnector(proxy, limit=limit)
    if proxy or guard is None:
        return aiohttp.TCPConnector(limit=limit)
    return aiohttp.TCPConnector(limit=limit, socket_factory=guard.open_socket)
