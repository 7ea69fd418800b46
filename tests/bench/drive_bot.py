"""Poll a newsroom's feeds with Wirebell: `python -m tests.bench.drive_bot PORT FEEDS WATCHES`.

Reads lines from standard input: at each it polls every feed and prints the processor seconds of
itself and its workers since the line before, and what is stored by then, as JSON.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.app import STATES_REST, App, clock, usable_cores
from bot.config import Settings
from bot.core.memory import settle_memory
from bot.service.health.connecting import Connector
from tests.bench.newsroom import address
from tests.bench.stock import fill_watches
from tests.bench.usage import family_seconds


def settings(folder: Path, port: int, feeds: int) -> Settings:
    urls = [f"http://{address(n)}:{port}/feed/{n}" for n in range(feeds)]
    return Settings.model_validate(
        {
            "bot": {"data_dir": folder, "log_level": "error"},
            "fetch": {"allow_hosts": [address(n) for n in range(feeds)]},
            "web": {"listen": ""},
            "feeds": [{"url": url, "name": f"outlet {n}"} for n, url in enumerate(urls)],
        }
    )


async def main() -> None:
    port, feeds, watches = map(int, sys.argv[1:4])
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with TemporaryDirectory() as folder:
        app = App(settings(Path(folder), port, feeds), io.StringIO(), workers=usable_cores())
        await fill_watches(app.file, watches)
        await app.start()
        assert isinstance(app.connector, Connector)
        settle_memory()
        # As the program does: states of unchanged feeds wait for each other.
        app.service.poller.settler.rest = STATES_REST
        spent = family_seconds(os.getpid())
        print(json.dumps({"ready": spent}), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            before = family_seconds(os.getpid())
            summary = await app.service.poll_all(clock(), everything=True)
            now = family_seconds(os.getpid())
            sizes = await app.store.archive.sizes()
            told = {"failed": summary.failed, "problems": summary.problems[:3]}
            print(json.dumps({"seconds": now - before, "sizes": sizes, **told}), flush=True)
        await app.close()


if __name__ == "__main__":
    asyncio.run(main())
