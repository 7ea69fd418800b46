"""Marks: what a message tells of, so that it is known again whatever numbers a database gives.

Numbers of rows are given anew after a backup was restored: the story that was 18 may be another
then. A mark is made of what stays: the article's address, the name of the watch.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.cards import Shows
from bot.core.language.text import fold

BYTES = 6
"""Bytes of a mark, by hand: among ten thousand alerts of a watch two are alike once in five
million such watches, and eight letters fit a button's id many times."""
LETTERS = 8
"""Letters that the bytes of a mark take, by the arithmetic of base 64."""


def article_mark(url: str, guid: str, feed: str) -> str:
    """Mark an article by its own address, without one by its feed and guid."""
    return _mark("address", url) if url else _mark("guid", feed, guid)


@lru_cache(maxsize=4096)
def watch_mark(tenant: str, name: str) -> str:
    """Mark a watch by its name, which nobody else of the tenant has."""
    return _mark("watch", tenant, fold(name))


@lru_cache(maxsize=4096)
def feed_mark(given: str) -> str:
    """Mark a whole feed that is followed, by the address that was given for it."""
    return _mark("feed", given)


def digest_mark(marks: Iterable[str]) -> str:
    """Mark a digest by what it bundles."""
    return Shows.DIGEST + _mark("digest", *marks)


def channel_hash(token: str, channel: str) -> str:
    """Give the 12 digits by which a message without room for more is recognised."""
    return hashlib.sha256(f"{token}\n{channel}".encode()).hexdigest()[:12]


def wanted_tokens(shows: Shows) -> list[str]:
    """List the tokens by which a message that told this is found: alone, or in a digest."""
    kinds = [shows.kind] if shows.kind == Shows.UPDATE else [Shows.ALERT, Shows.DIGEST]
    return [f"{kind}{token[1:]}" for kind in kinds for token in shows.tokens]


def told_in(shows: Sequence[Shows]) -> tuple[str, ...]:
    """List the tokens of a message, what each of its stories began with before the rest."""
    first = [one.tokens[0] for one in shows if one.tokens]
    rest = [token for one in shows for token in one.tokens[1:]]
    return tuple(dict.fromkeys([*first, *rest]))


def _mark(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).digest()
    return urlsafe_b64encode(digest[:BYTES]).decode()
