"""Discord behind the Platform protocol: posting by REST, listening by the gateway."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.cards import Card, plain_lines
from bot.commands.declared.spec import Desk
from bot.core.proxies import STRAIGHT, Proxies
from bot.errors import PlatformAway, PlatformError
from bot.feeds.fetch.ways import connector, http_proxy
from bot.models import Delivery, Outcome, Refused, Sent
from bot.models.past import Seen
from bot.platforms.common.notes import MemoryNotes
from bot.platforms.discord.api import REQUEST_SECONDS, Answer, DiscordWire, Lost, NotSent
from bot.platforms.discord.delivery import (
    REPEAT_PAUSES,
    ChannelPlace,
    DiscordPoster,
    delivery_nonce,
    fetch_place,
    place_of,
)
from bot.platforms.discord.doctor import Doctor, Row
from bot.platforms.discord.gateway import Gateway
from bot.platforms.discord.interactions import Counter
from bot.platforms.discord.outcomes import outcome_of
from bot.platforms.discord.render import render
from bot.platforms.discord.sync import sync_commands
from bot.ports import Notes
from bot.said import say

_log = logging.getLogger(__name__)

API_BASE = "https://discord.com/api/v10"
READY_SECONDS = 20.0  # for the gateway, before posting begins without it
SETTLE_SECONDS = 10.0  # in which an unanswered request may still arrive; by hand
SYNC_PAUSES = (0.5, 2.0, 0.0)  # seconds after each try to declare the commands
LOGIN_SECONDS = 40.0  # the library's half a minute of tries, and some
LONGEST_BUCKET_WAIT = 30.0  # seconds; a longer one goes back to the outbox
_PREFIX = "discord:"
_DIRECT = "discord:dm:"


class DiscordPlatform:
    """Serve any number of guilds with one bot account.

    `notes` keeps what was last synced. Answers to people need a desk: see `attend`.
    """

    name = "discord"
    history = True
    pace = 1.0

    def __init__(
        self,
        token: str,
        *,
        api_base: str = API_BASE,
        guild_ids: Sequence[int] = (),
        clock: Callable[[], datetime],
        notes: Notes | None = None,
        settle: float = SETTLE_SECONDS,
        pauses: Sequence[float] = REPEAT_PAUSES,
        request_seconds: float = REQUEST_SECONDS,
        ready_seconds: float = READY_SECONDS,
        proxies: Proxies = STRAIGHT,
    ) -> None:
        self._token = token.strip()
        self._api_base = api_base.rstrip("/")
        self._proxy = proxies.to(self._api_base)
        self._guilds = [str(guild) for guild in guild_ids]
        self.settle = settle
        self._clock = clock
        self._notes = notes or MemoryNotes()
        self._desk: Desk | None = None
        self._places: dict[str, ChannelPlace] = {}
        self._seconds = request_seconds
        self._ready_seconds = ready_seconds
        self._http: HTTPClient | None = None
        self._wire: DiscordWire | None = None
        self._gateway: Gateway | None = None
        self._refused_since: datetime | None = None
        self._poster = DiscordPoster(self._open_wire, self._place, pauses=pauses)

    def attend(self, desk: Desk) -> None:
        """Let a desk answer what people ask; without one nothing listens, posting works."""
        self._desk = desk

    def doors(self) -> dict[str, Any]:
        """Want no HTTP endpoint: Discord's questions come through the gateway."""
        return {}

    async def start(self) -> None:
        """Log in, bring the commands in step, listen; raises PlatformError if refused.

        PlatformAway says that Discord could not be reached: start again later.
        """
        wire = await self._log_in()
        if self._desk is None:
            return
        await self._sync(wire)
        counter = Counter(wire, self._desk, self._notes)
        self._gateway = Gateway(
            self._token, wire, counter.take, self._desk, self._clock, self._proxy
        )
        self._gateway.start()
        with contextlib.suppress(TimeoutError):  # posting goes on while the gateway is away
            await asyncio.wait_for(self._gateway.ready.wait(), self._ready_seconds)

    async def _sync(self, wire: DiscordWire) -> None:
        """Bring the commands in step; alerts do not wait for long for what Discord says to that."""
        for pause in SYNC_PAUSES:
            try:
                application = await wire.call("GET", "/oauth2/applications/@me")
                await sync_commands(wire, self._notes, str(application["id"]), self._guilds)
            except (Answer, NotSent, Lost) as error:
                _log.warning("Discord does not take the commands: %s", error)
                await asyncio.sleep(pause)
            else:
                return

    async def _log_in(self) -> DiscordWire:
        """Open the REST side with the token; every later route starts at our base address."""
        if self._wire:
            return self._wire
        Route.BASE = self._api_base
        loop = asyncio.get_running_loop()
        http = HTTPClient(
            loop,
            connector(self._proxy, limit=0),
            proxy=http_proxy(self._proxy),
            max_ratelimit_timeout=LONGEST_BUCKET_WAIT,
        )
        try:
            # The library repeats what a broken server answers, for half a minute at most.
            async with asyncio.timeout(LOGIN_SECONDS):
                await http.static_login(self._token)
        except discord.LoginFailure as error:
            await http.close()
            raise PlatformError(
                say("Discord does not accept the token."),
                fix=say("Copy the bot's token anew from the developer portal to [discord] token."),
            ) from error
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            await http.close()
            raise PlatformAway(
                say(
                    "Discord is out of reach at {base}: {error}.",
                    base=self._api_base,
                    error=type(error).__name__,
                ),
                fix=say(
                    "Check the network, [discord] api_base and proxy (`wirebell check` tries it)."
                ),
            ) from error
        except BaseException:
            await http.close()
            raise
        self._http = http
        self._wire = DiscordWire(http, seconds=self._seconds)
        return self._wire

    async def stop(self) -> None:
        """Close every connection."""
        if self._gateway:
            await self._gateway.stop()
        if self._http:
            await self._http.close()
        self._gateway = self._http = self._wire = None

    def _open_wire(self) -> DiscordWire:
        if self._wire is None:
            raise NotSent("not connected")
        return self._wire

    async def _place(self, channel: str) -> ChannelPlace:
        """Tell what a channel is, by the gateway or else by asking once."""
        known = self._gateway.channel(channel) if self._gateway else None
        if known:
            return place_of(known)
        if channel not in self._places:
            self._places[channel] = await fetch_place(self._open_wire(), channel)
        return self._places[channel]

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        """Post a card to a channel, once."""
        return self._noted(await self._poster.send(delivery, card))

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        """Replace what an earlier message shows."""
        return self._noted(await self._poster.edit(delivery, card, message_ref))

    async def find(self, delivery: Delivery) -> Outcome | None:
        """Look up an attempt whose outcome is unknown in its channel's history."""
        outcome = await self._poster.find(delivery)
        return self._noted(outcome) if outcome else None

    async def recall(
        self, delivery: Delivery, since: datetime, *, threads: bool
    ) -> Sequence[Seen] | Outcome:
        """List our messages of a channel since a time."""
        found = await self._poster.recall(delivery, since, threads=threads, reads=self._reads)
        return found if isinstance(found, list) else self._noted(found)

    async def _reads(self, channel: str) -> bool:
        """Tell whether a history may be read, where the gateway does not."""
        known = self._gateway.channel(channel) if self._gateway else None
        return known is not None or await Doctor(self._open_wire()).reads(channel)

    def _noted(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Refused) and outcome.platform_down:
            self._refused_since = self._refused_since or self._clock()
        elif isinstance(outcome, Sent):
            self._refused_since = None
        return outcome

    async def tell_owner(self, tenant: str, user: str, card: Card) -> Outcome:
        """Send a direct message about a tenant's channel.

        What a `user` of a guild subscribed is for the guild's owner to know; without one it came
        from the operator's file, which concerns the application's owner.
        """
        try:
            person = await self._person(tenant, user)
            opened = await self._ask("POST", "/users/@me/channels", {"recipient_id": person})
            channel = str(opened["id"])
            body = render(card) | {
                "nonce": delivery_nonce(f"{tenant}\n{plain_lines(card)}", channel),
                "enforce_nonce": True,
            }
            message = await self._ask(
                "POST", "/channels/{channel_id}/messages", body, channel_id=channel
            )
        except (Answer, NotSent, Lost) as error:
            return self._noted(outcome_of(error))
        return Sent(f"{channel}/{message['id']}")

    async def _person(self, tenant: str, user: str) -> str:
        if tenant.startswith(_DIRECT):
            return tenant.removeprefix(_DIRECT)
        guild = tenant.removeprefix(_PREFIX)
        if user and guild.isdigit():
            return await self._guild_owner(guild)
        return user.removeprefix(_PREFIX) or await self._application_owner()

    async def _guild_owner(self, guild: str) -> str:
        known = self._gateway.guild(guild) if self._gateway else None
        if known and known.owner_id:
            return str(known.owner_id)
        return str((await self._ask("GET", "/guilds/{guild_id}", guild_id=guild))["owner_id"])

    async def _application_owner(self) -> str:
        application = await self._ask("GET", "/oauth2/applications/@me")
        team = application.get("team") or {}
        return str(team.get("owner_user_id") or application["owner"]["id"])

    async def _ask(self, method: str, path: str, body: object = None, **ids: str) -> dict[str, Any]:
        answer: dict[str, Any] = await self._open_wire().call(method, path, ids, body=body)
        return answer

    async def channel_tenant(self, channel: str) -> str | None:
        """Tell which guild a channel belongs to (`discord:ID`), None when it cannot be seen."""
        number = channel.removeprefix(_PREFIX)
        if not number.isdigit():
            return None
        known = self._gateway.channel(number) if self._gateway else None
        if known:
            return f"{_PREFIX}{known.guild.id}"
        try:
            found = await self._ask("GET", "/channels/{channel_id}", channel_id=number)
        except (Answer, NotSent, Lost):
            return None
        if found.get("guild_id"):
            return f"{_PREFIX}{found['guild_id']}"
        people = found.get("recipients") or []
        return f"{_DIRECT}{people[0]['id']}" if people else None

    def channel_name(self, channel: str) -> str:
        """Give the name that the gateway told of a channel."""
        number = channel.removeprefix(_PREFIX)
        known = self._gateway.channel(number) if self._gateway and number.isdigit() else None
        return f"#{known.name}" if known else ""

    async def check(self, channels: Sequence[str]) -> list[Row]:
        """Check token and channel permissions; works before `start`, without the gateway."""
        opened = self._wire is None
        try:
            wire = await self._log_in()
        except PlatformError as error:
            return [("Discord token", False, f"{error} {error.fix}")]
        try:
            return await Doctor(wire).rows([name.removeprefix(_PREFIX) for name in channels])
        finally:
            if opened:
                await self.stop()

    def down_since(self) -> datetime | None:
        """Tell since when the gateway is away or the token refused; posting may still work."""
        listening = self._gateway.down_since if self._gateway else None
        return self._refused_since or listening
