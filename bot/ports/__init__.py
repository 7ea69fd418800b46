"""The seams of Wirebell as Protocols: what the core asks of the outside world."""

from bot.ports.configured import Configured, Delta, Diff, Follow, Held, Wanted
from bot.ports.filing import (
    LINE_PAGES,
    Batch,
    Decided,
    Filing,
    Keys,
    Known,
    Remembered,
    SetAside,
    Sought,
)
from bot.ports.notes import Notes
from bot.ports.outbox import Outbox
from bot.ports.store import Archive, Feeds, Store
from bot.ports.watches import Difference, Watches
from bot.ports.world import Fetcher, Platform, Reader, Summariser

__all__ = [
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
    "Known",
    "Notes",
    "Outbox",
    "Platform",
    "Reader",
    "Remembered",
    "SetAside",
    "Sought",
    "Store",
    "Summariser",
    "Wanted",
    "Watches",
]
