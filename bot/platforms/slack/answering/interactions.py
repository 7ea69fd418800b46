"""What people do in Slack: acknowledged at once, then answered by the desk."""

from __future__ import annotations

import asyncio
import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from html import unescape
from typing import Any, cast

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.cards import Card, text
from bot.commands.declared.spec import Desk, Invocation, find_command, parse_press, parse_text
from bot.errors import UsageError
from bot.i18n import translator_for
from bot.logs import get_logger
from bot.models import Caller
from bot.platforms.slack.answering.answers import SlackAnswers
from bot.platforms.slack.answering.home import build_home
from bot.platforms.slack.answering.modals import (
    build_modal,
    metadata_of,
    submitted_invocation,
    suggestion_options,
)
from bot.platforms.slack.answering.people import People
from bot.platforms.slack.answering.shapes import Misshapen, shaped
from bot.platforms.slack.answering.sources import QuestionSource, source_of
from bot.platforms.slack.api import SlackWire, quiet
from bot.platforms.slack.installing.workspaces import PREFIX, Workspaces
from bot.platforms.slack.outcomes import FAILURES

log = get_logger(__name__)

Json = Mapping[str, Any]
Ack = Callable[..., Coroutine[Any, Any, object]]

SUGGEST_SECONDS = 0.8  # people type on meanwhile; Slack waits for three
REMEMBERED = 5000  # payloads, more than Slack sends again at a time
PREFILL = 150  # characters of a message that a field is filled with
SHORTCUT = "wb_watch"


