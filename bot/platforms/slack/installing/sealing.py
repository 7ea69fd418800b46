"""What is kept of a workspace, encrypted: AES-256-GCM, bound to the workspace that it is of.

A sealed value is a version byte, a nonce and what AES-GCM made. The workspace's id goes in as
associated data: a value that somebody moves to another workspace does not open there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
_NONCE = 12
"""Bytes of a nonce, as NIST SP 800-38D has it for GCM."""
_KEY = 32
"""Bytes of a key of AES-256."""
_OLD_NONCE, _OLD_TAG = 16, 32
"""Bytes of the two in values from before version 1."""


class Seal:
    """Closes and opens values with keys derived from a secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        derived = HKDF(SHA256(), _KEY, salt=None, info=b"wirebell slack installs 1")
        self._cipher = AESGCM(derived.derive(self._secret))

    def close(self, team: str, data: bytes) -> bytes:
        """Encrypt a value for a workspace."""
        nonce = secrets.token_bytes(_NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, data, VERSION + team.encode())

    def open(self, team: str, sealed: bytes) -> bytes | None:
        """Decrypt a value; None for another secret or workspace, or a damaged value."""
        if sealed[:1] != VERSION:
            return None
        nonce, hidden = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, hidden, VERSION + team.encode())
        except (InvalidTag, ValueError):
            return None

    def open_old(self, sealed: bytes) -> bytes | None:
        """Open what was written before version 1: HMAC-SHA256 as a stream, with a tag over it."""
        key = hashlib.sha256(b"wirebell installs\0" + self._secret).digest()
        hidden, tag = sealed[:-_OLD_TAG], sealed[-_OLD_TAG:]
        expected = hmac.digest(key, b"seal" + hidden, "sha256")
        if len(hidden) < _OLD_NONCE or not hmac.compare_digest(tag, expected):
            return None
        return _old_masked(key, hidden[:_OLD_NONCE], hidden[_OLD_NONCE:])


def _old_masked(key: bytes, nonce: bytes, data: bytes) -> bytes:
    stream = b"".join(
        hmac.digest(key, b"mask" + nonce + count.to_bytes(8, "big"), "sha256")
        for count in range(len(data) // 32 + 1)
    )
    return bytes(left ^ right for left, right in zip(data, stream, strict=False))
