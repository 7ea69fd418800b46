"""What a tenant may have of its own: refused in its language, whoever asks at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.cards import Card, plain_lines
from bot.commands.declared.spec import Invocation
from bot.models import OPERATOR, Caller
from bot.models.limits import TenantLimits
from tests.fakes.rig import Post, Rig, make_rig

LIMITS = TenantLimits(feeds=3, watches=3, subscriptions=3, changes_an_hour=40)
TENANTS = ("discord:1", "slack:T1")


@pytest.fixture
def rig() -> Iterator[Rig]:
    posts = [Post(tenant.partition(":")[0], {f"{tenant}0": tenant}) for tenant in TENANTS]
    made = make_rig(*posts, limits=LIMITS)
    yield made
    made.file.close()


def caller(tenant: str, language: str = "en") -> Caller:
    return Caller(tenant, f"{tenant}0", "u1", language, may_manage=True)


async def ask(rig: Rig, who: Caller, command: str, **arguments: str | bool) -> Card:
    return await rig.desk.run(Invocation(command, arguments), who)


@pytest.mark.parametrize("tenant", TENANTS)
async def test_no_more_watches_than_granted_however_many_ask_at_once(rig: Rig, tenant: str) -> None:
    who = caller(tenant)
    cards = await asyncio.gather(
        *(ask(rig, who, "watch", query=f"ciment{number}") for number in range(12))
    )
    assert [card.tone for card in cards].count("good") == LIMITS.watches
    refused = next(card for card in cards if card.tone == "bad")
    assert "Watches of your own here: 3, and" in plain_lines(refused)
    assert "/news unwatch" in plain_lines(refused)
    assert await rig.store.watches.count(tenant=tenant) == LIMITS.watches
    [first, *_] = await rig.store.watches.all(tenant=tenant)
    assert (await ask(rig, who, "watch", query=first.query, aliases=False)).tone == "good"
    await ask(rig, who, "unwatch", watch=str(first.id))
    assert (await ask(rig, who, "watch", query="autre")).tone == "good"


@pytest.mark.parametrize("tenant", TENANTS)
async def test_no_more_feeds_and_subscriptions_than_granted_in_the_readers_language(
    rig: Rig, tenant: str
) -> None:
    who = caller(tenant, "fr")
    cards = await asyncio.gather(
        *(ask(rig, who, "feed-add", url=f"https://phare.example/{n}") for n in range(9))
    )
    assert [card.tone for card in cards].count("good") == LIMITS.feeds
    assert any("Flux à vous ici : 3" in plain_lines(card) for card in cards)
    for number in range(5):
        operators = Caller(OPERATOR, "console", may_manage=True)
        made = await ask(rig, operators, "watch", query=f"ciment{number}")
        assert made.tone == "good", "the operator has no limit"
    found = await rig.store.watches.all(tenant=tenant)
    cards = await asyncio.gather(
        *(ask(rig, who, "subscribe", watch=str(watch.id)) for watch in found)
    )
    assert [card.tone for card in cards].count("good") == LIMITS.subscriptions
    assert any("Abonnements ici : 3" in plain_lines(card) for card in cards)
    taken = (await rig.store.watches.subscriptions(tenant=tenant))[0]
    again = await ask(rig, who, "subscribe", watch=str(taken.watchlist), mode="daily")
    assert again.tone == "good", "what is there may be changed"


async def test_changes_are_counted_for_an_hour_and_questions_are_not(rig: Rig) -> None:
    who, other = caller(TENANTS[0]), caller(TENANTS[1])
    for _ in range(LIMITS.changes_an_hour):
        assert (await ask(rig, who, "watch", query="((")).tone == "bad", "nothing was changed"
    for _ in range(LIMITS.changes_an_hour):
        await ask(rig, who, "watch", query="ciment")
    refused = await ask(rig, who, "watch", query="ciment")
    assert "40 changes were made here within an hour" in plain_lines(refused)
    assert "try again in 60 min" in plain_lines(refused)
    assert (await ask(rig, who, "watches")).tone != "bad"
    assert (await ask(rig, other, "watch", query="ciment")).tone == "good"
    rig.pass_time(hours=1)
    assert (await ask(rig, who, "watch", query="ciment")).tone == "good"
