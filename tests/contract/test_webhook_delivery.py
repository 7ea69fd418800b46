"""What a webhook's receiver gets to see, and what its answers mean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.models import DeliveryKind, Outcome, Refused, RetryLater, Sent, Unknown
from bot.platforms.webhook.client import WebhookPlatform
from tests.contract.webhook_harness import webhook_on
from tests.fakes.desk import alert, delivery
from tests.fakes.receiver import SECRET, Receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made


async def _send(receiver: Receiver, status: int, **headers: str) -> Outcome:
    receiver.answer = lambda path: status
    receiver.headers = {name.replace("_", "-"): value for name, value in headers.items()}
    platform = webhook_on(receiver)
    await platform.start()
    try:
        return await platform.send(delivery("k1", "webhook:one"), alert("Un"))
    finally:
        await platform.stop()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_2xx_is_sent(receiver, status):
    assert await _send(receiver, status) == Sent("k1")


@pytest.mark.parametrize("status", [404, 410, 301, 307, 308, 401, 403])
async def test_what_only_a_hand_can_mend_pauses_the_channel(receiver, status):
    outcome = await _send(receiver, status, Location=receiver.url("two"))
    assert isinstance(outcome, Refused)
    assert outcome.dead_target
    assert str(status) in str(outcome.reason)
    assert [made["path"] for made in receiver.requests] == ["one"]


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_another_refusal_concerns_this_card_alone(receiver, status):
    outcome = await _send(receiver, status)
    assert isinstance(outcome, Refused)
    assert outcome == Refused(outcome.reason)


@pytest.mark.parametrize(
    ("status", "pause", "after"),
    [(429, "7", 7.0), (503, "120", 120.0), (503, "999999", 3600.0), (500, "", 0.0), (429, "x", 0)],
)
async def test_who_asks_for_time_gets_it(receiver, status, pause, after):
    outcome = await _send(receiver, status, Retry_After=pause)
    assert isinstance(outcome, RetryLater)
    assert outcome.after == after


async def test_a_receiver_that_hangs_is_left_in_time_and_pauses_grow():
    async with Receiver() as receiver:
        receiver.hang.clear()
        platform = webhook_on(receiver, timeout=0.2, settle=0.2)
        await platform.start()
        posted = delivery("k1", "webhook:one")
        assert isinstance(await platform.send(posted, alert("Un")), Unknown)
        assert isinstance(await platform.find(posted), Unknown)
        await platform.send(posted, alert("Un"))
        assert isinstance(await platform.find(posted), RetryLater)
        assert platform.down_since() is None
        receiver.hang.set()
        await platform.stop()
    assert {made["id"] for made in receiver.requests} == {"k1"}


async def test_private_addresses_are_refused_without_leave(receiver):
    targets = {"one": (receiver.url("one"), SECRET)}
    platform = WebhookPlatform(targets, clock=lambda: datetime.now(UTC))
    await platform.start()
    outcome = await platform.send(delivery("k1", "webhook:one"), alert("Un"))
    (row,) = await platform.check([])
    await platform.stop()
    assert isinstance(outcome, Refused)
    assert "allow_hosts" in str(outcome.reason)
    assert not row[1]
    assert receiver.requests == []


async def test_an_edit_names_the_first_and_each_state_has_an_id(receiver):
    platform = webhook_on(receiver)
    await platform.start()
    edit = delivery("k1:edit", "webhook:one", DeliveryKind.EDIT)
    for title in ("Un, bilan", "Un, bilan", "Un, autre bilan"):
        assert await platform.edit(edit, alert(title), "k1") == Sent("k1")
    await platform.stop()
    first, again, other = receiver.requests
    assert (first["kind"], first["edits"], first["title"]) == ("edit", "k1", "Un, bilan")
    assert first["id"] == again["id"] != other["id"]


@pytest.mark.parametrize("running", [True, False])
async def test_the_check_posts_a_signed_ping_before_the_start_too(receiver, running):
    platform = webhook_on(receiver)
    if running:
        await platform.start()
    rows = await platform.check(["webhook:one", "webhook:gone"])
    await platform.stop()
    assert [well for _, well, _ in rows] == [False, True, True]
    assert {made["kind"] for made in receiver.requests} == {"ping"}


async def test_receivers_that_hang_do_not_hold_up_the_check_of_others(receiver):
    names = [f"r{number}" for number in range(12)]
    everybody_asks = asyncio.Barrier(len(names))
    receiver.arrived = everybody_asks.wait
    targets = {name: (receiver.url(name), SECRET) for name in names}
    platform = WebhookPlatform(
        targets, clock=lambda: datetime.now(UTC), allow_hosts=["127.0.0.1"], timeout=10
    )
    rows = await platform.check([])
    await platform.stop()
    assert [row[0] for row in rows] == sorted(f"webhook:{name}" for name in names)
    assert all(well for _, well, _ in rows)


async def test_cards_wait_for_the_start(receiver):
    platform = webhook_on(receiver)
    outcomes = [
        await platform.send(delivery("k1", "webhook:one"), alert("Un")),
        await platform.edit(delivery("k2", "webhook:one", DeliveryKind.EDIT), alert("Un"), "k1"),
    ]
    assert [isinstance(outcome, RetryLater) for outcome in outcomes] == [True, True]
    assert receiver.requests == []
