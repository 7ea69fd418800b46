"""The whole program on a restored backup, killed as it comes up: told once, nothing lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.fakes.books import file_adds_up
from tests.scenario.process import call, end, kill, start
from tests.scenario.test_chat import World, all_shown, until, world

BEFORE, AFTER = 3, 20
"""Alerts that the backup knows, and those that were posted after it."""
UNPOSTED = 2
"""Alerts of these that may be under way when the program is killed over them."""


def _posted(here: World) -> int:
    return min(len(titles) for titles in here.titles().values())


def _shown(here: World) -> int:
    return sum(len(titles) for titles in here.titles().values())


def _read(here: World) -> int:
    """Count how often the history of a channel was read, on either platform."""
    discord = here.discord.calls["GET /channels/{channel_id}/messages"]
    return discord + here.slack.calls["conversations.history"]


async def _back_up_and_go_on(here: World, dice: random.Random, backup: Path) -> list[str]:
    """Post alerts, make a backup beside the running program, post more and be killed over it."""
    child = await start(here.config, "run")
    await until(lambda: len(here.discord.gateway.sessions) > 0, 30)
    wanted = [here.publish(dice) for _ in range(BEFORE)]
    await until(lambda: all_shown(here, wanted), 60)
    await call(here.config, "db", "backup", str(backup))
    wanted += [here.publish(dice) for _ in range(AFTER)]
    await until(lambda: _posted(here) >= BEFORE + AFTER - UNPOSTED, 120)
    await kill(child)
    assert _posted(here) >= BEFORE + AFTER - UNPOSTED, "channels show more than the backup knows"
    return wanted


async def _killed_once(here: World, count: Callable[[World], int]) -> None:
    """Run and kill as soon as something happens: a first history read, a first message posted."""
    before = count(here)
    child = await start(here.config, "run")
    await until(lambda: count(here) > before, 60)
    await kill(child)
    assert count(here) > before


async def test_a_restored_backup_that_is_killed_as_it_starts_tells_each_once(
    tmp_path: Path,
) -> None:
    dice, backup = random.Random(31), tmp_path / "backup.db"
    async with world(tmp_path) as here:
        await call(here.config, "once", "--all")
        wanted = await _back_up_and_go_on(here, dice, backup)
        await call(here.config, "db", "restore", str(backup))
        here.discord.nonce_seconds = 0.0  # forgotten by the time that a backup is restored
        for happens in (_read, _shown):
            wanted.append(here.publish(dice))
            await _killed_once(here, happens)
        child = await start(here.config, "run")
        # What an outlet brings last is told last: by then all it brought before was looked at.
        wanted += [here.publish(dice, feed.outlet) for feed in here.newsroom.feeds]
        await until(lambda: all_shown(here, wanted), 120)
        await end(child)
        for channel, titles in here.titles().items():
            assert set(wanted) - set(titles) == set(), channel
            assert Counter(titles) == Counter(wanted), channel
        assert here.discord.refusals == []
        assert here.slack.refusals == []
    file_adds_up(tmp_path / "data" / "wirebell.db", pruned=False)
