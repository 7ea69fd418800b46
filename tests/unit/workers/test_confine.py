"""A process that was confined reads text and does nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

CONFINED = """
import json, os, resource, socket, subprocess, sys, urllib.request
from pathlib import Path
from bot.workers.confine import code_paths, confine_process
done = confine_process(code_paths())
try:
    {attempt}
except OSError as refusal:
    print("refused", type(refusal).__name__, *done)
else:
    print("done", *done)
"""


def _confined(attempt: str) -> list[str]:
    """Try something in a confined process; gives what came of it and what was in force."""
    code = CONFINED.format(attempt=attempt)
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.split()


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9), timeout=1)",
        "socket.getaddrinfo('localhost', 80)",
        "urllib.request.urlopen('http://127.0.0.1:9/')",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], dict())",
        "[open('/dev/null') for _ in range(100)]",
    ],
)
def test_a_confined_process_reaches_nothing(attempt: str) -> None:
    assert _confined(attempt)[0] == "refused"


def test_a_confined_process_writes_no_file(tmp_path: Path) -> None:
    target = tmp_path / "written"
    # Bytes over the limit of none end in a signal, which Python turns into an error.
    _confined(f"Path({str(target)!r}).write_text('x')")
    assert not target.exists() or target.read_text() == ""


def test_where_the_kernel_can_a_confined_process_reads_nothing_of_others(tmp_path: Path) -> None:
    secret = tmp_path / "config.toml"
    secret.write_text("token", encoding="utf-8")
    came, *done = _confined(f"Path({str(secret)!r}).read_text()")
    if "landlock" not in done:
        pytest.skip("this kernel has no landlock")
    assert came == "refused"


def test_a_confined_process_still_reads_text() -> None:
    came = _confined("from bot.feeds.parse.parser import parse_feed; json.loads('[1]')")
    assert came[0] == "done"
