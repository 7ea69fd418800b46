"""Kill the program and its workers again and again while it posts to Discord, Slack and a webhook.

`make chaos` kills a thousand times, with progress; the short form nine times. With LOAD=1 a
thousand other feeds bring ten entries a second to ten thousand watches meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

from bot.store.sqlite.assemble import File
from tests.bench.stock import fill_feeds, fill_watches
from tests.bench.usage import family
from tests.fakes.books import file_adds_up
from tests.fakes.receiver import SECRET, Receiver
from tests.scenario.process import ROOT, call, end, kill, start
from tests.scenario.test_chat import World, all_shown, until, world

LOAD = os.environ.get("WIREBELL_CHAOS_LOAD") == "1"
FEEDS, RATE, WATCHES = 1_000, 10, 10_000
"""The load: a tenth of what the program is made for, so that it starts in seconds."""
KILLS = int(os.environ.get("WIREBELL_CHAOS", "9"))
A_LIFE = 3
"""Kills in the life of one program: the last is its own, those before are its workers'."""
FAILING = 5
"""Of so many calls to the webhook one fails."""


def _with_webhook(here: World, receiver: Receiver) -> None:
    """Let a webhook follow the same watch."""
    text = here.config.read_text(encoding="utf-8")
    text += f'\n[webhook.desk]\nurl = "{receiver.url("desk")}"\nsecret = "{SECRET}"\n'
    text += '[[subscriptions]]\nchannel = "webhook:desk"\nwatchlists = ["Ciment"]\n'
    here.config.write_text(text, encoding="utf-8")


@asynccontextmanager
async def _load(here: World) -> AsyncIterator[None]:
    """Have other feeds bring news all the time, to watches that nobody follows."""
    if not LOAD:
        yield
        return
    words = [sys.executable, "-m", "tests.bench.livefeeds", str(FEEDS), str(RATE), str(WATCHES)]
    server = await asyncio.create_subprocess_exec(*words, cwd=ROOT, stdout=PIPE)
    try:
        assert server.stdout is not None
        port, now = int(await server.stdout.readline()), datetime.now(UTC)
        data = here.config.parent / "data"
        data.mkdir()
        file = File(str(data / "wirebell.db"))
        await fill_watches(file, WATCHES, followed=0)
        await fill_feeds(file, FEEDS, port, now, 60.0)
        file.close()
        text = here.config.read_text(encoding="utf-8")
        here.config.write_text(text.replace('"127.0.0.1"]', '"127.0.0.0/8"]'), encoding="utf-8")
        yield
    finally:
        server.kill()
        await server.wait()


def _strike(child: Process, dice: random.Random) -> bool:
    """Kill one of the processes that the program started, whatever it is at; tells whether."""
    below = family(child.pid)[1:]
    if not below:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(dice.choice(below), signal.SIGKILL)
    return True


async def _live(here: World, dice: random.Random) -> tuple[list[str], int]:
    """Start the program, kill its workers and then itself; gives what was published meanwhile."""
    wanted, kills = [here.publish(dice)], 1
    child = await start(here.config, "run", log=here.config.parent / "log")
    await asyncio.sleep(dice.uniform(1.5, 3.0))
    for _ in range(A_LIFE - 1):
        wanted.append(here.publish(dice))
        await asyncio.sleep(dice.uniform(0.1, 1.2))
        kills += _strike(child, dice)
    await kill(child)
    return wanted, kills


def _told_once(here: World, receiver: Receiver, wanted: list[str]) -> None:
    """Assert that every channel shows everything once, and that the webhook can tell repeats."""
    shown = here.titles()
    shown["webhook:desk"] = [made["title"] for made in receiver.taken.values()]
    for channel, titles in shown.items():
        counts = Counter(titles)
        assert set(wanted) - set(counts) == set(), channel
        assert [title for title, count in counts.items() if count > 1] == [], channel


async def test_chaos(tmp_path: Path) -> None:
    dice, wanted, kills = random.Random(1_000), [], 0
    async with world(tmp_path) as here, Receiver() as receiver, _load(here):
        _with_webhook(here, receiver)
        receiver.answer = lambda path: 200 if len(receiver.requests) % FAILING else 500
        await call(here.config, "once", "--all")
        while kills < KILLS:
            published, more = await _live(here, dice)
            wanted += published
            kills += more
            print(f"\r{kills} of {KILLS} kills, {len(wanted)} told", end="", file=sys.stderr)
        receiver.answer = lambda path: 200
        child = await start(here.config, "run", log=here.config.parent / "log")
        await until(
            lambda: all_shown(here, wanted) and len(receiver.taken) >= len(wanted),
            200 + 4 * len(wanted),
        )
        await end(child)
        _told_once(here, receiver, wanted)
    path = tmp_path / "data" / "wirebell.db"
    file_adds_up(path, pruned=False)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
