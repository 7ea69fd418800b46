"""The connection that listens: what exists (guilds, channels) and what people do.

discord.py resumes, reconnects and identifies anew by itself; here it is told where the gateway
is, and started again should it ever give up. Posting does not depend on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot.commands.declared.spec import Desk
from bot.core.proxies import Proxy
from bot.feeds.fetch.ways import connector, http_proxy
from bot.platforms.discord.api import Answer, DiscordWire, Lost, NotSent
from bot.platforms.discord.render import Payload

_log = logging.getLogger(__name__)

TOKEN_REFUSED = 4004  # Discord's close code for a token that is not valid
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between tries, doubled
GUILD_SECONDS = 0.5
"""How long the next guild may take before the gateway counts as ready; late ones are kept too."""

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # there is no voice here

Channel = discord.abc.GuildChannel | discord.Thread


class Gateway:
    """Hold the gateway connection with the one intent that is needed: guilds.

    It goes the way of the REST side, through `proxy` where there is one.
    """

    def __init__(
        self,
        token: str,
        wire: DiscordWire,
        take: Callable[[Payload], Awaitable[None]],
        desk: Desk,
        clock: Callable[[], datetime],
        proxy: Proxy | None = None,
    ) -> None:
        self._token = token
        self._proxy = proxy
        self._wire = wire
        self._take = take
        self._desk = desk
        self._clock = clock
        self._client: discord.Client | None = None
        self._task: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None
        self._closing = False
        self._pause = FIRST_PAUSE
        self.ready = asyncio.Event()
        self.revoked = False
        self.down_since: datetime | None = clock()

    def start(self) -> None:
        """Begin to listen; `ready` is set once the guilds are known."""
        self._task = asyncio.create_task(self._hold())

    async def stop(self) -> None:
        """Close the connection for good."""
        self._closing = True
        if self._client:
            await self._client.close()
        for task in (self._listening, self._task):
            if task:
                task.cancel()
                await asyncio.wait([task])

    def channel(self, channel: str) -> Channel | None:
        """Find a channel or thread in what the gateway told."""
        found = self._client.get_channel(int(channel)) if self._client else None
        return found if isinstance(found, discord.abc.GuildChannel | discord.Thread) else None

    def guild(self, guild: str) -> discord.Guild | None:
        """Find a guild in what the gateway told."""
        return self._client.get_guild(int(guild)) if self._client else None

    async def _hold(self) -> None:
        """Listen, and listen again after whatever ended it: alerts must not hang on a guild."""
        while not self._closing:
            self._listening = asyncio.create_task(self._listen())
            await asyncio.wait([self._listening])
            error = None if self._listening.cancelled() else self._listening.exception()
            self._lost()
            if _is_refusal(error):
                self.revoked = True
                _log.error("Discord does not accept the token any more")
                return
            if not self._closing:
                _log.warning("The gateway is lost; listening again soon", exc_info=error)
                await asyncio.sleep(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)

    async def _listen(self) -> None:
        shards = await self._locate()
        client = self._client = self._new_client(shards)
        async with client:
            await client.login(self._token)
            await client.connect()

    async def _locate(self) -> int:
        """Ask where the gateway is and how many shards it wants; discord.py would not ask."""
        found: dict[str, Any] = await self._wire.call("GET", "/gateway/bot")
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(str(found["url"]))
        return int(found.get("shards") or 1)

    def _new_client(self, shards: int) -> discord.Client:
        options: dict[str, Any] = {
            "intents": discord.Intents(guilds=True),
            "max_messages": None,
            "member_cache_flags": discord.MemberCacheFlags.none(),
            "chunk_guilds_at_startup": False,
            "guild_ready_timeout": GUILD_SECONDS,
            "connector": connector(self._proxy, limit=0),
            "proxy": http_proxy(self._proxy),
        }
        client = (
            discord.AutoShardedClient(shard_count=shards, **options)
            if shards > 1
            else discord.Client(**options)
        )
        self._listen_to(client)
        return client

    def _listen_to(self, client: discord.Client) -> None:
        @client.event
        async def on_ready() -> None:
            self._up()
            # Those that are out for a while are among them.
            guilds = [f"discord:{guild.id}" for guild in client.guilds]
            await self._desk.here(guilds, platform="discord")

        @client.event
        async def on_guild_remove(guild: discord.Guild) -> None:
            # Not called for one that is only unavailable.
            await self._desk.gone(f"discord:{guild.id}")

        @client.event
        async def on_guild_join(guild: discord.Guild) -> None:
            await self._desk.here([f"discord:{guild.id}"])

        @client.event
        async def on_resumed() -> None:
            self._up()

        @client.event
        async def on_disconnect() -> None:
            self._lost()
            if not self._closing:
                with contextlib.suppress(Answer, NotSent, Lost):
                    await self._locate()

        @client.event
        async def on_interaction(interaction: discord.Interaction) -> None:
            await self._take(raw_interaction(interaction))

    def _up(self) -> None:
        self.down_since = None
        self._pause = FIRST_PAUSE
        self.ready.set()

    def _lost(self) -> None:
        self.down_since = self.down_since or self._clock()


def _is_refusal(error: BaseException | None) -> bool:
    if isinstance(error, discord.ConnectionClosed):
        return error.code == TOKEN_REFUSED
    refused = isinstance(error, Answer) and error.status == 401
    return refused or isinstance(error, discord.LoginFailure)


def raw_interaction(interaction: discord.Interaction) -> Payload:
    """Give the parts of an interaction that are needed, as Discord sent them."""
    member = {
        "user": {"id": str(interaction.user.id)},
        "permissions": str(interaction.permissions.value),
    }
    return {
        "id": str(interaction.id),
        "token": interaction.token,
        "application_id": str(interaction.application_id),
        "type": interaction.type.value,
        "data": interaction.data or {},
        "guild_id": str(interaction.guild_id) if interaction.guild_id else None,
        "channel_id": str(interaction.channel_id or ""),
        "locale": str(interaction.locale.value),
        "member": member,
        "message": {"id": str(interaction.message.id)} if interaction.message else None,
    }
