"""Who is served: a server or workspace with what it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TenantSummary:
    """What a tenant has of its own; `left` is when it removed the bot, None while it is there."""

    tenant: str
    feeds: int
    watches: int
    subscriptions: int
    deliveries: int
    channels: tuple[str, ...]
    left: datetime | None
