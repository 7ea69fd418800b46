"""Files and folders are their owner's alone, at any mask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.ports.private import fresh, narrow, narrow_all, private_file, private_folder


@contextmanager
def masked(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_what_is_made_is_its_owners(tmp_path: Path, mask: int) -> None:
    with masked(mask):
        private_folder(tmp_path / "a" / "b")
        private_file(tmp_path / "a" / "x")
        fresh(tmp_path / "a" / "y")
    assert [mode(tmp_path / name) for name in ("a", "a/b")] == [0o700, 0o700]
    assert [mode(tmp_path / name) for name in ("a/x", "a/y")] == [0o600, 0o600]


def test_what_was_wider_is_narrowed_and_keeps_its_words(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("words", "utf-8")
    file.chmod(0o664)
    private_file(file)
    assert (mode(file), file.read_text("utf-8")) == (0o600, "words")
    file.chmod(0o444)
    assert narrow_all([file, tmp_path / "none"]) == ["x"]
    assert mode(file) == 0o400


def test_neither_links_nor_devices_are_touched(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_text("", "utf-8")
    target.chmod(0o644)
    link = tmp_path / "link"
    link.symlink_to(target)
    assert not narrow(link)
    assert mode(target) == 0o644
    assert not narrow(Path(os.devnull))
