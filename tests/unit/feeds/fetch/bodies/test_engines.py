"""Brotli and zstd: the same as with zlib, and their bombs burst at the limit."""

from __future__ import annotations

import tracemalloc
import zlib
from importlib import import_module

import pytest

from bot.feeds.fetch.bodies.decompress import ACCEPTED, Unpacker, UnpackError
from bot.feeds.fetch.bodies.engines import (
    BROTLI,
    ZSTD_HOME,
    EngineError,
    is_there,
    make_engine,
    packing_of,
)

TEXT = b"<rss>The bridge of Bellecombe stays shut.</rss> " * 40
HOMES = {"br": "brotli", "zstd": ZSTD_HOME}


def pack(name: str, data: bytes) -> bytes:
    if not (BROTLI if name == "br" else ZSTD_HOME):
        pytest.skip(f"what packs as {name} is not installed")
    packed: bytes = import_module(HOMES[name]).compress(data)
    return packed


def unpacked(label: str, data: bytes, size: int, limit: int = 100_000) -> bytes:
    unpacker = Unpacker(label, limit)
    for at in range(0, len(data), size):
        unpacker.feed(data[at : at + size])
    return unpacker.body()


@pytest.mark.parametrize("name", ["br", "zstd"])
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_body_comes_whole_in_one_chunk_or_many(name: str, size: int) -> None:
    assert unpacked(name, pack(name, TEXT), size) == TEXT
    assert name in ACCEPTED


@pytest.mark.parametrize("name", ["br", "zstd"])
def test_what_is_called_packed_may_be_plain_or_packed_otherwise(name: str) -> None:
    pack(name, b"")
    assert unpacked(name, TEXT, 9) == TEXT
    import gzip

    assert unpacked(name, gzip.compress(TEXT), 9) == TEXT
    assert unpacked(f"{name}, gzip", gzip.compress(pack(name, TEXT)), 9) == TEXT


def test_zstd_is_known_without_a_header_and_in_frames() -> None:
    assert unpacked("", pack("zstd", TEXT), 9) == TEXT
    assert unpacked("zstd", pack("zstd", TEXT[:90]) + pack("zstd", TEXT[90:]), 9) == TEXT
    assert unpacked("zstd", pack("zstd", TEXT) + b" padding", 9) == TEXT


@pytest.mark.parametrize("name", ["br", "zstd"])
def test_a_bomb_bursts_at_the_limit(name: str) -> None:
    bomb = pack(name, bytes(50_000_000))
    assert len(bomb) < 10_000
    tracemalloc.start()
    try:
        with pytest.raises(UnpackError, match="larger than"):
            unpacked(name, bomb, 100_000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2_000_000


@pytest.mark.parametrize("name", ["br", "zstd"])
def test_what_is_cut_or_broken_is_told(name: str) -> None:
    packed = pack(name, TEXT)
    with pytest.raises(UnpackError, match="breaks off"):
        unpacked(name, packed[:-5], 9)
    with pytest.raises(UnpackError, match=r"cannot be unpacked|breaks off"):
        unpacked(name, packed[:6] + b"\xff" * 40, 9)


def test_a_window_larger_than_http_allows_is_refused() -> None:
    if not ZSTD_HOME:
        pytest.skip("zstd is not installed")
    zstd = import_module(ZSTD_HOME)
    options = {zstd.CompressionParameter.window_log: 27}
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(TEXT) + packer.flush()
    with pytest.raises(UnpackError, match="cannot be unpacked"):
        unpacked("zstd", packed, 9_000)


def test_the_first_bytes_tell_the_packing() -> None:
    assert packing_of("", zlib.compress(TEXT)) == ""
    assert packing_of("gzip", zlib.compress(TEXT)) == "zlib"
    assert packing_of("deflate", zlib.compress(TEXT)[2:]) == "raw"
    assert packing_of("br", b'{"items": 1}') == packing_of("br", b"\xef\xbb\xbf<rss") == ""


def test_what_is_not_installed_makes_no_engine() -> None:
    assert not is_there("no_such_home.at_all")
    with pytest.raises(EngineError):
        make_engine("compress")
