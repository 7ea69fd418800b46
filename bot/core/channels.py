"""How a channel is written on each platform."""

from __future__ import annotations

import re

from bot.errors import UsageError
from bot.said import say

PATTERNS = {
    "console": re.compile(r"console"),
    "discord": re.compile(r"discord:[0-9]{1,20}"),
    "slack": re.compile(r"slack:[A-Za-z0-9]{1,40}"),
}


def check_channel(channel: str) -> None:
    """Refuse what can be no channel; raises UsageError with the form that is wanted."""
    if not any(pattern.fullmatch(channel) for pattern in PATTERNS.values()):
        raise UsageError(
            say('"{channel}" is no channel', channel=channel),
            fix=say(
                "write console, {discord} with the channel's number (copied from its menu), or"
                " {slack}, such as {example}",
                discord="discord:ID",
                slack="slack:ID",
                example="slack:C0123ABCD",
            ),
        )
