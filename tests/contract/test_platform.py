"""What holds for every platform: once, in order, with outcomes as values."""

from collections.abc import AsyncIterator

import pytest

from bot.core.channels import CONSOLE
from bot.models import DeliveryKind, Refused, RetryLater, Sent, Unknown
from bot.platforms.registry import PLATFORMS
from tests.contract.platform_suite import TROUBLES, Harness, deliver, harnesses
from tests.fakes.desk import alert, delivery


def test_every_platform_but_the_console_has_a_harness():
    bare = {entry.name for entry in PLATFORMS} - {CONSOLE} - set(harnesses())
    assert not bare, f"enter a harness in harnesses() of platform_suite.py for {bare}"
    assert set(harnesses()) <= {entry.name for entry in PLATFORMS}


@pytest.fixture(params=sorted(harnesses()))
async def harness(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    async with harnesses()[request.param]() as made:
        yield made


async def test_a_card_is_posted_and_found(harness: Harness):
    posted = delivery("k1", harness.channel)
    outcome = await harness.platform.send(posted, alert("Un séisme"))
    assert isinstance(outcome, Sent)
    assert harness.shown(harness.channel) == ["Un séisme"]
    found = await harness.platform.find(posted)
    assert found == outcome if harness.history else isinstance(found, Unknown)
    other = await harness.platform.find(delivery("k2", harness.channel))
    assert other is None if harness.history else isinstance(other, Unknown)


async def test_a_digest_without_buttons_is_found_too(harness: Harness):
    digest = delivery("d1", harness.channel, DeliveryKind.DIGEST)
    card = alert("Récapitulatif")
    if not harness.history:
        pytest.skip("this platform shows no history")
    outcome = await harness.platform.send(digest, type(card)(title=card.title, ephemeral=False))
    assert await harness.platform.find(digest) == outcome


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_trouble_neither_loses_nor_repeats(harness: Harness, trouble: str):
    harness.trouble(trouble)
    for number in range(3):
        posted = delivery(f"k{number}", harness.channel)
        assert isinstance(await deliver(harness.platform, posted, alert(str(number))), Sent)
    assert harness.shown(harness.channel) == ["0", "1", "2"]


async def test_an_answer_that_is_lost_is_unknown_or_settled(harness: Harness):
    harness.trouble("lost-after")
    outcome = await harness.platform.send(delivery("k1", harness.channel), alert("Un séisme"))
    assert isinstance(outcome, Sent | Unknown)
    assert harness.shown(harness.channel) == ["Un séisme"]


async def test_an_unknown_outcome_is_settled_after_a_restart(harness: Harness):
    harness.trouble("lost-after")
    posted = delivery("k1", harness.channel)
    await harness.platform.send(posted, alert("Un séisme"))
    await harness.restart()
    found = await harness.platform.find(posted)
    if not harness.history:
        # Nobody can tell, so it is sent again; the receiver knows it by its id.
        assert isinstance(found, Unknown)
        found = await deliver(harness.platform, posted, alert("Un séisme"))
    assert isinstance(found, Sent)
    assert harness.shown(harness.channel) == ["Un séisme"]


async def test_a_rate_limit_says_how_long(harness: Harness):
    harness.trouble("limited")
    outcome = await harness.platform.send(delivery("k1", harness.channel), alert("Un séisme"))
    assert isinstance(outcome, RetryLater)
    assert outcome.after > 0
    assert harness.shown(harness.channel) == []


async def test_an_edit_changes_the_posted_message(harness: Harness):
    sent = await harness.platform.send(delivery("k1", harness.channel), alert("Un séisme"))
    assert isinstance(sent, Sent)
    edit = delivery("k1-edit", harness.channel, DeliveryKind.EDIT)
    changed = await harness.platform.edit(edit, alert("Un séisme, bilan"), sent.message_ref)
    assert changed == sent
    assert harness.shown(harness.channel) == ["Un séisme, bilan"]


async def test_a_dead_channel_is_refused_and_others_go_on(harness: Harness):
    harness.kill(harness.channel)
    outcome = await harness.platform.send(delivery("k1", harness.channel), alert("Un"))
    assert isinstance(outcome, Refused)
    assert outcome.dead_target
    assert not outcome.platform_down
    other = await harness.platform.send(delivery("k2", harness.other_channel), alert("Deux"))
    assert isinstance(other, Sent)


async def test_a_channel_of_nobody_is_a_dead_target(harness: Harness):
    name = f"{harness.platform.name}:nothing here"
    outcome = await harness.platform.send(delivery("k1", name), alert("Un"))
    assert isinstance(outcome, Refused)
    assert outcome.dead_target


async def test_a_revoked_token_stops_the_platform(harness: Harness):
    harness.revoke()
    outcome = await harness.platform.send(delivery("k1", harness.channel), alert("Un"))
    assert isinstance(outcome, Refused)
    assert outcome.platform_down == harness.shared_login
    assert outcome.dead_target != harness.shared_login
    assert (harness.platform.down_since() is not None) == harness.shared_login


async def test_the_owner_is_told_in_private(harness: Harness):
    outcome = await harness.platform.tell_owner(harness.tenant, "", alert("Salon perdu"))
    assert isinstance(outcome, Sent)
    assert harness.told() == ["Salon perdu"]
    assert harness.shown(harness.channel) == []


async def test_a_channel_belongs_to_its_tenant(harness: Harness):
    assert await harness.platform.channel_tenant(harness.channel) == harness.tenant
    assert await harness.platform.channel_tenant(f"{harness.platform.name}:999999") is None


async def test_the_check_names_what_is_wrong(harness: Harness):
    harness.kill(harness.other_channel)
    rows = await harness.platform.check([harness.channel, harness.other_channel])
    assert [holds for _, holds, _ in rows].count(False) == 1
    assert all(holds or fix for _, holds, fix in rows)


async def test_feed_text_cannot_ping(harness: Harness):
    title = "@everyone @here <@1> <@&2> <!channel> <!here> <@U123> <#C1>"
    assert isinstance(
        await deliver(harness.platform, delivery("k", harness.channel), alert(title)), Sent
    )
    assert harness.pinged() == []


async def test_a_stopped_platform_posts_later(harness: Harness):
    await harness.platform.stop()
    outcome = await harness.platform.send(delivery("k1", harness.channel), alert("Un"))
    assert isinstance(outcome, RetryLater)
    await harness.platform.stop()
