"""The seam for what the configuration file brings in: compared first, then changed in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    from bot.models import Feed, Subscription, Watchlist

T = TypeVar("T")

EVERY = "*"
"""Stands in a subscription for every watchlist of the operator."""


@dataclass(frozen=True, slots=True)
class WantedConfig:
    """What the file names.

    A subscription comes with the name of its watchlist and the name or URL of its feed; one of
    the two is empty, and the watchlist "*" stands for all of the operator.
    """

    feeds: tuple[Feed, ...] = ()
    watchlists: tuple[Watchlist, ...] = ()
    subscriptions: tuple[tuple[Subscription, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What the store has from the file, and what the file would meet.

    The watchlists are the operator's; the feeds too, and those that nobody has any more.
    """

    feeds: tuple[Feed, ...]
    watchlists: tuple[Watchlist, ...]
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class Follow:
    """A subscription with what it follows: the folded name of a watchlist, or a feed's address."""

    subscription: Subscription
    watch: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Delta(Generic[T]):
    """What one kind of thing needs; `changed` are pairs of how it is and how it shall be."""

    added: tuple[T, ...] = ()
    changed: tuple[tuple[T, T], ...] = ()
    removed: tuple[T, ...] = ()

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


@dataclass(frozen=True, slots=True)
class Diff:
    """What makes the store agree with the file; `unknown` are names that lead nowhere."""

    feeds: Delta[Feed]
    watchlists: Delta[Watchlist]
    follows: Delta[Follow]
    unknown: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.feeds) + len(self.watchlists) + len(self.follows)


class Configured(Protocol):
    """Keep what comes from the file."""

    async def held(self, wanted: WantedConfig) -> Held:
        """Give what the store has from the file, and what the file would meet."""
        ...

    async def goes_elsewhere(self, channel: str) -> bool:
        """Tell whether there is a subscription of any other channel."""
        ...

    async def apply(self, diff: Diff, now: datetime) -> None:
        """Make all changes of a diff in one transaction."""
        ...
