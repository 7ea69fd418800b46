"""Addresses that may be linked, written so that nothing in them is read as markup."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from bot.core.language.text import clean_text

URL_LIMIT = 2000
"""Characters of an address, by hand: Slack takes 3,000, Discord 2,048; browsers agree on 2,000."""

_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web_link(url: str, limit: int = URL_LIMIT) -> str:
    """Write an http(s) address as a URI of plain characters, without user names; else nothing."""
    try:
        parts = urlsplit(clean_text(url).strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = _ascii_host(host)
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    netloc = f"{host}:{port}" if port else host
    tail = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    tail += f"#{parts.fragment}" if parts.fragment else ""
    tail = quote(_LOOSE_PERCENT.sub("%25", tail), safe="%/:=&?~#+!$,;'@*-._()", errors="replace")
    link = f"{parts.scheme.lower()}://{netloc}{tail}"
    return link if len(link) <= limit else ""


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]" if re.fullmatch(r"[0-9a-f:.]+", host) else ""
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return host if re.fullmatch(r"[A-Za-z0-9._-]+", host) else ""


def host_of(link: str) -> str:
    """Give the host that a link leads to."""
    return urlsplit(link).hostname or ""
