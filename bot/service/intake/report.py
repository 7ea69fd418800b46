"""What a poll did, told to the log, the metrics and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.models import Feed
from bot.service.intake.gaps import Gap


class PollOutcome(StrEnum):
    """What came of a poll."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a poll did: how many entries are new, and how many deliveries came of them.

    `faults` are errors of ours over single entries, which were set aside.
    """

    feed: Feed
    outcome: PollOutcome
    new: int = 0
    posted: int = 0
    reason: str = ""
    fix: str = ""
    gap: Gap | None = None
    faults: tuple[Exception, ...] = ()
