"""The program as a child process with a configuration of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


def write_config(folder: Path, feeds: str, extra: str = "") -> Path:
    """Write a configuration whose data lies beside it; `feeds` and `extra` are TOML."""
    path = folder / "config.toml"
    path.write_text(
        f"""
[bot]
data_dir = {json.dumps(str(folder / "data"))}
[fetch]
allow_hosts = ["127.0.0.1"]
min_interval = "1s"
[web]
listen = ""
{extra}
{feeds}
""",
        encoding="utf-8",
    )
    return path


def feed_toml(name: str, url: str, interval: str = "1s", language: str = "") -> str:
    """Write a feed of the configuration."""
    return (
        f"[[feeds]]\nurl = {json.dumps(url)}\nname = {json.dumps(name)}\n"
        f"interval = {json.dumps(interval)}\nlanguage = {json.dumps(language)}\n"
    )


async def start(
    config: Path,
    *words: str,
    out: Path | None = None,
    log: Path | None = None,
    within: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> asyncio.subprocess.Process:
    """Start `wirebell` with a configuration; its output is appended to `out`, its errors to `log`.

    A pipe that nobody reads holds a program up once it is full: who runs long gives a `log`.
    `within` are words of a command that runs it, `env` variables beside those of the tests.
    """
    with ExitStack() as files:
        target, told = (_appended(path, files) for path in (out, log))
        return await asyncio.create_subprocess_exec(
            *within,
            sys.executable,
            "-m",
            "bot",
            "--config",
            str(config),
            "--json",
            *words,
            stdout=target,
            stderr=told,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
        )


def _appended(path: Path | None, files: ExitStack) -> Any:
    """Open what a child writes to: a file, or a pipe where none is named."""
    return files.enter_context(path.open("ab")) if path else asyncio.subprocess.PIPE


async def call(config: Path, *words: str, **more: Any) -> Any:
    """Run a command to its end and give what it wrote as JSON."""
    child = await start(config, *words, **more)
    out, err = await child.communicate()
    assert child.returncode == 0, err.decode()
    return json.loads(out)


async def kill(child: asyncio.subprocess.Process) -> None:
    """Kill a child with no chance to clean up."""
    child.kill()
    await child.communicate()


async def end(child: asyncio.subprocess.Process) -> str:
    """Ask a child to end and give what it logged."""
    if child.returncode is None:
        child.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(child.communicate(), 15)
    told = (err or b"").decode()
    assert child.returncode == 0, told
    return told
