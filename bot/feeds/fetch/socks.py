"""Connections through a SOCKS proxy; loaded only where one is configured (the extra `socks`)."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp_socks import (
    ProxyConnectionError,
    ProxyConnector,
    ProxyError,
    ProxyTimeoutError,
    ProxyType,
)

from bot.feeds.fetch.failures import SocksRefusal

if TYPE_CHECKING:
    import asyncio

    from aiohttp.client_proto import ResponseHandler

    from bot.core.proxies import Proxy

_NO_LOGIN = frozenset({0x5C, 0x5D})
"""Replies of SOCKS 4 that speak of its user's name."""


_NO_HOST = 0x04
"""What SOCKS 5 replies where a host cannot be reached; SOCKS 4 has us look its name up."""


class SocksConnector(ProxyConnector):
    """Connect through a proxy; what it refuses is raised as aiohttp raises the same of HTTP's.

    It is handed names, but for SOCKS 4, which takes addresses: those are looked up here.
    """

    def __init__(self, proxy: Proxy, *, limit: int) -> None:
        super().__init__(
            host=proxy.host,
            port=proxy.port,
            proxy_type=ProxyType.SOCKS4 if proxy.scheme < "socks5" else ProxyType.SOCKS5,
            username=proxy.user,
            password=proxy.password,
            rdns=proxy.resolves,
            limit=limit,
        )

    async def _wrap_create_connection(
        self, *args: Any, req: aiohttp.ClientRequest, **kwargs: Any
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        try:
            return await super()._wrap_create_connection(*args, req=req, **kwargs)
        except ProxyError as error:
            raise _refusal(req, error) from error
        except socket.gaierror as error:
            told = OSError(f"{req.url.host}: {error.strerror}")
            raise SocksRefusal(req.connection_key, told, login=False, code=_NO_HOST) from error
        except ssl.CertificateError as error:
            raise aiohttp.ClientConnectorCertificateError(req.connection_key, error) from error
        except ssl.SSLError as error:
            raise aiohttp.ClientConnectorSSLError(req.connection_key, error) from error
        except (ProxyConnectionError, ProxyTimeoutError, EOFError, OSError) as error:
            away = OSError(str(error))
            raise aiohttp.ClientProxyConnectionError(req.connection_key, away) from error


def _refusal(req: aiohttp.ClientRequest, error: ProxyError) -> SocksRefusal:
    code = error.error_code
    login = code in _NO_LOGIN or (code is None and "auth" in str(error).lower())
    return SocksRefusal(req.connection_key, OSError(str(error)), login=login, code=code)
