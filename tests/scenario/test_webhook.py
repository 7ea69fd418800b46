"""Kill the program while it delivers to a receiver that fails: nothing lost, repeats told apart."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demo.server import Newsroom
from tests.fakes.desk import eventually
from tests.fakes.receiver import SECRET, Receiver
from tests.scenario.process import call, end, feed_toml, kill, start, write_config

SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze", "chi", "gru")


def _words(dice: random.Random) -> str:
    """Invent words that no other text shares, so that each article is a story of its own."""
    return " ".join("".join(dice.choices(SYLLABLES, k=4)) for _ in range(5))


def _config(folder: Path, newsroom: Newsroom, url: str) -> Path:
    feeds = "".join(feed_toml(feed.name, feed.url) for feed in newsroom.feeds)
    watch = f"""
[webhook.desk]
url = "{url}"
secret = "{SECRET}"
[[watchlists]]
name = "Ciment"
query = "ciment"
[[subscriptions]]
channel = "webhook:desk"
watchlists = ["Ciment"]
"""
    return write_config(folder, feeds + watch)


async def _killed(folder: Path, kills: int) -> None:
    dice = random.Random(20_26)
    wanted: set[str] = set()
    async with Newsroom(datetime.now(UTC)) as newsroom, Receiver() as receiver:
        # Every third call fails, in turn before an answer and after what it brought was taken.
        receiver.answer = lambda path: (
            200 if len(receiver.requests) % 3 else (500, 0)[len(receiver.requests) % 2]
        )
        config = _config(folder, newsroom, receiver.url("desk"))
        await call(config, "once", "--all")
        for number in range(kills):
            outlet = newsroom.feeds[number % len(newsroom.feeds)].outlet
            for _ in range(dice.randint(1, 3)):
                title = f"Ciment {_words(dice)}"
                wanted.add(title)
                newsroom.publish(outlet, title, f"Le four de {_words(dice)}.")
            child = await start(config, "run", out=folder / "out")
            await asyncio.sleep(dice.uniform(0.6, 3.0))
            await kill(child)
        # A third of all calls costs two seconds and more: what is left comes to one that is well.
        receiver.answer = lambda path: 200
        child = await start(config, "run", out=folder / "out")
        await eventually(lambda: wanted <= _titles(receiver), 90 + kills)
        await end(child)
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for made in receiver.requests:
        if made["kind"] == "alert":
            ids[made["title"]].add(made["id"])
            assert (made["watch"], made["link"][:4]) == ("Ciment", "http")
    assert wanted <= set(ids)
    assert all(len(found) == 1 for found in ids.values()), ids


def _titles(receiver: Receiver) -> set[str]:
    return {made["title"] for made in receiver.taken.values()}


async def test_nothing_is_lost_and_a_repeat_carries_the_id_of_the_first(tmp_path: Path) -> None:
    await _killed(tmp_path, 5)


@pytest.mark.slow
async def test_nothing_is_lost_by_a_hundred_kills(tmp_path: Path) -> None:
    await _killed(tmp_path, 100)


async def test_a_receiver_that_is_gone_is_told_and_keeps_its_alerts(tmp_path: Path) -> None:
    async with Newsroom(datetime.now(UTC)) as newsroom, Receiver() as receiver:
        receiver.answer = lambda path: 410
        config = _config(tmp_path, newsroom, receiver.url("desk"))
        await call(config, "once", "--all")
        newsroom.publish(newsroom.feeds[0].outlet, "Ciment de Bapedu", "Le four de Kilori.")
        child = await start(config, "once", "--all")
        _, err = await child.communicate()
        url = receiver.url("desk")
        child = await start(config, "health")
        health, _ = await child.communicate()
    assert "notice for the owner" in err.decode()
    assert SECRET not in err.decode()
    assert url not in err.decode()
    assert "webhook:desk" in health.decode()


async def test_the_check_of_the_command_line_reaches_each_receiver(tmp_path: Path) -> None:
    async with Newsroom(datetime.now(UTC)) as newsroom, Receiver() as receiver:
        config = _config(tmp_path, newsroom, receiver.url("desk"))
        await call(config, "once", "--all")
        well = await _checked(config)
        receiver.answer = lambda path: 410
        gone = await _checked(config)
    assert [made["kind"] for made in receiver.requests] == ["ping", "ping"]
    assert (well["ok"], well["note"], gone["ok"]) == (True, "", False)
    assert "the receiver is gone (status 410)" in gone["note"]


async def _checked(config: Path) -> dict[str, Any]:
    out, _ = await (await start(config, "check")).communicate()
    return next(row for row in json.loads(out)["checks"] if row["what"] == "webhook:desk")
