"""What is under way to channels, and what came of it apart from what platforms answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.models import Outcome
from bot.said import Words
from bot.service.sending.recall import Gathered


@dataclass(frozen=True, slots=True)
class Broke:
    """An error of our own; `handed` when the platform may have got the message."""

    reason: Words
    handed: bool


Result = Outcome | Broke | Gathered
"""What came of a delivery."""


@dataclass(slots=True)
class Traffic:
    """What is under way, and what has to wait until which moment of the monotonic clock.

    Look-ups wait for a moment of the clock that `now` is read from, as deliveries do.
    """

    busy: set[str] = field(default_factory=set)
    channels: dict[str, float] = field(default_factory=dict)
    platforms: dict[str, float] = field(default_factory=dict)
    lookups: dict[int, datetime] = field(default_factory=dict)
    owed: dict[int, Result] = field(default_factory=dict)
    stopped: dict[str, Words] = field(default_factory=dict)
    ending: bool = False
