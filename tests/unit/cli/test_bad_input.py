"""Lines, lists and words that are wrong: one line with place and fix, and status 2."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.cli.inputs import article_of, json_lines
from bot.errors import InputError, ParseError
from bot.feeds.parse.opml import read_opml
from bot.models import Article

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LINES = [
    b'{"title":"x","published":1e20}',
    b'{"id":"\\ud800","title":"x"}',
    b'{"title":"x","published":NaN}',
    b'{"title":"x","published":-1e300}',
    b'{"title":"x","published":true}',
    b'{"id":1e400}',
    b'{"id":' + b"9" * 5000 + b"}",
    b'{"title":' + b"[" * 5000,
    b'{"url":"http://["}',
    b"[1]",
    b"5",
    b"{",
    b'{"title":{"a":1}}',
    b'{"authors":[1]}',
    b"\xff\xfe",
    b'{"\\udfff":1}',
    b'{"content":"a\\ud83d"}',
    b'{"published":"9999-12-31T23:59:59-14:00"}',
    b'{"published":[1]}',
    b"null",
    b"Infinity",
    b'"x"',
]


def read_all(lines: bytes) -> list[Article]:
    found = json_lines(io.BytesIO(lines))
    return [article_of(value, number, NOW) for number, value in enumerate(found, start=1)]


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_a_wrong_line_is_named(line: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_all(b'{"title":"x"}\n' + line)
    assert caught.value.line == 2
    assert len(f"{caught.value} {caught.value.fix}".splitlines()) == 1
    str(caught.value).encode()


NAME = st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=5,
)
NAMES = st.sampled_from(["id", "title", "content", "url", "language", "published", "authors", "x"])


@given(st.dictionaries(NAMES, JSON))
def test_any_object_is_read_or_named(value: dict[str, Any]) -> None:
    try:
        articles = read_all(json.dumps(value).encode())
    except InputError as error:
        told, line = str(error), error.line
    else:
        for article in articles:
            json.dumps([article.id, article.title], ensure_ascii=False).encode()
            article.published.astimezone(UTC)
        return
    told.encode()
    assert line == 1


OPML = (
    b'<opml version="2.0"><body><outline type="rss" text="x" xmlUrl="https://a.example/f"/>'
    b"</body></opml>"
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(OPML)), st.binary(max_size=6)), max_size=4))
def test_a_list_with_anything_in_it_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = OPML
    for at, put in changes:
        data = data[:at] + put + data[at + len(put) // 2 :]
    try:
        read_opml(data)
    except ParseError as error:
        told = str(error)
    else:
        return
    assert len(told.splitlines()) == 1


WORDS = [
    "",
    "-1",
    "9" * 30,
    "1e999",
    "nan",
    "x" * 5000,
    "\udcff",
    "[",
    "((",
    "\x01",
    "/dev/null",
    "http://[",
    "http://u:p@h:99999/",
    "discord:9",
    "slack:",
    "99:99",
    "25:00-26:00",
    "5/0s",
    "-5d",
    "*",
]
COMMANDS = [
    ["watch", "add", "{}"],
    ["watch", "add", "x", "--sense={}"],
    ["watch", "add", "x", "--language={}"],
    ["watch", "remove", "{}"],
    ["watch", "test", "{}"],
    ["feeds", "add", "{}"],
    ["feeds", "remove", "{}"],
    ["feeds", "add", "https://a.example/f", "--interval={}"],
    ["feeds", "import", "{}"],
    ["subscribe", "{}", "console"],
    ["subscribe", "x", "{}"],
    ["subscribe", "x", "console", "--at={}"],
    ["search", "{}"],
    ["why", "{}"],
    ["story", "{}"],
    ["trend", "{}"],
    ["summarize", "{}"],
    ["extract", "{}"],
    ["match", "--watch={}"],
    ["db", "backup", "{}"],
    ["--config={}", "feeds", "list"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_any_word_ends_in_a_status_and_at_most_a_line(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WIREBELL_BOT__DATA_DIR", str(tmp_path / "data"))
    for word in WORDS:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"title":"x"}\n')))
        with pytest.raises(SystemExit) as ended:
            main([part.replace("{}", word) for part in command])
        told = capsys.readouterr().err
        assert ended.value.code in (0, 1, 2)
        assert "Traceback" not in told
        if "error:" in told and "Usage:" not in told:
            assert len([line for line in told.splitlines() if line.startswith("error:")]) == 1
    assert not Path("/dev/null").is_file(), "a device was replaced"


@pytest.mark.parametrize("end", ["", "-wal", "-shm", ".lock"])
@pytest.mark.parametrize("command", ["feeds export", "tenant export discord:1", "db backup"])
def test_nothing_is_written_over_the_database(
    command: str,
    end: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WIREBELL_BOT__DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit):
        main(["watch", "add", "x"])
    database = tmp_path / "wirebell.db"
    before = database.read_bytes()
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), f"{database}{end}"])
    assert ended.value.code in (1, 2)
    assert "error:" in capsys.readouterr().err
    assert database.read_bytes() == before


@pytest.mark.parametrize("command", ["feeds export", "tenant export discord:1", "db restore"])
def test_a_name_that_no_file_can_have_is_told(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WIREBELL_BOT__DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "x" * 300])
    assert ended.value.code in (1, 2)
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert len([line for line in told.splitlines() if line.startswith("error:")]) == 1
