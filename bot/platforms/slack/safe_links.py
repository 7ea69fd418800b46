"""Links that say where they go: which addresses may be linked, and what their text may show."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

URL_LIMIT = 2000
_BLANKS = re.compile(r"(\s+)")
_DOTS = str.maketrans("。．｡․∕⁄／", "....///")
_ADDRESS = re.compile(r"://|[^\W_]\.[^\W\d_]{2}|\d\.\d{1,3}\.\d{1,3}\.\d|^www\.", re.IGNORECASE)


def web_url(url: str) -> str:
    """Give a URL that may be linked, without user names and odd characters; else nothing."""
    if not url or len(url) > URL_LIMIT:
        return ""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
        name = (host or "").encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one as well
        return ""
    if parts.scheme not in {"http", "https"} or not host or not re.fullmatch(r"[\w.:-]+", name):
        return ""
    netloc = (f"[{name}]" if ":" in name else name) + (f":{port}" if port else "")
    path, query, fragment = (_quoted(part) for part in parts[2:])
    made = urlunsplit((parts.scheme, netloc, path or "/", query, fragment))
    return made if len(made) <= URL_LIMIT else ""


def _quoted(part: str) -> str:
    return quote(part, safe="%/?:@!$&'()*+,;=-._~[]", errors="replace")


def host_of(url: str) -> str:
    """Name the host of a URL without its www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def linkable(words: str, url: str) -> list[tuple[str, bool]]:
    """Cut link text into pieces and tell which may carry the link.

    What looks like an address of another host may not: it would promise another place.
    """
    host = host_of(url)
    pieces: list[tuple[str, bool]] = []
    for token in _BLANKS.split(words):
        links = not _looks_like_address(token, host)
        if pieces and (pieces[-1][1] == links or not token.strip()):
            pieces[-1] = (pieces[-1][0] + token, pieces[-1][1])
        elif token:
            pieces.append((token, links))
    return pieces


def _looks_like_address(token: str, host: str) -> bool:
    plain = unicodedata.normalize("NFKC", token[:4096]).translate(_DOTS).lower()
    if not _ADDRESS.search(plain):
        return False
    shown = re.sub(r"^\W*(?:https?://)?(?:www\.)?", "", plain).split("/", 1)[0]
    return re.sub(r"\W+$", "", shown) != host
