"""Links that say where they go: what their text may show."""

from __future__ import annotations

import re
import unicodedata

from bot.platforms.common import addresses

_BLANKS = re.compile(r"(\s+)")
_DOTS = str.maketrans("。．｡․∕⁄／", "....///")
_ADDRESS = re.compile(r"://|[^\W_]\.[^\W\d_]{2}|\d\.\d{1,3}\.\d{1,3}\.\d|^www\.", re.IGNORECASE)


def host_of(url: str) -> str:
    """Name the host of a URL without its www."""
    return addresses.host_of(url).removeprefix("www.")


def linkable_pieces(words: str, url: str) -> list[tuple[str, bool]]:
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
