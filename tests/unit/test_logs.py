"""Logs: what a library met is one line, without secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from bot import logs


@contextmanager
def logging_as_run(*, as_json: bool) -> Iterator[None]:
    """Log as `run` does, and as before afterwards."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    try:
        logs.set_up("info", as_json=as_json, secrets=["s3cret-token"])
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


def _deep(depth: int) -> None:
    if depth:
        _deep(depth - 1)
    raise ConnectionError("no way to\nhttps://a.example/s3cret-token " + "x" * 5000)


@pytest.mark.parametrize("as_json", [False, True])
def test_an_error_of_a_library_is_one_short_line_at_each_repeat(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_as_run(as_json=as_json):
        for _ in range(3):
            try:
                _deep(50)
            except ConnectionError:
                logging.getLogger("discord.client").exception("Attempting again in %.2fs", 1.5)
    shown = capsys.readouterr().err
    lines = shown.splitlines()
    assert len(lines) == 3
    assert all(len(line) < 700 for line in lines)
    for words in ("again in 1.50s", "ConnectionError: no way to", "test_logs.py:"):
        assert words in lines[0]
    assert "s3cret-token" not in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("info", [False, True], ids=["none", "no error under way"])
def test_what_comes_with_no_error_is_told_as_it_is(
    capsys: pytest.CaptureFixture[str], info: bool
) -> None:
    with logging_as_run(as_json=False):
        logging.getLogger("aiohttp").warning("slow", exc_info=info)
    shown = capsys.readouterr().err
    assert "slow" in shown
    assert len(shown.splitlines()) == 1
    assert "trace" not in shown.lower()
