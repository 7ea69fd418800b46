"""How one feed of the file is fetched where it differs from all others: secrets among it.

Headers and cookies are for the server that the file names and for no other: what a redirect, a move
or an article's link leads to elsewhere never sees them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.proxies import Proxies

MOST = 64
"""Headers or cookies of one feed, by hand: browsers send some twenty headers."""
_PORTS = {"http": 80, "https": 443}
"""The ports that an address need not name (RFC 9110)."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""A token, as names of headers and cookies are (RFC 9110, RFC 6265)."""
_OWN = {
    "user-agent": "write it as user_agent",
    "cookie": "write each cookie under cookies",
    "proxy-authorization": 'write the login into the address: proxy = "http://user:password@host"',
}
_CONNECTION = frozenset(
    (
        *("accept-encoding", "connection", "content-encoding", "content-length", "content-type"),
        *("expect", "host", "if-match", "if-modified-since", "if-none-match", "if-range"),
        *("if-unmodified-since", "keep-alive", "proxy-connection", "range", "te", "trailer"),
        *("transfer-encoding", "upgrade"),
    )
)
"""Headers that say what the connection does or what is known already: Wirebell's own affair."""
HEADERS_FORM = 'write headers = { Name = "value" }, or lines such as "Name: value"'
COOKIES_FORM = 'write cookies = { name = "value" }, or "name=value; other=value"'

_SHORT = 7
"""Characters of a word that is no secret by itself, by hand: `Bearer`, `Basic`, `Token`."""

Origin = tuple[str, str, int]
"""Scheme, host and port."""


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """What is particular about fetching and reading a feed; secrets never show in its text.

    `origin` is the server that `headers` and `cookies` are for. Without `proxies`, a `user_agent`,
    `max_bytes` or a `timeout` (seconds) those of all feeds hold. With `select`, CSS selectors by
    the parts of an item, the address is a page.
    """

    origin: Origin | None = None
    user_agent: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxies: Proxies | None = field(default=None, repr=False)
    max_bytes: int | None = None
    timeout: float | None = None
    select: Mapping[str, str] = field(default_factory=dict)

    def headers_at(self, url: str) -> Mapping[str, str]:
        """Give the headers that a server may see."""
        return self.headers if self._is_for(url) else {}

    def cookies_at(self, url: str) -> Mapping[str, str]:
        """Give the cookies that a server may see."""
        return self.cookies if self._is_for(url) else {}

    def left_behind(self, url: str) -> bool:
        """Tell whether an address gets none of the headers and cookies that there are."""
        return bool(self.headers or self.cookies) and not self._is_for(url)

    def shown(self) -> dict[str, Any]:
        """List what is set, secrets by their names alone."""
        found = {
            "user_agent": self.user_agent,
            "headers": sorted(self.headers),
            "cookies": sorted(self.cookies),
            "proxy": self.proxies is not None,
            "max_bytes": self.max_bytes,
            "timeout": self.timeout,
            "select": sorted(self.select),
        }
        return {name: value for name, value in found.items() if value}

    def _is_for(self, url: str) -> bool:
        return self.origin is not None and origin_of(url) == self.origin


PLAIN = FeedOptions()
"""Nothing particular."""


def origin_of(url: str) -> Origin | None:
    """Give the server that an address names, None for no address."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    host = (parts.hostname or "").rstrip(".")
    return (parts.scheme, _ascii_host(host), port) if host else None


def read_headers(given: object) -> dict[str, str]:
    """Read headers, a table or lines of text; raises UsageError, which never quotes a value."""
    found = _read_pairs(given, "\n", ":", HEADERS_FORM)
    seen: set[str] = set()
    for name, value in found:
        low = name.lower()
        if low in _OWN:
            raise UsageError(f"{name} is no header to be set here", fix=_OWN[low])
        if low in _CONNECTION:
            raise UsageError(f"{name} is set by Wirebell itself", fix="leave it out")
        if low in seen:
            raise UsageError(f"the header {name} is given twice", fix="give it once")
        seen.add(low)
        if not value or not value.isprintable():
            raise UsageError(
                f"the value of the header {name} is empty or holds a character that none has",
                fix="write it on one line",
            )
    return dict(found)


def read_cookies(given: object) -> dict[str, str]:
    """Read cookies, a table or a header's text; raises UsageError, which never quotes a value."""
    found = _read_pairs(given, ";", "=", COOKIES_FORM)
    for name, value in found:
        if not (value.isascii() and value.isprintable()) or ";" in value:
            raise UsageError(
                f"the value of the cookie {name} holds a character that none has",
                fix="copy it as the browser shows it, up to the next semicolon",
            )
    return dict(found)


def _read_pairs(given: object, between: str, mark: str, form: str) -> list[tuple[str, str]]:
    """Part what was given into names and values, which are stripped."""
    if isinstance(given, str):
        parts = [part for part in given.split(between) if part.strip()]
        pairs: Iterable[tuple[object, object]] = (_parted(part, mark, form) for part in parts)
    elif isinstance(given, Mapping):
        pairs = given.items()
    else:
        raise UsageError("they are neither a table nor a text", fix=form)
    found = [_checked_pair(name, value, form) for name, value in pairs]
    if len(found) > MOST:
        raise UsageError(f"{len(found)} of them are too many; {MOST} are sent", fix=form)
    return found


def _parted(part: str, mark: str, form: str) -> tuple[str, str]:
    name, found, value = part.partition(mark)
    if not found:
        raise UsageError(f"a part of them has no {mark!r}", fix=form)
    return name, value


def _checked_pair(name: object, value: object, form: str) -> tuple[str, str]:
    if not isinstance(name, str) or not _NAME.fullmatch(name.strip()):
        raise UsageError("one of their names is none that HTTP has", fix=form)
    if not isinstance(value, str):
        raise UsageError(f"the value of {name.strip()} has to be a text, in quotes", fix=form)
    return name.strip(), value.strip()


def secret_words(value: str) -> Iterator[str]:
    """Give what a header's value may be told by alone: the token behind `Bearer` and the like."""
    words = value.split()
    if len(words) > 1:
        yield from (word for word in words if len(word) > _SHORT)


def _ascii_host(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
