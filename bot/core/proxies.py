"""Which proxy leads to a server: the one of a setting, or of the environment by urllib's rules."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, unquote, urlsplit

from bot.core.hosts import fits_header, is_host
from bot.errors import UsageError

NONE = "none"
"""What a setting says to go straight, whatever the environment names."""
_PORTS = {
    "http": 80,
    "https": 443,
    "socks4": 1080,
    "socks4a": 1080,
    "socks5": 1080,
    "socks5h": 1080,
}
"""Ports where an address names none: those of urllib for HTTP, the registered one for SOCKS."""
_LIKE = {"ws": "http", "wss": "https"}
"""What a websocket goes by: the variables name the scheme that its handshake has."""
FORM = (
    'write "http://host:port" (https, socks4, socks4a, socks5 or socks5h as well), with '
    '"user:password@" before the host where the proxy asks for a login, or "none"'
)
_QUOTING = (
    "write the signs / ? # \\ @ of a login as %2F %3F %23 %5C %40, and nothing behind the port"
)
_LONGEST = 255
"""Characters that SOCKS takes of a user or password (RFC 1929)."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy; as a text it never shows its login."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @property
    def socks(self) -> bool:
        """Tell whether it speaks SOCKS instead of HTTP."""
        return self.scheme.startswith("socks")

    @property
    def resolves(self) -> bool:
        """Tell whether it is handed names; the oldest SOCKS takes addresses only."""
        return self.scheme != "socks4"

    @property
    def url(self) -> str:
        """Write its address with the login, for who connects to it."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"
        return f"{self.scheme}://{login if self.user or self.password else ''}{self._place}"

    @property
    def _place(self) -> str:
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self._place}"

    def __repr__(self) -> str:
        return f"Proxy({str(self)!r})"


def parse_proxy(written: str) -> Proxy | None:
    """Read the address of a proxy, None for "none"; raises UsageError, which never quotes it."""
    if written.strip().lower() == NONE:
        return None
    parts = _split(written)
    scheme = parts.scheme.lower() if parts else ""
    if parts is None or scheme not in _PORTS or not parts.hostname:
        raise UsageError("this is no address of a proxy", fix=FORM)
    if parts.path.strip("/") or any(sign in written for sign in "?#"):
        # Whoever wrote a password as it is wrote its end here, and the host is none.
        raise UsageError("an address of a proxy ends with its port", fix=_QUOTING)
    if not is_host(parts.hostname):
        raise UsageError("the host of the proxy is none that can be looked up", fix=FORM)
    port = parts.port if parts.port is not None else _PORTS[scheme]
    login = unquote(parts.username or ""), unquote(parts.password or "")
    _check_login(scheme, *login)
    return Proxy(scheme, parts.hostname, port, *login)


def _check_login(scheme: str, user: str, password: str) -> None:
    """Refuse a login that the proxy cannot be handed; raises UsageError."""
    if scheme.startswith("socks"):
        well = (user + password).isascii() and max(len(user), len(password)) <= _LONGEST
    else:
        well = fits_header(user, password)
    if not well or not (user + password).isprintable():
        raise UsageError(
            "the login of the proxy holds a character that it cannot be handed",
            fix="give it one of plain letters, digits and signs, the user without a colon",
        )


def _split(written: str) -> SplitResult | None:
    """Take an address apart; without a scheme it is HTTP, as urllib has it."""
    text = written.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        _ = parts.port  # checked only when it is asked for
    except ValueError:
        return None
    return parts if text.isprintable() and " " not in text else None


class Proxies:
    """Tell by which proxy a server is reached.

    `setting` is the address of one for every server, "none" for no proxy, or empty: then
    `variables` decide, which are those of the environment without `_proxy` and in lower case, as
    `urllib.request.getproxies_environment` reads them. Raises UsageError for one that cannot be
    read.
    """

    def __init__(self, setting: str = "", variables: Mapping[str, str] | None = None) -> None:
        self._variables = variables or {}
        self._only = parse_proxy(setting) if setting else None
        listed = self._variables.get("no", "").split(",")
        self._spared = ",".join(_bracketed(entry.strip()) for entry in listed)
        self._named = {} if setting else dict(read_variables(self._variables))

    def of(self, setting: str) -> Proxies:
        """Make those of another setting in the same environment."""
        return Proxies(setting, self._variables)

    def to(self, url: str) -> Proxy | None:
        """Name the proxy that leads to an address, None for the straight way."""
        if self._only or not self._named:
            return self._only
        parts = urlsplit(url)
        scheme = _LIKE.get(parts.scheme, parts.scheme)
        proxy = self._named.get(scheme) or self._named.get("all")
        return None if proxy is None or self._past(parts) else proxy

    def _past(self, parts: SplitResult) -> bool:
        """Tell whether NO_PROXY names a server."""
        from urllib import request  # needed by few, and slow to load

        host = _bracketed(parts.hostname or "")
        place = host if parts.port is None else f"{host}:{parts.port}"
        # The same on every system, so unlike `proxy_bypass` it is in nobody's list of types.
        past = request.proxy_bypass_environment(place, {"no": self._spared})  # type: ignore[attr-defined]
        return bool(past)

    def all(self) -> tuple[Proxy, ...]:
        """List every proxy that may be asked."""
        return (self._only,) if self._only else tuple(dict.fromkeys(self._named.values()))


def _bracketed(host: str) -> str:
    """Write an IPv6 address in brackets and in its short form; what else there is stays."""
    try:
        return f"[{IPv6Address(host.strip('[]'))}]"
    except ValueError:
        return host


STRAIGHT = Proxies(NONE)
"""No proxy for anything."""


def read_variables(variables: Mapping[str, str]) -> Iterator[tuple[str, Proxy]]:
    """Read the proxies that the environment names; raises UsageError naming the variable."""
    for name in ("http", "https", "all"):
        if not (written := variables.get(name, "")):
            continue
        try:
            proxy = parse_proxy(written)
        except UsageError as error:
            raise UsageError(f"{name.upper()}_PROXY: {error}", fix=str(error.fix)) from None
        if proxy:
            yield name, proxy


def logins(url: str) -> Iterator[str]:
    """Give every form in which the login of an address may show up in a text."""
    parts = _split(url)
    if parts is None or not parts.password:
        return
    user, password = unquote(parts.username or ""), unquote(parts.password)
    yield from dict.fromkeys(
        (
            f"{parts.username}:{parts.password}@",
            *(
                base64.b64encode(f"{user}:{password}".encode(form, "replace")).decode()
                for form in ("utf-8", "latin-1")
            ),
            parts.password,
            password,
            quote(password, safe=""),
        )
    )
