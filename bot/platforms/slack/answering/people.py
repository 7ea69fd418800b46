"""Who asks: a person's language and rights, from their profile, remembered for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

from bot.i18n import language_of
from bot.models import Caller
from bot.platforms.slack.api import SlackWire
from bot.platforms.slack.installing.workspaces import PREFIX, Workspace
from bot.platforms.slack.outcomes import FAILURES

Admins = tuple[str, ...] | Literal["admins", "members"] | str

REMEMBER_SECONDS = 300.0  # as long as a changed right or language may wait
REMEMBERED = 5000  # people; a bound on memory alone

_MISSING = {
    "admins": {
        "en": "to be an admin of this workspace",
        "fr": "être administrateur de cet espace de travail",
    },
    "members": {
        "en": "to be a full member of this workspace",
        "fr": "être membre à part entière de cet espace de travail",
    },
    "list": {
        "en": "to be one of the people whom the operator put in charge",
        "fr": "figurer parmi les personnes désignées par l'exploitant",
    },
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile says that matters here; `member` is false for guests and outsiders."""

    language: str = "en"
    admin: bool = False
    member: bool = False


class People:
    """Turn users into callers; `admins` says who may change things."""

    def __init__(self, wire: SlackWire, admins: Admins) -> None:
        self._wire = wire
        self._admins = admins
        self._known: dict[tuple[str, str], tuple[float, Profile]] = {}

    async def caller(self, workspace: Workspace, user: str, channel: str) -> Caller:
        """Say who asks from which channel (bare ids, the channel may be empty)."""
        profile = await self._profile(workspace, user)
        may = self._may_manage(user, profile)
        kind = self._admins if isinstance(self._admins, str) else "list"
        return Caller(
            tenant=f"{PREFIX}{workspace.team}",
            channel=f"{PREFIX}{channel}" if channel else "",
            user=user,
            language=profile.language,
            may_manage=may,
            missing="" if may else _MISSING[kind][profile.language],
        )

    def _may_manage(self, user: str, profile: Profile) -> bool:
        if self._admins == "members":
            return profile.member
        if self._admins == "admins":
            return profile.admin
        return user in self._admins

    async def _profile(self, workspace: Workspace, user: str) -> Profile:
        key = (workspace.team, user)
        until, profile = self._known.get(key, (0.0, Profile()))
        if until > monotonic():
            return profile
        try:
            answer = await self._wire.call(
                workspace.token, "users_info", user=user, include_locale=True
            )
        except FAILURES:
            return profile if until else Profile()
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        profile = profile_of(answer.get("user") or {}, workspace.team)
        self._known[key] = (monotonic() + REMEMBER_SECONDS, profile)
        return profile


def profile_of(user: Mapping[str, Any], team: str) -> Profile:
    """Read a user object; people of another workspace have no rights in this one."""
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted"))
    member = team in teams and not guest and not user.get("deleted") and not user.get("is_bot")
    return Profile(
        language=language_of(str(user.get("locale") or "en")),
        admin=member and bool(user.get("is_admin") or user.get("is_owner")),
        member=member,
    )
