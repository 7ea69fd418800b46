"""Why a fetch gave nothing, in words for people; never holds a URL, which may hold a password."""

from __future__ import annotations

import errno
import ssl
from http import HTTPStatus

import aiohttp

from bot.feeds.unpack import UnpackError
from bot.models import Failed

_ERRNO = {
    errno.ECONNREFUSED: "{host} refuses connections",
    errno.ECONNRESET: "{host} cut the connection",
    errno.ENETUNREACH: "the network of {host} is out of reach",
    errno.EHOSTUNREACH: "{host} is out of reach",
    errno.ETIMEDOUT: "{host} does not answer",
}
_STATUS = {
    401: "{host} asks for a login (401)",
    402: "{host} asks for payment (402)",
    403: "{host} refuses access (403)",
    404: "there is nothing at this address of {host} any more (404)",
    410: "{host} says that this is gone for good (410)",
    429: "{host} asks for fewer requests (429)",
    451: "{host} may not show this here for legal reasons (451)",
    503: "{host} is overloaded or under repair (503)",
}


def of_status(status: int, host: str, retry_after: float | None) -> Failed:
    """Return the failure that an HTTP status stands for."""
    reason = _STATUS.get(status) or _plain_status(status)
    return Failed(
        reason.format(host=host), retry_after=retry_after, gone=status == 410, status=status
    )


def of_block(refused: str) -> Failed:
    """Return the failure of an address that the guard refused, with the setting that allows it."""
    address = refused.partition(" ")[0]
    return Failed(
        f'{refused}; to allow it, add "{address}" to allow_hosts under [fetch]', blocked=True
    )


def of_error(error: BaseException, host: str, seconds: float) -> Failed:
    """Return the failure that an exception of the request stands for."""
    if isinstance(error, TimeoutError):
        return Failed(f"{host} did not finish its answer within {seconds:g} s")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Failed(f"the name {host} cannot be found")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return Failed(f"the certificate of {host} is not valid: {_certificate(error)}")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Failed(f"no secure connection to {host} can be made")
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError):
        return Failed(f"{host} broke off before the end of its answer")
    if isinstance(error, aiohttp.ClientResponseError):
        return Failed(f"{host} sent something that is not proper HTTP")
    if isinstance(error, OSError):
        return Failed(_system(error).format(host=host))
    if isinstance(error, UnpackError):
        return Failed(f"{host}: {error}")
    return Failed(f"{host} has an address that cannot be used")


def _plain_status(status: int) -> str:
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    who = "{host} has a fault" if status >= 500 else "{host} answered with an error"
    return f"{who} ({status}{phrase})"


def _system(error: OSError) -> str:
    known = _ERRNO.get(error.errno or 0)
    return known or "no connection to {host} can be made"


def _certificate(error: aiohttp.ClientConnectorCertificateError) -> str:
    cause = error.certificate_error
    return str(getattr(cause, "verify_message", "") or "it does not belong to this name")
