"""The n-th time that the disk fails to keep what it was given: nothing is lost or told twice."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.server import Newsroom
from tests.conftest import LONG
from tests.fakes.books import file_adds_up
from tests.scenario.process import ROOT, call, feed_toml, start, write_config

SHIM = ROOT / "tests" / "fakes" / "disk.c"
SYNCS = range(1, 13) if LONG else (3, 4)
"""The calls that fail, one in each round; a round has seven of them or so."""

WATCH = """
[[watchlists]]
name = "Ciment"
query = "ciment"
[[subscriptions]]
channel = "console"
watchlists = ["Ciment"]
"""


def _shim(folder: Path) -> dict[str, str]:
    library, compiler = folder / "disk.so", shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no gcc")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, SHIM, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "FAULTY": str(folder / "faulty")}


async def _once(config: Path, out: Path, environ: dict[str, str]) -> str:
    """Read and deliver once, with the cards in `out`; gives what was logged."""
    os.environ.update(environ)
    try:
        child = await start(config, "once", "--all", out=out)
    finally:
        for name in environ:
            del os.environ[name]
    _, err = await asyncio.wait_for(child.communicate(), 60)
    return err.decode()


def _cards(out: Path) -> list[dict[str, object]]:
    decoder, text = json.JSONDecoder(), out.read_text(encoding="utf-8")
    cards: list[dict[str, object]] = []
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        cards += value.get("alerts", [value])
        text = text[end:]
    return [card for card in cards if card.get("kind") == "alert"]


async def test_a_write_that_does_not_reach_the_disk(tmp_path: Path) -> None:
    environ, out = _shim(tmp_path), tmp_path / "out"
    out.touch()
    wanted, failed = [], 0
    async with Newsroom(datetime.now(UTC)) as newsroom:
        feed = newsroom.feeds[0]
        config = write_config(tmp_path, feed_toml(feed.name, feed.url) + WATCH)
        await call(config, "once", "--all")
        for number in SYNCS:
            wanted.append(f"Ciment {chr(96 + number) * 6} {number * 7919}")
            newsroom.publish(feed.outlet, wanted[-1], f"Texte {number * 104729}.")
            trigger = tmp_path / "faulty"
            trigger.write_text(f"fsync {errno.EIO} {number}", encoding="ascii")
            log = await _once(config, out, environ)
            assert "Traceback" not in log
            failed += "the disk fails" in log
            trigger.unlink()
            await _once(config, out, {})
        # What could not be kept is tried again after seconds.
        for _ in range(5):
            if len({str(card["title"]) for card in _cards(out)}) < len(wanted):
                await asyncio.sleep(5)
                await _once(config, out, {})
    assert failed >= len(SYNCS) // 3  # a round may end before its n-th
    file_adds_up(tmp_path / "data" / "wirebell.db", pruned=False)
    cards = _cards(out)
    certain = Counter(str(card["title"]) for card in cards if not card["uncertain"])
    assert set(wanted) - {str(card["title"]) for card in cards} == set()
    assert [title for title, count in certain.items() if count > 1] == []
