"""The doors for a browser and for Slack's own requests: HTTP mode and installation by OAuth."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.signature import SignatureVerifier

from bot.logs import get_logger
from bot.platforms.slack.answering.interactions import Interactions
from bot.platforms.slack.answering.shapes import read_body
from bot.platforms.slack.api import SlackWire, quiet
from bot.platforms.slack.installing.installs import Install, Installs
from bot.platforms.slack.installing.manifest import PATHS, SCOPES
from bot.platforms.slack.outcomes import FAILURES

log = get_logger(__name__)

STATE_SECONDS = 600.0  # ten minutes to install, as in Slack's own library
STATES = 1000  # installations begun; a bound on memory alone
AS_JSON: dict[str, str | Sequence[str]] = {"Content-Type": "application/json"}

_SECONDS = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Doors:
    """Routes requests by path: events, install, oauth_redirect."""

    def __init__(
        self,
        wire: SlackWire,
        installs: Installs,
        interactions: Interactions,
        *,
        signing_secret: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str = "",
    ) -> None:
        self._wire = wire
        self._installs = installs
        self._interactions = interactions
        self._verifier = SignatureVerifier(signing_secret or secrets.token_hex())
        self._signed = bool(signing_secret)
        self._credentials = (client_id, client_secret)
        self._redirect = redirect_uri
        self._states = States()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one request; without the secret or the credentials it needs, a door is shut."""
        if request.path.endswith(PATHS["install"]) and request.method == "GET":
            return await self._install(request)
        if request.path.endswith(PATHS["redirect"]) and request.method == "GET":
            return await self._installed(request)
        if not self._signed or request.method != "POST":
            return web.Response(status=404)
        body = await request.read()
        if not self._is_slacks(request, body):
            return web.Response(status=401)
        return await self._answered(request, body)

    def _is_slacks(self, request: web.Request, body: bytes) -> bool:
        """Check time and signature, before anything of a stranger's is read."""
        at = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (_SECONDS.fullmatch(at) and _SIGNATURE.fullmatch(signature)):
            return False
        try:
            return self._verifier.is_valid(body, at, signature)
        except ValueError:
            # It signs text; what is no UTF-8 is not Slack's.
            return False

    async def _answered(self, request: web.Request, body: bytes) -> web.StreamResponse:
        try:
            told = json.dumps(read_body(body, request.content_type))
            made = AsyncBoltRequest(body=told, query=request.query_string, headers=AS_JSON)
            answer = await self._interactions.request(made)
        except Exception as error:  # noqa: BLE001 - bolt raises whatever a body makes it raise
            log.warning("slack sent something else", problem=type(error).__name__)
            return web.Response(status=400)
        if answer.status == web.HTTPInternalServerError.status_code:
            return web.Response(status=400)
        return await to_aiohttp_response(answer)

    async def _install(self, request: web.Request) -> web.StreamResponse:
        flow = self._flow()
        if flow is None:
            return web.Response(status=404)
        return await to_aiohttp_response(await flow.handle_installation(_asked(request)))

    async def _installed(self, request: web.Request) -> web.StreamResponse:
        flow = self._flow()
        if flow is None:
            return web.Response(status=404)
        try:
            answer = await flow.handle_callback(_asked(request))
        except FAILURES as failure:
            log.warning("slack installation failed", reason=type(failure).__name__)
            return web.Response(status=502, text="Slack cannot be reached; try again.")
        return await to_aiohttp_response(answer)

    def _flow(self) -> AsyncOAuthFlow | None:
        client_id, client_secret = self._credentials
        if not (client_id and client_secret):
            return None
        settings = AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=list(SCOPES),
            redirect_uri=self._redirect or None,
            install_page_rendering_enabled=False,
            installation_store=InstallationStore(self._installs, self._interactions.came),
            installation_store_bot_only=True,
            state_store=self._states,
            state_expiration_seconds=int(STATE_SECONDS),
            logger=quiet,
        )
        return AsyncOAuthFlow(client=self._wire.client(), settings=settings, logger=quiet)


def _asked(request: web.Request) -> AsyncBoltRequest:
    """Take what a browser asks by its address and cookies; a body would be no browser's."""
    return AsyncBoltRequest(
        body="", query=request.query_string, headers={"Cookie": request.headers.get("Cookie", "")}
    )


class States(AsyncOAuthStateStore):
    """One-time values that tie an installation to the browser that began it."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Make a value."""
        now = monotonic()
        self._until = {state: end for state, end in self._until.items() if end > now}
        while len(self._until) >= STATES:
            del self._until[next(iter(self._until))]
        state = secrets.token_urlsafe(24)
        self._until[state] = now + STATE_SECONDS
        return state

    async def async_consume(self, state: str) -> bool:
        """Tell whether a value is one of ours and still fresh; it counts once."""
        return self._until.pop(state, 0.0) > monotonic()


class InstallationStore(AsyncInstallationStore):
    """The part of bolt's installation store that a new installation goes through."""

    def __init__(self, installs: Installs, came: Callable[[str], Awaitable[None]]) -> None:
        self._installs = installs
        self._came = came

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation."""
        scopes = installation.bot_scopes or ()
        await self._installs.keep(
            Install(
                team=installation.team_id or "",
                token=installation.bot_token or "",
                bot_user=installation.bot_user_id or "",
                bot_id=installation.bot_id or "",
                installer=installation.user_id or "",
                name=installation.team_name or "",
                scopes=tuple(scopes.split(",") if isinstance(scopes, str) else scopes),
            )
        )
        log.info("slack workspace installed", team=installation.team_id)
        await self._came(installation.team_id or "")

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep nothing more: the installation has the bot's token."""
