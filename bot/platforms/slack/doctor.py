"""The doctor's rows: tokens, scopes and channels, each failure with its fix."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from slack_sdk.errors import SlackApiError

from bot.platforms.slack.api import SlackWire
from bot.platforms.slack.installing.manifest import SCOPES
from bot.platforms.slack.installing.workspaces import Workspace, Workspaces, bare_id
from bot.platforms.slack.outcomes import DEAD_TARGET, FAILURES, error_of
from bot.said import say

Row = tuple[str, bool, str]

LOCKED_FIX = say(
    "put the client_secret back that it was installed with,"
    " or open /slack/install on the bot's web address in that workspace again"
)
REINSTALL = "paste the output of `wirebell slack manifest` at api.slack.com/apps and reinstall"


async def check_slack(
    wire: SlackWire,
    workspaces: Workspaces,
    channels: Sequence[str],
    address: Callable[[], Awaitable[str]] | None,
) -> list[Row]:
    """Check every workspace and channel; `address` asks for a socket, None in HTTP mode."""
    rows = [await _app_token(address)] if address else []
    try:
        found = await workspaces.all()
    except FAILURES as failure:
        return [*rows, ("slack bot_token", False, _fix_of(failure, "bot_token"))]
    for team in await workspaces.locked():
        what = f"slack {team}"
        rows.append((what, False, f"its token cannot be opened: {LOCKED_FIX}"))
    if not found and not await workspaces.locked():
        fix = "open /slack/install on the bot's web address in each workspace"
        return [*rows, ("slack workspaces", False, fix)]
    for workspace in found:
        rows += await _check_workspace(wire, workspace)
    for channel in channels:
        rows.append(await _check_channel(wire, workspaces, channel))
    return rows


async def _app_token(address: Callable[[], Awaitable[str]]) -> Row:
    try:
        await address()
    except FAILURES as failure:
        return ("slack app_token", False, _fix_of(failure, "app_token"))
    return ("slack app_token", True, "")


def _fix_of(failure: BaseException, key: str) -> str:
    error = error_of(failure)
    if not error:
        return f"Slack cannot be reached ({type(failure).__name__}): check network and api_base"
    scope = " (it needs the scope connections:write)" if key == "app_token" else ""
    return f"Slack refused it ({error}): copy {key} again from your app's page{scope}"


async def _check_workspace(wire: SlackWire, workspace: Workspace) -> list[Row]:
    try:
        answer = await wire.call(workspace.token, "auth_test")
    except FAILURES as failure:
        return [(f"slack {workspace.team}", False, _fix_of(failure, "bot_token"))]
    rows: list[Row] = [(f"slack {answer.get('team') or workspace.team}", True, "")]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    given = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")} - {""}
    for scope, reason in SCOPES.items():
        if given and scope not in given:
            rows.append((f"slack scope {scope}", False, f"needed to {reason}: {REINSTALL}"))
    return rows


async def _check_channel(wire: SlackWire, workspaces: Workspaces, channel: str) -> Row:
    try:
        workspace = await workspaces.reaching("", channel)
        if workspace is None:
            return (channel, False, "invite the app to the channel, or correct its id")
        answer = await wire.call(workspace.token, "conversations_info", channel=bare_id(channel))
    except SlackApiError as failure:
        error = error_of(failure)
        if error == "missing_scope":
            return (channel, False, f"the app may not look at channels: {REINSTALL}")
        reason = DEAD_TARGET.get(error, error)
        return (channel, False, f"{reason}: invite the app there, or correct the id")
    except FAILURES as failure:
        return (channel, False, f"Slack cannot be reached ({type(failure).__name__})")
    return _channel_state(channel, answer.get("channel") or {})


def _channel_state(channel: str, info: dict[str, object]) -> Row:
    if info.get("is_archived"):
        return (channel, False, "the channel is archived: unarchive it or subscribe another")
    if not info.get("is_member", True) and info.get("is_private"):
        return (channel, False, "write /invite @Wirebell in the channel")
    return (channel, True, "")
