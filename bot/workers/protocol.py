"""Messages between the program and its workers: lengths, a JSON head, a body of bytes.

JSON and not pickle: a worker may have been taken over by what it read.
"""

from __future__ import annotations

import json
from datetime import datetime
from struct import Struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from typing import BinaryIO

LENGTHS = Struct(">II")
"""What stands before each message: the lengths of its JSON head and of its body in bytes."""

MOST = 256_000_000
"""Bytes of a head or body that are believed; no document that is read may be as long."""

Message = tuple[dict[str, Any], bytes]


def pack_message(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message: lengths, head, body."""
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), default=_plain_value)
    data = text.encode("utf-8", "replace")
    return LENGTHS.pack(len(data), len(body)) + data + body


def read_message(stream: BinaryIO) -> Message | None:
    """Read one message from a blocking stream, None at its end."""
    start = stream.read(LENGTHS.size)
    if len(start) < LENGTHS.size:
        return None
    head, body = message_lengths(start)
    return json.loads(stream.read(head)), stream.read(body)


def unpack_message(start: bytes, rest: bytes) -> Message:
    """Return the message that its lengths and all that stands behind them make."""
    head, _ = message_lengths(start)
    return json.loads(rest[:head]), rest[head:]


async def receive_message(stream: asyncio.StreamReader) -> Message:
    """Read one message; raises EOFError at the end, ValueError for what is no message."""
    head, body = message_lengths(await stream.readexactly(LENGTHS.size))
    found = json.loads(await stream.readexactly(head))
    if not isinstance(found, dict):
        raise TypeError("a message is an object")
    return found, await stream.readexactly(body)


def message_lengths(start: bytes) -> tuple[int, int]:
    """Return the lengths that stand before a message; raises ValueError for absurd ones."""
    head, body = LENGTHS.unpack(start)
    if max(head, body) > MOST:
        raise ValueError("no message of ours is that long")
    return head, body


def _plain_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not travel")
