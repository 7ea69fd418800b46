"""Bytes to text: byte order mark, HTTP charset, XML declaration, UTF-8, windows-1252."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# How "<" or "{" looks in the wide encodings; a document without a mark still has one of them first.
_WIDE = (
    (re.compile(rb"[<{\s]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0[<{\s]\0"), "utf-16-be"),
)

# Labels that in practice mean the Windows superset (as browsers read them).
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}

_SINGLE_BYTE = frozenset({"cp1252", "cp1254", "cp874"})

_DECLARED = re.compile(
    rb"<\?xml[^<>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE
)
_HEAD = 1024


def decode(body: bytes, charset: str = "") -> str:
    """Decode a body strictly by each candidate in turn; `charset` is what HTTP said.

    A body that lies about being UTF-8 is read as windows-1252, the last candidate, which
    never fails. The result has no byte order mark.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return _strict(body[len(mark) :], codec) or body[len(mark) :].decode(codec, "replace")
    for codec in _candidates(body, charset):
        text = _strict(body, codec)
        if text is not None:
            return text
    return _mostly_utf8(body) or _cp1252(body)


def declared_charset(body: bytes) -> str:
    """Return the encoding that the XML declaration names, or an empty string."""
    found = _DECLARED.search(body[:_HEAD])
    return found[1].decode("ascii", "replace") if found else ""


def _candidates(body: bytes, charset: str) -> Iterator[str]:
    yield from (codec for pattern, codec in _WIDE if pattern.match(body))
    for label in (charset, declared_charset(body)):
        codec = _codec(label)
        # UTF-16 without any NUL is a label that survived a transcoding.
        if codec and not (codec.startswith(("utf-16", "utf-32")) and b"\0" not in body[:200]):
            # A single-byte label never fails to decode; valid multi-byte UTF-8 is no accident.
            if codec in _SINGLE_BYTE and not body.isascii():
                yield "utf-8"
            yield codec
    yield "utf-8"


def _codec(label: str) -> str:
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    # Codecs such as rot13, hex or zlib do not turn bytes into text.
    if (
        not getattr(codecs.lookup(name), "_is_text_encoding", True)
        or name.replace("-", "_") in _NOT_FOR_WIRE
    ):
        return ""
    return _SUPERSETS.get(name, name)


_NOT_FOR_WIRE = frozenset(
    {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem"}
)


def _strict(body: bytes, codec: str) -> str | None:
    if codec == "cp1252":
        return _cp1252(body)
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _mostly_utf8(body: bytes) -> str | None:
    """Return UTF-8 with a few broken bytes mended, None when the body is not UTF-8 at all.

    One cut character in a megabyte of UTF-8 must not turn every accent into two letters.
    """
    text = body.decode("utf-8", "surrogateescape")
    stray = sum(1 for char in text if "\udc80" <= char <= "\udcff")
    wide = sum(1 for char in text if char > "\x7f") - stray
    if wide <= 2 * stray:
        return None
    return re.sub("[\udc80-\udcff]", lambda hit: _cp1252(bytes([ord(hit[0]) - 0xDC00])), text)


def _cp1252(body: bytes) -> str:
    # The five bytes that cp1252 leaves undefined are C1 controls, as browsers read them.
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1").translate(_HIGH)


_HIGH = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
