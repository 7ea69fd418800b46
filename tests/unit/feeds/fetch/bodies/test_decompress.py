"""Content-Encoding is undone chunk by chunk, never past the limit."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable

import pytest

from bot.feeds.fetch.bodies.decompress import Unpacker, UnpackError

TEXT = b"The bridge of Bellecombe stays shut. " * 40
RAW = zlib.compress(TEXT)[2:-4]


def unpacked(encoding: str, chunks: Iterable[bytes], limit: int = 100_000) -> bytes:
    unpacker = Unpacker(encoding, limit)
    for chunk in chunks:
        unpacker.feed(chunk)
    return unpacker.body()


def bits(data: bytes, size: int = 7) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        (" X-GZIP ", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW),
        ("", gzip.compress(TEXT)),
        ("gzip", TEXT),
        ("gzip", gzip.compress(TEXT[:700]) + gzip.compress(TEXT[700:])),
        ("gzip", gzip.compress(TEXT) + b"\0\0\0 padding"),
    ],
    ids=range(10),
)
def test_a_body_comes_whole_in_one_chunk_or_many(encoding: str, packed: bytes) -> None:
    assert unpacked(encoding, [packed]) == TEXT
    assert unpacked(encoding, bits(packed)) == TEXT


def test_nothing_is_an_empty_body() -> None:
    assert unpacked("gzip", []) == b""
    assert unpacked("", [b""]) == b""


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT))),
        ("gzip", gzip.compress(gzip.compress(TEXT))),
        ("", gzip.compress(gzip.compress(TEXT))),
        ("gzip, gzip", gzip.compress(TEXT)),
        ("deflate", gzip.compress(TEXT)),
        ("gzip", zlib.compress(TEXT)),
        ("x-gzip, identity", gzip.compress(TEXT)),
        ("deflate", b"<rss>" + TEXT),
        ("utf-8", TEXT),
        ("none, identity", TEXT),
        ("binary", gzip.compress(TEXT)),
    ],
    ids=range(12),
)
def test_what_the_bytes_are_goes_before_what_the_header_calls_them(
    encoding: str, packed: bytes
) -> None:
    for chunks in ([packed], bits(packed), bits(packed, 1)):
        assert unpacked(encoding, chunks).removeprefix(b"<rss>") == TEXT


def test_an_encoding_that_was_not_asked_for_is_refused_by_its_name() -> None:
    with pytest.raises(UnpackError, match="packed as compress, which was not asked for"):
        Unpacker("compress", 100)


def test_what_a_server_writes_as_its_encoding_is_never_repeated() -> None:
    assert unpacked("k3y=s3cret, gzip", [gzip.compress(TEXT)]) == TEXT


@pytest.mark.parametrize(
    ("encoding", "packed", "whole"),
    [
        ("", b"<rss>news</rss>\n", True),
        ("", b"<rss>news", False),
        ("", b'{"items": []}', True),
        ("gzip", gzip.compress(TEXT), True),
        ("gzip", gzip.compress(b"<rss></rss>")[:-3], True),
        ("gzip", gzip.compress(b"<rss></rss>")[:-8], True),
        ("gzip", gzip.compress(b"<rss>news</rss>")[:-12], False),
        ("deflate", zlib.compress(b"<rss></rss>")[:-4], True),
        ("", b"", False),
    ],
    ids=range(9),
)
def test_a_body_shows_by_itself_whether_it_is_whole(
    encoding: str, packed: bytes, whole: bool
) -> None:
    unpacker = Unpacker(encoding, 10_000)
    unpacker.feed(packed)
    assert unpacker.is_whole() is whole


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_no_more_than_the_limit_is_unpacked(encoding: str) -> None:
    bomb = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[encoding](bytes(200_000))
    with pytest.raises(UnpackError, match=r"larger than 0\.1 MB"):
        unpacked(encoding, bits(bomb, 50))
    assert len(unpacked(encoding, [bomb], 200_000)) == 200_000


def test_what_announces_too_much_is_refused_before_it_comes() -> None:
    with pytest.raises(UnpackError, match="larger than 500 bytes"):
        Unpacker("", 500).expect(501)


def test_bytes_on_the_wire_count_even_where_they_unpack_to_nothing() -> None:
    with pytest.raises(UnpackError, match="larger than"):
        unpacked("gzip", [gzip.compress(b"")] * 100, 1_000)


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (gzip.compress(TEXT)[:-20], "breaks off"),
        (gzip.compress(TEXT)[:12] + b"x" * 99, "cannot be"),
    ],
    ids=["cut", "broken"],
)
def test_what_does_not_unpack_is_told(packed: bytes, reason: str) -> None:
    with pytest.raises(UnpackError, match=reason):
        unpacked("gzip", bits(packed))


def test_members_without_end_are_left_behind() -> None:
    many = gzip.compress(b"a") * 1_000
    assert len(unpacked("gzip", [many])) < 100
