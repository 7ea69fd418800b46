"""What undoes one packing of a body: zlib for gzip and deflate, brotli and zstd where installed.

Each takes a chunk and gives at most so many bytes: where it gives fewer, it has taken all of it.
"""

from __future__ import annotations

import re
import zlib
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
LOOK = 8
"""Bytes that tell a packing from a text, by hand: the longest mark has four."""
_WINDOWS = {"gzip": 31, "zlib": 15, "raw": -15}
"""The window bits by which zlib knows what its data is wrapped in."""
_ZSTD_WINDOW = 23
"""The largest window of zstd, as a power of two: 8 MB, which HTTP allows (RFC 9659)."""
_TEXT = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)|\s{0,8}(?:<|[\[{]\s{0,8}[\"\[{\s]|\Z)")
_ZSTD_HOMES = ("compression.zstd", "backports.zstd")
"""Where zstd is found: Python has it from 3.14 on."""


class EngineError(ValueError):
    """Report data that does not unpack."""


class Engine(Protocol):
    """Undo one packing; `rest` is what came behind the end."""

    ended: bool
    rest: bytes

    def unpack(self, data: bytes, most: int) -> bytes:
        """Take a chunk and give at most about `most` bytes; raises EngineError."""
        ...


def is_there(home: str) -> bool:
    """Tell whether a module can be imported."""
    try:
        return find_spec(home) is not None
    except ModuleNotFoundError:
        return False


BROTLI = is_there("brotli")
ZSTD_HOME = next((home for home in _ZSTD_HOMES if is_there(home)), "")


def packing_of(label: str, start: bytes) -> str:
    """Tell how a body is packed, by its first bytes where they tell and else by its label."""
    if start.startswith(GZIP):
        # Also where no header says so: files served as they lie on the disk.
        return "gzip"
    if start.startswith(ZSTD):
        return "zstd"
    if not label or _TEXT.match(start):
        return ""
    if label == "br":
        return "br"
    # RFC 1950: the checksum of its two first bytes.
    wrapped = start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return "zlib" if wrapped else "raw" if label == "deflate" else ""


def make_engine(packing: str) -> Engine:
    """Make what undoes a packing; raises EngineError where its package is not installed."""
    if packing in _WINDOWS:
        return _Inflater(_WINDOWS[packing])
    if packing == "br" and BROTLI:
        return _Unbrotli()
    if packing == "zstd" and ZSTD_HOME:
        return _Unzstd()
    raise EngineError(packing)


class _Inflater:
    def __init__(self, window: int) -> None:
        self._inner = zlib.decompressobj(window)
        self.ended, self.rest = False, b""

    def unpack(self, data: bytes, most: int) -> bytes:
        try:
            out = self._inner.decompress(data, most)
        except zlib.error as error:
            raise EngineError(str(error)) from error
        self.ended, self.rest = self._inner.eof, self._inner.unused_data
        return out


class _Unbrotli:
    def __init__(self) -> None:
        self._home: Any = import_module("brotli")
        self._inner = self._home.Decompressor()
        self.ended, self.rest = False, b""

    def unpack(self, data: bytes, most: int) -> bytes:
        try:
            out: bytes = self._inner.process(data, output_buffer_limit=most)
        except self._home.error as error:
            raise EngineError(str(error)) from error
        self.ended = self._inner.is_finished()
        return out


class _Unzstd:
    def __init__(self) -> None:
        self._home: Any = import_module(ZSTD_HOME)
        window = {self._home.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
        self._inner = self._home.ZstdDecompressor(options=window)
        self.ended, self.rest = False, b""

    def unpack(self, data: bytes, most: int) -> bytes:
        try:
            out: bytes = self._inner.decompress(data, max_length=most)
        except self._home.ZstdError as error:
            raise EngineError(str(error)) from error
        self.ended, self.rest = self._inner.eof, self._inner.unused_data
        return out
