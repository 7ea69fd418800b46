"""Serve the sample newsroom until interrupted: `python -m bot.demo [--port N] [--morning]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from bot.demo.server import Newsroom


async def serve_newsroom(port: int, *, live: bool) -> None:
    """Serve and print each feed's name and address, one a line."""
    now = datetime.now(UTC)  # noqa: TID251 - a program of its own: nobody can hand it the time
    async with Newsroom(now, port=port, live=live) as newsroom:
        for feed in newsroom.feeds:
            sys.stdout.write(f"{feed.name}\t{feed.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m bot.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of the front page; 0: any")
    parser.add_argument("--morning", action="store_true", help="leave out the live articles")
    arguments = parser.parse_args()
    try:
        asyncio.run(serve_newsroom(arguments.port, live=not arguments.morning))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
