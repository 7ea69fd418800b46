"""The seams of Wirebell as Protocols: what the core asks of the outside world."""

from bot.ports.configured import EVERY, Configured, Delta, Diff, Follow, Held, WantedConfig
from bot.ports.filing import (
    LINE_PAGES,
    Batch,
    Decided,
    Filing,
    Keys,
    KnownArticle,
    Remembered,
    SetAside,
    SoughtArticle,
)
from bot.ports.notes import Notes
from bot.ports.outbox import Outbox
from bot.ports.past import Past
from bot.ports.store import Archive, Feeds, Store
from bot.ports.tenants import Tenants
from bot.ports.watches import Difference, Watches
from bot.ports.world import Fetcher, Platform, Reader, Summariser

__all__ = [
    "EVERY",
    "LINE_PAGES",
    "Archive",
    "Batch",
    "Configured",
    "Decided",
    "Delta",
    "Diff",
    "Difference",
    "Feeds",
    "Fetcher",
    "Filing",
    "Follow",
    "Held",
    "Keys",
    "KnownArticle",
    "Notes",
    "Outbox",
    "Past",
    "Platform",
    "Reader",
    "Remembered",
    "SetAside",
    "SoughtArticle",
    "Store",
    "Summariser",
    "Tenants",
    "WantedConfig",
    "Watches",
]
