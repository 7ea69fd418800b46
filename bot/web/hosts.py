"""Which Host headers are answered: a name that a stranger leads to our address is not ours.

A page of the web can make its own name resolve to this machine (DNS rebinding) and would then
read ours as its own. It cannot do so with an address, which nobody has to resolve.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

MISDIRECTED = 421
"""The status for a name that is not served here (RFC 9110)."""
ELSEWHERE = "There is nothing under this name. The operator can add it to [web] hosts.\n"


def own_names(listen: str, more: Iterable[str]) -> frozenset[str]:
    """List the names of a listener: those of this machine, what it listens on, and `more`."""
    host = listen.rpartition(":")[0]
    return frozenset(map(_bare, ("localhost", socket.gethostname(), host, *more))) - {""}


def is_own(host: str, names: frozenset[str]) -> bool:
    """Tell whether a Host header names us; one that is missing names nobody else."""
    bare = _bare(_without_port(host))
    return not bare or bare in names or _is_address(bare)


def only_for(names: frozenset[str], but: Iterable[str] = ()) -> Middleware:
    """Refuse requests to other names, `but` on paths that prove by themselves who comes."""
    open_to_all = frozenset(but)

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in open_to_all or is_own(request.headers.get("Host", ""), names):
            return await handler(request)
        return web.Response(status=MISDIRECTED, text=ELSEWHERE)

    return refuse


def _bare(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()


def _without_port(host: str) -> str:
    head, colon, port = host.strip().rpartition(":")
    return head if colon and port.isdigit() and (head.endswith("]") or ":" not in head) else host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
