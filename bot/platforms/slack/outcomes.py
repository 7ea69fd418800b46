"""What an answer of Slack means for a delivery: wait, refused for good, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.models import Outcome, Refused, RetryLater, Scope, Unknown
from bot.said import Said, say

DEAD_TARGET: Mapping[str, Said] = {
    "channel_not_found": say("the channel does not exist or the app cannot see it"),
    "is_archived": say("the channel is archived"),
    "is_inactive": say("the channel is archived"),
    "not_in_channel": say("the app is not a member of the channel"),
    "no_permission": say("the app may not post in the channel"),
    "restricted_action": say("the workspace does not let apps post in the channel"),
    "restricted_action_read_only_channel": say("the channel is read-only"),
    "restricted_action_thread_only_channel": say("the channel takes replies only"),
    "restricted_action_non_threadable_channel": say("the channel takes no replies"),
    "ekm_access_denied": say("an administrator suspended posting in the channel"),
    "user_not_found": say("the person does not exist"),
    "user_disabled": say("the person's account is closed"),
    "cannot_dm_bot": say("an app takes no direct messages"),
    "messages_tab_disabled": say("the app's messages tab is off"),
}
"""Errors after which posting to a channel is pointless until somebody mends it."""

DOWN: Mapping[str, Said] = {
    "invalid_auth": say("the token is not valid"),
    "not_authed": say("there is no token"),
    "account_inactive": say("the app was removed or its workspace closed"),
    "token_revoked": say("the token was revoked"),
    "token_expired": say("the token has expired"),
    "app_not_installed": say("the app is not installed"),
    "not_allowed_token_type": say("this kind of token may not post"),
    "missing_scope": say("the app lacks a scope"),
    "org_login_required": say("the workspace is moving to another organisation"),
}
"""Errors after which no call with this token can succeed."""

LATER: Mapping[str, float] = {
    "ratelimited": 0.0,
    "rate_limited": 0.0,
    "message_limit_exceeded": 3600.0,
    "request_timeout": 0.0,
    "accesslimited": 60.0,
    "team_added_to_org": 600.0,
    "external_channel_migrating": 600.0,
}
"""Errors that say that nothing was done, with the seconds to wait (0 for a growing wait)."""

UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable"})
"""Errors after which part of the work may have been done."""

PAYLOAD = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "block_mismatch",
        "invalid_arguments",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_json",
        "json_not_object",
        "invalid_charset",
    }
)
"""Errors that blame what was sent: worth one try in the plainest form."""

UNCHANGEABLE: Mapping[str, Said] = {
    "message_not_found": say("the message is gone"),
    "cant_update_message": say("the message cannot be changed"),
    "edit_window_closed": say("the message may not be changed any more"),
}
"""Answers to an edit that lose nothing: what was posted was shown."""

DEFAULT_RETRY = 30.0  # seconds where Slack names none; by hand
LONGEST_RETRY = 3600.0  # seconds, whatever Slack asks for


class Closed(OSError):
    """The platform is stopped: nothing leaves any more."""


_NEVER_SENT = (
    Closed,
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.ClientHttpProxyError,
)
FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
"""What a call may raise."""


def error_of(failure: BaseException) -> str:
    """Name Slack's error code, empty where the failure is not an answer of Slack's."""
    if not isinstance(failure, SlackApiError):
        return ""
    data = getattr(failure.response, "data", failure.response)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def status_of(failure: SlackApiError) -> int:
    """Give the HTTP status of an answer."""
    response = failure.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)


def is_silenced(failure: BaseException) -> bool:
    """Tell whether a failure means that nothing can be posted with this token for now."""
    error = error_of(failure)
    if not isinstance(failure, SlackApiError) or status_of(failure) >= 500:
        return True
    return error in DOWN and error != "missing_scope"


def outcome_of(failure: BaseException, *, alone: bool = True) -> Outcome:
    """Tell what a failed post means; `alone` when the token serves every workspace there is."""
    if isinstance(failure, SlackApiError):
        return _outcome_of_answer(failure, alone=alone)
    if isinstance(failure, _NEVER_SENT):
        reason = f"Slack cannot be reached ({type(failure).__name__})"
        return RetryLater(0.0, reason, unreachable=True)
    return Unknown(f"the connection broke ({type(failure).__name__})")


def _outcome_of_answer(failure: SlackApiError, *, alone: bool) -> Outcome:
    error, status = error_of(failure), status_of(failure)
    if status == 429 or error in LATER:
        after = retry_after(failure) if status == 429 or "limited" in error else LATER[error]
        return RetryLater(after, error or "Slack asked us to wait", scope=Scope.CHANNEL)
    if status >= 500 or error in UNSURE or not error:
        return Unknown(f"Slack answered {error or status}")
    if error in DOWN:
        return Refused(
            _coded_reason(DOWN[error], error), dead_target=not alone, platform_down=alone
        )
    if error in DEAD_TARGET:
        return Refused(_coded_reason(DEAD_TARGET[error], error), dead_target=True)
    return Refused(say("Slack refused the message ({code})", code=error), card=True)


def _coded_reason(reason: Said, code: str) -> Said:
    return say("{reason} ({code})", reason=reason, code=code)


def retry_after(failure: SlackApiError) -> float:
    """Read how many seconds Slack wants us to wait."""
    headers: Any = getattr(failure.response, "headers", None) or {}
    with suppress(ValueError, TypeError):
        value = next((v for k, v in headers.items() if k.lower() == "retry-after"), None)
        if value is not None:
            return min(max(float(value), 0.1), LONGEST_RETRY)
    return LATER.get(error_of(failure), 0.0) or DEFAULT_RETRY
