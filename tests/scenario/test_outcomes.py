"""Every delivery ends: errors of our own, refusals, edits of what is gone; others go on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.cards import Card, bare_words, plain_lines
from bot.commands.declared.spec import Invocation
from bot.errors import StoreError, WorkersAway
from bot.models import (
    Caller,
    Delivery,
    DeliveryState,
    Feed,
    FeedState,
    Outcome,
    ParsedFeed,
    Refused,
    RetryLater,
    Sent,
    Unknown,
)
from bot.said import say
from bot.service.alert_cards import Teller
from bot.service.deliver import OWN_TRIES
from bot.service.intake.report import PollOutcome
from tests.contract.discord_harness import DiscordHarness, discord_harness
from tests.contract.slack_harness import SlackHarness, slack_harness
from tests.fakes.books import adds_up
from tests.fakes.rig import Post, Rig, Wire, entry, make_rig, rigged
from tests.fakes.rows import subscription, watch

GUILD, HERE = "discord:1", "discord:10"
MANAGER = Caller(tenant=GUILD, channel=HERE, user="u1", may_manage=True)
TITLES = (
    "Ciment belge",
    "Le ciment coulera bientôt ailleurs",
    "Usine de ciment fermée hier",
    "Trois camions de ciment volés",
    "Dakar importe moins de ciment",
)


class Raising(Post):
    """A platform that raises where a test says so: before or after it took the message."""

    def __init__(self) -> None:
        super().__init__("discord", {HERE: GUILD})
        self.before: Callable[[Delivery], Exception | None] = lambda delivery: None
        self.after: Callable[[Delivery], Exception | None] = lambda delivery: None
        self.lost: Callable[[Delivery], Exception | None] = lambda delivery: None
        self.tries: list[int] = []

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        self.tries.append(delivery.id)
        if error := self.before(delivery):
            raise error
        outcome = await super().send(delivery, card)
        if error := self.after(delivery):
            raise error
        return outcome

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        self.tries.append(delivery.id)
        if error := self.before(delivery):
            raise error
        return await super().edit(delivery, card, message_ref)

    async def find(self, delivery: Delivery) -> Outcome | None:
        if error := self.lost(delivery):
            raise error
        if self.finds:
            return await super().find(delivery)
        self.looked_up.append(delivery)
        sent = [item for item, _card in self.sent if item.id == delivery.id]
        return Sent(f"m{delivery.id}") if sent else None


class Breaking:
    """A teller that raises for some titles, so many times."""

    def __init__(self, rig: Rig, errors: dict[str, list[Exception]]) -> None:
        self._teller: Teller = rig.service.teller
        self.errors, self.tries = errors, 0
        rig.service.deliverer._teller = self  # type: ignore[assignment]

    async def card(self, delivery: Delivery) -> Card | None:
        card = await self._teller.card(delivery)
        left = self.errors.get(bare_words(card.title) if card else "", [])
        if left:
            self.tries += 1
            raise left.pop(0)
        return card


class Unread(Wire):
    """A reader that nothing can be read with while `away`: no process can be started."""

    away = False

    async def read_feed(
        self, body: bytes, content_type: str, charset: str, url: str = ""
    ) -> ParsedFeed:
        if self.away:
            raise WorkersAway("no process can be started: too many", fix="end some")
        return await super().read_feed(body, content_type, charset, url)


async def test_no_feed_is_blamed_while_nothing_can_be_read() -> None:
    reader = Unread()
    rig = make_rig(Post("discord", {HERE: GUILD}), fetcher=reader, reader=reader)
    rig.wire = reader
    feeds = [await rig.add_feed(name) for name in ("phare", "digue", "grue")]
    reader.away = True
    for _ in range(5):
        for feed in feeds:
            reader.entries[feed.url] = [entry(feed.id, f"Ciment {feed.name}")]
            report = await rig.service.poll_feed(feed, rig.now)
            assert (report.outcome, report.reason) == (
                PollOutcome.FAILED,
                "no process can be started: too many",
            )
    assert [(feed.state, feed.failures) for feed in await rig.store.feeds.all()] == [
        (FeedState.ACTIVE, 0)
    ] * 3
    [fault] = rig.service.faults.recent(rig.now)
    assert (fault.count, str(fault.fix)) == (15, "end some")
    reader.away = False
    rig.pass_time(minutes=1)
    for feed in feeds:
        assert (await rig.service.poll_feed(feed, rig.now)).new == 1
    rig.file.close()


async def test_a_feed_that_goes_on_failing_is_told_ever_more_seldom() -> None:
    rig = make_rig(Post("discord", {HERE: GUILD}))
    feed = await rig.add_feed("phare")
    del rig.wire.entries[feed.url]
    with capture_logs() as lines:
        for _ in range(100):
            current = await rig.store.feeds.get(feed.id)
            assert current is not None
            await rig.service.poll_feed(current, rig.pass_time(hours=1))
    told = [line["times"] for line in lines if line["event"] == "feed failed"]
    assert told == [1, 2, 4, 8, 16, 32, 64]
    rig.file.close()


@pytest.fixture
def post() -> Raising:
    return Raising()


@pytest.fixture
def rig(post: Raising) -> Iterator[Rig]:
    yield from rigged(post)


async def _follow(rig: Rig, channel: str = HERE, tenant: str = GUILD) -> Feed:
    saved, _preview = await rig.service.changes.watch(watch(tenant), origin="chat")
    followed = subscription(saved.id, channel, tenant=tenant, created_by="u1")
    await rig.service.changes.subscribe(followed, origin="chat")
    return await rig.add_feed("phare")


async def _news(rig: Rig, feed: Feed, *numbers: int) -> None:
    entries = [entry(number, TITLES[number - 1], at=rig.now) for number in numbers]
    await rig.publish(feed, *entries)


async def _state(rig: Rig, row: int) -> Delivery:
    found = await rig.store.outbox.get(row)
    assert found is not None
    return found


async def _run(rig: Rig, seconds: int, step: int = 1) -> None:
    """Drain again and again, as `run` does."""
    for _moment in range(0, seconds, step):
        await rig.drain()
        rig.pass_time(seconds=step)
    await rig.drain()


@pytest.mark.parametrize(
    "error", [ValueError("bug"), KeyError("x"), RecursionError(), TypeError(), MemoryError()]
)
async def test_an_alert_that_cannot_be_made_steps_aside_and_ends_named(
    rig: Rig, post: Raising, error: Exception
) -> None:
    feed = await _follow(rig)
    broken = Breaking(rig, {TITLES[2]: [error] * 999})
    await _news(rig, feed, 1, 2, 3, 4, 5)
    await rig.drain()
    assert post.titles == [title for title in TITLES if title != TITLES[2]]
    assert (await _state(rig, 3)).state is DeliveryState.WAITING
    await _run(rig, 120)
    ended = await _state(rig, 3)
    reason = f"internal error: {type(error).__name__}"
    assert (ended.state, str(ended.reason)) == (DeliveryState.DEAD, reason)
    assert broken.tries == OWN_TRIES
    assert len(post.titles) == 4
    told = plain_lines(await rig.desk.run(Invocation("health"), MANAGER))
    assert TITLES[2] in told
    assert reason in told
    [fault] = rig.service.faults.recent(rig.now - timedelta(hours=1))
    assert fault.count == OWN_TRIES


async def test_a_card_that_can_be_made_after_two_tries_arrives(rig: Rig, post: Raising) -> None:
    feed = await _follow(rig)
    Breaking(rig, {TITLES[1]: [ValueError(), ValueError()]})
    await _news(rig, feed, 1, 2, 3)
    await _run(rig, 10)
    assert post.titles == [TITLES[0], TITLES[2], TITLES[1]]
    assert (await _state(rig, 2)).state is DeliveryState.SENT
    assert (await rig.desk.run(Invocation("health"), MANAGER)).tone == "good"


async def test_all_of_a_channel_that_cannot_be_made_end_together(rig: Rig, post: Raising) -> None:
    feed = await _follow(rig)
    broken = Breaking(rig, {title: [ValueError()] * 999 for title in TITLES})
    await _news(rig, feed, 1, 2, 3, 4, 5)
    await _run(rig, 120)
    assert [(await _state(rig, row)).state for row in range(1, 6)] == [DeliveryState.DEAD] * 5
    assert broken.tries == 5 * OWN_TRIES
    assert post.titles == []


async def test_a_store_that_fails_while_a_card_is_made_gives_nothing_up(
    rig: Rig, post: Raising
) -> None:
    feed = await _follow(rig)
    Breaking(rig, {TITLES[0]: [StoreError(say("the disk is full"))] * 20})
    await _news(rig, feed, 1, 2)
    await _run(rig, 400, step=5)
    assert post.titles == list(TITLES[:2])


async def test_a_send_that_raises_after_the_message_is_out_is_found_and_not_repeated(
    rig: Rig, post: Raising
) -> None:
    feed = await _follow(rig)
    post.after = lambda delivery: OSError("late") if delivery.id == 2 else None
    await _news(rig, feed, 1, 2, 3)
    await _run(rig, 10)
    assert post.titles == list(TITLES[:3])
    assert post.tries == [1, 2, 3]
    assert [item.id for item in post.looked_up] == [2]


async def test_a_send_that_raises_blocks_until_it_was_looked_up_then_steps_aside(
    rig: Rig, post: Raising
) -> None:
    feed = await _follow(rig)
    post.before = lambda delivery: KeyError("x") if delivery.id == 2 else None
    post.settle = 30.0
    await _news(rig, feed, 1, 2, 3)
    await _run(rig, 20)
    assert post.titles == [TITLES[0]], "nothing passes a message whose outcome is unknown"
    await _run(rig, 30)
    assert post.titles == [TITLES[0], TITLES[2]]
    await _run(rig, 600, step=10)
    assert (await _state(rig, 2)).state is DeliveryState.DEAD
    assert post.tries.count(2) == OWN_TRIES


async def test_a_look_up_that_raises_ends_and_sends_nothing_twice(rig: Rig, post: Raising) -> None:
    feed = await _follow(rig)
    post.script = [Unknown("cut off")]
    post.lost = lambda delivery: AttributeError("bug")
    await _news(rig, feed, 1, 2)
    await _run(rig, 120)
    ended = await _state(rig, 1)
    assert ended.state is DeliveryState.DEAD
    assert "cannot be looked up: internal error: AttributeError" in str(ended.reason)
    assert post.tries == [1, 2]


async def test_a_look_up_that_must_wait_for_days_ends(rig: Rig, post: Raising) -> None:
    feed = await _follow(rig)
    post.script = [Unknown("cut off")]
    post.finds = [RetryLater(60.0, "ask later")] * 999
    await _news(rig, feed, 1, 2)
    await _run(rig, 4 * 86_400, step=3600)
    assert (await _state(rig, 1)).state is DeliveryState.DEAD
    assert post.titles == [TITLES[1]]


async def test_a_send_that_raises_unseen_is_repeated_once_at_most(rig: Rig, post: Raising) -> None:
    feed = await _follow(rig)
    post.after = lambda delivery: OSError("late") if delivery.id == 1 else None
    post.finds = [Unknown("no history")] * 99
    await _news(rig, feed, 1, 2)
    await _run(rig, 120)
    assert post.tries == [1, 1, 2]
    assert (await _state(rig, 1)).state is DeliveryState.DEAD


async def test_an_edit_that_raises_ends_and_holds_up_nobody(rig: Rig, post: Raising) -> None:
    one = await _follow(rig)
    two = await rig.add_feed("digue")
    await _news(rig, one, 1)
    await rig.drain()
    post.before = lambda delivery: ValueError() if delivery.kind == "edit" else None
    await _news(rig, two, 1)
    await _news(rig, one, 2)
    await _run(rig, 120)
    assert post.titles == list(TITLES[:2])
    assert len(post.tries) == 2 + OWN_TRIES
    told = plain_lines(await rig.desk.run(Invocation("health"), MANAGER))
    assert f"addition to: {TITLES[0]}" in told


async def test_an_alert_that_waits_aside_takes_in_what_joined_meanwhile(
    rig: Rig, post: Raising
) -> None:
    one = await _follow(rig)
    two = await rig.add_feed("digue")
    Breaking(rig, {TITLES[0]: [ValueError()]})
    await _news(rig, one, 1)
    await rig.drain()
    await _news(rig, two, 1)
    await _run(rig, 5)
    assert post.titles == [TITLES[0]]
    assert "digue" in plain_lines(post.sent[0][1])
    assert (await rig.store.outbox.standing(GUILD)).get("dead", 0) == 0


async def test_a_refused_card_is_sent_plainly_once_and_in_order(rig: Rig, post: Raising) -> None:
    feed = await _follow(rig)
    post.script = [Refused("50035 Invalid Form Body", card=True)]
    await _news(rig, feed, 1, 2)
    await rig.drain()
    assert post.titles == list(TITLES[:2])
    first, second = (card for _delivery, card in post.sent)
    assert first.plain
    assert (first.image, first.actions, first.fields, first.mention) == ("", (), (), "")
    assert not second.plain
    assert (await rig.desk.run(Invocation("health"), MANAGER)).tone == "good"


async def test_a_card_refused_twice_is_named_wherever_people_look(rig: Rig, post: Raising) -> None:
    feed = await _follow(rig)
    post.names[HERE] = "#news"
    post.script = [Refused("too odd", card=True), Refused("still too odd", card=True)]
    await _news(rig, feed, 1, 2)
    await rig.drain()
    assert post.titles == [TITLES[1]]
    health = await rig.desk.run(Invocation("health"), MANAGER)
    assert health.tone == "warn"
    [item] = health.items
    assert TITLES[0] in bare_words(item.title)
    for part in ("#news", "still too odd", "2 Mar 2026"):
        assert part in bare_words(item.body)
    why = plain_lines(await rig.desk.run(Invocation("why", {"alert": "1"}), MANAGER))
    assert "Given up: 2 Mar 2026" in why
    assert "still too odd" in why
    listed = plain_lines(await rig.desk.run(Invocation("subscriptions"), MANAGER))
    assert f"not shown lately: {TITLES[0]} (still too odd)" in listed
    french = plain_lines(await rig.desk.run(Invocation("health"), replace(MANAGER, language="fr")))
    assert "pas montrée, abandonnée" in french
    other = Caller(tenant="discord:2", channel="discord:20")
    assert TITLES[0] not in plain_lines(await rig.desk.run(Invocation("health"), other))


async def test_what_was_given_up_stays_named_for_a_day_and_red_for_an_hour(
    rig: Rig, post: Raising
) -> None:
    feed = await _follow(rig)
    post.script = [Refused("too odd")]
    await _news(rig, feed, 1)
    await rig.drain()
    rig.pass_time(minutes=61)
    later = await rig.desk.run(Invocation("health"), MANAGER)
    assert (later.tone, TITLES[0] in plain_lines(later)) == ("good", True)
    rig.pass_time(hours=24)
    assert TITLES[0] not in plain_lines(await rig.desk.run(Invocation("health"), MANAGER))


async def test_an_edit_of_what_is_gone_is_no_loss_and_a_later_one_is_tried(
    rig: Rig, post: Raising
) -> None:
    one = await _follow(rig)
    two, three = await rig.add_feed("digue"), await rig.add_feed("cap")
    await _news(rig, one, 1)
    await rig.drain()
    post.script = [Refused("the message is gone", moot=True)]
    await _news(rig, two, 1)
    await rig.drain()
    standing = await rig.store.outbox.standing(GUILD)
    assert standing == {"sent": 1, "moot": 1}
    health = await rig.desk.run(Invocation("health"), MANAGER)
    assert health.tone == "good"
    await _news(rig, three, 1)
    await rig.drain()
    assert len(post.edited) == 1


# The real platforms against their fakes


class Live:
    """A rig whose one platform is a real client on a fake server."""

    def __init__(self, rig: Rig, harness: DiscordHarness | SlackHarness) -> None:
        self.rig, self.harness = rig, harness
        self.fake = harness.fake
        harness.platform.pace = harness.platform.settle = 0.0

    @property
    def shown(self) -> list[str]:
        return self.harness.shown(self.harness.channel)

    @property
    def caller(self) -> Caller:
        return Caller(self.harness.tenant, self.harness.channel, "u1", may_manage=True)

    def refuse(self, wrong: Callable[[dict], bool]) -> None:
        """Refuse messages for which `wrong` holds, as the platform refuses a malformed one."""
        if isinstance(self.harness, DiscordHarness):
            self.harness.fake.refuse = lambda body: 50035 if wrong(body) else 0
        else:
            self.harness.fake.refuse_blocks = wrong

    def forget(self) -> None:
        """Delete every message, as a moderator does."""
        name = self.harness.channel.partition(":")[2]
        self.harness.fake.channels[name].messages.clear()

    async def follow(self) -> Feed:
        return await _follow(self.rig, self.harness.channel, self.harness.tenant)

    async def health(self) -> Card:
        return await self.rig.desk.run(Invocation("health"), self.caller)


@pytest.fixture(params=["discord", "slack"])
async def live(request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    made = {"discord": discord_harness, "slack": slack_harness}[request.param]
    async with made() as harness:
        rig = make_rig(harness.platform)  # type: ignore[arg-type]
        yield Live(rig, harness)
        await rig.file.read(adds_up)
        rig.file.close()


def _rich(body: dict) -> bool:
    return bool(body.get("embeds") or body.get("blocks"))


async def test_live_refused_once_is_shown_plainly(live: Live) -> None:
    feed = await live.follow()
    live.refuse(_rich)
    await _news(live.rig, feed, 1, 2)
    await live.rig.drain()
    live.refuse(lambda body: False)
    await _news(live.rig, feed, 3)
    await live.rig.drain()
    assert live.shown == list(TITLES[:3])
    assert (await live.health()).tone == "good"


async def test_live_refused_twice_is_given_up_and_named(live: Live) -> None:
    feed = await live.follow()
    live.refuse(lambda body: TITLES[1] in str(body))
    await _news(live.rig, feed, 1, 2, 3)
    await live.rig.drain()
    assert live.shown == [TITLES[0], TITLES[2]]
    card = await live.health()
    assert TITLES[1] in plain_lines(card)
    assert (
        "50035" if live.harness.platform.name == "discord" else "invalid_blocks"
    ) in plain_lines(card)


async def test_live_a_plain_alert_takes_further_outlets_plainly(live: Live) -> None:
    feed = await live.follow()
    live.refuse(_rich)
    await _news(live.rig, feed, 1)
    await live.rig.drain()
    await _news(live.rig, await live.rig.add_feed("digue"), 1)
    await live.rig.drain()
    channel = live.harness.channel.partition(":")[2]
    [message] = live.fake.channels[channel].messages
    assert "digue" in str(message)
    assert not _rich(message)


async def test_live_a_plain_alert_whose_answer_was_lost_is_found(live: Live) -> None:
    feed = await live.follow()
    live.refuse(_rich)
    await _news(live.rig, feed, 1)
    if isinstance(live.harness, DiscordHarness):
        live.harness.fake.faults.extend(["", "cut-after"])
    else:
        live.harness.fake.faults["chat.postMessage"] = ["", "", "cut-after"]
    await _run(live.rig, 5)
    assert live.shown == [TITLES[0]]
    assert (await live.rig.store.outbox.standing(None)) == {"sent": 1}


async def test_live_an_edit_of_a_deleted_message_is_no_loss(live: Live) -> None:
    feed = await live.follow()
    await _news(live.rig, feed, 1)
    await live.rig.drain()
    live.forget()
    await _news(live.rig, await live.rig.add_feed("digue"), 1)
    await live.rig.drain()
    assert (await live.rig.store.outbox.standing(None)) == {"sent": 1, "moot": 1}
    assert (await live.health()).tone == "good"
    await _news(live.rig, feed, 2)
    await live.rig.drain()
    assert live.shown == [TITLES[1]]


async def test_live_a_card_that_a_platform_cannot_write_steps_aside(live: Live) -> None:
    feed = await live.follow()
    teller = live.rig.service.teller

    class Odd:
        async def card(self, delivery: Delivery) -> Card | None:
            card = await teller.card(delivery)
            if card and bare_words(card.title) == TITLES[1]:
                return replace(card, fields=(None,))  # type: ignore[arg-type]
            return card

    live.rig.service.deliverer._teller = Odd()  # type: ignore[assignment]
    await _news(live.rig, feed, 1, 2, 3, 4, 5)
    await _run(live.rig, 90, step=5)
    assert live.shown == [TITLES[0], *TITLES[2:]]
    assert (await _state(live.rig, 2)).state is DeliveryState.DEAD
    assert "internal error" in plain_lines(await live.health())
