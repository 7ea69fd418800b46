"""Kill the running program while news comes in: nothing is lost, nothing told twice."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot.core.ledger import Line
from bot.demo.server import Newsroom
from tests.conftest import LONG
from tests.fakes.books import file_adds_up
from tests.scenario.process import call, end, feed_toml, kill, start, write_config

KILLS = 200 if LONG else 20
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze", "chi", "gru")


def _words(dice: random.Random) -> str:
    """Invent words that no other text shares, so that each article is a story of its own."""
    return " ".join("".join(dice.choices(SYLLABLES, k=4)) for _ in range(5))


def _config(folder: Path, newsroom: Newsroom) -> Path:
    feeds = "".join(feed_toml(feed.name, feed.url) for feed in newsroom.feeds)
    watch = """
[[watchlists]]
name = "Ciment"
query = "ciment"
[[subscriptions]]
channel = "console"
watchlists = ["Ciment"]
"""
    return write_config(folder, feeds + watch)


def _printed(out: Path) -> list[dict[str, object]]:
    """Read the cards that were printed whole; a kill may cut the last line of a run short."""
    cards = []
    for line in out.read_text(encoding="utf-8").replace("}{", "}\n{").splitlines():
        try:
            cards.append(json.loads(line))
        except ValueError:
            start_at = line.find('{"delivery"', 1)
            if start_at > 0:
                cards.append(json.loads(line[start_at:]))
    return cards


async def _wait_for(out: Path, wanted: set[str], seconds: float) -> None:
    """Wait until every title is printed, or the time is over; what is missing is told later."""
    for _ in range(int(seconds * 10)):
        if not wanted - {str(card["title"]) for card in _printed(out)}:
            return
        await asyncio.sleep(0.1)


async def test_nothing_is_lost_when_the_program_is_killed(tmp_path: Path) -> None:
    dice = random.Random(20_26)
    out = tmp_path / "out.jsonl"
    out.touch()
    wanted: list[str] = []
    async with Newsroom(datetime.now(UTC)) as newsroom:
        config = _config(tmp_path, newsroom)
        first = await call(config, "once", "--all")
        assert first["alerts"] == []
        for number in range(KILLS):
            outlet = newsroom.feeds[number % len(newsroom.feeds)].outlet
            for _ in range(dice.randint(1, 4)):
                wanted.append(f"Ciment {_words(dice)}")
                newsroom.publish(outlet, wanted[-1], f"Le four de {_words(dice)}.")
            child = await start(config, "run", out=out)
            await asyncio.sleep(dice.uniform(0.6, 3.0))
            await kill(child)
        child = await start(config, "run", out=out)
        await _wait_for(out, set(wanted), 60)
        await end(child)
    book = file_adds_up(tmp_path / "data" / "wirebell.db", pruned=False)
    assert book[Line.ALERT] == len(wanted)
    cards = [card for card in _printed(out) if card["kind"] == "alert"]
    certain = Counter(str(card["title"]) for card in cards if not card["uncertain"])
    shown = {str(card["title"]) for card in cards}
    assert set(wanted) - shown == set()
    assert [title for title, count in certain.items() if count > 1] == []
