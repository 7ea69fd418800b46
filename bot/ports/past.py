"""The seam to what is known of messages that the database may have forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.models.past import Doubt, Lineage, Seen, Unread


class Past(Protocol):
    """Keep what channels showed when they were looked through, until it is of no use any more."""

    async def doubt(self, now: datetime, lineage: Lineage) -> Doubt | None:
        """Note a start and give what is in doubt since then, None when nothing is."""
        ...

    async def since(self, channel: str) -> datetime | None:
        """Tell from when on a channel has to be looked through, None when it has been."""
        ...

    async def looked(
        self,
        tenant: str,
        channel: str,
        seen: Sequence[Seen],
        now: datetime,
        *,
        problem: str = "",
    ) -> None:
        """Keep what a channel shows; `problem` says why it could not be read."""
        ...

    async def problem(self, channel: str) -> str:
        """Tell why a channel could not be looked through, empty when it could."""
        ...

    async def find(self, channel: str, tokens: Sequence[str]) -> str | None:
        """Find the message that shows one of some tokens, empty where it cannot be edited."""
        ...

    async def give(self, channel: str, ref: str, delivery: int) -> None:
        """Give a message to a delivery: nobody else edits it, and it is brought up to date."""
        ...

    async def unread(self, tenant: str | None, since: datetime) -> list[Unread]:
        """List the channels that could not be looked through, of one tenant or of all."""
        ...
