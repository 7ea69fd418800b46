"""The workspaces that installed the app: their bot tokens, kept under lock in the database.

Tokens must outlive a restart, so they are stored, each encrypted with a key derived from the
app's client secret: a copy of the database alone gives nobody access to a workspace.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass

from bot.ports import Notes

_TEAMS = "slack:teams"
_NONCE = 16
_TAG = 32


@dataclass(frozen=True, slots=True)
class Install:
    """The app in one workspace; `installer` is the user who put it there."""

    team: str
    token: str
    bot_user: str = ""
    bot_id: str = ""
    installer: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the workspace; a token never reaches a log."""
        return f"Install({self.team})"


class Installs:
    """The installation store."""

    def __init__(self, notes: Notes, secret: str) -> None:
        self._notes = notes
        self._key = hashlib.sha256(b"wirebell installs\0" + secret.encode()).digest()

    async def teams(self) -> list[str]:
        """List the workspaces."""
        raw = await self._notes.note(_TEAMS)
        return list(json.loads(raw)) if raw else []

    async def get(self, team: str) -> Install | None:
        """Find the installation of a workspace, None when there is none that can be read."""
        sealed = await self._notes.note(f"slack:team:{team}")
        opened = unseal(self._key, sealed) if sealed else None
        if opened is None:
            return None
        values = json.loads(opened)
        return Install(**values | {"scopes": tuple(values["scopes"])})

    async def keep(self, install: Install) -> None:
        """Store an installation, in place of an earlier one of the same workspace."""
        sealed = seal(self._key, json.dumps(asdict(install)).encode())
        await self._notes.keep_note(f"slack:team:{install.team}", sealed)
        await self._list({*await self.teams(), install.team})

    async def drop(self, team: str) -> None:
        """Forget a workspace and its token."""
        await self._notes.keep_note(f"slack:team:{team}", b"")
        await self._list({*await self.teams()} - {team})

    async def _list(self, teams: set[str]) -> None:
        await self._notes.keep_note(_TEAMS, json.dumps(sorted(teams)).encode())


def seal(key: bytes, data: bytes) -> bytes:
    """Encrypt, then authenticate: HMAC-SHA256 in counter mode under one key, its tag another."""
    nonce = secrets.token_bytes(_NONCE)
    hidden = nonce + _masked(key, nonce, data)
    return hidden + _tag(key, hidden)


def unseal(key: bytes, sealed: bytes) -> bytes | None:
    """Open what `seal` closed; None for another key or a damaged value."""
    hidden, tag = sealed[:-_TAG], sealed[-_TAG:]
    if len(hidden) < _NONCE or not hmac.compare_digest(tag, _tag(key, hidden)):
        return None
    return _masked(key, hidden[:_NONCE], hidden[_NONCE:])


def _masked(key: bytes, nonce: bytes, data: bytes) -> bytes:
    stream = b"".join(
        hmac.digest(key, b"mask" + nonce + count.to_bytes(8, "big"), "sha256")
        for count in range(len(data) // 32 + 1)
    )
    return bytes(left ^ right for left, right in zip(data, stream, strict=False))


def _tag(key: bytes, hidden: bytes) -> bytes:
    return hmac.digest(key, b"seal" + hidden, "sha256")
