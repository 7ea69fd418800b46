"""Content-Encoding undone as the bytes come in, never past the limit."""

from __future__ import annotations

import zlib

from bot.said import Said, say

ACCEPTED = "gzip, deflate"
"""What to send as Accept-Encoding: the encodings that every Python can bound."""

_GZIP = b"\x1f\x8b"
_MEMBERS_MAX = 64
"""Members of one gzip body, by hand: bounds the engines that a body may ask for."""
_NAMES = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class UnpackError(ValueError):
    """Report a body that cannot be taken; the message is for people."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class TooLarge(UnpackError):
    """Report a body past the limit."""


class Unpacker:
    """Unpack one body chunk by chunk into at most `limit` bytes.

    `encoding` is the Content-Encoding header. Raises UnpackError for one that was not asked
    for, for data that does not unpack and past the limit.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in {"", "identity", *_NAMES}:
            raise UnpackError(
                say("the answer is packed as {name}, which was not asked for", name=name[:40])
            )
        self._limit = limit
        self._window = _NAMES.get(name, 0)
        self._engine: zlib._Decompress | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self._wire = 0
        self._started = False
        self._members = 1

    def expect(self, length: int) -> None:
        """Refuse at once what announces more bytes than the limit."""
        if length > self._limit:
            raise TooLarge(say("the answer is larger than {size}", size=_size_words(self._limit)))

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the wire; they count as they come, unpacked or not."""
        self._wire += len(chunk)
        self.expect(self._wire)
        if not self._started and chunk:
            self._started = True
            self._window = _window_bits(self._window, chunk)
            self._engine = zlib.decompressobj(self._window) if self._window else None
        if self._engine is None:
            self._keep(chunk)
        else:
            self._inflate(chunk)

    def body(self) -> bytes:
        """Return the whole body; raises UnpackError when it broke off."""
        if self._engine is not None and not self._engine.eof:
            raise UnpackError(say("the packed answer breaks off"))
        return self.so_far()

    def so_far(self) -> bytes:
        """Return what has come until now."""
        return b"".join(self._parts)

    def _inflate(self, chunk: bytes) -> None:
        try:
            while chunk:
                assert self._engine is not None
                if self._engine.eof:
                    # Another gzip member, or padding that servers leave behind.
                    self._members += 1
                    if not chunk.startswith(_GZIP) or self._members > _MEMBERS_MAX:
                        return
                    self._engine = zlib.decompressobj(self._window)
                self._keep(self._engine.decompress(chunk, self._limit - self._size + 1))
                chunk = self._engine.unconsumed_tail or self._engine.unused_data
        except zlib.error as error:
            raise UnpackError(say("the packed answer cannot be unpacked")) from error

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        self.expect(self._size)
        self._parts.append(data)


def _window_bits(announced: int, start: bytes) -> int:
    """Return zlib's window bits for what the first bytes really are, 0 for plain."""
    if start.startswith(_GZIP):
        # Also where no header says so: files served as they lie on the disk.
        return 31
    if announced == 15:
        return 15 if start[0] & 0x0F == 8 else -15
    return 0


def _size_words(count: int) -> str:
    return f"{count / 1_000_000:g} MB" if count >= 100_000 else f"{count} bytes"
