"""Who may read the database: its owner, at any mask, also what was wider before."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.config import Bot
from bot.service.backups import back_up
from bot.store.sqlite.assemble import File
from tests.unit.test_private import masked


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder.parent)): stat.S_IMODE(path.stat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }


@pytest.mark.parametrize("mask", [0o000, 0o022])
async def test_all_that_is_made_is_its_owners(tmp_path: Path, mask: int) -> None:
    data = tmp_path / "data"
    with masked(mask):
        file = File(str(data / "wirebell.db"))
        file.claim()
        await file.probe()
        bot = Bot(data_dir=data, backup_every=60)
        await back_up(file, bot, datetime(2026, 3, 1, tzinfo=UTC))
        await file.backup(data / "copy.db")
        found = modes(data)
        file.close()
    folders = {name for name in found if (tmp_path / name).is_dir()}
    assert {name: mode for name, mode in found.items() if name in folders} == {
        "data": 0o700,
        "data/backups": 0o700,
    }
    assert {"data/wirebell.db", "data/wirebell.db-wal", "data/wirebell.db-shm"} <= set(found)
    assert {mode for name, mode in found.items() if name not in folders} == {0o600}


def test_what_was_wider_is_narrowed_with_a_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    File(str(data / "wirebell.db")).close()
    (data / "backups").mkdir()
    old = [
        "wirebell.db",
        "wirebell-schema3-20260101-000000.db",
        "backups/wirebell-20260101-000000.db",
    ]
    for name in old:
        (data / name).touch()
        (data / name).chmod(0o664)
    data.chmod(0o755)
    (data / "backups").chmod(0o755)
    with capture_logs() as lines:
        File(str(data / "wirebell.db")).close()
        File(str(data / "wirebell.db")).close()
    told = [line for line in lines if "owner" in line["event"]]
    assert len(told) == 1
    assert set(told[0]["files"]) >= {Path(name).name for name in old} | {"data", "backups"}
    assert not [mode for mode in modes(data).values() if mode & 0o077]


def test_a_folder_with_things_of_others_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "index.html").write_text("theirs", "utf-8")
    (tmp_path / "index.html").chmod(0o644)
    File(str(tmp_path / "wirebell.db")).close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "index.html").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "wirebell.db").stat().st_mode) == 0o600
