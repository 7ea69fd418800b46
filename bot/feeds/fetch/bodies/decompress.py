"""Content-Encoding undone as the bytes come in, never past the limit.

What the bytes are goes before what the header calls them: servers pack twice, pack without a word
and call packed what is plain.
"""

from __future__ import annotations

import re

from bot.feeds.fetch.bodies.engines import (
    BROTLI,
    GZIP,
    LOOK,
    ZSTD,
    ZSTD_HOME,
    Engine,
    EngineError,
    make_engine,
    packing_of,
)
from bot.feeds.fetch.reasons import BROKEN, BROKEN_OFF, NOT_ASKED, NOT_INSTALLED, filled
from bot.said import Said, say

ACCEPTED = ", ".join(("gzip", "deflate", *["br"] * BROTLI, *["zstd"] * bool(ZSTD_HOME)))
"""What to send as Accept-Encoding: the encodings that can be undone within bounds."""

_MEMBERS_MAX = 64
"""Members of one gzip body, by hand: bounds the engines that a body may ask for."""
_LAYERS_MAX = 3
"""Packings around one another, by hand: two are seen where a server packs a packed file."""
_LABELS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "zstd": "zstd"}
_UNREAD = frozenset({"compress", "x-compress", "dcb", "dcz", "pack200-gzip", "exi"})
"""Registered encodings that nobody was asked for; any other word means nothing (IANA)."""
_END = re.compile(
    rb"(?:</\s{0,3}(?:\w{1,20}:)?(?:rss|feed|rdf|html)\s{0,9}>|[}\]])\s{0,99}\Z", re.IGNORECASE
)
"""How documents end."""


class UnpackError(ValueError):
    """Report a body that cannot be taken; the message is for people."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class TooLarge(UnpackError):
    """Report a body past the limit."""


LARGE = say("the answer is larger than {size}")


class Unpacker:
    """Unpack one body chunk by chunk into at most `limit` bytes.

    `encoding` is the Content-Encoding header. Raises UnpackError for one that was not asked
    for, for data that does not unpack and past the limit.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        # The last one finds what no header tells.
        self._layers = [_Layer(label, limit) for label in (*_labels(encoding), "")]
        self._parts: list[bytes] = []
        self._wire = 0

    def expect(self, length: int) -> None:
        """Refuse at once what announces more bytes than the limit."""
        if length > self._limit:
            raise _too_large(self._limit)

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the wire; they count as they come, unpacked or not."""
        self._wire += len(chunk)
        over = self._wire - self._limit
        self._pass_on(chunk[: len(chunk) - over] if over > 0 else chunk)
        self.expect(self._wire)

    def body(self) -> bytes:
        """Return the whole body; raises UnpackError when it broke off.

        What a packing ends with (a sum, a length) may be missing where the document has its end.
        """
        self._pass_on(b"", end=True)
        body = self.so_far()
        if not all(layer.ended for layer in self._layers) and not _END.search(body[-200:]):
            raise UnpackError(BROKEN_OFF)
        return body

    def so_far(self) -> bytes:
        """Return what has come until now."""
        return b"".join(self._parts)

    def cut_markup(self) -> bytes:
        """Return markup up to the limit that it reached, nothing where it is none."""
        body = self.so_far()
        return _whole_tags(body) if len(body) >= self._limit and _is_markup(body) else b""

    def is_whole(self) -> bool:
        """Tell of a body that broke off whether it is all there by its own look."""
        try:
            body = self.body()
        except UnpackError:
            return False
        return any(layer.packed for layer in self._layers) or bool(_END.search(body[-200:]))

    def _pass_on(self, data: bytes, *, end: bool = False) -> None:
        for layer in self._layers:
            try:
                data = layer.feed(data, end=end)
            except EngineError:
                raise UnpackError(_missing(layer.packing) or BROKEN) from None
            if layer is self._layers[-1] and layer.packed and len(self._layers) <= _LAYERS_MAX:
                self._layers.append(_Layer("", self._limit))
        if data:
            self._parts.append(data)
        if any(layer.over for layer in self._layers):
            raise _too_large(self._limit)


class _Layer:
    """One packing, or none: its first bytes tell which."""

    def __init__(self, label: str, limit: int) -> None:
        self._label = label
        self._room = limit
        self._waiting = b""
        self._begun = False
        self._engine: Engine | None = None
        self._members = 1
        self.packing = ""
        self.over = False

    @property
    def packed(self) -> bool:
        """Tell whether there is anything to undo."""
        return self._engine is not None

    @property
    def ended(self) -> bool:
        """Tell whether nothing is missing."""
        return self._engine is None or self._engine.ended

    def feed(self, data: bytes, *, end: bool) -> bytes:
        """Take bytes and give what they unpack to, as far as there is room."""
        data, self._waiting = self._waiting + data, b""
        if not self._begun:
            if len(data) < LOOK and not end:
                self._waiting = data
                return b""
            self._begun = bool(data)
            self.packing = packing_of(self._label, data) if data else ""
            self._engine = make_engine(self.packing) if self.packing else None
        return self._kept(data) if self._engine is None else self._unpacked(data, end=end)

    def _unpacked(self, data: bytes, *, end: bool) -> bytes:
        parts = []
        while data and self._engine and not self.over:
            if self._engine.ended:
                # Another member, or padding that servers leave behind.
                if len(data) < len(ZSTD) and not end:
                    self._waiting = data
                    break
                if not data.startswith((GZIP, ZSTD)) or self._members >= _MEMBERS_MAX:
                    break
                self._members += 1
                self._engine = make_engine(packing_of("", data))
            parts.append(self._kept(self._engine.unpack(data, self._room + 1)))
            data = self._engine.rest if self._engine.ended else b""
        return b"".join(parts)

    def _kept(self, data: bytes) -> bytes:
        self.over = len(data) > self._room
        data = data[: self._room]
        self._room -= len(data)
        return data


def _labels(encoding: str) -> list[str]:
    """List what a header names, the outermost packing first; raises UnpackError."""
    names = [name for part in encoding.split(",") if (name := part.strip().lower())]
    labels = [_LABELS[name] for name in reversed(names) if name in _LABELS]
    unread = next((name for name in names if name in _UNREAD), "")
    if unread:
        raise UnpackError(filled(NOT_ASKED, name=unread))
    return labels[:_LAYERS_MAX]


def _missing(packing: str) -> Said | None:
    """Say that what undoes a packing is not installed."""
    if (packing == "br" and not BROTLI) or (packing == "zstd" and not ZSTD_HOME):
        return filled(NOT_INSTALLED, name=packing)
    return None


def _too_large(limit: int) -> TooLarge:
    return TooLarge(filled(LARGE, size=_size_words(limit)))


def _size_words(count: int) -> str:
    return f"{count / 1_000_000:g} MB" if count >= 100_000 else f"{count} bytes"


def _is_markup(body: bytes) -> bool:
    """Tell whether a body begins with a tag, which half a JSON document or a film does not."""
    return body[:1000].translate(None, b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")[:1] == b"<"


def _whole_tags(body: bytes) -> bytes:
    """Cut markup behind its last tag: half a character would cost all of it its charset."""
    if b"\0" in body[:4]:
        return body[: len(body) // 4 * 4]
    return body[: body.rfind(b">") + 1]
