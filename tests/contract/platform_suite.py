"""What every platform is tested with: one harness for each, the same tests over all.

A platform joins by adding its harness to `harnesses()`; `test_platform.py` holds the tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.cards import Card
from bot.models import Delivery, Outcome, RetryLater, Unknown
from bot.ports import Platform

LOST_BEFORE, LOST_AFTER, LIMITED, BUSY = "lost-before", "lost-after", "limited", "busy"
TROUBLES = (LOST_BEFORE, LOST_AFTER, LIMITED, BUSY)


class Harness(Protocol):
    """A platform on its fake server, with what a test may do to that."""

    platform: Platform
    history: bool
    """Whether the platform shows what was posted, so that it can be looked up."""
    shared_login: bool
    """Whether one login serves all channels, so that a refused one stops them all."""
    channel: str
    other_channel: str
    tenant: str

    def shown(self, channel: str) -> list[str]:
        """List the titles that people see in a channel, oldest first."""
        ...

    def told(self) -> list[str]:
        """List the titles of all direct messages."""
        ...

    def pinged(self) -> list[str]:
        """List what was pinged."""
        ...

    def trouble(self, kind: str) -> None:
        """Let one of TROUBLES happen to the next post."""
        ...

    def kill(self, channel: str) -> None:
        """Delete a channel."""
        ...

    def revoke(self) -> None:
        """Make the token invalid."""
        ...

    async def restart(self) -> None:
        """Stop the platform and start a new one in its place."""
        ...


def harnesses() -> dict[str, Callable[[], AbstractAsyncContextManager[Harness]]]:
    """Name a harness for each platform."""
    from tests.contract.discord_harness import discord_harness
    from tests.contract.slack_harness import slack_harness
    from tests.contract.webhook_harness import webhook_harness

    return {"discord": discord_harness, "slack": slack_harness, "webhook": webhook_harness}


async def deliver(platform: Platform, delivery: Delivery, card: Card) -> Outcome:
    """Deliver as the outbox does: wait when asked to, look up what is unknown."""
    outcome: Outcome = await platform.send(delivery, card)
    for _ in range(20):
        if isinstance(outcome, RetryLater):
            await asyncio.sleep(min(outcome.after, 0.1))
            outcome = await platform.send(delivery, card)
        elif isinstance(outcome, Unknown):
            found = await platform.find(delivery)
            again = found is None or isinstance(found, Unknown)
            outcome = await platform.send(delivery, card) if again else found
        else:
            break
    return outcome
