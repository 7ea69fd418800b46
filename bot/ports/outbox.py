"""The seam to the deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.models import Delivery, GivenUp
    from bot.models.payloads import KeptSummary, NoticePayload
    from bot.said import Words


class Outbox(Protocol):
    """Keep the deliveries: claimed by compare-and-set, in order per channel."""

    async def claim(
        self, now: datetime, *, skip: Iterable[str] = (), only: str = ""
    ) -> list[Delivery]:
        """Take the next due delivery of every channel but those in `skip`, or of one channel."""
        ...

    async def unsettled(self) -> list[Delivery]:
        """List the deliveries whose outcome is unknown or being awaited."""
        ...

    async def sent(self, delivery: int, message_ref: str) -> None:
        """Note that a delivery is out; an edit that grew stale meanwhile is due again."""
        ...

    async def wait(
        self,
        delivery: int,
        until: datetime,
        reason: Words,
        *,
        aside: bool = False,
        uncertain: bool = False,
    ) -> None:
        """Put a delivery back until a time; nothing was posted that is known of.

        `aside` lets the channel's others pass meanwhile; `uncertain` marks it as one that people
        may have seen, until it is sent.
        """
        ...

    async def simplify(self, delivery: int, reason: Words) -> None:
        """Put a delivery back at once, to be shown as a plainer card; nothing was posted."""
        ...

    async def uncertain(self, delivery: int, reason: Words, *, fault: bool = False) -> None:
        """Note why the outcome of a delivery is not known; it stays in `sending`.

        `fault` counts it as an error of our own.
        """
        ...

    async def hold(self, delivery: int) -> None:
        """Keep a delivery of a paused channel until it is resumed."""
        ...

    async def gather(
        self, delivery: int, until: datetime, reason: Words, *, uncertain: bool = False
    ) -> None:
        """Hold a delivery that may have been shown for a digest of all such ones."""
        ...

    async def unbundle(self, digest: int, told: Mapping[int, str]) -> None:
        """Take alerts out of a digest that were told before: by id, with the message of each."""
        ...

    async def bury(self, delivery: int, reason: Words, at: datetime) -> None:
        """Give a delivery up for good, with the reason."""
        ...

    async def drop(self, delivery: int, reason: Words, at: datetime) -> None:
        """End a delivery that has nothing left to do; nothing is lost by it."""
        ...

    async def lost(self, since: datetime, *, tenant: str | None = None) -> list[GivenUp]:
        """List what was given up since a time, newest first, of one tenant or of all."""
        ...

    async def keep_summary(self, delivery: int, summary: KeptSummary) -> None:
        """Store what an alert shows, so that its edits say the same."""
        ...

    async def get(self, delivery: int) -> Delivery | None:
        """Find a delivery by id."""
        ...

    async def alert_of(self, edit: Delivery) -> Delivery | None:
        """Find the alert that an edit or update belongs to."""
        ...

    async def newest_alert(self, tenant: str, channel: str) -> Delivery | None:
        """Find the newest alert that a channel was shown."""
        ...

    async def alerts_of_story(self, tenant: str | None, story: int) -> list[Delivery]:
        """List the alerts of a story that a tenant was shown (every tenant for None)."""
        ...

    async def of_story(self, tenant: str | None, story: int) -> list[Delivery]:
        """List the alerts and updates of a story that are a tenant's (everybody's for None)."""
        ...

    async def digests_due(self, now: datetime) -> int:
        """Bundle what is held and due, a digest a subscription; a single alert goes by itself."""
        ...

    async def digest_now(self, subscription: int, now: datetime) -> int:
        """Bundle at once what a subscription holds; returns how many alerts went in."""
        ...

    async def post_notice(
        self, *, key: str, tenant: str, channel: str, notice: NoticePayload, now: datetime
    ) -> None:
        """Put a notice in the outbox, once per key."""
        ...

    async def not_relevant(self, delivery: int, user: str, now: datetime) -> None:
        """Note that somebody found an alert not relevant."""
        ...

    async def given_up(self, since: datetime) -> tuple[int, datetime, Words] | None:
        """Tell of the alerts given up since a time: how many, when first, why last; None if none.

        An edit that came to nothing is no loss: its alert was shown.
        """
        ...

    async def wake(self, platform: str, now: datetime) -> None:
        """Make due what waits for a platform."""
        ...

    async def standing(self, tenant: str | None) -> dict[str, int]:
        """Count deliveries by state, of one tenant or of all."""
        ...
