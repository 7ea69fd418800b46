"""Packed bodies as servers send them, and links of redirectors: both are read on the event loop."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from random import Random
from urllib.parse import quote

from bot.feeds.fetch.bodies.decompress import Unpacker, UnpackError
from bot.feeds.fetch.bodies.engines import BROTLI, ZSTD_HOME
from bot.feeds.leads import hides_target, is_wall, named_target
from bot.feeds.urls import led_url, link_url
from tests.proof.fuzz.mutators import mutated_text, seldom_damaged
from tests.proof.fuzz.target import Read, Target

LIMIT = 50_000
DOC = b"<rss><channel><item><title>The wall gave way</title></item></channel></rss>"
LABELS = (
    "",
    "gzip",
    "deflate",
    "br",
    "zstd",
    "gzip, gzip",
    "deflate, gzip",
    "br, gzip",
    "x",
    "compress",
)
PACKERS: tuple[Callable[[bytes], bytes], ...] = (
    gzip.compress,
    zlib.compress,
    lambda body: zlib.compress(body)[2:-4],
    bytes,
    *([import_module("brotli").compress] if BROTLI else []),
    *([import_module(ZSTD_HOME).compress] if ZSTD_HOME else []),
)
Q = quote("https://quai.example/2026/pont?id=7", safe="")
NEWS = base64.urlsafe_b64encode(b"\x08\x13\x22\x17https://quai.example/12").decode()
LINKS = (
    f"https://www.google.com/url?q={Q}&sa=U",
    f"https://l.facebook.com/l.php?u={Q}&h=A",
    f"https://news.google.com/rss/articles/{NEWS}?oc=5",
    f"https://r.search.yahoo.com/_ylt=A/RU={Q}/RK=2/RS=x",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__quai.example_pont&d=D",
    "https://urldefense.com/v3/__https://quai.example/pont__;!!a",
    f"https://out.portal.example/redirect.php?target={Q}&from=rss",
    "https://www.bing.com/ck/a?!&&u=a1aHR0cHM6Ly9xdWFpLmV4YW1wbGUv&ntb=1",
    "https://t.co/AbC123",
)
WORDS = (
    "url",
    "u",
    "q",
    "https://",
    "http://[::1]",
    "%",
    "%2F",
    "&",
    "=",
    "#",
    "..",
    "@",
    "aHR0c",
    "RU=",
    "__",
    "é",
)


def make_packed(dice: Random) -> bytes:
    """Pack a document some times, damage some, and put the number of a label before it."""
    body = DOC * dice.choice((1, 1, 20, 900))
    for _ in range(dice.choice((0, 1, 1, 1, 2, 2, 5))):
        body = dice.choice(PACKERS)(body)
    return bytes([dice.randrange(len(LABELS))]) + seldom_damaged(dice, body)


@contextmanager
def opened_packed() -> Iterator[Read]:
    """Unpack a body in pieces; what comes is never larger than was asked for."""

    def read(body: bytes) -> str:
        unpacker = Unpacker(LABELS[body[0] % len(LABELS)] if body else "", LIMIT)
        size = 1 + len(body) % 4_000
        try:
            for at in range(1, len(body), size):
                unpacker.feed(body[at : at + size])
            whole = unpacker.body()
        finally:
            assert len(unpacker.so_far()) <= LIMIT
            unpacker.is_whole()
        return "the document" if DOC in whole else "something"

    yield read


def make_link(dice: Random) -> bytes:
    """Change a link of a redirector."""
    return mutated_text(dice, dice.choice(LINKS), WORDS).encode("utf-8", "replace")


@contextmanager
def opened_link() -> Iterator[Read]:
    """Follow a link by what it says; what comes out can be followed."""

    def read(body: bytes) -> str:
        url = body.decode("utf-8", "replace")
        led = led_url(url)
        assert led == link_url(led)
        hides_target(url)
        is_wall(url)
        return "led" if named_target(url) else "stays"

    yield read


PACKED = Target("packed", make_packed, opened_packed, bool, (UnpackError,))
LED = Target("links", make_link, opened_link, bool)
