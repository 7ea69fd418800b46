"""The gateway may drop, forget or refuse us: alerts go on, people are heard."""

from collections.abc import AsyncIterator

import discord
import pytest

from bot.core.proxies import Proxies
from bot.errors import PlatformError
from bot.models import RetryLater, Sent
from bot.platforms.discord.client import DiscordPlatform
from bot.platforms.discord.interactions import COMMAND
from tests.fakes.desk import alert, delivery, eventually, now
from tests.fakes.discord import FakeDiscord, discord_server
from tests.fakes.discord_payloads import TOKEN
from tests.fakes.discord_rig import connected, platform_of
from tests.fakes.proxy import FakeProxy

HEALTH = {"id": "1", "name": "news", "type": 1, "options": [{"name": "health", "type": 1}]}


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with discord_server() as server:
        yield server
        assert server.refusals == []


async def answered(fake: FakeDiscord) -> bool:
    token = await fake.interact(COMMAND, HEALTH)
    return bool(await fake.shown_to(token))


async def test_only_the_guilds_intent_is_asked_for(fake: FakeDiscord):
    async with connected(fake) as platform:
        assert platform.down_since() is None
        assert await answered(fake)
    assert fake.gateway.intents == [discord.Intents(guilds=True).value]
    assert fake.calls["GET /gateway/bot"] == 1
    assert fake.calls["GET /users/@me"] == 2


async def test_channels_are_called_what_the_gateway_calls_them(fake: FakeDiscord):
    async with connected(fake) as platform:
        await eventually(lambda: platform.channel_name("discord:101") == "#channel-101")
        assert platform.channel_name("discord:999") == platform.channel_name("slack:C1") == ""


async def test_it_reconnects_and_resumes_when_told_to(fake: FakeDiscord):
    async with connected(fake):
        await fake.gateway.reconnect()
        await fake.gateway.until("resume", 1)
        assert await answered(fake)
    assert fake.gateway.counts["identify"] == 1


async def test_it_resumes_after_a_drop_and_hears_what_it_missed(fake: FakeDiscord):
    async with connected(fake):
        fake.gateway.drop()
        token = await fake.interact(COMMAND, HEALTH)
        await fake.gateway.until("resume", 1)
        assert await fake.shown_to(token)
    assert fake.gateway.counts["identify"] == 1


@pytest.mark.parametrize("refuse_resume", [False, True])
async def test_it_survives_an_invalid_session(fake: FakeDiscord, refuse_resume: bool):
    async with connected(fake) as platform:
        fake.gateway.refuse_resume = refuse_resume
        if refuse_resume:
            await fake.gateway.reconnect()
        else:
            await fake.gateway.invalidate()
        await fake.gateway.until("identify", 2)
        assert await answered(fake)
        assert isinstance(await platform.send(delivery("k1", "discord:101"), alert("Un")), Sent)
    assert fake.calls["GET /gateway/bot"] >= 2


async def test_alerts_go_on_in_order_while_the_gateway_is_out(fake: FakeDiscord):
    async with connected(fake) as platform:
        fake.gateway.open = False
        fake.gateway.drop()
        await fake.gateway.until("connect", 2)
        for number in range(5):
            sent = await platform.send(delivery(f"k{number}", "discord:101"), alert(str(number)))
            assert isinstance(sent, Sent)
        assert platform.down_since() is not None
        fake.gateway.open = True
        await fake.gateway.until("resume", 1, seconds=30)
        assert await answered(fake)
        await eventually(lambda: platform.down_since() is None)
    assert fake.shown("101") == ["0", "1", "2", "3", "4"]


async def test_a_token_that_is_revoked_while_listening_is_reported(fake: FakeDiscord):
    async with connected(fake) as platform:
        fake.token = "another"
        await fake.gateway.close(4004)
        await eventually(lambda: platform.down_since() is not None)
        identified = fake.gateway.counts["identify"]
        outcome = await platform.send(delivery("k1", "discord:101"), alert("Un"))
        assert getattr(outcome, "platform_down", False)
        assert fake.gateway.counts["identify"] == identified


async def test_more_than_one_shard_when_the_gateway_wants_it(fake: FakeDiscord):
    fake.shards = 2
    async with connected(fake) as platform:
        assert await answered(fake)
        for channel in ("discord:101", "discord:201"):
            assert isinstance(await platform.send(delivery(channel, channel), alert("Un")), Sent)
        assert await platform.channel_tenant("discord:101")
    assert fake.gateway.counts["identify"] == 2
    assert sorted(session.shard for session in fake.gateway.sessions.values()) == [(0, 2), (1, 2)]


async def test_a_wrong_token_or_address_is_refused_in_words(fake: FakeDiscord):
    wrong = DiscordPlatform("wrong", api_base=fake.base, clock=now)
    with pytest.raises(PlatformError) as caught:
        await wrong.start()
    assert "token" in str(caught.value)
    assert "wrong" not in str(caught.value)
    assert caught.value.fix
    rows = await wrong.check(["discord:101"])
    assert [holds for _, holds, _ in rows] == [False]
    nowhere = DiscordPlatform(TOKEN, api_base="http://127.0.0.1:9/api", clock=now)
    with pytest.raises(PlatformError, match=r"127\.0\.0\.1"):
        await nowhere.start()
    await nowhere.stop()


async def test_the_doctor_works_without_the_gateway(fake: FakeDiscord):
    fake.channels["102"].overwrites = [
        {"id": "4194304000001", "type": 0, "allow": "0", "deny": str(1 << 11 | 1 << 14)}
    ]
    platform = platform_of(fake)
    rows = await platform.check(["discord:101", "discord:102", "discord:999"])
    assert [holds for _, holds, _ in rows] == [True, True, False, False]
    assert "Send Messages, Embed Links" in rows[2][2]
    assert fake.gateway.counts == {}


async def test_a_start_during_an_outage_still_posts(fake: FakeDiscord):
    fake.gateway.open = False
    async with connected(fake, ready_seconds=0.1) as platform:
        assert isinstance(await platform.send(delivery("k1", "discord:101"), alert("Un")), Sent)
        assert platform.down_since() is not None


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_gateway_and_posts_go_through_the_proxy(fake: FakeDiscord, kind: str):
    # A name that only the proxy knows: nothing can go beside it.
    fake.base = fake.base.replace("127.0.0.1", "discord.example.com")
    fake.gateway.url = fake.gateway.url.replace("127.0.0.1", "gateway.example.com")
    hosts = {"discord.example.com": "127.0.0.1", "gateway.example.com": "127.0.0.1"}
    async with FakeProxy(kind, login="me:s3cret", hosts=hosts) as proxy:
        proxies = Proxies(proxy.with_login("me:s3cret"))
        async with connected(fake, proxies=proxies) as platform:
            assert await answered(fake)
            assert isinstance(await platform.send(delivery("k1", "discord:101"), alert("Un")), Sent)
            rows = await platform.check(["discord:101"])
    assert all(well for _, well, _ in rows)
    assert {place.partition(":")[0] for place in proxy.asked} == set(hosts)


async def test_a_post_that_the_proxy_did_not_lead_on_was_not_sent(fake: FakeDiscord):
    async with FakeProxy("socks5") as proxy, connected(fake, proxies=Proxies(proxy.url)) as led:
        proxy.refuse = frozenset({"127.0.0.1"})
        await proxy.cut()
        outcome = await led.send(delivery("k1", "discord:101"), alert("Un"))
    assert isinstance(outcome, RetryLater)
    assert outcome.unreachable
    assert fake.shown("101") == []
