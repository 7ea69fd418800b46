"""Look what a channel shows before anything is posted there that it may show already.

After a restored backup the feeds bring again what was told since it was made. What stands in a
channel counts as told and gets its message back, so that edits reach it; the rest is posted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from bot.cards import Card, Shows
from bot.core.alerts.marks import channel_hash, wanted_tokens
from bot.logs import get_logger
from bot.models import Delivery, DeliveryKind, Mode, Outcome, Refused, RetryLater, Sent, Unknown
from bot.models.past import Doubt, Lineage
from bot.ports import Platform, Store
from bot.said import Words, say

SETTLED = timedelta(minutes=10)
"""How long after the start of an older file what comes in may have been told before, by hand:
until then feeds of the usual intervals have been read, later the time of the article tells."""
GATHER = timedelta(seconds=60)
"""How long what may have been shown waits for others of its kind, to go out as one message."""
AGAIN = 0.1
"""Seconds until the rest of a digest goes out: at once, as far as others may come between."""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Nothing was posted: it waits for others of its kind, since it may have been shown."""

    until: datetime
    reason: Words
    alone: bool = False
    """Whether it goes out by itself, marked as what may have been shown."""


@dataclass(frozen=True, slots=True)
class Told(Sent):
    """Its channel shows it already; nothing was posted."""


class Recall:
    """Knows which channels were looked through since a start that leaves doubt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._doubt: Doubt | None = None
        self._looked: set[str] = set()

    async def begin(self, now: datetime, lineage: Lineage) -> None:
        """Note a start; what it leaves in doubt is looked up when something is to be posted."""
        self._doubt, self._looked = await self._store.past.doubt(now, lineage), set()
        if self._doubt is not None and self._doubt.at == now:
            about = {"since": self._doubt.since.isoformat(), "file": lineage.value}
            log.info("channels are looked through before the first post", **about)

    async def before(
        self, delivery: Delivery, card: Card, platform: Platform, now: datetime
    ) -> Outcome | Gathered | None:
        """Tell what became of a delivery before; None when it is to be posted."""
        if self._doubt is None or delivery.kind is DeliveryKind.EDIT:
            return None
        if delivery.channel not in self._looked:
            unasked = await self._look(delivery, platform, now)
            if unasked is not None:
                return unasked
        if delivery.kind is DeliveryKind.DIGEST:
            return await self._digest(delivery, card) or await self._doubtful(
                delivery, card, platform, now
            )
        found = await self._found(delivery, card.shows[0] if card.shows else None)
        if found is None:
            return await self._doubtful(delivery, card, platform, now)
        log.info("told before", delivery=delivery.id, channel=delivery.channel)
        return Told(found)

    async def _look(self, delivery: Delivery, platform: Platform, now: datetime) -> Outcome | None:
        """Read what a channel shows, once; what cannot be asked for now is asked for later."""
        channel, past = delivery.channel, self._store.past
        since = await past.since(channel)
        if since is not None and platform.history:
            seen = await platform.recall(delivery, since, threads=await self._has_threads(channel))
            if isinstance(seen, RetryLater) or _is_gone(seen):
                return seen
            if isinstance(seen, Refused | Unknown | Sent):
                problem = "" if isinstance(seen, Sent) else str(seen.reason)
                await past.looked(delivery.tenant, channel, (), now, problem=problem)
                log.warning("history cannot be read", channel=channel, reason=problem)
            else:
                await past.looked(delivery.tenant, channel, seen, now)
        self._looked.add(channel)
        return None

    async def _has_threads(self, channel: str) -> bool:
        following = await self._store.watches.subscriptions(channel=channel)
        return any(item.mode is Mode.THREAD for item in following)

    async def _found(self, delivery: Delivery, shows: Shows | None) -> str | None:
        """Give the message that shows a delivery, empty where it cannot be edited; None: none."""
        channel = delivery.channel
        number = channel.partition(":")[2]
        tokens = [delivery.name, *(wanted_tokens(shows) if shows else ())]
        tokens += [channel_hash(token, number) for token in tokens]
        ref = await self._store.past.find(channel, tokens)
        if ref:
            await self._store.past.give(channel, ref, delivery.id)
        return ref

    async def _digest(self, delivery: Delivery, card: Card) -> Outcome | None:
        """Take what was told out of a digest; what is left of it goes out by itself."""
        told: dict[int, str] = {}
        for shows in card.shows:
            alert = await self._store.outbox.get(shows.delivery)
            found = await self._found(alert, shows) if alert else None
            if found is not None:
                told[shows.delivery] = found
        if not told:
            return None
        await self._store.outbox.unbundle(delivery.id, told)
        about = {"delivery": delivery.id, "channel": delivery.channel, "stories": len(told)}
        log.info("told before", **about)
        if len(told) == len(card.shows):
            return Told("")
        return RetryLater(AGAIN, "a part of it was told before")

    async def _doubtful(
        self, delivery: Delivery, card: Card, platform: Platform, now: datetime
    ) -> Outcome | Gathered | None:
        """Decide on what nobody can tell of whether it was shown before."""
        doubt = self._doubt
        assert doubt is not None
        if delivery.uncertain or delivery.kind is DeliveryKind.NOTICE:
            return None
        if not platform.history:
            if doubt.told is not None and _before(delivery, card, doubt.told):
                return Told("")
            problem = str(say("there is no history"))
        else:
            problem = await self._store.past.problem(delivery.channel)
        if not problem or doubt.older is None or not _before(delivery, card, doubt.older):
            return None
        why = say("it may have been shown before: {reason}", reason=problem)
        if platform.history:
            return Gathered(now + GATHER, why)
        return Gathered(now, why, alone=True)


def _is_gone(seen: object) -> TypeGuard[Refused]:
    return isinstance(seen, Refused) and (seen.dead_target or seen.platform_down)


def _before(delivery: Delivery, card: Card, moment: datetime) -> bool:
    """Tell whether something may have come in before a moment."""
    told = [facts.time for facts in card.facts]
    return delivery.created_at <= moment + SETTLED or any(time <= moment for time in told)
