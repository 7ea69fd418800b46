"""Whatever fails once between a poll and its posts: nothing is lost, nothing is told twice."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest

from bot.errors import StoreError
from tests.conftest import LONG
from tests.proof.sweep import HERE, HIT, THERE, Found, Statements, sweep

STRIDE = 1 if LONG else 47
"""Of so many things that can fail one is tried in the short form: ten runs or so."""
POINTS = {
    "edit",
    "request, cut",
    "request, refused",
    "send, cut after",
    "send, cut before",
    "statement",
    "worker, feed",
    "worker, page",
}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    return Statements(monkeypatch)


async def _lived(folder: Path, statements: Statements, at: Collection[int]) -> Found:
    """Live with what fails at these places; asserts that all was told once in the end."""
    folder.mkdir()  # noqa: ASYNC240 - nothing else runs
    found = await sweep(folder, statements, at)
    assert found.damage == []
    assert {key: count for key, count in found.posts.items() if count != 1} == {}, found.met
    assert set(found.posts) == {(channel, title) for channel in (HERE, THERE) for title in HIT}
    assert len(found.edits) == 2, found.met
    # A tick that meets a failing store ends and is noted by whoever called it; nothing else does.
    assert all(isinstance(error, (StoreError, sqlite3.Error)) for error in found.escaped)
    assert len(found.escaped) <= len(at)
    return found


async def test_each_thing_that_can_fail_fails_once(tmp_path: Path, statements: Statements) -> None:
    whole = await _lived(tmp_path / "whole", statements, ())
    assert set(Counter(whole.seen)) >= POINTS
    for number in range(1, len(whole.seen) + 1, STRIDE):
        found = await _lived(tmp_path / str(number), statements, {number})
        assert found.met != []


async def test_each_kind_but_statements_fails_once(tmp_path: Path, statements: Statements) -> None:
    whole = await _lived(tmp_path / "whole", statements, ())
    firsts = {kind: number for number, kind in reversed([*enumerate(whole.seen, 1)])}
    for kind, number in firsts.items():
        await _lived(tmp_path / kind, statements, {number})


@pytest.mark.slow
async def test_each_two_neighbours_fail(tmp_path: Path, statements: Statements) -> None:
    whole = await _lived(tmp_path / "whole", statements, ())
    for number in range(1, len(whole.seen)):
        await _lived(tmp_path / str(number), statements, {number, number + 1})
