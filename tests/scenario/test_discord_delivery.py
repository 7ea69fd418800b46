"""Delivery to Discord through every fault: nothing lost, nothing twice, nobody pinged."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.cards import Field, Span, text
from bot.models import Delivery, DeliveryKind, Refused, Sent
from bot.platforms.discord.client import DiscordPlatform
from bot.platforms.discord.delivery import delivery_nonce
from tests.conftest import LONG
from tests.contract.platform_suite import deliver
from tests.fakes.desk import alert, delivery
from tests.fakes.discord import FakeDiscord, discord_server
from tests.fakes.discord_payloads import FAULTS, FORUM, GUILD, LOSSES, MESSAGES, OTHER_GUILD, OWNER
from tests.fakes.discord_rig import connected, platform_of
from tests.fakes.discord_spec import refusal, spec_there
from tests.hostile import HOSTILE

DELIVERIES, FAULTY = (2000, 1000) if LONG else (600, 300)


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with discord_server() as server:
        yield server
        assert server.refusals == []


def test_the_fake_refuses_what_discord_would():
    long = {"embeds": [{"title": "x" * 257}]}
    twins = [{"type": 2, "style": 2, "label": "a", "custom_id": "a"}] * 2
    assert refusal("POST", "/channels/{channel_id}/messages", long)
    assert refusal("POST", "/channels/{channel_id}/messages", {"content": ""})
    body = {"content": "x", "components": [{"type": 1, "components": twins}]}
    assert "two buttons" in refusal("POST", "/channels/{channel_id}/messages", body)
    if spec_there():
        bad: dict[str, Any] = {"content": "x", "nonce": "n" * 26}
        assert refusal("POST", "/channels/{channel_id}/messages", bad)
        bad = {"content": "x", "embeds": [{"title": "x", "url": "not an address"}]}
        assert refusal("POST", "/channels/{channel_id}/messages", bad)


async def test_faults_neither_lose_nor_repeat(fake: FakeDiscord):
    """Mix every fault over many deliveries; each channel keeps its order."""
    source = random.Random(20_260_101)
    for number in range(301, 321):
        fake.add_channel(str(number), GUILD)
    fake.gateway.guilds = [fake.guild_payload(GUILD)]
    kinds = [FAULTS[number % len(FAULTS)] for number in range(FAULTY)]
    fake.faults = deque(kinds + [""] * (DELIVERIES - FAULTY))
    source.shuffle(fake.faults)
    fake.hold = 0.3
    fake.retry_after = 0.01
    wanted = {str(channel): [] for channel in range(301, 321)}
    for number in range(DELIVERIES):
        wanted[str(301 + number % 20)].append(f"Alerte {number}")

    async with connected(fake, request_seconds=0.2, pauses=(0.01,)) as platform:
        await asyncio.gather(
            *(drain(platform, channel, titles) for channel, titles in wanted.items())
        )
    happened = FAULTY - sum(map(bool, fake.faults))
    assert happened >= FAULTY * 0.8, "most faults must have happened"
    for channel, titles in wanted.items():
        assert fake.shown(channel) == titles


async def test_the_history_alone_keeps_count_of_what_arrived(fake: FakeDiscord):
    """Settle every loss by look-up, as after a crash, where no nonce is remembered."""
    fake.nonce_seconds = 0.0
    fake.hold = 0.3
    fake.faults = deque(LOSSES * 3)
    titles = [f"Alerte {number}" for number in range(len(LOSSES) * 2)]
    async with connected(fake, request_seconds=0.2, pauses=()) as platform:
        await drain(platform, "101", titles)
    assert not fake.faults
    assert fake.shown("101") == titles


async def drain(platform: DiscordPlatform, channel: str, titles: list[str]) -> None:
    for title in titles:
        outcome = await deliver(platform, delivery(title, f"discord:{channel}"), alert(title))
        assert isinstance(outcome, Sent)


async def test_every_try_carries_the_same_nonce(fake: FakeDiscord):
    fake.faults.extend(["502-after", "cut-after"])
    async with connected(fake) as platform:
        assert isinstance(
            await platform.send(delivery("k1", "discord:101"), alert("Un séisme")), Sent
        )
    bodies = [body for call, body in fake.writes if call == MESSAGES]
    assert {body["nonce"] for body in bodies} == {delivery_nonce("k1", "101")}
    assert all(body["enforce_nonce"] for body in bodies)
    assert len(bodies[0]["nonce"]) <= 25
    assert len(bodies) == 3
    assert fake.shown("101") == ["Un séisme"]


async def test_a_look_up_finds_what_the_nonce_has_forgotten(fake: FakeDiscord):
    """A message is found among others after a restart, when sending again would repeat it."""
    fake.nonce_seconds = 0.0
    fake.faults.append("timeout-after")
    first = delivery("k1", "discord:101")
    for number in range(250):
        fake._post(fake.channels["101"], {"content": str(number), "embeds": [{}]})
    async with connected(fake, pauses=()) as platform:
        await platform.send(first, alert("Un séisme"))
    async with connected(fake) as platform:
        found = await platform.find(first)
        assert found == Sent(f"101/{fake.channels['101'].messages[-1]['id']}")
        assert fake.calls["GET /channels/{channel_id}/messages"] == 3
        assert await platform.find(delivery("other", "discord:101")) is None


async def test_without_the_history_permission_nothing_is_guessed(fake: FakeDiscord):
    fake.channels["101"].overwrites = [{"id": GUILD, "type": 0, "allow": "0", "deny": str(1 << 16)}]
    fake.gateway.guilds = [fake.guild_payload(GUILD)]
    async with connected(fake) as platform:
        outcome = await platform.find(delivery("k1", "discord:101"))
        assert "Read Message History" in getattr(outcome, "reason", "")


@pytest.mark.parametrize("dead", [(404, 10003), (403, 50001), (403, 50013)])
async def test_a_dead_target_costs_two_calls_and_others_are_on_time(
    fake: FakeDiscord, dead: tuple[int, int]
):
    async with connected(fake) as platform:
        fake.channels["101"].error = dead
        outcome = await platform.send(delivery("k1", "discord:101"), alert("Un"))
        assert isinstance(outcome, Refused)
        assert outcome.dead_target
        assert sum(fake.calls[call] for call in fake.calls if "/channels/" in call) <= 2
        sent = await platform.send(delivery("k2", "discord:201"), alert("Deux"))
        assert isinstance(sent, Sent)


async def test_an_edit_of_a_deleted_message_is_no_dead_target(fake: FakeDiscord):
    async with connected(fake) as platform:
        edit = delivery("k1", "discord:101", DeliveryKind.EDIT)
        outcome = await platform.edit(edit, alert("Un"), "101/123456")
        assert isinstance(outcome, Refused)
        assert not outcome.dead_target


async def test_hostile_text_pings_nobody_and_is_never_refused(fake: FakeDiscord):
    async with connected(fake) as platform:
        for number, line in enumerate(HOSTILE):
            card = replace(
                alert(line, url=line if number % 2 else "https://outlet.example/a"),
                body=(text(line), (Span(line), Span(line, url=line))),
                fields=(Field("Source", text(line)),),
                footer=text(line),
                image=line,
                thread=line if number % 10 == 0 else "",
            )
            outcome = await platform.send(delivery(f"h{number}", "discord:101"), card)
            assert isinstance(outcome, Sent)
    assert len(HOSTILE) >= 200
    assert fake.pinged == []
    assert len(fake.channels["101"].messages) == len(HOSTILE)


async def test_only_the_configured_role_is_called(fake: FakeDiscord):
    async with connected(fake) as platform:
        card = replace(alert("@everyone"), mention="42")
        await platform.send(delivery("k1", "discord:101"), card)
    assert fake.pinged == ["<@&42>"]


async def test_a_story_gets_a_thread_and_updates_go_into_it(fake: FakeDiscord):
    async with connected(fake) as platform:
        opened = await platform.send(
            delivery("k1", "discord:101"), replace(alert("Un séisme"), thread="Séisme au Chili")
        )
        assert isinstance(opened, Sent)
        message = fake.channels["101"].messages[0]
        update = delivery("k2", "discord:101", DeliveryKind.UPDATE)
        card = replace(alert("Le bilan"), under=opened.message_ref)
        sent = await platform.send(update, card)
        assert sent == Sent(f"{message['id']}/{fake.channels[message['id']].messages[0]['id']}")
        assert await platform.find(update) == sent
        again = await platform.send(
            delivery("k1", "discord:101"), replace(alert("Un séisme"), thread="Séisme au Chili")
        )
        assert again == opened
    assert fake.shown("101") == ["Un séisme"]


async def test_a_forum_gets_a_post_a_story_with_its_tags(fake: FakeDiscord):
    tag = {"id": "7", "name": "Corée du Nord", "moderated": False, "emoji_id": None}
    fake.add_channel("120", GUILD, type=FORUM, tags=[tag | {"emoji_name": None}])
    fake.gateway.guilds = [fake.guild_payload(GUILD)]
    async with connected(fake) as platform:
        story = delivery("k1", "discord:120")
        card = replace(alert("Un tir"), fields=(Field("Watch", text("Corée du Nord · about it")),))
        sent = await platform.send(story, card)
        assert isinstance(sent, Sent)
        thread = sent.message_ref.partition("/")[0]
        assert fake.channels[thread].tags == ["7"]
        assert fake.shown(thread) == ["Un tir"]
        assert await platform.find(story) == sent
        edited = await platform.edit(story, alert("Un tir, bilan"), sent.message_ref)
        assert edited == sent
        assert fake.shown(thread) == ["Un tir, bilan"]
        update = replace(alert("Suite"), under=sent.message_ref)
        await platform.send(delivery("k2", "discord:120", DeliveryKind.UPDATE), update)
        assert fake.shown(thread) == ["Un tir, bilan", "Suite"]


async def test_a_forum_post_whose_answer_was_lost_is_found(fake: FakeDiscord):
    fake.add_channel("120", GUILD, type=FORUM)
    fake.gateway.guilds = [fake.guild_payload(GUILD)]
    fake.faulty = lambda call: call == "POST /channels/{channel_id}/threads"
    async with connected(fake) as platform:
        for fault in ("502-before", "502-after", "cut-after", "timeout-after"):
            fake.faults.append(fault)
            outcome = await deliver(platform, delivery(fault, "discord:120"), alert(fault))
            assert isinstance(outcome, Sent)
    posts = [channel for channel in fake.channels.values() if channel.parent == "120"]
    shown = Counter(fake.shown(post.id)[0] for post in posts)
    assert shown == dict.fromkeys(("502-before", "502-after", "cut-after", "timeout-after"), 1)


async def test_the_owner_is_told_who_it_concerns(fake: FakeDiscord):
    async with connected(fake) as platform:
        for tenant, user in ((f"discord:{GUILD}", "5"), (f"discord:{GUILD}", ""), ("", "")):
            assert isinstance(await platform.tell_owner(tenant, user, alert("Perdu")), Sent)
        assert isinstance(await platform.tell_owner("discord:dm:77", "", alert("Perdu")), Sent)
    recipients = [body["recipient_id"] for call, body in fake.writes if "@me/channels" in call]
    assert recipients == [OWNER, OWNER, OWNER, "77"]


async def test_without_a_desk_it_only_posts(fake: FakeDiscord):
    fake.add_channel("120", GUILD, type=FORUM)
    platform = platform_of(fake)
    platform._desk = None
    await platform.start()
    try:
        assert isinstance(await platform.send(delivery("k1", "discord:101"), alert("Un")), Sent)
        assert isinstance(await platform.send(delivery("k2", "discord:120"), alert("Deux")), Sent)
    finally:
        await platform.stop()
    assert fake.calls["GET /gateway/bot"] == 0
    assert fake.calls["GET /channels/{channel_id}"] == 2


async def test_two_guilds_are_served_side_by_side(fake: FakeDiscord):
    def post(number: int) -> Delivery:
        return delivery(f"k{number}", f"discord:{101 if number % 2 else 201}")

    async with connected(fake) as platform:
        sent = await asyncio.gather(*(platform.send(post(n), alert(str(n))) for n in range(20)))
        assert all(isinstance(outcome, Sent) for outcome in sent)
        assert await platform.channel_tenant("discord:201") == f"discord:{OTHER_GUILD}"
    assert len(fake.shown("101")) == len(fake.shown("201")) == 10
