"""The workspaces that installed the app: their bot tokens, kept under lock in the database.

Tokens must outlive a restart, so they are stored, each encrypted with a key derived from the
app's client secret: a copy of the database alone gives nobody access to a workspace.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from bot.platforms.slack.installing.sealing import Seal
from bot.ports import Notes

_TEAMS = "slack:teams"


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
        self._seal = Seal(secret)

    async def teams(self) -> list[str]:
        """List the workspaces."""
        raw = await self._notes.note(_TEAMS)
        return list(json.loads(raw)) if raw else []

    async def get(self, team: str) -> Install | None:
        """Find the installation of a workspace, None when there is none that can be read."""
        sealed = await self._notes.note(_note(team))
        return self._opened(team, sealed) if sealed else None

    def _opened(self, team: str, sealed: bytes) -> Install | None:
        opened = self._seal.open(team, sealed) or self._seal.open_old(sealed)
        install = _install(opened) if opened else None
        # One from before version 1 opens anywhere, but says itself where it belongs.
        return install if install and install.team == team else None

    async def locked(self) -> list[str]:
        """List the workspaces whose installation is kept and cannot be opened."""
        return [team for team in await self.teams() if await self.get(team) is None]

    async def bring_along(self) -> list[str]:
        """Close anew what was kept in an older way; gives the workspaces it was done for."""
        done = []
        for team in await self.teams():
            sealed = await self._notes.note(_note(team)) or b""
            install = self._opened(team, sealed)
            if install and self._seal.open(team, sealed) is None:
                await self.keep(install)
                done.append(team)
        return done

    async def keep(self, install: Install) -> None:
        """Store an installation, in place of an earlier one of the same workspace."""
        sealed = self._seal.close(install.team, json.dumps(asdict(install)).encode())
        await self._notes.keep_note(_note(install.team), sealed)
        await self._list({*await self.teams(), install.team})

    async def drop(self, team: str) -> None:
        """Forget a workspace and its token."""
        await self._notes.keep_note(_note(team), b"")
        await self._list({*await self.teams()} - {team})

    async def _list(self, teams: set[str]) -> None:
        await self._notes.keep_note(_TEAMS, json.dumps(sorted(teams)).encode())


def _note(team: str) -> str:
    return f"slack:team:{team}"


def _install(opened: bytes) -> Install | None:
    try:
        values = json.loads(opened)
        return Install(**values | {"scopes": tuple(values["scopes"])})
    except (ValueError, TypeError, LookupError):
        return None
