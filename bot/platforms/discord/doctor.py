"""Whether the bot may do its work: its token, and permissions as Discord computes them."""

from __future__ import annotations

from typing import Any

from bot.platforms.discord.api import Answer, DiscordWire, Lost, NotSent
from bot.platforms.discord.invite import PERMISSIONS

Json = dict[str, Any]
Row = tuple[str, bool, str]

ADMINISTRATOR = 1 << 3  # Discord's bit of that right
IN_TEXT = ("View Channel", "Send Messages", "Embed Links", "Read Message History")
IN_THREADS = ("View Channel", "Send Messages in Threads", "Embed Links", "Read Message History")
THREAD_TYPES = (10, 11, 12)  # Discord's: of news, public, private
_EVERYTHING = (1 << 60) - 1  # every right that Discord has, and some to come


def permissions_in(channel: Json, guild: Json, member: Json, user: str) -> int:
    """Compute a member's permissions in a channel: roles, then the channel's overwrites."""
    roles = {str(role): True for role in member.get("roles", ())}
    everyone = str(guild["id"])
    base = 0
    for role in guild.get("roles", ()):
        if str(role["id"]) == everyone or str(role["id"]) in roles:
            base |= int(role["permissions"])
    if str(guild.get("owner_id")) == user or base & ADMINISTRATOR:
        return _EVERYTHING
    overwrites = {str(item["id"]): item for item in channel.get("permission_overwrites", ())}
    base = _overwritten_rights(base, [overwrites.get(everyone)])
    base = _overwritten_rights(base, [overwrites.get(role) for role in roles])
    return _overwritten_rights(base, [overwrites.get(user)])


def _overwritten_rights(base: int, overwrites: list[Json | None]) -> int:
    present = [item for item in overwrites if item]
    for item in present:
        base &= ~int(item["deny"])
    for item in present:
        base |= int(item["allow"])
    return base


class Doctor:
    """Ask Discord what the bot may do; works without the gateway."""

    def __init__(self, wire: DiscordWire) -> None:
        self._wire = wire

    async def rows(self, channels: list[str]) -> list[Row]:
        """Check the token, then each channel: what was checked, whether it holds, the fix."""
        try:
            me = await self._wire.call("GET", "/users/@me")
        except Answer as error:
            return [("Discord token", False, _token_fix(error))]
        except (NotSent, Lost) as error:
            return [("Discord", False, f"{error}: check the network and [discord] api_base.")]
        rows: list[Row] = [(f"Discord token of {me.get('username', '')}", True, "")]
        return rows + [await self._channel(channel, str(me["id"])) for channel in channels]

    async def reads(self, channel: str) -> bool:
        """Tell whether the bot may read a channel's history; Discord shows none if it may not."""
        me = await self._wire.call("GET", "/users/@me")
        rights = await self._rights(
            await self._get("/channels/{channel_id}", channel_id=channel), str(me["id"])
        )
        return bool(rights & PERMISSIONS["Read Message History"])

    async def _channel(self, channel: str, me: str) -> Row:
        what = f"discord:{channel}"
        try:
            found = await self._get("/channels/{channel_id}", channel_id=channel)
            rights = await self._rights(found, me)
        except Answer as error:
            return (what, False, _channel_fix(error))
        except (NotSent, Lost) as error:
            return (what, False, f"{error}: try again later.")
        wanted = IN_THREADS if found.get("type") in THREAD_TYPES else IN_TEXT
        missing = [name for name in wanted if not rights & PERMISSIONS[name]]
        name = f"{what} (#{found.get('name', '')})"
        if missing:
            return (name, False, f"Give the bot {', '.join(missing)} in this channel.")
        return (name, True, "")

    async def _rights(self, channel: Json, me: str) -> int:
        if not channel.get("guild_id"):
            return _EVERYTHING
        if channel.get("type") in THREAD_TYPES and channel.get("parent_id"):
            channel = await self._get("/channels/{channel_id}", channel_id=channel["parent_id"])
        guild = await self._get("/guilds/{guild_id}", guild_id=channel["guild_id"])
        member = await self._get(
            "/guilds/{guild_id}/members/{user_id}", guild_id=channel["guild_id"], user_id=me
        )
        return permissions_in(channel, guild, member, me)

    async def _get(self, path: str, **ids: str) -> Json:
        found: Json = await self._wire.call("GET", path, ids)
        return found


def _token_fix(error: Answer) -> str:
    if error.status == 401:
        return "Copy the bot's token anew from the developer portal to [discord] token."
    return f"Discord answers {error}: try again later."


def _channel_fix(error: Answer) -> str:
    if error.status == 404:
        return "There is no such channel: correct its id or remove its subscription."
    if error.status == 403:
        return "The bot cannot see it: invite the bot, and give it View Channel there."
    return f"Discord answers {error}: try again later."
