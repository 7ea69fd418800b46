"""The second use case: bring the deliveries of the outbox to their channels, once each.

An error of our own ends too. Before anything was handed to the platform the delivery steps
aside, so that its channel goes on, and is tried again later; afterwards its outcome is unknown
and is looked up first. After OWN_TRIES errors it is given up with the reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from bot.cards import Card, Span, fill_template, text
from bot.core.alerts.cards import plainer_card
from bot.errors import StoreError, Unmade, raising_unmade
from bot.i18n import translator_for
from bot.logs import get_logger
from bot.models import (
    OPERATOR,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Outcome,
    Refused,
    RetryLater,
    Scope,
    Sent,
    Unknown,
)
from bot.models.payloads import NoticePayload
from bot.ports import Platform, Store
from bot.said import Words, put_words, say
from bot.service.alert_cards import Teller
from bot.service.health.faults import Faults
from bot.service.sending.recall import Gathered, Recall, Told
from bot.service.sending.traffic import Broke, Result, Traffic

GIVE_UP = timedelta(days=3)  # by hand: news of four days ago is none (docs/adr/0002)
LONGEST_WAIT = 3600.0  # seconds between two tries of a delivery
UNCONFIGURED_WAIT = 600.0  # seconds; only a new start sets a platform up
UNREACHABLE_WAIT = 60.0  # seconds: once it is back, alerts are a minute late at most
OWN_TRIES = 6
"""Errors of our own after which a delivery is given up: with waits that double from 2 s, a minute.