class Interactions:
    """Listens for commands, buttons, modals, suggestions, the shortcut and the home page."""

    def __init__(self, wire: SlackWire, workspaces: Workspaces, people: People) -> None:
        self.desk: Desk | None = None
        self._wire = wire
        self._workspaces = workspaces
        self._people = people
        self._answers = SlackAnswers(wire)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._app: AsyncApp | None = None

    def open(self) -> None:
        """Register the listeners; whose request it is, the door looks at itself."""
        app = AsyncApp(
            name="wirebell",
            client=self._wire.client(),
            authorize=_make_authorizer(self._workspaces),
            request_verification_enabled=False,
            logger=quiet,
        )
        app.command(re.compile("^/"))(self.on_command)
        app.action(re.compile("^wb:"))(self.on_action)
        app.options(re.compile("^wb:"))(self.on_options)
        app.view(re.compile("^wb:"))(self.on_view)
        app.shortcut(SHORTCUT)(self.on_shortcut)
        app.event("app_home_opened")(self.on_home)
        app.event("app_uninstalled")(self.on_removed)
        app.event("tokens_revoked")(self.on_removed)
        app.error(_tell_failure)
        self._app = app

    async def close(self) -> None:
        """End the answers that are under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until every answer under way is given."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def envelope(self, envelope: Json) -> Json | None:
        """Take one envelope of the socket; returns what its acknowledgement carries."""
        request = SocketModeRequest.from_dict(dict(envelope))
        if request is None or self._app is None:
            return None
        try:
            request.payload = dict(shaped(request.payload))
        except Misshapen as error:
            log.warning("slack sent something else", kind=request.type, problem=str(error))
            return None
        keys = (envelope.get("envelope_id"), *payload_identities(request.payload))
        if not self._first(*keys) and request.payload.get("type") != "block_suggestion":
            return None
        response = await run_async_bolt_app(self._app, request)
        return payload_of(response)

    async def request(self, request: AsyncBoltRequest) -> BoltResponse:
        """Take one signed HTTP request."""
        if self._app is None:
            return BoltResponse(status=503)
        return await self._app.async_dispatch(request)

    def _first(self, *keys: str | None) -> bool:
        """Tell whether none of the keys was seen before, and remember them."""
        known = [key for key in keys if key]
        first = not any(key in self._seen for key in known)
        self._seen.update(dict.fromkeys(known))
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return first

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("slack interaction failed")

    # What Slack sends. Each acknowledges first; a repeat in HTTP mode is acknowledged only.

    async def on_command(self, ack: Ack, body: Json) -> None:
        """Run a slash command."""
        await ack()
        self._begin(body, self._command)

    async def on_action(self, ack: Ack, body: Json) -> None:
        """Run what a button stands for."""
        await ack()
        self._begin(body, self._action)

    async def on_view(self, ack: Ack, body: Json) -> None:
        """Run what was filled into a modal."""
        await ack()
        self._begin(body, self._submission)

    async def on_shortcut(self, ack: Ack, body: Json) -> None:
        """Open the watch modal for a message."""
        await ack()
        self._begin(body, self._watch_this)

    async def on_home(self, body: Json) -> None:
        """Show the home page."""
        if body["event"].get("tab", "home") == "home":
            self._begin(body, self._home)

    async def on_removed(self, body: Json) -> None:
        """Forget a workspace that removed the app."""
        log.warning("slack app removed", team=body.get("team_id"))
        team = str(body.get("team_id", ""))
        if (body.get("event") or {}).get("type") == "tokens_revoked" and not _bot_revoked(body):
            return
        await self._workspaces.forget(team)
        if self.desk is not None:
            await self.desk.gone(f"{PREFIX}{team}")

    async def came(self, team: str) -> None:
        """Go on for a workspace that has the app."""
        if self.desk is not None:
            await self.desk.here([f"{PREFIX}{team}"])

    async def on_options(self, ack: Ack, body: Json) -> None:
        """Suggest values for what was typed so far; nothing when that takes too long."""
        pairs: list[tuple[str, str]] = []
        try:
            async with asyncio.timeout(SUGGEST_SECONDS):
                pairs = await self._suggest(body)
        except Exception as failure:  # noqa: BLE001 - no suggestion is better than no answer
            log.warning("no suggestions", reason=type(failure).__name__)
        await ack(options=suggestion_options(pairs))

    def _begin(
        self, body: Json, work: Callable[[Json, QuestionSource], Coroutine[Any, Any, None]]
    ) -> None:
        source = source_of(body)
        if self._first(*(f"run:{key}" for key in payload_identities(body))):
            self._spawn(work(body, source))

    async def _suggest(self, body: Json) -> list[tuple[str, str]]:
        command = find_command(
            str((body.get("view") or {}).get("callback_id", "")).removeprefix("wb:")
        )
        source = source_of(body)
        caller = await self._caller(source)
        if command is None or caller is None or self.desk is None:
            return []
        option = str(body.get("action_id", "")).removeprefix("wb:")
        return await self.desk.complete(command.name, option, str(body.get("value") or ""), caller)

    async def _caller(self, source: QuestionSource) -> Caller | None:
        workspace = await self._workspaces.of_team(source.team)
        if workspace is None:
            return None
        return await self._people.caller(workspace, source.user, source.channel)

    # What is done after the acknowledgement.

    async def _command(self, body: Json, source: QuestionSource) -> None:
        try:
            invocation = parse_text(command_words(str(body.get("text") or "")))
        except UsageError as error:
            caller = await self._caller(source)
            await self._show(_mistake_card(error, caller), None, source, caller)
            return
        await self._run(invocation, source)

    async def _action(self, body: Json, source: QuestionSource) -> None:
        action = (body.get("actions") or [{}])[0]
        try:
            invocation = parse_press(str(action.get("value") or ""))
        except UsageError:
            invocation = None
        if invocation is not None:
            await self._run(invocation, source)
            if source.home:
                await self._home(body, source)

    async def _submission(self, body: Json, source: QuestionSource) -> None:
        view = body.get("view") or {}
        command = find_command(str(view.get("callback_id", "")).removeprefix("wb:"))
        if command is not None:
            await self._run(
                submitted_invocation(command, view), source.within(metadata_of(view)), asked=True
            )

    async def _watch_this(self, body: Json, source: QuestionSource) -> None:
        words = message_words(body.get("message") or {})
        await self._open_modal(Invocation("watch", {"query": words} if words else {}), source)

    async def _run(
        self, invocation: Invocation, source: QuestionSource, *, asked: bool = False
    ) -> None:
        """Ask the desk, or the person first when the main argument is missing."""
        if not asked and wants_modal(invocation) and await self._open_modal(invocation, source):
            return
        caller = await self._caller(source)
        if caller is None or self.desk is None:
            return
        invocation = with_channels(invocation)
        card = await self.desk.run(invocation, caller)
        await self._show(card, invocation, source, caller)

    async def _show(
        self,
        card: Card,
        invocation: Invocation | None,
        source: QuestionSource,
        caller: Caller | None,
    ) -> None:
        workspace = await self._workspaces.of_team(source.team)
        if workspace is not None:
            language = caller.language if caller else "en"
            await self._answers.give(workspace, card, invocation, source, language)

    async def _open_modal(self, invocation: Invocation, source: QuestionSource) -> bool:
        command = find_command(invocation.command)
        workspace = await self._workspaces.of_team(source.team)
        caller = await self._caller(source)
        if command is None or workspace is None or caller is None or not source.trigger:
            return False
        view = build_modal(command, caller.language, invocation.arguments, source.metadata())
        try:
            await self._wire.call(
                workspace.token, "views_open", trigger_id=source.trigger, view=view
            )
        except FAILURES as failure:
            log.warning("slack modal not opened", reason=str(failure)[:200])
            return False
        return True

    async def _home(self, body: Json, source: QuestionSource) -> None:
        workspace = await self._workspaces.of_team(source.team)
        caller = await self._caller(source)
        if workspace is not None and caller is not None and self.desk is not None:
            page = await build_home(self.desk, caller)
            await self._wire.call(workspace.token, "views_publish", user_id=source.user, view=page)


def _make_authorizer(workspaces: Workspaces) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Make what bolt asks for a workspace's token; it takes a plain function only."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        try:
            workspace = await workspaces.of_team(team_id or "")
        except FAILURES:
            return None
        if workspace is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=workspace.team,
            bot_token=workspace.token,
            bot_user_id=workspace.bot_user or None,
            bot_id=workspace.bot_id or None,
        )

    # None says that the app is not installed there; bolt's own types leave that out.
    return cast("Callable[..., Awaitable[AuthorizeResult]]", authorize)


def payload_identities(body: Json) -> list[str]:
    """Name what a payload is, the same each time that Slack sends it again."""
    action = (body.get("actions") or [{}])[0] if isinstance(body.get("actions"), list) else {}
    found = [body.get("event_id"), body.get("trigger_id") and f"{body['trigger_id']}"]
    if body.get("trigger_id") and action.get("action_ts"):
        found[1] = f"{body['trigger_id']}:{action['action_ts']}"
    return [str(key) for key in found if key]


def payload_of(response: BoltResponse) -> Json | None:
    """Take what an acknowledgement carries out of a response, None for nothing."""
    try:
        payload = json.loads(response.body) if response.body else None
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def wants_modal(invocation: Invocation) -> bool:
    """Tell whether a modal has to ask for the main argument."""
    command = find_command(invocation.command)
    if command is None or not command.modal or command.main is None:
        return False
    return command.main.name not in invocation.arguments and "feed" not in invocation.arguments


def with_channels(invocation: Invocation) -> Invocation:
    """Write channels as the desk wants them."""
    command = find_command(invocation.command)
    arguments = dict(invocation.arguments)
    for option in command.options if command else ():
        value = arguments.get(option.name)
        if option.kind == "channel" and isinstance(value, str) and ":" not in value:
            arguments[option.name] = f"{PREFIX}{value}"
    return Invocation(invocation.command, arguments, invocation.page)


def command_words(raw: str) -> str:
    """Undo what Slack does to a command's text: links in brackets, three characters escaped."""
    return unescape(re.sub(r"<(https?://[^<>|\s]{1,2000})(?:\|[^<>]{0,2000})?>", r"\1", raw[:8000]))


