"""Setting up and staying well: init by flags and by questions, check, automatic backups."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.app import App
from bot.cli.wizard import Answers, ask_questions, render_file
from bot.config import Bot, Settings, load_settings
from bot.demo.server import Newsroom
from bot.errors import StoreError
from bot.service.backups import back_up
from tests.scenario.process import ROOT, feed_toml, write_config

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def _run(folder: Path, *words: str) -> tuple[int, str, str]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    out, err = await child.communicate()
    return child.returncode or 0, out.decode(), err.decode()


async def test_init_by_flags_writes_a_file_for_its_owner_only(tmp_path):
    (tmp_path / "secret").write_text("abc.def\n", encoding="utf-8")
    words = ("init", "--yes", "--discord-token-file", "secret", "--feed", "https://a.example/rss")
    words += ("--watch", 'say "hello" OR Corée', "--channel", "discord:12", "--output", "c.toml")
    status, _, err = await _run(tmp_path, *words)
    assert (status, err) == (0, "")
    path = tmp_path / "c.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    read = load_settings(path, {})
    assert read.discord.token.get_secret_value() == "abc.def"
    assert read.watchlists[0].query == 'say "hello" OR Corée'
    assert read.subscriptions[0].channel == "discord:12"
    before = path.read_bytes()
    status, _, err = await _run(tmp_path, "init", "--yes", "--output", "c.toml")
    assert (status, path.read_bytes()) == (2, before)
    assert "--force" in err
    status, _, _ = await _run(tmp_path, "init", "--yes", "--force", "--output", "c.toml")
    assert (status, load_settings(path, {}).feeds) == (0, ())


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("init",), "--yes"),
        (("init", "--yes", "--feed", "a.example"), "https://"),
        (("init", "--yes", "--watch", "(a AND"), "at its end"),
        (("init", "--yes", "--discord-token-file", "missing"), "missing"),
        (("init", "--yes", "--output", "no/such/folder.toml"), "--output"),
    ],
)
async def test_init_names_what_is_wrong_and_writes_nothing(tmp_path, words, hint):
    status, _, err = await _run(tmp_path, *words)
    assert status == 2
    assert hint in err
    assert list(tmp_path.iterdir()) == []


def test_init_asks_for_everything():
    answers = Answers()
    typed = (
        "\x1b[B\r"  # French is the second choice
        + "\x15Europe/Paris\r"
        + "abc\r"
        + "\r"
        + "https://a.example/rss\r\r"
        + "Wagner\r\r"
        + "discord:7\r\r"
    )
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(typed)
        ask_questions(answers)
    assert answers == Answers(
        language="fr",
        timezone="Europe/Paris",
        secrets={("discord", "token"): "abc"},
        feeds=["https://a.example/rss"],
        watches=["Wagner"],
        channels=["discord:7"],
    )
    assert 'language = "fr"' in render_file(answers)


async def test_check_passes_on_a_newsroom_that_works(tmp_path):
    async with Newsroom(NOW) as newsroom:
        feeds = "".join(feed_toml(feed.name, feed.url) for feed in newsroom.feeds)
        config = write_config(tmp_path, feeds)
        status, out, err = await _run(tmp_path, "--config", str(config), "--json", "check")
    assert status == 0, err
    found = json.loads(out)
    assert found["ok"]
    assert len([row for row in found["checks"] if row["what"].startswith("feed ")]) == len(
        newsroom.feeds
    )


async def test_check_names_the_fix_of_each_failure(tmp_path):
    extra = """
[discord]
token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.x.y"
api_base = "http://127.0.0.1:9"
"""
    feeds = feed_toml("Gone", "http://127.0.0.1:9/rss") + (
        '[[subscriptions]]\nchannel = "console"\nwatchlists = ["Nobody"]\n'
    )
    config = write_config(tmp_path, feeds, extra)
    status, out, _ = await _run(tmp_path, "--config", str(config), "--json", "check")
    assert status == 1
    found = json.loads(out)
    failed = {row["what"].split(" ")[0]: row["note"] for row in found["checks"] if not row["ok"]}
    assert {"feed", "subscription", "Discord"} <= set(failed)
    assert all(failed.values())
    assert "client_id=123456789012345678" in found["hints"][0]
    status, out, _ = await _run(tmp_path, "--config", str(config), "check")
    assert status == 1
    assert "FAIL" in out


async def test_check_tells_of_a_configuration_that_cannot_be_read(tmp_path):
    (tmp_path / "config.toml").write_text("[bto]\n", encoding="utf-8")
    status, out, _ = await _run(tmp_path, "check")
    assert status == 1
    assert "bto" in out


async def test_backups_are_made_when_due_and_the_oldest_go(tmp_path):
    settings = Settings(bot=Bot(data_dir=tmp_path, backup_every=3600, backup_keep=2))
    app = App(settings, io.StringIO())
    folder = tmp_path / "backups"
    try:
        await back_up(app.file, app.settings.bot, NOW)
        by_hand = folder / "wirebell-before-upgrade.db"
        by_hand.write_bytes(b"")
        await back_up(app.file, app.settings.bot, NOW + timedelta(minutes=59))
        assert len(list(folder.iterdir())) == 2
        for hours in (1, 2):
            await back_up(app.file, app.settings.bot, NOW + timedelta(hours=hours))
    finally:
        await app.close()
    assert sorted(file.name for file in folder.iterdir()) == [
        "wirebell-20260301-130000.db",
        "wirebell-20260301-140000.db",
        by_hand.name,
    ]


async def test_backups_that_fail_are_told_with_the_fix(tmp_path):
    (tmp_path / "backups").write_text("a file where the folder should be", encoding="utf-8")
    bot = Bot(data_dir=tmp_path, backup_every=3600)
    app = App(Settings(bot=bot), io.StringIO())
    try:
        for _ in range(3):
            with pytest.raises(StoreError, match="no backup can be made") as caught:
                await back_up(app.file, app.settings.bot, NOW)
            app._tick_failed("backup", caught.value)
        told = {trouble.name: trouble for trouble in await app.service.vitals.look(NOW)}
        assert told["failing:backup"].grave
        assert "no backup can be made" in str(told["failing:backup"].reason)
        assert str(tmp_path / "backups") in str(told["failing:backup"].fix)
        assert len(app.service.faults.recent(NOW - timedelta(days=9999))) == 1
    finally:
        await app.close()


async def test_no_backups_unless_asked_for(tmp_path):
    app = App(Settings(bot=Bot(data_dir=tmp_path)), io.StringIO())
    try:
        await back_up(app.file, app.settings.bot, NOW)
    finally:
        await app.close()
    assert not (tmp_path / "backups").exists()