By hand: what looks like a mistake of ours and passes, such as a lack of memory, does so in
seconds; what stays is a mistake, and people should hear of the alert while it is news.
"""
STORE_WAIT = 10.0  # seconds until a full or locked disk is tried again
REPEATS_UNSEEN = 1
"""Repeats of a send that raised where the platform cannot tell whether it arrived."""

log = get_logger(__name__)


class Deliverer:
    """Works on the head of every channel's queue, channels side by side."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        teller: Teller,
        language: str = "en",
        shown: Callable[[Delivery, Card], None] = lambda delivery, card: None,
        faults: Faults | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.heard: Callable[[str, Outcome], None] = lambda platform, outcome: None
        self._shown = shown
        self._store = store
        self._platforms = platforms
        self._teller = teller
        self._language = language
        self.recall = Recall(store)
        self._traffic = Traffic()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def platforms(self) -> Mapping[str, Platform]:
        """The platforms that are set up, by name."""
        return self._platforms

    @property
    def stopped(self) -> Mapping[str, Words]:
        """The platforms that refused our login since the start, with the reason."""
        return self._traffic.stopped

    def stop_platform(self, name: str, reason: Words) -> None:
        """Leave a platform alone that refused our login; its deliveries wait."""
        self._traffic.stopped[name] = reason
        self._traffic.platforms[name] = monotonic() + 12 * LONGEST_WAIT

    async def go_on(self, name: str, now: datetime) -> None:
        """Go on with a platform that took our login, with what waits for it at once."""
        self._traffic.stopped.pop(name, None)
        self._traffic.platforms.pop(name, None)
        await self._store.outbox.wake(name, now)

    async def post_past_outbox(
        self, key: str, channel: str, said: NoticePayload, now: datetime
    ) -> bool:
        """Post a notice at once, where the outbox cannot be used; tells whether it arrived."""
        platform = self._platform(channel)
        kind, state = DeliveryKind.NOTICE, DeliveryState.SENDING
        notice = Delivery(0, key, OPERATOR, channel, kind, None, None, state, now, payload=said)
        card = self._teller.notice(said)
        return platform is not None and isinstance(await platform.send(notice, card), Sent)

    def down(self) -> dict[str, datetime]:
        """List the platforms that are out of reach, with the time since when."""
        since = {name: platform.down_since() for name, platform in self._platforms.items()}
        return {name: moment for name, moment in since.items() if moment is not None}

    async def channel_tenant(self, channel: str) -> str | None:
        """Tell which tenant a channel belongs to, None when it cannot be seen."""
        platform = self._platform(channel)
        return await platform.channel_tenant(channel) if platform else None

    def channel_name(self, channel: str) -> str:
        """Give the name of a channel where its platform knows it, else its id."""
        platform = self._platform(channel)
        return (platform.channel_name(channel) if platform else "") or channel

    async def tick(self, now: datetime) -> int:
        """Settle what is unknown and start what is due; returns how many sends were started."""
        await self._settle(now)
        claimed = await self._store.outbox.claim(now, skip=self._skipped())
        for delivery in claimed:
            self._start(delivery, now)
        return len(claimed)

    async def drain(self, now: datetime) -> None:
        """Work until nothing more is due; what has to wait stays for the next time."""
        while await self.tick(now) or self._tasks:
            await self.finish()

    @property
    def under_way(self) -> frozenset[asyncio.Task[None]]:
        """The sends and look-ups that are being worked on."""
        return frozenset(self._tasks)

    async def finish(self) -> None:
        """Wait for the sends that are under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _skipped(self) -> set[str]:
        clock = monotonic()
        cooling = {name for name, until in self._traffic.channels.items() if until > clock}
        return self._traffic.busy | cooling

    def _start(self, delivery: Delivery, now: datetime) -> None:
        self._traffic.busy.add(delivery.channel)
        task = asyncio.create_task(self._run(delivery, now))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, delivery: Delivery, now: datetime) -> None:
        began = monotonic()
        current: Delivery | None = delivery
        try:
            while current is not None:
                outcome = await self._attempt(current, now)
                moment = now + timedelta(seconds=monotonic() - began)
                await self._note(current, outcome, moment)
                current = await self._next(current.channel, outcome, moment)
        except Exception as error:  # noqa: BLE001 - noted with its traceback's places
            # The row stays in `sending`: it is looked up before anything is sent again.
            self.faults.note("delivery", error, now, channel=delivery.channel)
        finally:
            self._rest(delivery.channel)

    async def _attempt(self, delivery: Delivery, now: datetime) -> Result:
        """Deliver; an error of our own comes back as what it means for the delivery."""
        try:
            return await self.deliver(delivery, now)
        except Exception as caught:  # noqa: BLE001 - noted with its traceback's places
            unmade = isinstance(caught, Unmade) and caught.__cause__ is not None
            error = caught.__cause__ if unmade else caught
            about = {"delivery": delivery.id, "channel": delivery.channel}
            fault = self.faults.note("delivery", error or caught, now, **about)
            if unmade and fault.outside:
                return RetryLater(STORE_WAIT, str(fault.what))
            # An edit may be made twice: it shows the same.
            return Broke(fault.what, not unmade and delivery.kind is not DeliveryKind.EDIT)

    async def _next(self, channel: str, outcome: Result, now: datetime) -> Delivery | None:
        """Go on with a channel at once where its platform asks for no pause."""
        platform = self._platform(channel)
        paced = (platform is None or platform.pace > 0) and not isinstance(outcome, Told)
        if paced or self._traffic.ending or not isinstance(outcome, Sent):
            return None
        claimed = await self._store.outbox.claim(now, only=channel)
        return claimed[0] if claimed else None

    def end(self) -> None:
        """Begin nothing new; what is under way goes on."""
        self._traffic.ending = True

    def _rest(self, channel: str) -> None:
        platform = self._platform(channel)
        self._traffic.channels[channel] = monotonic() + (platform.pace if platform else 0.0)
        self._traffic.busy.discard(channel)

    def _platform(self, channel: str) -> Platform | None:
        return self._platforms.get(channel.partition(":")[0])

    async def deliver(self, delivery: Delivery, now: datetime) -> Outcome | Gathered:
        """Render a delivery and hand it to its platform."""
        platform = self._platform(delivery.channel)
        if platform is None:
            return RetryLater(UNCONFIGURED_WAIT, "this platform is not configured")
        if (until := self._traffic.platforms.get(platform.name, 0.0)) > monotonic():
            return RetryLater(until - monotonic(), "the platform asked us to wait")
        with raising_unmade():
            card = await self._teller.card(delivery)
            if card is not None and delivery.plain:
                card = plainer_card(card)
        if delivery.kind is DeliveryKind.EDIT:
            return await self._edit(platform, delivery, card)
        if card is None:
            return Refused(say("its story is no longer kept"))
        with raising_unmade():
            before = await self.recall.before(delivery, card, platform, now)
        if before is not None:
            return before
        outcome = await platform.send(delivery, card)
        self.heard(platform.name, outcome)
        if isinstance(outcome, Sent):
            self._shown(delivery, card)
        return outcome

    async def _edit(self, platform: Platform, delivery: Delivery, card: Card | None) -> Outcome:
        with raising_unmade():
            alert = await self._store.outbox.alert_of(delivery)
        if card is None:
            return Refused(say("its story is no longer kept"), moot=True)
        if alert is None or alert.state is not DeliveryState.SENT or not alert.message_ref:
            # What is still to come shows all that is known by then.
            return Refused(say("the alert was never shown"), moot=True)
        with raising_unmade():
            card = plainer_card(card) if alert.plain else card
        outcome = await platform.edit(delivery, card, alert.message_ref)
        self.heard(platform.name, outcome)
        return outcome

    async def _note(self, delivery: Delivery, outcome: Result, now: datetime) -> None:
        """Write down how a send ended; where that fails, it is known and not asked for again."""
        self._traffic.owed[delivery.id] = outcome
        await self._write_down(delivery, outcome, now)
        self._traffic.owed.pop(delivery.id, None)

    async def _write_down(self, delivery: Delivery, outcome: Result, now: datetime) -> None:
        outbox = self._store.outbox
        match outcome:
            case Sent(message_ref):
                await outbox.sent(delivery.id, message_ref)
            case RetryLater():
                await self._later(delivery, outcome, now)
            case Refused():
                await self._refused(delivery, outcome, now)
            case Unknown(reason):
                await outbox.uncertain(delivery.id, reason)
            case Gathered(until, reason, alone):
                wait = outbox.wait if alone else outbox.gather
                await wait(delivery.id, until, reason, uncertain=True)
            case Broke():
                await self._broke(delivery, outcome, now)

    async def _broke(self, delivery: Delivery, broke: Broke, now: datetime) -> None:
        """Count an error of our own; where nothing was handed over, decide what comes next."""
        reason = broke.reason
        await self._store.outbox.uncertain(delivery.id, reason, fault=True)
        if not broke.handed:
            counted = replace(delivery, faults=delivery.faults + 1, reason=reason)
            await self._aside(counted, broke.reason, now)

    async def _aside(self, delivery: Delivery, reason: Words, now: datetime) -> None:
        """Let the others of the channel pass; nothing was posted of this one."""
        if delivery.faults >= OWN_TRIES:
            await self._give_up(delivery, reason, now)
            return
        until = now + timedelta(seconds=2.0**delivery.faults)
        await self._store.outbox.wait(delivery.id, until, reason, aside=True)

    async def _give_up(self, delivery: Delivery, reason: Words, now: datetime) -> None:
        log.error(
            "delivery given up",
            delivery=delivery.id,
            channel=delivery.channel,
            reason=str(reason),
        )
        self._traffic.lookups.pop(delivery.id, None)
        self._traffic.owed.pop(delivery.id, None)
        await self._store.outbox.bury(delivery.id, reason, now)

    async def _later(self, delivery: Delivery, outcome: RetryLater, now: datetime) -> None:
        if now - delivery.created_at > GIVE_UP:
            await self._give_up(delivery, say("given up: {reason}", reason=outcome.reason), now)
            return
        wait = outcome.after if outcome.after > 0 else min(2.0**delivery.attempts, LONGEST_WAIT)
        if outcome.unreachable:
            # Nobody asked us to wait, and alerts have to go on soon after it is back.
            wait = min(wait, UNREACHABLE_WAIT)
        if outcome.scope is Scope.PLATFORM:
            name = delivery.channel.partition(":")[0]
            self._traffic.platforms[name] = monotonic() + wait
        until = now + timedelta(seconds=wait)
        await self._store.outbox.wait(delivery.id, until, outcome.reason)

    async def _refused(self, delivery: Delivery, refusal: Refused, now: datetime) -> None:
        log.warning(
            "delivery refused",
            delivery=delivery.id,
            channel=delivery.channel,
            why=str(refusal.reason),
        )
        if refusal.platform_down:
            await self._stop_platform(delivery, refusal, now)
        elif refusal.dead_target:
            await self._store.outbox.hold(delivery.id)
            if await self._store.watches.pause(delivery.channel, refusal.reason, now):
                await self._tell_owner(delivery, refusal)
        elif refusal.moot:
            await self._store.outbox.drop(delivery.id, refusal.reason, now)
        elif refusal.card and not delivery.plain and delivery.kind is not DeliveryKind.EDIT:
            await self._store.outbox.simplify(delivery.id, refusal.reason)
        else:
            await self._give_up(delivery, refusal.reason, now)

    async def _stop_platform(self, delivery: Delivery, refusal: Refused, now: datetime) -> None:
        self.stop_platform(delivery.channel.partition(":")[0], refusal.reason)
        until = now + timedelta(seconds=12 * LONGEST_WAIT)
        await self._store.outbox.wait(delivery.id, until, str(refusal.reason))

    async def _tell_owner(self, delivery: Delivery, refusal: Refused) -> None:
        platform = self._platform(delivery.channel)
        subscriptions = await self._store.watches.subscriptions(channel=delivery.channel)
        user = next((item.created_by for item in subscriptions if item.created_by), "")
        _ = translator_for(self._language)
        channel = Span(self.channel_name(delivery.channel), channel=delivery.channel)
        card = Card(
            title=text(_("Alerts are paused")),
            body=(
                fill_template(
                    _(
                        "Alerts to {channel} are paused: {reason}. Mend it, then use /news"
                        " subscribe there again; nothing that was held is lost."
                    ),
                    channel=(channel,),
                    reason=put_words(refusal.reason, _),
                ),
            ),
            tone="bad",
        )
        log.warning("channel paused", channel=delivery.channel, reason=str(refusal.reason))
        if platform is not None:
            await platform.tell_owner(delivery.tenant, user, card)

    async def _settle(self, now: datetime) -> None:
        """Look up the sends whose outcome is unknown, left by a crash or a cut connection."""
        for delivery in await self._store.outbox.unsettled():
            platform = self._platform(delivery.channel)
            if delivery.channel in self._traffic.busy or platform is None:
                continue
            attempted = delivery.attempted_at or delivery.created_at
            if (now - attempted).total_seconds() < platform.settle:
                continue
            if self._traffic.lookups.get(delivery.id, now) <= now:
                self._traffic.busy.add(delivery.channel)
                task = asyncio.create_task(self._look_up(delivery, platform, now))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _look_up(self, delivery: Delivery, platform: Platform, now: datetime) -> None:
        try:
            if (known := self._traffic.owed.get(delivery.id)) is not None:
                await self._note(delivery, known, now)
                return
            if delivery.kind is DeliveryKind.EDIT:
                # Showing the same again is harmless.
                await self._store.outbox.wait(delivery.id, now, "")
                return
            await self._found(delivery, await platform.find(delivery), now)
        except Exception as error:  # noqa: BLE001 - noted with its traceback's places
            await self._look_up_broke(delivery, error, now)
        finally:
            self._traffic.busy.discard(delivery.channel)

    async def _look_up_broke(self, delivery: Delivery, error: Exception, now: datetime) -> None:
        """Look up again later; in the end it is given up, for it might show twice."""
        about = {"delivery": delivery.id, "channel": delivery.channel}
        fault = self.faults.note("look-up", error, now, **about)
        tries = delivery.faults + 1
        wait = STORE_WAIT if fault.outside else 2.0**tries
        self._traffic.lookups[delivery.id] = now + timedelta(seconds=wait)
        if fault.outside:
            return
        try:
            if tries >= OWN_TRIES:
                reason = say("whether it arrived cannot be looked up: {reason}", reason=fault.what)
                await self._give_up(delivery, reason, now)
            else:
                await self._store.outbox.uncertain(delivery.id, fault.what, fault=True)
        except StoreError as second:
            self.faults.note("look-up", second, now)

    async def _found(self, delivery: Delivery, outcome: Outcome | None, now: datetime) -> None:
        match outcome:
            case None if delivery.faults:
                await self._aside(delivery, delivery.reason, now)
            case None:
                await self._store.outbox.wait(delivery.id, now, "was not there")
            case Unknown() if delivery.faults > REPEATS_UNSEEN:
                await self._give_up(delivery, delivery.reason, now)
            case Unknown():
                await self._store.outbox.wait(delivery.id, now, outcome.reason, uncertain=True)
            case RetryLater(after, reason):
                wait = timedelta(seconds=min(max(after, 1.0), 60.0))
                self._traffic.lookups[delivery.id] = now + wait
                if now - delivery.created_at > GIVE_UP:
                    unseen = say("whether it arrived cannot be looked up: {reason}", reason=reason)
                    await self._give_up(delivery, unseen, now)
            case Sent() | Refused():
                await self._note(delivery, outcome, now)