def message_words(message: Json) -> str:
    """Give the first line of a message as plain words, for a query."""
    raw = str(message.get("text") or "")[:4000]
    bare = re.sub(r"<[^<>|]{0,2000}\|([^<>]{0,500})>|<[^<>]{0,2000}>", r"\1", raw)
    lines = [" ".join(line.split()) for line in unescape(bare).splitlines()]
    first = next((line.strip("*_~`>• ") for line in lines if line), "")
    return first if len(first) <= PREFILL else first[:PREFILL].rsplit(" ", 1)[0]


def _mistake_card(error: UsageError, caller: Caller | None) -> Card:
    translate = translator_for(caller.language if caller else "en")
    body = tuple(text(part) for part in error.told(translate) if part)
    return Card(title=text("⚠"), body=body, tone="bad")


async def _tell_failure(error: Exception) -> None:
    """Note what bolt could not do; only a mistake of the program comes with its trace."""
    if isinstance(error, FAILURES):
        log.warning("slack could not be answered", error=str(error))
    else:
        log.error("a body of slack's failed", exc_info=error)


def _bot_revoked(body: Json) -> bool:
    """Tell whether a revocation is of the app's own token, not only of somebody's."""
    return bool(((body.get("event") or {}).get("tokens") or {}).get("bot"))
