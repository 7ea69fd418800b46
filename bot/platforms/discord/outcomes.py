"""What an answer of Discord means for a delivery: pure decisions."""

from __future__ import annotations

from bot.models import Outcome, Refused, RetryLater, Scope, Unknown
from bot.platforms.discord.api import Answer, Lost, NotSent
from bot.said import say

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008  # Discord's codes, as those below
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013  # Discord's codes
THREAD_LOCKED = 160005  # Discord's code
THREAD_EXISTS = 160004  # Discord's code
UNCHANGEABLE = {
    UNKNOWN_MESSAGE: say("the message is gone"),
    50005: say("the message is another bot's"),
    50083: say("the message's thread is archived"),
    THREAD_LOCKED: say("the message's thread is locked"),
    30046: say("the message was changed too often"),
}
"""Answers to an edit that lose nothing: what was posted was shown."""
DEAD = {
    UNKNOWN_CHANNEL: say("the channel is gone"),
    MISSING_ACCESS: say("the channel cannot be seen"),
    MISSING_PERMISSIONS: say("a permission is missing in the channel"),
    50007: say("direct messages are closed"),
    50008: say("no messages can be posted in this kind of channel"),
}
BLAMES_CARD = (400, 413)  # HTTP: a bad request, one too large
UNAVAILABLE = 503  # HTTP: Discord is down for everybody
RETRY_SECONDS = 5.0  # where the answer names no time


def outcome_of(error: Answer | NotSent | Lost, *, repeatable: bool = False) -> Outcome:
    """Decide what came of a request that did not succeed.

    `repeatable` requests (edits) have the same effect twice, so an unknown outcome of theirs is
    simply tried again.
    """
    if isinstance(error, NotSent):
        away = error.scope is Scope.PLATFORM
        return RetryLater(error.after, str(error), scope=error.scope, unreachable=away)
    if isinstance(error, Lost):
        if repeatable:
            return RetryLater(RETRY_SECONDS, str(error), unreachable=True)
        return Unknown(str(error))
    return _outcome_of_answer(error, repeatable)


def _outcome_of_answer(answer: Answer, repeatable: bool) -> Outcome:
    if answer.wait:
        scope = Scope.PLATFORM if answer.wait.everything else Scope.CHANNEL
        return RetryLater(answer.wait.seconds, "rate limit", scope=scope)
    if answer.status == UNAVAILABLE:
        return RetryLater(RETRY_SECONDS, str(answer), scope=Scope.PLATFORM, unreachable=True)
    if answer.status >= 500 or answer.status == 408:
        return RetryLater(RETRY_SECONDS, str(answer)) if repeatable else Unknown(str(answer))
    if answer.status == 401:
        return Refused(say("the Discord token is not accepted any more"), platform_down=True)
    if repeatable and answer.code in UNCHANGEABLE:
        return Refused(UNCHANGEABLE[answer.code], moot=True)
    if answer.code in DEAD:
        return Refused(DEAD[answer.code], dead_target=True)
    if answer.status in (403, 404) and not answer.code:
        return Refused(say("the channel answers {status}", status=answer.status), dead_target=True)
    reason = say(
        "Discord refuses it: {code} {message}",
        code=answer.code or answer.status,
        message=answer.message,
    )
    return Refused(reason, card=answer.status in BLAMES_CARD)
