"""Settle what polls brought: is it known, which story is it, who hears of it; in one order.

Whatever waits is decided together and stored in one transaction, of however many feeds it is. A
haul that fails on its own keeps none of the others back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.alerts.headlines import headline_of
from bot.core.alerts.marks import article_mark
from bot.core.alerts.routing import Arrival, Circle, Routed, route_article, tenant_sees
from bot.core.ledger import Line
from bot.core.prepare import Prepared
from bot.models import DeliveryKind, Feed, Placement, Posting
from bot.models.payloads import NoticePayload
from bot.ports import Filing, Keys, KnownArticle, SoughtArticle, Store
from bot.said import say
from bot.service.intake.articles import Ready
from bot.service.intake.audience import Audience
from bot.service.intake.engines import Decision, Engines
from bot.service.intake.gaps import LATE, last_read
from bot.service.intake.hauls import LATE_ALERTS, Haul, Making, Tally, entry_version

TEXT_KEPT = 100_000  # characters, as many as leave the jail
MOST_HAULS = 25
"""Hauls of one transaction: some 500 entries, so that nobody waits a second behind others."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """A haul, or the state of a feed that brought nothing, and who waits for it to be stored."""

    what: Haul | Feed
    done: asyncio.Future[Tally]


class Settler:
    """Decides one group of hauls after the other.

    `rest` is how many seconds the states of feeds that brought nothing may wait for others, since
    a transaction for each of them would cost more than the poll.
    """

    def __init__(self, store: Store, engines: Engines, *, rest: float = 0.0) -> None:
        self._store = store
        self._engines = engines
        self.rest = rest
        self._audience = Audience(store)
        self._waiting: list[_Waiting] = []
        self._urgent = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._top: tuple[int, int] | None = None

    async def settle(self, haul: Haul) -> Tally:
        """Decide a haul and store it; raises what kept it from being stored."""
        self._urgent.set()
        return await self._queued(haul)

    async def keep(self, feed: Feed) -> None:
        """Store the state of a feed that brought nothing."""
        await self._queued(feed)

    async def _queued(self, what: Haul | Feed) -> Tally:
        one = _Waiting(what, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return await one.done

    async def _work(self) -> None:
        while self._waiting:
            if not self._urgent.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._urgent.wait(), self.rest)
            self._urgent.clear()
            await self._settle(self._next())

    def _next(self) -> list[_Waiting]:
        """Take the oldest hauls, and every state there is."""
        hauls = [one for one in self._waiting if isinstance(one.what, Haul)]
        later = {id(one) for one in hauls[MOST_HAULS:]}
        if later:
            self._urgent.set()
        taken = [one for one in self._waiting if id(one) not in later]
        self._waiting = [one for one in self._waiting if id(one) in later]
        return taken

    async def _settle(self, group: list[_Waiting]) -> None:
        """Settle a group; every one of it hears how it went."""
        hauls = [(one, one.what) for one in group if isinstance(one.what, Haul)]
        states = [one for one in group if isinstance(one.what, Feed)]
        made: list[tuple[_Waiting, Making]] = []
        try:
            if hauls:
                made = await self._decided(hauls)
            feeds = [one.what for one in states if isinstance(one.what, Feed)]
            batches = [making.finish() for _, making in made]
            stored = await self._store.archive.settle(batches, feeds)
        except BaseException as error:
            for _, making in made:
                self._undo(making)
            _fail_group(group, error)
            if not isinstance(error, Exception):
                raise
            return
        for (one, making), outcome in zip(made, stored, strict=True):
            if isinstance(outcome, Exception):
                self._undo(making)
                _fail_group([one], outcome)
            else:
                making.tally.posted = outcome
                _answer_waiting(one, making.tally)
        for one in states:
            _answer_waiting(one, Tally())

    async def _decided(self, hauls: list[tuple[_Waiting, Haul]]) -> list[tuple[_Waiting, Making]]:
        await self._engines.refresh()
        circle = await self._audience.circle(self._engines.watchlists)
        sought = [_sought_article(haul, *pair) for _, haul in hauls for pair in haul.pairs]
        known = iter(await self._store.archive.known(sought))
        # One process owns the file, so the ids may be counted here.
        self._top = self._top or await self._store.archive.top_ids()
        lots = [(one, haul, [next(known) for _ in haul.pairs]) for one, haul in hauls]
        return await asyncio.to_thread(self._decide, lots, circle)

    def _decide(
        self, lots: list[tuple[_Waiting, Haul, list[KnownArticle | None]]], circle: Circle
    ) -> list[tuple[_Waiting, Making]]:
        made = []
        for one, haul, known in lots:
            making = Making(haul)
            try:
                self._make(making, known, circle)
            except Exception as error:  # noqa: BLE001 - whoever waits for it hears of it
                self._undo(making)
                one.done.get_loop().call_soon_threadsafe(_fail_group, [one], error)
            else:
                made.append((one, making))
        return made

    def _make(self, making: Making, known: Sequence[KnownArticle | None], circle: Circle) -> None:
        haul, tally = making.haul, making.tally
        for (ready, prepared), before in zip(haul.pairs, known, strict=True):
            making.note(ready)
            if before is not None and before.version == entry_version(ready.entry):
                making.repeat(ready.entry, before.article)
            else:
                self._file(making, ready, prepared, before, circle)
        if tally.late > LATE_ALERTS >= haul.late:
            making.postings += _late_notices(haul.feed, circle, haul.now)

    def _file(
        self,
        making: Making,
        ready: Ready,
        prepared: Prepared,
        known: KnownArticle | None,
        circle: Circle,
    ) -> None:
        """Decide about one article and add it to the batch."""
        row = known.article if known else self._next_article()
        if known is not None:
            self._engines.forget(row)
        decision = self._engines.decide(prepared, row)
        story = known.story if known else self._story_of(decision.placement)
        self._engines.keep(decision.sketch, story)
        making.placed.append(row)
        filing = _make_filing(ready, prepared, decision, row, story, known)
        making.tell(filing, _route_filing(making, filing, decision, circle))

    def _next_article(self) -> int:
        assert self._top is not None
        articles, stories = self._top
        self._top = (articles + 1, stories)
        return articles + 1

    def _story_of(self, placement: Placement) -> int:
        if placement.story:
            return int(placement.story)
        assert self._top is not None
        articles, stories = self._top
        self._top = (articles, stories + 1)
        return stories + 1

    def _undo(self, making: Making) -> None:
        for row in making.placed:
            self._engines.forget(row)


def _fail_group(group: list[_Waiting], error: BaseException) -> None:
    for one in group:
        if not one.done.done():
            one.done.set_exception(error)


def _answer_waiting(one: _Waiting, tally: Tally) -> None:
    # Whoever gave up waiting finds it stored all the same.
    if not one.done.done():
        one.done.set_result(tally)


def _sought_article(haul: Haul, ready: Ready, prepared: Prepared) -> SoughtArticle:
    keys = Keys(prepared.url_key, prepared.title_key)
    return SoughtArticle(haul.feed.id, ready.entry.guid, keys, prepared.article)


def _make_filing(
    ready: Ready,
    prepared: Prepared,
    decision: Decision,
    row: int,
    story: int,
    known: KnownArticle | None,
) -> Filing:
    article = prepared.article
    # For people alone: it was matched, placed and known again as what it is, without a title.
    title = headline_of(article.title, article.lead, article.text)
    return Filing(
        article=replace(article, id=str(row), title=title, text=article.text[:TEXT_KEPT]),
        guid=ready.entry.guid,
        version=entry_version(ready.entry),
        url_key=prepared.url_key,
        title_key=prepared.title_key,
        story=story,
        placement=decision.placement,
        sketch=decision.sketch.to_bytes(),
        folded_title=prepared.title,
        folded_body=prepared.body,
        matches=tuple(decision.matches.items()),
        replaces=known.article if known else None,
    )


def _route_filing(making: Making, filing: Filing, decision: Decision, circle: Circle) -> Routed:
    feed, tally, now = making.haul.feed, making.tally, making.haul.now
    arrival = Arrival(
        feed,
        int(filing.article.id),
        filing.story,
        decision.placement.relation,
        decision.matches,
        known=filing.replaces is not None,
        mark=article_mark(filing.url_key, filing.guid, feed.given or feed.url),
    )
    routed = route_article(arrival, circle, now)
    if not feed.primed:
        return routed.silenced(Line.FIRST_READ)
    if not _is_late(filing.article.published, feed):
        return routed
    tally.late += 1
    return routed if tally.late <= LATE_ALERTS else routed.silenced(Line.LATE)


def _is_late(published: datetime, feed: Feed) -> bool:
    read = last_read(feed)
    return read is not None and published < read - LATE


def _late_notices(feed: Feed, circle: Circle, now: datetime) -> list[Posting]:
    """Tell each channel that would have heard, once a day, that old items came again."""
    channels = {
        (item.tenant, item.channel): item
        for item in circle.subscribers
        if tenant_sees(item.tenant, feed.owners)
        and not item.paused
        and item.feed in (None, feed.id)
    }
    again = say(
        "{name} brought a large number of old items again. They were stored, but only"
        " the first few were alerted; /news latest shows them all.",
        name=feed.name,
    )
    return [
        Posting(
            key=f"late:{feed.id}:{channel}:{now.date().isoformat()}",
            tenant=tenant,
            channel=channel,
            kind=DeliveryKind.NOTICE,
            notice=NoticePayload(say("Note"), (again,)),
        )
        for tenant, channel in channels
    ]
