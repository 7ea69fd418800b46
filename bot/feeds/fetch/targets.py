"""Where a proxy must not be asked to go: looked at before it is, as far as it can be known here.

Behind a proxy no socket of ours shows the address that is connected to. So addresses are
recognised in every spelling, names are looked up here first, and names that stand in no public
directory are refused. What the proxy itself makes of a public name remains its own business.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from time import monotonic
from typing import TYPE_CHECKING

from bot.feeds.fetch.address_guard import Blocked, Blocking, attempt
from bot.said import say

if TYPE_CHECKING:
    from yarl import URL

    from bot.feeds.fetch.address_guard import Address, Guard

_LOOK_UP = 3.0
"""Seconds that a name's address is waited for, by hand: behind some proxies nothing answers."""
_BLIND = 60.0
"""Seconds without a look after nobody answered, by hand: each one holds a thread."""

_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_HERE = ipaddress.IPv4Address("127.0.0.1")
_LOCAL = say("a name of a local network")
_NO_NAME = say("no name of the internet")
_TWOFOLD = say("an address with leading zeros, which can be read in two ways")

# RFC 6761, 6762 and 8375, ICANN's list of what is never delegated, what home routers use.
_LOCAL_ENDS = frozenset(
    (
        "local",
        "localdomain",
        "internal",
        "intranet",
        "private",
        "corp",
        "home",
        "lan",
        "arpa",
        "test",
    )
)


class Targets:
    """Refuse what the guard would refuse if the connection were ours."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._blind_until = 0.0

    async def check(self, url: URL) -> None:
        """Look at an address before a proxy gets it; raises Blocked."""
        host, port = url.raw_host or "", url.port or 0
        refused = await self._refusal(host, port)
        if refused is None:
            return
        request = attempt.get()
        if request:
            request.refused.append(refused)
        raise Blocked(f"{refused.address} is {refused.kind}")

    async def _refusal(self, host: str, port: int) -> Blocking | None:
        if self._guard.names(host, port):
            return None
        bare = (host.partition("%")[0] if ":" in host else host).rstrip(".").lower()
        address = _HERE if _is_localhost(bare) else spelled(bare)
        if address is not None:
            refused = self._of(address, bare, port)
            return refused or (Blocking(bare, _TWOFOLD) if _is_twofold(bare) else None)
        if _is_no_name(bare):
            return Blocking(bare, _NO_NAME)
        # A network's own name may be allowed by the address that it has.
        found = await self._addresses(bare, port)
        if not found and _is_local(bare):
            return Blocking(bare, _LOCAL)
        return next(filter(None, (self._of(one, bare, port) for one in found)), None)

    def _of(self, address: Address, host: str, port: int) -> Blocking | None:
        kind = self._guard.refusal(str(address), host, port)
        return Blocking(str(address), kind) if kind else None

    async def _addresses(self, name: str, port: int) -> list[Address]:
        """Look a name up, none where it is not known here or nobody answers."""
        if monotonic() < self._blind_until:
            return []
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_LOOK_UP):
                found = await loop.getaddrinfo(name, port or None, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                self._blind_until = monotonic() + _BLIND
            return []
        except TimeoutError:
            self._blind_until = monotonic() + _BLIND
            return []
        except UnicodeError:
            return []
        return [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]


def spelled(host: str) -> Address | None:
    """Read an address however it is written (2130706433, 0x7f.1, 0177.0.0.1, [::1]); else None."""
    bare = host.strip("[]").rstrip(".")
    bare = bare.partition("%")[0] if ":" in bare else bare
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    try:
        # What every libc takes for an address, spaces apart, which no host has.
        return ipaddress.IPv4Address(socket.inet_aton(bare)) if bare.split() == [bare] else None
    except (OSError, UnicodeError, ValueError):
        return None


def _is_localhost(name: str) -> bool:
    return name.rpartition(".")[2] == "localhost" or name == "localhost.localdomain"


def _is_no_name(name: str) -> bool:
    """Tell what no public directory can hold, but some reader may take for an address.

    That is what ends in a number, and what has an escape in it.
    """
    last = name.rpartition(".")[2]
    return not _NAME.fullmatch(name) or last.isdigit() or last.startswith("0x")


def _is_twofold(address: str) -> bool:
    """Tell whether an address has numbers that one reader takes for octal, another for decimal."""
    return any(len(part) > 1 and part[0] == "0" and part.isdigit() for part in address.split("."))


def _is_local(name: str) -> bool:
    before, _, last = name.rpartition(".")
    return not before or last in _LOCAL_ENDS
