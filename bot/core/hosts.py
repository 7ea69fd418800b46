"""Hosts and logins as operators write them: what can be looked up, and what a header can hold."""

from __future__ import annotations

import ipaddress
import re

from bot.errors import UsageError

_MOST = 253
"""Characters that a name of the DNS may have (RFC 1035)."""
MOST_PORT = 65_535
"""The highest port: sixteen bits, as TCP has them."""
_NAME = re.compile(r"(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?")
"""A name of the DNS: labels of up to 63 characters, none of them empty."""


def is_host(host: str) -> bool:
    """Tell whether a host is an address, or a name that can be looked up."""
    if ":" in host:
        return _is_address(host)
    plain = _in_ascii(host)
    return len(plain) <= _MOST and bool(_NAME.fullmatch(plain))


def check_entry(entry: str) -> None:
    """Refuse what is neither a host nor a network, with or without a port; raises UsageError."""
    host, _, port = entry.strip().rpartition(":")
    ported = port.isascii() and port.isdigit() and (":" not in host or host.endswith("]"))
    bare = host if ported else entry.strip()
    inner = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
    well = _is_network(inner) if "/" in inner else is_host(inner)
    if not well or (ported and int(port[:6]) > MOST_PORT):
        raise UsageError(
            "this is no host, address or network",
            fix='write them as "feeds.lan", "10.0.0.5:8080", "[fd00::1]:80" or "10.0.0.0/24"',
        )


def fits_header(user: str, password: str) -> bool:
    """Tell whether HTTP can hand a login on: in Latin-1, the user without a colon (RFC 7617)."""
    return ":" not in user and max(user + password, default="") <= "\xff"


def _is_network(written: str) -> bool:
    try:
        ipaddress.ip_network(written, strict=False)
    except ValueError:
        return False
    return True


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _in_ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
