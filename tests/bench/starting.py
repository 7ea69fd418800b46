"""Time whole commands from start to end, beside a Python that does nothing, in one run."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.timing import Timing

COMMANDS = {
    "--help": ["--help"],
    "feeds list": ["feeds", "list"],
    "watch add --dry-run": ["watch", "add", "Corvaz", "--dry-run"],
    "once, nothing due": ["once"],
}
NOTHING = "python -c pass"


def measured(feeds: int, watches: int, runs: int) -> Iterator[Timing]:
    """Time each command so many times, over a file that was brought in; gives the medians."""
    ours = {name: ["-m", "bot", "--quiet", *words] for name, words in COMMANDS.items()}
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text(_file(feeds, watches), "utf-8")
        _spent(["-m", "bot", "config", "apply", "--yes"], folder)
        # What is due is polled once; nothing of it is there, so it waits for its next turn.
        _spent(ours["once, nothing due"], folder)
        each = [
            [_spent(words, folder) for words in (["-c", "pass"], *ours.values())]
            for _ in range(runs)
        ]
    nothing, *spent = (median(column) for column in zip(*each, strict=True))
    size = f", {feeds:,} feeds, {watches:,} watches" if feeds or watches else ""
    for command, milliseconds in zip(ours, spent, strict=True):
        yield Timing(f"{command}{size}", milliseconds, nothing, NOTHING)


def _file(feeds: int, watches: int) -> str:
    """Write a file whose feeds lie where we may not ask: refused at once, they wait for a turn."""
    lines = ["[web]", 'listen = ""']
    for number in range(feeds):
        lines += ["[[feeds]]", f'url = "http://127.0.0.1:9/{number}"', f'name = "Feed {number}"']
    for number in range(watches):
        lines += ["[[watchlists]]", f'query = "Corvaz{number} OR Zorblat{number}"']
    return "\n".join(lines) + "\n"


def _spent(words: list[str], folder: Path) -> float:
    """Run Python once; gives the milliseconds of processor time of it and its children."""
    root = Path(__file__).parents[2]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(root)},
        check=False,
        capture_output=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return 1000 * (user + system)
