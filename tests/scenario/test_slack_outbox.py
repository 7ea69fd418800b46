"""The real outbox on a real database against the fake Slack: outages, faults, restarts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import open_store
from bot.models.payloads import NoticePayload
from bot.platforms.slack.client import SlackPlatform
from bot.said import Said
from bot.service.alert_cards import CardStyle, Teller
from bot.service.deliver import Deliverer
from bot.store.sqlite.assemble import File
from tests.fakes.slack import FakeSlack

CHANNELS = ("C1", "C2", "C3")
EACH = 12


def clock() -> datetime:
    return datetime.now(UTC)


def platform(slack: FakeSlack) -> SlackPlatform:
    made = SlackPlatform(
        clock=clock,
        bot_token="xoxb-one",
        app_token="xapp-one",
        api_base=slack.base,
        timeout=0.2,
        settle=0.0,
    )
    made.pace = 0.0
    return made


async def fill(store: Any, first: int) -> None:
    for number in range(first, first + EACH):
        for name in CHANNELS:
            await store.outbox.post_notice(
                key=f"{name}-{number}",
                tenant="slack:T1",
                channel=f"slack:{name}",
                notice=NoticePayload(Said(f"Story {number}"), ()),
                now=clock(),
            )


OPEN = {"new", "waiting", "sending"}


async def drain(store: Any, deliverer: Deliverer, ahead: float = 0.0) -> None:
    """Tick until nothing is open; `ahead` shortens the waits between tries."""
    async with asyncio.timeout(10):
        while OPEN & (await store.outbox.standing(None)).keys():
            if not await deliverer.tick(clock() + timedelta(seconds=ahead)):
                await asyncio.sleep(0.02)  # a look-up is asked again after a second at least
            await deliverer.finish()


async def test_nothing_is_lost_or_repeated_through_outage_faults_and_restart() -> None:
    file = File(":memory:")
    store = open_store(file)
    async with FakeSlack() as slack:
        client = platform(slack)
        teller = Teller(store, _Verbatim(), CardStyle("en", "UTC", 280))
        deliverer = Deliverer(store, {"slack": client}, teller)
        await client.start()
        await fill(store, 0)
        await deliverer.tick(clock())
        await deliverer.finish()

        await slack.stop()  # an outage while more arrives
        await fill(store, EACH)
        await deliverer.tick(clock())
        await deliverer.finish()
        assert client.down_since() is not None
        await slack.start()

        slack.faults["chat.postMessage"] = ["cut-after", "502", "502-after", "cut", "429"] * 4
        slack.faults["conversations.history"] = ["internal_error"]
        await deliverer.tick(clock() + timedelta(seconds=20))
        await deliverer.finish()

        await client.stop()  # a restart with outcomes unknown
        client = platform(slack)
        await client.start()
        deliverer = Deliverer(store, {"slack": client}, teller)
        await drain(store, deliverer, ahead=20)
        for name in CHANNELS:
            assert slack.keys(name) == [f"{name}-{number}" for number in range(2 * EACH)]
        assert slack.refusals == []
        await client.stop()
    file.close()


async def test_a_dead_channel_holds_up_no_other() -> None:
    file = File(":memory:")
    store = open_store(file)
    async with FakeSlack() as slack:
        slack.channels["C1"].archived = True
        client = platform(slack)
        teller = Teller(store, _Verbatim(), CardStyle("en", "UTC", 280))
        deliverer = Deliverer(store, {"slack": client}, teller)
        await client.start()
        await fill(store, 0)
        await drain(store, deliverer)
        assert slack.keys("C1") == []
        assert all(len(slack.keys(name)) == EACH for name in ("C2", "C3"))
        await client.stop()
    file.close()


class _Verbatim:
    """A summariser that is never asked: notices have no article."""

    async def summarise(
        self, *, title: str, lead: str, text: str, language: str, must: str, limit: int
    ) -> str:
        return lead[:limit]
