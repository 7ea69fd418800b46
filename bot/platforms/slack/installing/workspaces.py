"""Which token reaches which workspace and channel: one from the settings, or many by OAuth."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.platforms.slack.api import SlackWire
from bot.platforms.slack.installing.installs import Install, Installs
from bot.platforms.slack.outcomes import DOWN, error_of

PREFIX = "slack:"


def bare_id(name: str) -> str:
    """Take the platform's name off a channel, tenant or user."""
    return name.removeprefix(PREFIX)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that the app can reach; `alone` when there can be no other."""

    team: str
    token: str
    installer: str = ""
    bot_user: str = ""
    bot_id: str = ""
    alone: bool = False

    def __repr__(self) -> str:
        """Name the workspace; a token never reaches a log."""
        return f"Workspace({self.team})"


class Workspaces:
    """Find workspaces by tenant and by channel."""

    def __init__(self, wire: SlackWire, installs: Installs, bot_token: str) -> None:
        self._wire = wire
        self.installs = installs
        self._token = bot_token
        self._alone: Workspace | None = None
        self._channels: dict[str, str] = {}
        self.names: dict[str, str] = {}
        """What each channel that was asked about is called."""

    @property
    def single(self) -> bool:
        """Tell whether one token from the settings is all there is."""
        return bool(self._token)

    async def log_in(self) -> Workspace:
        """Learn which workspace the token of the settings belongs to; raises one of FAILURES."""
        if self._alone is None:
            who = await self._wire.call(self._token, "auth_test")
            self._alone = Workspace(
                team=str(who.get("team_id", "")),
                token=self._token,
                bot_user=str(who.get("user_id", "")),
                bot_id=str(who.get("bot_id", "")),
                alone=True,
            )
        return self._alone

    async def all(self) -> list[Workspace]:
        """List every workspace; raises one of FAILURES."""
        if self.single:
            return [await self.log_in()]
        found = [await self.of_team(team) for team in await self.installs.teams()]
        return [one for one in found if one]

    async def locked(self) -> list[str]:
        """List the workspaces whose token is kept and cannot be opened."""
        return [] if self.single else await self.installs.locked()

    async def of_team(self, team: str) -> Workspace | None:
        """Find a workspace by id; raises one of FAILURES."""
        if self.single:
            alone = await self.log_in()
            return alone if team == alone.team else None
        install = await self.installs.get(team)
        return _workspace_of(install) if install else None

    async def reaching(self, tenant: str, channel: str) -> Workspace | None:
        """Find the workspace to post a channel's message with; raises one of FAILURES."""
        if self.single:
            return await self.log_in()
        team = bare_id(tenant) or await self.team_of(channel)
        return await self.of_team(team) if team else None

    async def team_of(self, channel: str) -> str:
        """Tell which workspace sees a channel, empty for none; raises one of FAILURES."""
        known = self._channels.get(channel)
        if known is not None:
            return known
        for workspace in await self.all():
            if await self._sees(workspace, channel):
                self._channels[channel] = workspace.team
                return workspace.team
        return ""

    async def _sees(self, workspace: Workspace, channel: str) -> bool:
        try:
            found = await self._wire.call(
                workspace.token, "conversations_info", channel=bare_id(channel)
            )
        except SlackApiError as failure:
            # Without the scope to look, the only workspace there is must do.
            error = error_of(failure)
            if not error or (error in DOWN and error != "missing_scope"):
                raise
            return workspace.alone and error == "missing_scope"
        name = (found.get("channel") or {}).get("name")
        self.names[channel] = f"#{name}" if name else ""
        return True

    async def forget(self, team: str) -> None:
        """Drop a workspace that removed the app."""
        self._channels = {name: of for name, of in self._channels.items() if of != team}
        self.names = {name: said for name, said in self.names.items() if name in self._channels}
        if not self.single:
            await self.installs.drop(team)


def _workspace_of(install: Install) -> Workspace:
    return Workspace(
        install.team, install.token, install.installer, install.bot_user, install.bot_id
    )
