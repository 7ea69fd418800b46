"""Logs: what a library met is one line, without secrets."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import structlog

from bot import logs
from bot.service.health.faults import Faults


@contextmanager
def logging_as_run(*, as_json: bool, secret: str = "s3cret-token") -> Iterator[None]:
    """Log as `run` does, and as before afterwards."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    try:
        logs.set_up("info", as_json=as_json, secrets=[secret])
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


def _fail(log: Any, form: str) -> None:
    try:
        int(form)
    except ValueError:
        log.exception("failed")
        raise


TOKEN = "t0p/s3cret+tok=en&ü"


@pytest.mark.parametrize("as_json", [False, True])
def test_no_form_of_a_secret_is_logged(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    forms = [
        TOKEN,
        quote(TOKEN, safe=""),
        quote(TOKEN),
        quote_plus(TOKEN),
        json.dumps(TOKEN)[1:-1],
        escape(TOKEN),
        *(b64encode(f"{'u' * length}:{TOKEN}".encode()).decode() for length in range(1, 4)),
        *(urlsafe_b64encode(f"{'u' * length}:{TOKEN}".encode()).decode() for length in range(1, 4)),
    ]
    try:
        logs.set_up("debug", as_json=as_json, secrets=[TOKEN])
        log = logs.get_logger("bot.test")
        for form in forms:
            log.debug("sent", value=form, many=[{"key": form}], error=ValueError(form))
            logging.getLogger("aiohttp").warning("asked with %s", form, extra={"header": form})
            with suppress(ValueError):
                _fail(log, form)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
    shown = capsys.readouterr().err
    # What of a base64 form belongs to the name before it may stay.
    inner = [form if len(form) < 30 else form[4:-4] for form in forms]
    assert "failed" in shown
    assert [form for form in inner if form in shown] == []


ODD = "t0p é\"q'\\\\r/+&<k>=\tz\U0001f511-end"
"""A secret that every way of writing it changes."""


def _ways(secret: str) -> list[str]:
    low = re.sub("%..", lambda found: found[0].lower(), quote(secret, safe=""))
    inner = json.dumps({"key": secret})
    return [
        json.dumps([secret], ensure_ascii=False),
        json.dumps(inner),
        json.dumps(json.dumps(inner)),
        repr(secret),
        repr(repr(secret)),
        repr(secret.encode()),
        ascii(secret),
        low,
        quote(quote(secret, safe=""), safe=""),
        quote(secret, safe="!~*'()/:&=+<>"),
        escape(json.dumps(secret)),
        escape(escape(secret)),
        quote(b64encode(secret.encode()).decode(), safe=""),
    ]


@pytest.mark.parametrize("secret", [ODD, *(f"wörd{sign}wörd" for sign in " \\\"'&+/%\n\U0001f511")])
def test_a_secret_is_known_however_often_it_was_escaped(
    secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = _ways(secret)
    with logging_as_run(as_json=True, secret=secret):
        for way in ways:
            logs.get_logger("bot.test").info("told", value=way)
            with suppress(KeyError):
                _fail_at(way)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["value"] for line in lines[::2] if "[hidden]" not in line["value"]] == []
    assert [line["error"] for line in lines[1::2] if "[hidden]" not in line["error"]] == []
    assert [line for line in lines if re.search("t0p|end|rd", str(line.get("value", "")))] == []


def _fail_at(key: str) -> None:
    try:
        {}[key]
    except KeyError:
        logging.getLogger("aiohttp").exception("asked")
        raise


@pytest.mark.parametrize("before", range(150, 260, 7))
def test_where_a_long_error_is_cut_no_half_of_a_secret_is_left(
    before: int, capsys: pytest.CaptureFixture[str]
) -> None:
    error = ValueError("w" * before + " s3cret-token and more" * 20)
    with logging_as_run(as_json=True):
        logging.getLogger("aiohttp").error("asked", exc_info=error)
        Faults().note("poll", error, datetime(2026, 11, 28, tzinfo=UTC))
    shown = capsys.readouterr().err
    told = [json.loads(line)["error"] for line in shown.splitlines()]
    assert [len(words) <= logs.WORDS for words in told] == [True, True]
    assert "s3c" not in shown


def test_a_secret_of_backslashes_is_looked_for_in_no_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logging_as_run(as_json=True, secret="\\a\\\\\\/\\\\&\\ \\" * 3):
        logs.get_logger("bot.test").info("told", value="\\" * 100_000 + "\\a" * 50_000)
    assert "told" in capsys.readouterr().err


def test_addresses_of_others_lose_their_keys_in_logs(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as_run(as_json=True):
        logs.get_logger("bot.test").info("x", url="https://u:pw@h.example/f?key=k1", n=3)
        logging.getLogger("aiohttp").error("no answer of %s", "https://u:pw@h.example/f?key=k1")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (lines[0]["url"], lines[0]["n"]) == ("https://…@h.example/f?key=…", 3)
    assert lines[1]["event"] == "no answer of https://…@h.example/f?key=…"


SILENT = """
import sys
from bot import logs
logs.set_up("info", as_json=True, secrets=["s3cret-token"])
log = logs.get_logger("bot.test")
print("structlog" in sys.modules)
{said}
"""


@pytest.mark.parametrize(
    "said",
    [
        'log.warning("told", token="s3cret-token")',
        'import logging; logging.getLogger("aiohttp").warning("told s3cret-token")',
        'import structlog; log.warning("told", token="s3cret-token")',
    ],
    ids=["by us", "by a library", "loaded before"],
)
def test_what_writes_the_lines_is_loaded_and_set_up_with_the_first(said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SILENT.format(said=said)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert ended.stdout == "False\n"
    line = json.loads(ended.stderr)
    assert line["level"] == "warning"
    assert "s3cret" not in ended.stderr
    assert logs.HIDDEN in ended.stderr
