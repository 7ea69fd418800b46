"""Slack as a platform: log in, post, look up, and hand what people ask to the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from aiohttp import web

from bot.cards import Card, plain_lines
from bot.commands.declared.spec import Desk
from bot.core.proxies import STRAIGHT, Proxies
from bot.errors import PlatformAway, PlatformError
from bot.logs import get_logger
from bot.models import Delivery, Outcome, Refused, RetryLater, Scope, Sent, Unknown
from bot.models.past import Seen
from bot.platforms.common.notes import MemoryNotes
from bot.platforms.slack.answering.interactions import Interactions
from bot.platforms.slack.answering.people import Admins, People
from bot.platforms.slack.api import SlackWire
from bot.platforms.slack.delivery import SlackPoster
from bot.platforms.slack.doctor import LOCKED_FIX, check_slack
from bot.platforms.slack.gateway import Link
from bot.platforms.slack.http import Doors
from bot.platforms.slack.installing.installs import Installs
from bot.platforms.slack.installing.manifest import PATHS
from bot.platforms.slack.installing.workspaces import PREFIX, Workspace, Workspaces, bare_id
from bot.platforms.slack.outcomes import FAILURES, LATER, UNSURE, error_of, outcome_of
from bot.ports import Notes
from bot.said import Said, say

log = get_logger(__name__)

LOCKED_SECONDS = 300.0
"""Seconds between two tries with a token that cannot be opened: it takes a restart to mend it."""
API_BASE = "https://slack.com/api/"


class SlackPlatform:
    """One app in one workspace (by `bot_token`) or in several (by `client_id` and OAuth).

    `notes` keeps the installations of several workspaces; `mode` is socket or http; `serves` opens
    the HTTP endpoints. Answers to people need a desk: see `attend`.
    """

    name = "slack"
    history = True
    pace = 1.0

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        bot_token: str = "",
        app_token: str = "",
        signing_secret: str = "",
        client_id: str = "",
        client_secret: str = "",
        api_base: str = API_BASE,
        mode: str = "socket",
        admins: Admins = "admins",
        owner: str = "",
        notes: Notes | None = None,
        timeout: float = 15.0,
        settle: float = 10.0,
        heartbeat: float = 15.0,
        serves: bool = False,
        proxies: Proxies = STRAIGHT,
        unfinished: dict[str, tuple[Said, Said]] | None = None,
    ) -> None:
        self._serves = serves
        self._unfinished = {} if unfinished is None else unfinished
        self.settle = settle
        self._mode = mode
        self._owner = owner
        self._app_token = app_token
        self._wire = SlackWire(api_base, clock, timeout, proxies)
        installs = Installs(notes or MemoryNotes(), client_secret or signing_secret)
        self._workspaces = Workspaces(self._wire, installs, bot_token)
        self._poster = SlackPoster(self._wire, settle)
        self._people = People(self._wire, admins)
        self._interactions = Interactions(self._wire, self._workspaces, self._people)
        self._link = Link(self._wire, app_token, self._interactions.envelope, clock, heartbeat)
        self._signing_secret = signing_secret
        self._doors = Doors(
            self._wire,
            installs,
            self._interactions,
            signing_secret=signing_secret,
            client_id=client_id,
            client_secret=client_secret,
        )

    def attend(self, desk: Desk) -> None:
        """Let a desk answer what people ask."""
        self._interactions.desk = desk

    def doors(self) -> dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]]:
        """Name the paths that Slack and browsers come to, none where nobody should."""
        return dict.fromkeys(PATHS.values(), self.handle) if self._serves else {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve Slack's requests (HTTP mode) and the installation pages of several workspaces.

        Mount it on `/slack/events`, `/slack/install` and `/slack/oauth_redirect`.
        """
        answer = await self._doors.handle(request)
        if request.path.endswith(PATHS["redirect"]):
            await self._name_locked()
        return answer

    async def start(self) -> None:
        """Log in and listen; raises PlatformError when a token or the address is refused."""
        self._wire.open()
        # Requests over HTTP may come while Slack's own side cannot be reached yet.
        self._interactions.open()
        for team in await self._workspaces.installs.bring_along():
            log.info("slack installation encrypted anew", team=team)
        await self._name_locked()
        await self._log_in()
        if self._mode == "socket":
            await _first_call("app_token", self._link.address())
            self._link.start()

    async def _name_locked(self) -> None:
        for name in [name for name in self._unfinished if name.startswith("locked:")]:
            del self._unfinished[name]
        for team in await self._workspaces.locked():
            what = say("the token of the Slack workspace {team} cannot be opened", team=team)
            self._unfinished[f"locked:{team}"] = (what, LOCKED_FIX)
            log.warning("slack installation cannot be opened", team=team, fix=str(LOCKED_FIX))

    async def _log_in(self) -> None:
        if self._mode == "http" and not self._signing_secret:
            raise PlatformError(
                "slack.signing_secret is missing",
                fix="HTTP mode needs it: copy it from your app's Basic Information page",
            )
        if self._workspaces.single:
            await _first_call("bot_token", self._workspaces.log_in())
            await self._interactions.came((await self._workspaces.log_in()).team)

    async def connected(self) -> None:
        """Wait until the socket is open."""
        await self._link.connected()

    async def settled(self) -> None:
        """Wait until every question that came in is answered."""
        await self._interactions.settled()

    async def stop(self) -> None:
        """Close every connection."""
        await self._link.stop()
        await self._interactions.close()
        await self._wire.close()

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        """Post a card to `delivery.channel`, once."""
        where = await self._reach(delivery.tenant, delivery.channel)
        if not isinstance(where, Workspace):
            return where
        return await self._poster.send(where, delivery, card)

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        """Replace what an earlier message shows."""
        where = await self._reach(delivery.tenant, delivery.channel)
        if not isinstance(where, Workspace):
            return where
        return await self._poster.edit(where, delivery, card, message_ref)

    async def find(self, delivery: Delivery) -> Outcome | None:
        """Look up an attempt whose outcome is unknown in the channel's history."""
        where = await self._reach(delivery.tenant, delivery.channel)
        if not isinstance(where, Workspace):
            return where
        return await self._poster.find(where, delivery)

    async def recall(
        self, delivery: Delivery, since: datetime, *, threads: bool
    ) -> Sequence[Seen] | Outcome:
        """List our messages of a channel since a time."""
        where = await self._reach(delivery.tenant, delivery.channel)
        if not isinstance(where, Workspace):
            return where
        return await self._poster.recall(where, delivery, since, threads=threads)

    async def _reach(self, tenant: str, channel: str) -> Workspace | RetryLater | Refused:
        """Find the workspace of a channel; a failure here has posted nothing."""
        try:
            workspace = await self._workspaces.reaching(tenant, channel)
        except FAILURES as failure:
            outcome = outcome_of(failure, alone=self._workspaces.single)
            if isinstance(outcome, RetryLater | Refused):
                return outcome
            return RetryLater(0.0, "Slack cannot be reached", unreachable=True)
        team = bare_id(tenant)
        if workspace is None and team in await self._workspaces.locked():
            # Whoever puts the old secret back gets what waits.
            return RetryLater(LOCKED_SECONDS, "its token cannot be opened", scope=Scope.CHANNEL)
        return workspace or Refused(say("no workspace has both this channel and the app"), True)

    async def tell_owner(self, tenant: str, user: str, card: Card) -> Outcome:
        """Send one direct message to `user`, else the configured owner, else the installer."""
        where = await self._reach(tenant, "")
        if isinstance(where, Workspace):
            person = bare_id(user) or self._owner or where.installer
            outcome = await self._poster.message(where, person, card) if person else None
            if isinstance(outcome, Sent | Unknown):
                return outcome
        log.warning("notice for the owner", tenant=tenant, notice=plain_lines(card))
        return Sent("log")

    async def channel_tenant(self, channel: str) -> str | None:
        """Tell which workspace a channel belongs to."""
        try:
            team = await self._workspaces.team_of(channel)
        except FAILURES as failure:
            log.warning("slack channel unseen", channel=channel, reason=error_of(failure))
            return None
        return f"{PREFIX}{team}" if team else None

    def channel_name(self, channel: str) -> str:
        """Give the name that Slack told when it was asked about a channel."""
        return self._workspaces.names.get(channel, "")

    async def check(self, channels: Sequence[str]) -> list[tuple[str, bool, str]]:
        """Check tokens, scopes and channels: rows of what, whether it holds, the fix."""
        address = self._link.address if self._mode == "socket" else None
        return await check_slack(self._wire, self._workspaces, channels, address)

    def down_since(self) -> datetime | None:
        """Tell since when the socket or the API is out of reach."""
        moments = [self._link.down_since, self._wire.down_since]
        return min((moment for moment in moments if moment), default=None)


async def _first_call(key: str, call: Awaitable[object]) -> None:
    """Make a first call; raises PlatformError, or PlatformAway where no answer came."""
    try:
        await call
    except FAILURES as failure:
        error = error_of(failure)
        if error and error not in LATER and error not in UNSURE:
            raise PlatformError(
                say("slack.{key}: Slack refused it ({error})", key=key, error=error),
                fix=say(
                    "copy {key} again from your app's page at api.slack.com/apps",
                    key=key,
                ),
            ) from None
        raise PlatformAway(
            say("Slack is out of reach: {error}.", error=error or type(failure).__name__),
            fix=say("Check the network, [slack] api_base and proxy (`wirebell check` tries it)."),
        ) from None
