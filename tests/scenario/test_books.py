"""The ledger adds up over whole runs of the program: the demo, real feeds on loopback, kills."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from bot.core.ledger import ACCOUNTS, MATCHED, SEEN, Line, lines_of
from tests.conftest import LONG
from tests.fakes.books import file_adds_up
from tests.quality.feeds_table import FEEDS
from tests.scenario.process import ROOT, call, feed_toml, kill, start, write_config
from tests.scenario.test_faults import until

ADDRESS = re.compile(rb"""(xmlns(?::[\w.-]+)?\s*=\s*["'])?(?:https?:)?//([\w.-]+\.[a-z]{2,})""")
WATCHES = ("France OR Paris", "video OR vidéo", "new OR nouveau OR nouvelle OR neue")


def _told(name: str, book: dict[str, int]) -> None:
    """Print the sums, for who runs this with `-s`."""
    for total in ACCOUNTS:
        parts = {line.value: book[line] for line in lines_of(total) if book.get(line)}
        print(f"{name}: {total} {book.get(total, 0)} = {parts}")


async def test_the_ledger_adds_up_over_the_demo(tmp_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--keep", str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    await child.communicate()
    assert child.returncode == 0
    book = file_adds_up(tmp_path / "wirebell.db", pruned=False)
    _told("demo", book)
    assert book[SEEN] > book[Line.NEW] > 0
    assert book[MATCHED] > book[Line.ALERT] > 0


@dataclass
class Site:
    """The folder as a server; `round` stands in each file, so that a poll finds it changed."""

    base: str = ""
    round: int = 0
    asked: int = 0


@asynccontextmanager
async def _served() -> AsyncIterator[Site]:
    """Serve each file of the folder; every link in it leads to this server, which has no pages."""
    site = Site()

    async def answer(request: web.Request) -> web.Response:
        site.asked += 1
        file = FEEDS / request.match_info["name"]
        place = f"http://127.0.0.1:{request.url.port}/page/".encode()
        body = ADDRESS.sub(
            lambda found: found[0] if found[1] else place + found[2], file.read_bytes()
        )
        body += f"\n<!-- {site.round} -->\n".encode()
        return web.Response(body=body, content_type="application/xml")

    app = web.Application()
    app.router.add_get("/feed/{name}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.base = f"http://127.0.0.1:{runner.addresses[0][1]}/feed/"
    try:
        yield site
    finally:
        await runner.cleanup()


async def _asked(site: Site, times: int) -> bool:
    return site.asked >= times


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="reads a folder of feeds three times: some minutes")
@pytest.mark.skipif(not FEEDS.is_dir(), reason="no folder of real feeds beside the project")
async def test_the_ledger_adds_up_over_real_feeds_on_loopback_and_over_kills(
    tmp_path: Path,
) -> None:
    names = sorted(file.name for file in FEEDS.iterdir())
    database = tmp_path / "data" / "wirebell.db"
    async with _served() as site:
        toml = "".join(feed_toml(name, site.base + name) for name in names)
        for number, query in enumerate(WATCHES):
            toml += f'[[watchlists]]\nname = "W{number}"\nquery = "{query}"\n'
        toml += '[[subscriptions]]\nchannel = "console"\nwatchlists = ["W0", "W1", "W2"]\n'
        config = write_config(tmp_path, toml)
        for some in (5, 20, 50):
            site.asked = 0
            child = await start(config, "run", out=tmp_path / "out")
            await until(lambda some=some: _asked(site, some), 120)
            await kill(child)
            file_adds_up(database, pruned=False)
        for number in (1, 2):
            site.round = number
            summary = await call(config, "once", "--all")
            book = file_adds_up(database)
            _told(f"{len(names)} feeds, round {number}", book)
            assert summary["feeds"]["polled"] == len(names)
            assert summary["feeds"]["failed"] < len(names) / 10, summary["problems"]
    assert book[Line.UNCHANGED] >= book[Line.NEW] > 1000
    assert book[MATCHED] > 100
