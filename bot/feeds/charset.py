"""Bytes to text: byte order mark, HTTP charset, what the document declares, then detection."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from w3lib.encoding import html_body_declared_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

BYTE_ORDER_MARKS = tuple(mark for mark, _ in _MARKS)

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
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}

# Encodings whose bytes are never taken for UTF-8, or are it.
_UNLIKE_UTF8 = ("utf", "iso2022", "hz")

_DECLARED = re.compile(
    rb"<\?xml[^<>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE
)
_META_CHARSET = re.compile(
    rb"<meta[^<>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE
)
_HEAD = 1024
"""Bytes in which an XML declaration is looked for, by hand: it has to be the first thing there."""
_FOREIGN = re.compile(rb"[\x80-\xff]")
_FEW = 10
"""Bytes beyond ASCII that statistics need, by hand: a short French title is told as Macedonian, a
Polish paragraph of a hundred letters has twelve."""
# What the web is written in; statistics also tell of what only old machines wrote.
_TOLD = (
    "cp125",
    "cp874",
    "cp93",
    "cp949",
    "iso8859",
    "koi8",
    "gb",
    "big5",
    "euc",
    "iso2022",
    "utf",
)
_PAGE_HEAD = 200_000
"""Bytes of a page that its charset is looked for in, as text and by statistics."""


def decode_body(body: bytes, charset: str = "") -> str:
    """Decode a body strictly by each candidate in turn; `charset` is what HTTP said.

    A body that lies about being UTF-8, or says nothing, is read as its statistics tell, else as
    windows-1252, which never fails. The result has no byte order mark.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return _decode_strictly(body[len(mark) :], codec) or body[len(mark) :].decode(
                codec, "replace"
            )
    return (
        _first_decoded(body, (charset, declared_charset(body)))
        or _mostly_utf8(body)
        or _detected_codec(body)
    )


def decode_page(body: bytes, charset: str = "") -> str:
    """Decode an HTML page in the order of the HTML standard; `charset` is what HTTP said.

    Byte order mark, header, meta element, detection. As for feeds, a label that the bytes refute
    is passed over.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    labels = (charset, html_body_declared_encoding(body) or _late_meta(body))
    text = _first_decoded(body, labels)
    if text is not None:
        return text
    # One broken character must not cost a page its charset.
    named = next((codec for codec in map(_codec_name, labels) if codec not in ("", "utf-8")), "")
    return body.decode(named, "replace") if named else _mostly_utf8(body) or _detected_codec(body)


def _late_meta(body: bytes) -> str:
    """Return the charset of a meta element that stands behind a long head, as browsers find it."""
    found = _META_CHARSET.search(body[:_PAGE_HEAD])
    return found[1].decode("ascii", "replace") if found else ""


def declared_charset(body: bytes) -> str:
    """Return the encoding that the XML declaration names, or an empty string."""
    found = _DECLARED.search(body[:_HEAD])
    return found[1].decode("ascii", "replace") if found else ""


def _first_decoded(body: bytes, labels: tuple[str, ...]) -> str | None:
    """Return the text by the first candidate that can read all of it."""
    texts = (_decode_strictly(body, codec) for codec in _codec_candidates(body, labels))
    return next((text for text in texts if text is not None), None)


def _codec_candidates(body: bytes, labels: tuple[str, ...]) -> Iterator[str]:
    yield from (codec for pattern, codec in _WIDE if pattern.match(body))
    for label in labels:
        codec = _codec_name(label)
        # UTF-16 without any NUL is a label that survived a transcoding.
        if codec and not (codec.startswith(("utf-16", "utf-32")) and b"\0" not in body[:200]):
            # Most labels of old never fail to decode; valid multi-byte UTF-8 is no accident.
            if not codec.startswith(_UNLIKE_UTF8) and not body.isascii():
                yield "utf-8"
            yield codec
    yield "utf-8"


def _codec_name(label: str) -> str:
    label = label.strip().strip("\"'").lower()
    try:
        name = codecs.lookup(_ALIASES.get(label) or _PREFIX.sub("", label)).name
    except (LookupError, ValueError):
        return ""
    # Codecs such as rot13, hex or zlib do not turn bytes into text.
    if (
        not getattr(codecs.lookup(name), "_is_text_encoding", True)
        or name.replace("-", "_") in _NOT_FOR_WIRE
    ):
        return ""
    return _SUPERSETS.get(name, name)


# Labels of the encoding standard that Python does not know: x-sjis, x-cp1251, dos-874 ...
_PREFIX = re.compile(r"^(?:x-)+(?!mac-cyrillic$)")
_ALIASES = {
    "dos-874": "cp874",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-8-i": "iso-8859-8",
    "unicode": "utf-16-le",
    "unicode-1-1-utf-8": "utf-8",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
}

# UTF-7 writes tags in letters: no browser reads it.
_NOT_FOR_WIRE = frozenset(
    {
        "utf_7",
        "idna",
        "punycode",
        "raw_unicode_escape",
        "unicode_escape",
        "undefined",
        "mbcs",
        "oem",
    }
)


def _decode_strictly(body: bytes, codec: str) -> str | None:
    if codec == "cp1252":
        return _decode_cp1252(body)
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _detected_codec(body: bytes) -> str:
    """Guess by the statistics of languages, which are sure only where many letters speak."""
    sample = body[:_PAGE_HEAD]
    if len(_FOREIGN.findall(sample)) < _FEW:
        return _decode_cp1252(body)
    # Imported here: few pages need it.
    import chardet

    codec = _codec_name(chardet.detect(sample).get("encoding") or "")
    return body.decode(codec, "replace") if codec.startswith(_TOLD) else _decode_cp1252(body)


def _mostly_utf8(body: bytes) -> str | None:
    """Return UTF-8 with a few broken bytes mended, None when the body is not UTF-8 at all.

    One cut character in a megabyte of UTF-8 must not turn every accent into two letters.
    """
    text = body.decode("utf-8", "surrogateescape")
    stray = sum(1 for char in text if "\udc80" <= char <= "\udcff")
    wide = sum(1 for char in text if char > "\x7f") - stray
    if wide <= 2 * stray:
        return None
    return re.sub(
        "[\udc80-\udcff]", lambda hit: _decode_cp1252(bytes([ord(hit[0]) - 0xDC00])), text
    )


def _decode_cp1252(body: bytes) -> str:
    # The five bytes that cp1252 leaves undefined are C1 controls, as browsers read them.
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1").translate(_HIGH)


_HIGH = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
