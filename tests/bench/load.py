"""Run the program under load for some minutes: `python -m tests.bench.load [--minutes 15] ...`.

Ten thousand feeds every five minutes, ten new entries a second, a hundred thousand watches of
which ten thousand are followed, a hundred thousand stories kept. Writes `build/load/figures.json`
and, where the peers are set up, `build/load/load.png`: memory, lag, stalls, processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from shutil import rmtree
from statistics import quantiles
from typing import Any
from urllib.request import urlopen

from bot.store.sqlite.assemble import File
from tests.bench.livefeeds import SECRET
from tests.bench.stock import fill_feeds, fill_stories, fill_watches
from tests.bench.usage import children, family_megabytes, family_seconds
from tests.bench.whole import PEERS, ROOT, started

FOLDER = ROOT / "build" / "load"
EVERY = 5.0
"""Seconds between two looks."""

DRAIN = 30.0
"""Seconds without an alert after which what is not told counts as lost."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--interval", type=float, default=300.0, help="seconds between two polls")
    parser.add_argument("--rate", type=float, default=10.0, help="new entries a second")
    parser.add_argument("--watches", type=int, default=100_000)
    parser.add_argument("--followed", type=int, default=10_000)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument(
        "--kill", action="store_true", help="kill a worker of each kind each second"
    )
    return parser.parse_args()


def configuration(port: int, listen: int) -> Path:
    """Write the configuration of the program under load."""
    path = FOLDER / "config.toml"
    path.write_text(
        f"""
[bot]
data_dir = {json.dumps(str(FOLDER / "data"))}
[fetch]
allow_hosts = ["127.0.0.0/8"]
[web]
listen = "127.0.0.1:{listen}"
[webhook.load]
url = "http://127.0.0.1:{port}/hook"
secret = "{SECRET}"
""",
        encoding="utf-8",
    )
    return path


async def filled(given: argparse.Namespace, port: int) -> None:
    """Fill the store with everything that is there before the load."""
    file, now = File(str(FOLDER / "data" / "wirebell.db")), datetime.now(UTC)
    print("filling the store ...", file=sys.stderr, flush=True)
    await fill_watches(file, given.watches, followed=given.followed, channel="webhook:load")
    await fill_feeds(file, given.feeds, port, now, given.interval)
    await fill_stories(file, given.stories, given.feeds, now)
    file.close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def asked(url: str) -> str:
    with urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def metric(text: str, name: str) -> float:
    rows = [row for row in text.splitlines() if row.startswith(f"{name} ")]
    return float(rows[0].split()[1]) if rows else 0.0


def until_up(listen: int, process: subprocess.Popen[str]) -> None:
    """Wait for the program's first answer."""
    while process.poll() is None:
        try:
            asked(f"http://127.0.0.1:{listen}/health")
        except OSError as error:
            if getattr(error, "code", 0) == 503:  # it answers, and says that something is red
                return
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the program under load ended by itself")


def watched(given: argparse.Namespace, pid: int, port: int, listen: int) -> list[dict[str, Any]]:
    """Look at the program until the time is over."""
    rows: list[dict[str, Any]] = []
    began = looked = time.time()
    before = family_seconds(pid)
    while time.time() - began < 60 * given.minutes:
        time.sleep(EVERY)
        spent, since, looked = family_seconds(pid), looked, time.time()
        text = asked(f"http://127.0.0.1:{listen}/metrics")
        row = {
            "seconds": time.time() - began,
            "core": (spent - before) / (looked - since),
            "megabytes": family_megabytes(pid),
            "stalls": metric(text, "wirebell_loop_stalls"),
            "longest_stall": metric(text, "wirebell_loop_longest_stall_seconds"),
        }
        rows.append(row | json.loads(asked(f"http://127.0.0.1:{port}/figures")))
        before = spent
        print(told(rows[-1]), file=sys.stderr, flush=True)
    return rows


def kill_workers(pid: int, over: threading.Event) -> None:
    """Kill one worker of each kind every second: the children of the program's children."""
    random = Random(2)
    while not over.wait(1.0):
        for nursery in children(pid):
            workers = children(nursery)
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(random.choice(workers), signal.SIGKILL)


def drained(port: int, rows: list[dict[str, Any]]) -> None:
    """Wait until what was polled is told, or nothing more comes for a while."""
    last = time.time()
    while time.time() - last < DRAIN:
        row = json.loads(asked(f"http://127.0.0.1:{port}/figures"))
        rows[-1]["lags"] += row["lags"]
        rows[-1] |= {name: row[name] for name in ("untold", "repeated", "not_told_in_10_s")}
        if not row["untold"]:
            return
        last = time.time() if row["lags"] else last
        time.sleep(1.0)


def told(row: dict[str, Any]) -> str:
    lags = sorted(row["lags"])
    worst = f"{lags[-1]:.2f} s" if lags else "-"
    return (
        f"{row['seconds']:6.0f} s  {100 * row['core']:5.1f} % of a core  {row['megabytes']:5.0f} MB"
        f"  {row['polls']:6} polls  {len(lags):4} told, slowest {worst}"
        f"  {row['stalls']:.0f} stalls, longest {1000 * row['longest_stall']:.0f} ms"
    )


def summary(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Sum a run up: what the targets ask for."""
    lags = [lag for row in rows for lag in row["lags"]]
    cuts = quantiles(lags, n=100) if len(lags) > 1 else [0.0] * 99
    return {
        "minutes": rows[-1]["seconds"] / 60,
        "share of a core": sum(row["core"] for row in rows) / len(rows),
        "most megabytes": max(row["megabytes"] for row in rows),
        "told": len(lags),
        "median lag": cuts[49],
        "lag p95": cuts[94],
        "lag p99": cuts[98],
        "polled and never told": rows[-1]["untold"],
        "repeated": rows[-1]["repeated"],
        "stalls over 50 ms": rows[-1]["stalls"],
        "longest stall": rows[-1]["longest_stall"],
    }


def main() -> None:
    given = arguments()
    rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    listen = free_port()
    feeds = [str(given.feeds), str(given.rate), str(given.followed)]
    with started(sys.executable, "-m", "tests.bench.livefeeds", *feeds) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        asyncio.run(filled(given, port))
        config = configuration(port, listen)
        with (FOLDER / "log").open("w") as log:
            words = [sys.executable, "-m", "bot", "--config", str(config), "run"]
            began, over = time.time(), threading.Event()
            program = subprocess.Popen(words, cwd=ROOT, stdout=log, stderr=log, text=True)
            try:
                until_up(listen, program)
                up = {"start, s": time.time() - began, "start, CPU s": family_seconds(program.pid)}
                if given.kill:
                    threading.Thread(target=kill_workers, args=(program.pid, over)).start()
                rows = watched(given, program.pid, port, listen)
                over.set()
                drained(port, rows)
            finally:
                over.set()
                program.send_signal(signal.SIGTERM)
                program.wait(30)
        server.kill()
    found = up | summary(rows)
    (FOLDER / "figures.json").write_text(json.dumps({"summary": found, "rows": rows}))
    print("\n".join(f"{name:24} {value:10.3f}" for name, value in found.items()))
    if PEERS.exists():
        subprocess.run([PEERS, "tests/bench/peers/plot.py", FOLDER], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
