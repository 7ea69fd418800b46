"""Why a fetch gave nothing, in words for people; never holds a URL, which may hold a password."""

from __future__ import annotations

import errno
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp

from bot.feeds.fetch import reasons
from bot.feeds.fetch.bodies.decompress import TooLarge, UnpackError
from bot.feeds.fetch.patience import Late
from bot.models import Failed
from bot.said import Said, Words, say

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ConnectionKey

    from bot.core.proxies import Proxy

LOGIN = 407
"""The status with which a proxy asks for a login (RFC 9110)."""
_ERRNO = {
    errno.ECONNREFUSED: reasons.REFUSES,
    errno.ECONNRESET: reasons.CUT,
    errno.ENETUNREACH: reasons.NO_NETWORK,
    errno.EHOSTUNREACH: reasons.AWAY,
    errno.ETIMEDOUT: reasons.SILENT,
}
_CHECKS = frozenset({reasons.FEED_CHECK.text, reasons.PAGE_CHECK.text})
_SLOWER = frozenset({403, 429, 503})
_STATUS = {
    206: reasons.A_PART,
    304: reasons.NO_CHANGE,
    401: reasons.LOGIN,
    402: reasons.PAYMENT,
    403: reasons.FORBIDDEN,
    404: reasons.NOTHING_THERE,
    410: reasons.GONE,
    429: reasons.TOO_MANY,
    451: reasons.BANNED,
    503: reasons.OVERLOADED,
}


class SocksRefusal(aiohttp.ClientProxyConnectionError):
    """Report that a SOCKS proxy answered no, for want of a `login` or as its `code` says.

    Without a code what it said was no SOCKS.
    """

    def __init__(
        self, key: ConnectionKey, error: OSError, *, login: bool, code: int | None = None
    ) -> None:
        super().__init__(key, error)
        self.login = login
        self.code = code


def of_proxy(
    error: BaseException, proxy: Proxy, host: str, named: Words | None = None
) -> Said | None:
    """Tell what is wrong with the way through a proxy, None where nothing is.

    `named` is what it is called, where its address is not to be shown.
    """
    answer = answer_of_proxy(error)
    shown = named or str(proxy)
    if answer == LOGIN:
        return wants_login(proxy, named)
    if answer:
        return reasons.filled(reasons.PROXY_LEADS_NOT, proxy=shown, host=host, answer=answer)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return reasons.filled(reasons.PROXY_NAMELESS, proxy=shown)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return reasons.filled(reasons.PROXY_AWAY, proxy=shown)
    return None


def answer_of_proxy(error: BaseException) -> int | str:
    """Give what a proxy answered instead of leading on, LOGIN where it wants one."""
    if isinstance(error, SocksRefusal):
        return LOGIN if error.login else str(error.os_error)
    return error.status if isinstance(error, aiohttp.ClientHttpProxyError) else ""


def wants_login(proxy: Proxy, named: Words | None = None) -> Said:
    """Tell that a proxy asks for a login, or for another one."""
    shown = named or str(proxy)
    if proxy.user or proxy.password:
        return reasons.filled(reasons.PROXY_REFUSES_LOGIN, proxy=shown)
    return reasons.filled(reasons.PROXY_WANTS_LOGIN, proxy=shown)


def of_status(status: int, host: str, retry_after: float | None) -> Failed:
    """Return the failure that an HTTP status stands for."""
    reason = _of_host(_STATUS[status], host) if status in _STATUS else _plain_status(status, host)
    return Failed(reason, retry_after=retry_after, gone=status == 410, status=status)


def of_check(status: int, host: str, retry_after: float | None, *, page: bool) -> Failed:
    """Return the failure of a bot check that came in place of a page or a feed."""
    said = reasons.PAGE_CHECK if page else reasons.FEED_CHECK
    return Failed(_of_host(said, host), retry_after=retry_after, status=status)


def turns_away(failed: Failed) -> bool:
    """Tell whether a server refused us rather than what was asked for: it is to be asked slower."""
    checked = isinstance(failed.reason, Said) and failed.reason.text in _CHECKS
    return checked or failed.status in _SLOWER


def of_block(address: str, kind: Said, host: str) -> Failed:
    """Return the failure of an address that the guard refused, with the setting that allows it."""
    return Failed(reasons.filled(reasons.BLOCKED, address=address, kind=kind, host=host))


def of_error(error: BaseException, host: str, seconds: float) -> Failed:
    """Return the failure that an exception of the request stands for."""
    if isinstance(error, TimeoutError):
        return Failed(reasons.filled(reasons.LATE, host=host, n=f"{seconds:g}"))
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = _certificate_failure(error)
        return Failed(reasons.filled(reasons.BAD_CERTIFICATE, host=host, reason=why))
    if isinstance(error, TooLarge):
        return Failed(reasons.filled(reasons.TOO_LARGE, host=host, problem=error.said))
    if isinstance(error, UnpackError | Late):
        return Failed(reasons.filled(reasons.UNREADABLE, host=host, problem=error.said))
    return Failed(_of_host(_kind_of(error), host))


def _kind_of(error: BaseException) -> Said:
    """Name what went wrong where the exception's own words are not needed."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return reasons.NO_NAME
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return reasons.NO_TLS
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError):
        return reasons.BROKE_OFF
    if isinstance(error, aiohttp.ClientResponseError):
        return reasons.NO_HTTP
    if isinstance(error, OSError):
        return _ERRNO.get(error.errno or 0, reasons.UNREACHED)
    return reasons.ODD_ADDRESS


def _of_host(said: Said, host: str) -> Said:
    """Fill in whose failure it is."""
    return Said(said.text, (("host", host),))


def _plain_status(status: int, host: str) -> Said:
    try:
        answer = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        answer = str(status)
    kind = reasons.FAULT if status >= 500 else reasons.EMPTY if status < 300 else reasons.ERROR
    return reasons.filled(kind, host=host, answer=answer)


def _certificate_failure(error: aiohttp.ClientConnectorCertificateError) -> Words:
    cause = error.certificate_error
    found = getattr(cause, "verify_message", "")
    return str(found) if found else say("it does not belong to this name")
