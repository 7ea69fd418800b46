"""Why a fetch gave nothing, in words for people; never holds a URL, which may hold a password."""

from __future__ import annotations

import errno
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp

from bot.feeds.fetch import insides
from bot.feeds.fetch.decompress import TooLarge, UnpackError
from bot.feeds.fetch.patience import Late
from bot.models import Failed
from bot.said import Said, Words, say

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ConnectionKey

    from bot.core.proxies import Proxy

LOGIN = 407
"""The status with which a proxy asks for a login (RFC 9110)."""
_ERRNO = {
    errno.ECONNREFUSED: say("{host} refuses connections"),
    errno.ECONNRESET: say("{host} cut the connection"),
    errno.ENETUNREACH: say("the network of {host} is out of reach"),
    errno.EHOSTUNREACH: say("{host} is out of reach"),
    errno.ETIMEDOUT: say("{host} does not answer"),
}
_FEED_CHECK = say("{host} sent a bot check, not a feed")
_PAGE_CHECK = say("{host} sent a bot check, not a page")
_CHECKS = frozenset({_FEED_CHECK.text, _PAGE_CHECK.text})
_SLOWER = frozenset({403, 429, 503})
_STATUS = {
    401: say("{host} asks for a login (401)"),
    402: say("{host} asks for payment (402)"),
    403: say("{host} refuses access (403)"),
    404: say("there is nothing at this address of {host} any more (404)"),
    410: say("{host} says that this is gone for good (410)"),
    429: say("{host} asks for fewer requests (429)"),
    451: say("{host} may not show this here for legal reasons (451)"),
    503: say("{host} is overloaded or under repair (503)"),
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
        return insides.filled(insides.PROXY_LEADS_NOT, proxy=shown, host=host, answer=answer)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return insides.filled(insides.PROXY_NAMELESS, proxy=shown)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return insides.filled(insides.PROXY_AWAY, proxy=shown)
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
        return insides.filled(insides.PROXY_REFUSES_LOGIN, proxy=shown)
    return insides.filled(insides.PROXY_WANTS_LOGIN, proxy=shown)


def of_status(status: int, host: str, retry_after: float | None) -> Failed:
    """Return the failure that an HTTP status stands for."""
    reason = _of_host(_STATUS[status], host) if status in _STATUS else _plain_status(status, host)
    return Failed(reason, retry_after=retry_after, gone=status == 410, status=status)


def of_check(status: int, host: str, retry_after: float | None, *, page: bool) -> Failed:
    """Return the failure of a bot check that came in place of a page or a feed."""
    said = _PAGE_CHECK if page else _FEED_CHECK
    return Failed(_of_host(said, host), retry_after=retry_after, status=status)


def turns_away(failed: Failed) -> bool:
    """Tell whether a server refused us rather than what was asked for: it is to be asked slower."""
    checked = isinstance(failed.reason, Said) and failed.reason.text in _CHECKS
    return checked or failed.status in _SLOWER


def of_block(address: str, kind: Said, host: str) -> Failed:
    """Return the failure of an address that the guard refused, with the setting that allows it."""
    return Failed(insides.filled(insides.BLOCKED, address=address, kind=kind, host=host))


def of_error(error: BaseException, host: str, seconds: float) -> Failed:
    """Return the failure that an exception of the request stands for."""
    if isinstance(error, TimeoutError):
        return Failed(
            say("{host} did not finish its answer within {n} s", host=host, n=f"{seconds:g}")
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Failed(insides.filled(insides.NO_NAME, host=host))
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return Failed(
            say(
                "the certificate of {host} is not valid: {reason}",
                host=host,
                reason=_certificate_failure(error),
            )
        )
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Failed(say("no secure connection to {host} can be made", host=host))
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError):
        return Failed(say("{host} broke off before the end of its answer", host=host))
    if isinstance(error, aiohttp.ClientResponseError):
        return Failed(say("{host} sent something that is not proper HTTP", host=host))
    if isinstance(error, OSError):
        return Failed(_of_host(_system_failure(error), host))
    if isinstance(error, TooLarge):
        return Failed(insides.filled(insides.TOO_LARGE, host=host, problem=error.said))
    if isinstance(error, UnpackError | Late):
        return Failed(say("{host}: {problem}", host=host, problem=error.said))
    return Failed(say("{host} has an address that cannot be used", host=host))


def _of_host(said: Said, host: str) -> Said:
    """Fill in whose failure it is."""
    return Said(said.text, (("host", host),))


def _plain_status(status: int, host: str) -> Said:
    try:
        answer = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        answer = str(status)
    if status >= 500:
        return say("{host} has a fault ({answer})", host=host, answer=answer)
    return say("{host} answered with an error ({answer})", host=host, answer=answer)


def _system_failure(error: OSError) -> Said:
    return _ERRNO.get(error.errno or 0) or say("no connection to {host} can be made")


def _certificate_failure(error: aiohttp.ClientConnectorCertificateError) -> Words:
    cause = error.certificate_error
    found = getattr(cause, "verify_message", "")
    return str(found) if found else say("it does not belong to this name")
