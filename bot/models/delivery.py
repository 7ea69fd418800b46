"""What is on its way to channels and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models.payloads import NoticePayload, Payload
from bot.said import Words


class DeliveryKind(StrEnum):
    """What a delivery carries."""

    ALERT = "alert"
    EDIT = "edit"
    UPDATE = "update"
    DIGEST = "digest"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """Where a delivery is on its way."""

    NEW = "new"
    HELD = "held"
    SENDING = "sending"
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    MOOT = "moot"
    """There is nothing left to do, such as an edit of a message that somebody deleted."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outbox row: an alert or digest on its way to one channel.

    `key` never changes and is the same after a crash. `mark` is made of what the delivery tells
    alone, so that it is the same in a restored database too: platforms derive nonces from it.
    `attempted_at` is set while an outcome is unknown. `faults` counts errors of our own, `plain`
    is set once its platform refused the full card, `paused` while its channel is paused,
    `uncertain` once it is sent again although people may have seen it. `digest` is the digest
    that showed it.
    """

    id: int
    key: str
    tenant: str
    channel: str
    kind: DeliveryKind
    subscription: int | None
    story: int | None
    state: DeliveryState
    created_at: datetime
    article: int | None = None
    attempted_at: datetime | None = None
    next_try_at: datetime | None = None
    held_until: datetime | None = None
    attempts: int = 0
    message_ref: str = ""
    reason: Words = ""
    payload: Payload | None = None
    faults: int = 0
    plain: bool = False
    paused: bool = False
    uncertain: bool = False
    digest: int | None = None
    ended_at: datetime | None = None
    mark: str = ""

    @property
    def name(self) -> str:
        """Give what its message is known by; a version before marks posted under the key."""
        return self.mark or self.key


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A delivery that was given up, by the title that people know it by; `at` is when it was."""

    delivery: int
    tenant: str
    channel: str
    kind: DeliveryKind
    title: str
    reason: Words
    at: datetime
    subscription: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A delivery to be put in the outbox; `held_until` keeps it, `held_by` is the ledger's line.

    `limit` is a burst guard: more than `limit` alerts of the subscription since `limit_since`
    hold this one until `limit_until` instead.
    """

    key: str
    tenant: str
    channel: str
    kind: DeliveryKind
    subscription: int | None = None
    watchlist: int | None = None
    held_until: datetime | None = None
    held_by: str = ""
    paused: bool = False
    notice: NoticePayload | None = None
    limit: int = 0
    limit_since: datetime | None = None
    limit_until: datetime | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Muted:
    """A match that nobody is told of; `line` is the ledger's, with the reason."""

    tenant: str
    line: str
    subscription: int | None = None
    watchlist: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it; `message_ref` finds it again."""

    message_ref: str


class Scope(StrEnum):
    """What has to wait for a platform."""

    MESSAGE = "message"
    CHANNEL = "channel"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Nothing was posted; try again after so many seconds.

    `scope` is what has to wait. `unreachable` tells a platform that
    gave no answer or is down, apart from one that asks us to wait.
    """

    after: float
    reason: str
    scope: Scope = Scope.MESSAGE
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was posted and never will be.

    `dead_target` pauses the subscriptions of the channel; `platform_down` stops the platform.
    `card` blames what was sent, so that a plainer card may pass; `moot` says that there is
    nothing left to change, which loses nothing.
    """

    reason: Words
    dead_target: bool = False
    platform_down: bool = False
    card: bool = False
    moot: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request may or may not have arrived; look it up before sending again."""

    reason: str


Outcome = Sent | RetryLater | Refused | Unknown
