"""Which addresses may be reached: checked where the socket is made, for every connection.

A check of the URL or of the resolver's answer misses address literals, redirects and names
that change their answer between check and use; the socket factory sees what is connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.said import NOTHING, Said, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's special-purpose registries. What is not listed of IPv4 is public; of IPv6 only 2000::/3 is.
_KINDS: tuple[tuple[Network, Said], ...] = tuple(
    (ipaddress.ip_network(network), kind)
    for kind, networks in {
        say("a loopback address"): "127.0.0.0/8 ::1",
        say("a private address"): "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
        say("a link-local address"): "169.254.0.0/16 fe80::/10",
        say("a shared address (carrier-grade NAT)"): "100.64.0.0/10",
        say("an unspecified address"): "0.0.0.0/8 ::/128",
        say("a multicast address"): "224.0.0.0/4 ff00::/8",
        say("a NAT64 address"): "64:ff9b::/96 64:ff9b:1::/48",
        say("a 6to4 address"): "2002::/16 192.88.99.0/24",
        say("a Teredo address"): "2001::/32",
        say("an address of a protocol"): "192.0.0.0/24 2001::/23 100::/64 5f00::/16",
        say("a documentation address"): "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 "
        "3fff::/20",
        say("a benchmarking address"): "198.18.0.0/15",
        say("an IPv4 address in IPv6 form"): "::/96 ::ffff:0:0/96 ::ffff:0:0:0/96",
        say("a reserved address"): "240.0.0.0/4",
    }.items()
    for network in networks.split()
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")


class Blocking(NamedTuple):
    """An address that was refused, and what kind of address it is."""

    address: str
    kind: Said


class Blocked(PermissionError):
    """Report an address that may not be reached, before anything was sent there."""


@dataclass(slots=True)
class Attempt:
    """One request under way: the host it asks for and the addresses that were refused to it."""

    host: str
    refused: list[Blocking] = field(default_factory=list)


attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""Set by the fetcher before each request, so that a refusal finds its way back to it."""


class Guard:
    """Refuse sockets to addresses that are not public, but for `allow_hosts`.

    `allow_hosts` are host names, addresses or networks (CIDR), valid for any port or for the
    one behind a colon. The addresses of a named host are let through for requests to that name
    only.
    """

    def __init__(self, allow_hosts: Iterable[str]) -> None:
        self._networks: list[tuple[Network, int | None]] = []
        self._names: set[tuple[str, int | None]] = set()
        for entry in allow_hosts:
            bare, port = _parted_entry(entry)
            network = _network_of(bare)
            if network is None:
                self._names.add((bare, port))
            else:
                self._networks.append((network, port))

    def refusal(self, address: str, host: str = "", port: int | None = None) -> Said:
        """Say what kind of address is refused, nothing when it may be reached."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        if self.names(host, port):
            return NOTHING
        if any(_is_within(ip, net) for net, only in self._networks if only in (None, port)):
            return NOTHING
        return _address_kind(ip)

    def names(self, host: str, port: int | None = None) -> bool:
        """Tell whether a host is let through by its name."""
        return bool({(_bare_host(host), None), (_bare_host(host), port)} & self._names)

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Make the socket for an address info tuple; raises OSError when it is refused."""
        family, kind, protocol, _, target = info
        request = attempt.get()
        address = str(target[0])
        refused = self.refusal(address, request.host if request else "", int(target[1]))
        if refused:
            if request:
                request.refused.append(Blocking(address, refused))
            raise Blocked(f"{address} is {refused}")
        return socket.socket(family, kind, protocol)


def open_ports(allow_hosts: Iterable[str]) -> list[str]:
    """List what is let through on every port."""
    return [entry for entry in allow_hosts if _parted_entry(entry)[1] is None]


def _address_kind(ip: Address) -> Said:
    named = next(
        (kind for network, kind in _KINDS if _is_within(ip, network, mapped=False)), NOTHING
    )
    if not named and ip.version == 6 and ip not in _GLOBAL_V6:
        return say("a reserved address")
    return named


def _is_within(ip: Address, network: Network, *, mapped: bool = True) -> bool:
    return any(
        form.version == network.version and form in network
        for form in (_address_forms(ip) if mapped else (ip,))
    )


def _address_forms(ip: Address) -> Iterator[Address]:
    yield ip
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        yield ip.ipv4_mapped


def _parted_entry(entry: str) -> tuple[str, int | None]:
    """Part a host from its port; an IPv6 address with a port stands in brackets."""
    host, _, port = entry.strip().rpartition(":")
    if not (port.isascii() and port.isdigit()) or (":" in host and not host.endswith("]")):
        return _bare_host(entry), None
    return _bare_host(host), int(port)


def _network_of(bare: str) -> Network | None:
    try:
        return ipaddress.ip_network(bare, strict=False)
    except ValueError:
        return None


def _bare_host(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
