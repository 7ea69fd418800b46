"""Slack's side of delivery at the wire: what each answer means, and what is posted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from bot.cards import Action, Card, Field, text
from bot.errors import PlatformError
from bot.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    Unknown,
)
from bot.platforms.slack.client import SlackPlatform
from tests.fakes.slack import FAULTS, Channel, FakeSlack, Team, until


def clock() -> datetime:
    return datetime.now(UTC)


def platform(slack: FakeSlack, **more: Any) -> SlackPlatform:
    given: dict[str, Any] = {
        "bot_token": "xoxb-one",
        "app_token": "xapp-one",
        "api_base": slack.base,
        "mode": "socket",
        "timeout": 0.3,
        "settle": 0.0,
    }
    return SlackPlatform(clock=clock, **given | more)


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake
        assert fake.refusals == []


@pytest_asyncio.fixture
async def client(slack: FakeSlack) -> AsyncIterator[SlackPlatform]:
    made = platform(slack)
    await made.start()
    yield made
    await made.stop()


def delivery(key: str = "k1", channel: str = "slack:C1", **more: Any) -> Delivery:
    given: dict[str, Any] = {
        "id": 1,
        "key": key,
        "tenant": "slack:T1",
        "channel": channel,
        "kind": DeliveryKind.ALERT,
        "subscription": 1,
        "story": 1,
        "state": DeliveryState.SENDING,
        "created_at": clock(),
        "attempted_at": clock(),
    }
    return Delivery(**given | more)


CARD = Card(
    title=text("A bridge closes"),
    url="https://news.example/bridge",
    body=(text("The bridge closes on Monday."),),
    fields=(Field("Source", text("Harbour Post")),),
    actions=(Action("Why?", "why", "1"), Action("Mute story", "mute-story", "7")),
    tone="alert",
    ephemeral=False,
)


async def test_posts_once_with_key_and_blocks(slack: FakeSlack, client: SlackPlatform) -> None:
    outcome = await client.send(delivery(), CARD)
    assert isinstance(outcome, Sent)
    (message,) = slack.channels["C1"].messages
    assert outcome.message_ref == f"C1/{message['ts']}"
    assert message["metadata"]["event_payload"] == {
        "key": "k1",
        "kind": "alert",
        "told": [],
    }
    assert message["text"].startswith("A bridge closes")
    assert slack.calls["chat.postMessage"] == 1


async def test_edits_the_message(slack: FakeSlack, client: SlackPlatform) -> None:
    sent = await client.send(delivery(), CARD)
    assert isinstance(sent, Sent)
    changed = Card(title=text("A bridge reopens"), url=CARD.url)
    assert await client.edit(delivery("k2"), changed, sent.message_ref) == sent
    (message,) = slack.channels["C1"].messages
    assert message["text"].startswith("A bridge reopens")
    assert slack.keys("C1") == ["k1"]


async def test_finds_what_was_posted(slack: FakeSlack, client: SlackPlatform) -> None:
    slack.history_page = 2
    for number in range(5):
        await client.send(delivery(f"k{number}"), CARD)
    found = await client.find(delivery("k0"))
    assert found == Sent(f"C1/{slack.channels['C1'].messages[0]['ts']}")
    assert await client.find(delivery("other")) is None
    assert slack.calls["conversations.history"] == 6


EXPECTED: dict[str, type[Outcome]] = {
    "429": RetryLater,
    "ratelimited": RetryLater,
    "request_timeout": RetryLater,
    "cut": Unknown,
    "502": Unknown,
    "timeout": Unknown,
    "html": Unknown,
    "internal_error": Unknown,
    "fatal_error": Unknown,
    "channel_not_found": Refused,
    "is_archived": Refused,
    "restricted_action": Refused,
    "token_revoked": Refused,
    "some_new_error": Refused,
}


@pytest.mark.parametrize("fault", EXPECTED)
async def test_every_answer_has_its_outcome(
    fault: str, slack: FakeSlack, client: SlackPlatform
) -> None:
    slack.faults["chat.postMessage"] = [fault]
    outcome = await client.send(delivery(), CARD)
    assert type(outcome) is EXPECTED[fault]
    if isinstance(outcome, RetryLater) and fault in {"429", "ratelimited"}:
        assert outcome.after == pytest.approx(0.1)
        assert outcome.scope == "channel"
    if isinstance(outcome, Refused):
        assert outcome.dead_target == (
            fault in {"channel_not_found", "is_archived"} or "restricted" in fault
        )
        assert outcome.platform_down == (fault == "token_revoked")
    assert slack.calls["chat.postMessage"] == 1


@pytest.mark.parametrize("fault", [name for name in FAULTS if name.endswith("-after")])
async def test_a_lost_answer_is_found_again(
    fault: str, slack: FakeSlack, client: SlackPlatform
) -> None:
    slack.faults["chat.postMessage"] = [fault]
    assert isinstance(await client.send(delivery(), CARD), Unknown)
    assert isinstance(await client.find(delivery()), Sent)
    assert len(slack.channels["C1"].messages) == 1


async def test_an_unanswered_request_gets_time_to_arrive(slack: FakeSlack) -> None:
    client = platform(slack, settle=5.0)
    await client.start()
    slack.faults["chat.postMessage"] = ["timeout"]
    assert isinstance(await client.send(delivery(), CARD), Unknown)
    outcome = await client.find(delivery())
    assert isinstance(outcome, RetryLater)
    assert 4 < outcome.after <= 5
    await client.stop()


async def test_without_history_nobody_can_tell(slack: FakeSlack, client: SlackPlatform) -> None:
    slack.teams["T1"].scopes = "chat:write"
    slack.faults["chat.postMessage"] = ["cut-after"]
    assert isinstance(await client.send(delivery(), CARD), Unknown)
    assert isinstance(await client.find(delivery()), Unknown)


@pytest.mark.parametrize("fault", ["429", "502", "cut", "timeout", "html", "internal_error"])
async def test_a_failed_look_up_is_repeated(
    fault: str, slack: FakeSlack, client: SlackPlatform
) -> None:
    # Reading is repeated once by aiohttp itself where a kept connection was cut.
    slack.faults["conversations.history"] = [fault] * (2 if fault == "cut" else 1)
    assert isinstance(await client.find(delivery()), RetryLater)
    assert await client.find(delivery()) is None


async def test_an_address_that_nobody_answers_is_retried(slack: FakeSlack) -> None:
    client = platform(slack)
    await client.start()
    await slack.stop()
    outcome = await client.send(delivery(), CARD)
    assert isinstance(outcome, RetryLater)
    assert client.down_since() is not None
    await slack.start()
    assert isinstance(await client.send(delivery(), CARD), Sent)
    await client.stop()


async def test_an_image_that_slack_cannot_fetch_is_left_out(
    slack: FakeSlack, client: SlackPlatform
) -> None:
    card = Card(title=text("Storm"), image="https://news.example/storm.jpg", ephemeral=False)
    slack.refuse_blocks = lambda call: any(b["type"] == "image" for b in call["blocks"])
    assert isinstance(await client.send(delivery(), card), Sent)
    assert slack.calls["chat.postMessage"] == 2


async def test_refused_blocks_are_tried_plainly_then_given_up(
    slack: FakeSlack, client: SlackPlatform
) -> None:
    slack.refuse_blocks = lambda call: call["blocks"][0]["type"] != "section"
    assert isinstance(await client.send(delivery(), CARD), Sent)
    slack.refuse_blocks = lambda call: True
    outcome = await client.send(delivery("k2"), CARD)
    assert isinstance(outcome, Refused)
    assert not outcome.dead_target
    assert slack.calls["chat.postMessage"] == 4


async def test_enters_a_public_channel_but_not_a_private_one(
    slack: FakeSlack, client: SlackPlatform
) -> None:
    slack.channels["C2"].member = False
    assert isinstance(await client.send(delivery(channel="slack:C2"), CARD), Sent)
    slack.channels["C3"] = Channel("C3", private=True, member=False)
    outcome = await client.send(delivery(channel="slack:C3"), CARD)
    assert isinstance(outcome, Refused)
    assert outcome.dead_target
    assert slack.calls["chat.postMessage"] == 3


async def test_replies_in_a_thread_and_finds_them(slack: FakeSlack, client: SlackPlatform) -> None:
    root = await client.send(delivery("root"), CARD)
    assert isinstance(root, Sent)
    reply = Card(title=text("More"), under=root.message_ref, ephemeral=False)
    update = delivery("reply", kind=DeliveryKind.UPDATE)
    slack.faults["chat.postMessage"] = ["cut-after"]
    assert isinstance(await client.send(update, reply), Unknown)
    assert slack.channels["C1"].messages[1]["thread_ts"] == root.message_ref.partition("/")[2]
    ref = f"C1/{slack.channels['C1'].messages[1]['ts']}"
    assert await client.find(update) == Sent(ref)
    # After a restart nothing is remembered of the thread.
    fresh = platform(slack)
    assert await fresh.find(update) == Sent(ref)
    await fresh.stop()


async def test_the_owner_is_told_by_direct_message(slack: FakeSlack, client: SlackPlatform) -> None:
    await client.tell_owner("slack:T1", "U7", CARD)
    assert len(slack.channels["DU7"].messages) == 1
    assert await client.tell_owner("slack:T1", "", CARD) == Sent("log")
    owned = platform(slack, owner="U9")
    await owned.tell_owner("slack:T1", "", CARD)
    assert len(slack.channels["DU9"].messages) == 1
    await owned.stop()


async def test_channels_know_their_workspace(slack: FakeSlack, client: SlackPlatform) -> None:
    slack.channels["C1"].name = "une"
    assert await client.channel_tenant("slack:C1") == "slack:T1"
    assert await client.channel_tenant("slack:NONE") is None
    assert client.channel_name("slack:C1") == "#une"
    assert client.channel_name("slack:C2") == client.channel_name("slack:NONE") == ""


async def test_a_refused_token_ends_the_start(slack: FakeSlack) -> None:
    for wrong in ({"bot_token": "xoxb-wrong"}, {"app_token": "xapp-wrong"}):
        client = platform(slack, **wrong)
        with pytest.raises(PlatformError) as caught:
            await client.start()
        assert next(iter(wrong)) in str(caught.value)
        assert "wrong" not in str(caught.value)
        await client.stop()


async def test_the_doctor_names_every_fix(slack: FakeSlack, client: SlackPlatform) -> None:
    slack.channels["C2"].archived = True
    slack.channels["C3"] = Channel("C3", private=True, member=False)
    slack.teams["T1"].scopes = "chat:write,channels:read,commands"
    rows = await client.check(["slack:C1", "slack:C2", "slack:C3", "slack:C9"])
    failed = {what: fix for what, holds, fix in rows if not holds}
    assert "slack scope channels:history" in failed
    assert "archived" in failed["slack:C2"]
    assert "/invite" in failed["slack:C3"]
    assert "invite" in failed["slack:C9"]
    assert ("slack:C1", True, "") in rows


async def test_nothing_secret_reaches_the_log(
    slack: FakeSlack, client: SlackPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    slack.faults["chat.postMessage"] = list(FAULTS)
    for number in range(len(FAULTS)):
        await client.send(delivery(f"k{number}"), CARD)
    assert "xoxb" not in caplog.text
    assert "xapp" not in caplog.text


async def deliver(client: SlackPlatform, item: Delivery) -> tuple[Delivery, bool]:
    """Do what the outbox does with one delivery; tells whether it was repeated in doubt."""
    doubtful = False
    outcome: Outcome | None = None
    while not isinstance(outcome, Sent):
        outcome = await client.send(item, CARD)
        while isinstance(outcome, Unknown):
            found = await client.find(item)
            if isinstance(found, RetryLater):
                continue
            doubtful = doubtful or isinstance(found, Unknown)
            outcome = found if isinstance(found, Sent) else None
        assert not isinstance(outcome, Refused)
    return item, doubtful


@pytest.mark.parametrize("history", [True, False])
async def test_faults_lose_nothing(history: bool, slack: FakeSlack) -> None:
    """Deliver with every second call failing, in one way after the other."""
    total = int(os.environ.get("SLACK_DELIVERIES", "120"))
    client = platform(slack, timeout=0.15)
    await client.start()
    slack.stall = 0.2
    if not history:
        slack.teams["T1"].scopes = "chat:write"
    count = 0

    def fault(method: str) -> str:
        nonlocal count
        if method not in {"chat.postMessage", "conversations.history"}:
            return ""
        count += 1
        return FAULTS[(count // 3) % len(FAULTS)] if count % 3 == 0 else ""

    slack.fault = fault
    doubtful: set[str] = set()

    async def drain(name: str) -> None:
        for number in range(total // 3):
            item = delivery(f"{name}-{number}", f"slack:{name}")
            _, doubt = await deliver(client, item)
            doubtful.update([item.key] if doubt else [])

    await asyncio.gather(*(drain(name) for name in ("C1", "C2", "C3")))
    for name in ("C1", "C2", "C3"):
        keys = slack.keys(name)
        wanted = [f"{name}-{number}" for number in range(total // 3)]
        assert list(dict.fromkeys(keys)) == wanted  # nothing lost, order kept
        twice = {key for key in keys if keys.count(key) > 1}
        assert twice <= doubtful
        assert not (history and doubtful)
    await client.stop()


async def test_two_workspaces_keep_apart(slack: FakeSlack) -> None:
    slack.teams["T2"] = Team("T2", "xoxb-two")
    slack.channels["C9"] = Channel("C9", team="T2")
    client = platform(slack)
    await client.start()
    outcome = await client.send(delivery(channel="slack:C9", tenant="slack:T2"), CARD)
    assert isinstance(outcome, Refused)
    await until(lambda: slack.sockets)
    await client.stop()
