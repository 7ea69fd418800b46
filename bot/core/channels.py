"""How a channel is written: `console`, or a platform's name and what it calls the channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import UsageError
from bot.said import Said, say

CONSOLE = "console"
"""The one channel that is there without any set-up: where the command line speaks from."""


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """What the channels of one platform look like, in short, exactly, and as people are told."""

    short: str
    pattern: re.Pattern[str]
    told: Said


def check_channel(channel: str, forms: Sequence[ChannelForm]) -> None:
    """Refuse what can be no channel; raises UsageError with the forms that are wanted."""
    if any(form.pattern.fullmatch(channel) for form in forms):
        return
    told, *others = (form.told for form in forms)
    for form in others[:-1]:
        told = say("{first}, {second}", first=told, second=form)
    for form in others[-1:]:
        told = say("{first}, or {second}", first=told, second=form)
    raise UsageError(
        say('"{channel}" is no channel', channel=channel), fix=say("write {forms}", forms=told)
    )
