"""The judgement of health: what is red, since when, why, with a fix for each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.channels import check_channel
from bot.core.health import (
    LESSER,
    HealthFacts,
    Ill,
    State,
    judge_health,
    red_troubles,
    told_trouble,
)
from bot.errors import UsageError
from bot.i18n import translator_for
from bot.platforms.registry import FORMS

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BROKEN = Ill(30.0, "the reason", "the fix", 9)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (HealthFacts(ticks={"poll": 50.0}), "ticks"),
        (HealthFacts(ticks={"poll": 1.0, "outbox": 46.0}), "ticks"),
        (HealthFacts(failing={"backup": BROKEN}), "failing"),
        (HealthFacts(store=BROKEN), "store"),
        (HealthFacts(hanging=46.0), "store"),
        (HealthFacts(reading=BROKEN), "store"),
        (HealthFacts(free=4096), "space"),
        (HealthFacts(unstored=BROKEN), "unstored"),
        (HealthFacts(refused={"slack": BROKEN}), "refused"),
        (HealthFacts(away={"discord": BROKEN}), "away"),
        (HealthFacts(deaf={"discord": Ill(301.0, fix="wait")}), "away"),
        (HealthFacts(given_up=BROKEN), "given-up"),
        (HealthFacts(workers=BROKEN), "workers"),
    ],
)
def test_each_fault_is_red_with_since_when_and_a_way_out(facts: HealthFacts, state: str) -> None:
    (trouble,) = judge_health(facts, NOW)
    assert trouble.grave
    assert trouble.kind == state
    assert state in set(State) - set(LESSER)
    assert trouble.since <= NOW
    assert trouble.fix or facts.failing
    assert str(trouble.what)


@pytest.mark.parametrize(
    "facts",
    [
        HealthFacts(),
        HealthFacts(ticks={"poll": 44.0, "outbox": 0.1}, hanging=10.0, free=50_000_000),
        HealthFacts(failing={"backup": Ill(30.0, times=2)}),
        HealthFacts(away={"discord": Ill(5.0)}, deaf={"slack": Ill(5.0)}),
        HealthFacts(unstored=Ill(3.0)),
        HealthFacts(feeds=3, subscriptions=1),
    ],
)
def test_what_passes_in_a_moment_is_well(facts: HealthFacts) -> None:
    assert judge_health(facts, NOW) == ()


@pytest.mark.parametrize(
    "facts",
    [
        HealthFacts(feeds=0, subscriptions=2),
        HealthFacts(feeds=1, subscriptions=0),
        HealthFacts(homeless=("discord",)),
        HealthFacts(watchdog=BROKEN),
        HealthFacts(deaf={"slack": Ill(60.0)}),
    ],
)
def test_what_is_worth_a_look_is_not_red(facts: HealthFacts) -> None:
    (trouble,) = judge_health(facts, NOW)
    assert not trouble.grave
    assert red_troubles((trouble,)) == ()


def test_nobody_is_told_to_restart_while_the_store_is_out() -> None:
    (trouble,) = judge_health(HealthFacts(store=BROKEN, ticks={"poll": 90.0, "outbox": 90.0}), NOW)
    assert trouble.name == "store"


def test_red_states_come_first_and_one_platform_is_named_once() -> None:
    facts = HealthFacts(feeds=0, refused={"slack": BROKEN}, away={"slack": BROKEN}, store=BROKEN)
    found = judge_health(facts, NOW)
    assert [trouble.name for trouble in found] == ["store", "refused:slack", "no-feeds"]
    assert found[0].since == NOW - timedelta(seconds=30)


def test_a_trouble_is_told_in_the_readers_language() -> None:
    (trouble,) = judge_health(HealthFacts(free=0), NOW)
    assert told_trouble(trouble, translator_for("en")) != told_trouble(
        trouble, translator_for("fr")
    )
    (trouble,) = judge_health(HealthFacts(store=BROKEN), NOW)
    assert told_trouble(trouble, str).endswith(": the reason")


@pytest.mark.parametrize(
    "channel", ["console", "discord:5", "discord:123456789012345678", "slack:C1"]
)
def test_channels_that_can_be(channel: str) -> None:
    check_channel(channel, FORMS)


@pytest.mark.parametrize(
    "channel",
    [
        "discord:abc",
        "discord:",
        "discord:-5",
        "discord:٣",
        "discord:0",
        "discord:00",
        "discord:0123",
        "slack:#news",
        "slack:a b",
        "irc:5",
        "5",
    ],
)
def test_what_can_be_no_channel_is_refused_with_the_form(channel: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_channel(channel, FORMS)
    assert "discord:ID" in caught.value.fix
