"""Faults around the running program: red within a minute, green by itself, none lost or twice."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core.ledger import Line
from bot.demo.server import Newsroom
from bot.errors import StoreError
from bot.store.sqlite.assemble import File
from tests.conftest import LONG
from tests.fakes.books import file_adds_up
from tests.scenario.process import call, end, feed_toml, start, write_config

HOLD = 60.0 if LONG else 4.0
"""Seconds that a fault lasts after it was seen."""
LOG_AN_HOUR = 1_000_000
SHIM = Path(__file__).parent.parent / "fakes" / "disk.c"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Bot:
    """The program running on a newsroom, its console in a file, its listener at `base`."""

    folder: Path
    newsroom: Newsroom
    config: Path
    base: str
    child: asyncio.subprocess.Process

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def publish(self, number: int) -> str:
        title = f"Ciment {number} {'abcdefghij'[number % 10] * 5} {number * 7919}"
        self.newsroom.publish(self.newsroom.feeds[0].outlet, title, f"Texte {number * 104729}.")
        return title

    def shown(self, title: str) -> int:
        lines = (self.folder / "out").read_text(encoding="utf-8").splitlines()
        return sum(title in line for line in lines)

    async def get(self, path: str) -> tuple[int, str]:
        began = time.monotonic()
        async with (
            aiohttp.ClientSession() as session,
            session.get(self.base + path, timeout=aiohttp.ClientTimeout(10)) as answer,
        ):
            text = await answer.text()
        assert time.monotonic() - began < 6, "health has to answer within seconds"
        return answer.status, text

    async def health(self) -> tuple[int, Any]:
        try:
            status, text = await self.get("/health")
        except aiohttp.ClientConnectorError:
            assert self.child.returncode is None
            return 0, {"reasons": []}
        return status, json.loads(text)


@asynccontextmanager
async def running(folder: Path, extra: str = "", **environ: str) -> AsyncIterator[Bot]:
    """Run the program on a newsroom whose first articles it has read."""
    port = free_port()
    async with Newsroom(datetime.now(UTC)) as newsroom:
        watch = '[[watchlists]]\nname = "Ciment"\nquery = "ciment"\n'
        watch += '[[subscriptions]]\nchannel = "console"\nwatchlists = ["Ciment"]\n'
        feed = feed_toml("Outlet", newsroom.feeds[0].url)
        config = write_config(folder, feed + watch, extra)
        text = config.read_text(encoding="utf-8")
        await call(config, "once", "--all")
        served = text.replace('listen = ""', f'listen = "127.0.0.1:{port}"')
        config.write_text(served, encoding="utf-8")
        os.environ.update(environ)
        child = await start(config, "run", out=folder / "out")
        for name in environ:
            del os.environ[name]
        bot = Bot(folder, newsroom, config, f"http://127.0.0.1:{port}", child)
        try:
            yield bot
        finally:
            if child.returncode is None:
                child.kill()
            await child.wait()


async def until(check: Callable[[], Awaitable[bool]], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not await check():  # noqa: ASYNC110 - what is waited for is in another process
            await asyncio.sleep(0.2)


async def is_status(bot: Bot, status: int) -> bool:
    return (await bot.health())[0] == status


async def comes_through(bot: Bot, fault: Callable[[Bot], Any], why: str) -> None:
    """Have a fault begin and end under news: red with its reason, then green, each told once."""
    began = time.monotonic()
    await until(lambda: is_status(bot, 200), 60)
    wanted = [bot.publish(1)]
    await until(lambda: _all_shown(bot, wanted), 60)
    with fault(bot):
        wanted += [bot.publish(number) for number in (2, 3, 4)]
        await until(lambda: is_status(bot, 503), 60)
        await until(lambda: _says(bot, why), 20)
        assert (await bot.get("/live"))[0] == 200
        await asyncio.sleep(HOLD)  # the time in which it must neither flood the log nor end
        assert await is_status(bot, 503)
        if LONG:
            check = await start(bot.config, "healthcheck")
            _, said = await check.communicate()
            assert check.returncode == 1
            assert why in said.decode()
    await until(lambda: is_status(bot, 200), 90)
    await until(lambda: _all_shown(bot, wanted), 120)
    wanted.append(bot.publish(5))
    await until(lambda: _all_shown(bot, wanted), 60)
    log = await end(bot.child)
    assert {title: bot.shown(title) for title in wanted} == dict.fromkeys(wanted, 1)
    assert "Traceback" not in log
    assert len(log) < 4_000 + LOG_AN_HOUR * (time.monotonic() - began) / 3600, log[-3000:]


async def _all_shown(bot: Bot, wanted: list[str]) -> bool:
    return all(bot.shown(title) for title in wanted)


async def _says(bot: Bot, why: str) -> bool:
    return any(why in reason for reason in (await bot.health())[1]["reasons"])


@contextmanager
def small_files(bot: Bot) -> Iterator[None]:
    """Let no file of the program grow: SQLite meets an error of the disk in mid-write."""
    wal = bot.data / "wirebell.db-wal"
    unlimited = resource.prlimit(bot.child.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.child.pid, resource.RLIMIT_FSIZE, (wal.stat().st_size, unlimited[1]))
    try:
        yield
    finally:
        resource.prlimit(bot.child.pid, resource.RLIMIT_FSIZE, unlimited)


@contextmanager
def held_lock(bot: Bot) -> Iterator[None]:
    """Hold the database's write lock from another connection."""
    db = sqlite3.connect(bot.data / "wirebell.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        db.rollback()
        db.close()


@contextmanager
def full_disk(bot: Bot) -> Iterator[None]:
    """Fill the disk under the database to its last byte."""
    filler = bot.data / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 65536):
            pass
    try:
        yield
    finally:
        filler.unlink()


def broken(call: str, code: int) -> Callable[[Bot], Any]:
    """Let a call of the system fail on the database's files."""

    @contextmanager
    def fault(bot: Bot) -> Iterator[None]:
        trigger = bot.folder / "faulty"
        trigger.write_text(f"{call} {code}", encoding="ascii")
        try:
            yield
        finally:
            trigger.unlink()

    return fault


async def test_a_disk_that_refuses_writes_is_red_and_nothing_is_lost_or_told_twice(tmp_path):
    async with running(tmp_path) as bot:
        await comes_through(bot, small_files, "the disk fails")


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="SQLite waits ten seconds for a lock")
async def test_a_database_that_another_program_holds(tmp_path):
    async with running(tmp_path) as bot:
        await comes_through(bot, held_lock, "locked by another program")


async def test_a_database_that_is_locked_at_the_start_is_waited_for(tmp_path):
    port = free_port()
    async with Newsroom(datetime.now(UTC)) as newsroom:
        watch = '[[watchlists]]\nname = "Ciment"\nquery = "ciment"\n'
        config = write_config(tmp_path, feed_toml("Outlet", newsroom.feeds[0].url) + watch)
        await call(config, "once", "--all")
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace('listen = ""', f'listen = "127.0.0.1:{port}"'), "utf-8")
        db = sqlite3.connect(tmp_path / "data" / "wirebell.db", isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        child = await start(config, "run", out=tmp_path / "out")
        bot = Bot(tmp_path, newsroom, config, f"http://127.0.0.1:{port}", child)
        try:
            await until(lambda: is_status(bot, 503), 60)
            assert await _says(bot, "locked by another program")
            assert (await bot.get("/live"))[0] == 200
            wanted = [bot.publish(1)]
            db.rollback()
            await until(lambda: is_status(bot, 200), 60)
            await until(lambda: _all_shown(bot, wanted), 60)
            log = await end(child)
        finally:
            db.close()
            if child.returncode is None:
                child.kill()
                await child.wait()
    assert log.count("out of order") == 1
    assert log.count("in order again") == 1
    assert "Traceback" not in log


def removed(bot: Bot) -> None:
    """Remove all that is there of the database."""
    for path in bot.data.glob("wirebell.db*"):
        path.unlink()


def _copied(bot: Bot, copy: Path) -> Path:
    source, target = sqlite3.connect(bot.data / "wirebell.db"), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    return copy


def replaced(bot: Bot) -> None:
    """Move a copy that was just made into its place."""
    _copied(bot, bot.folder / "copy.db").replace(bot.data / "wirebell.db")


def replaced_by_a_wrong_one(bot: Bot) -> None:
    """Move what is no database into its place; a right one is kept aside."""
    _copied(bot, bot.folder / "right.db")
    wrong = bot.folder / "wrong.db"
    wrong.write_bytes(b"no database " * 1000)
    wrong.replace(bot.data / "wirebell.db")


def emptied_beside(bot: Bot) -> None:
    """Cut the file of the newest changes to nothing."""
    os.truncate(bot.data / "wirebell.db-wal", 0)


def scribbled_beside(bot: Bot) -> None:
    """Write noise over what processes share of a file in use."""
    shared = bot.data / "wirebell.db-shm"
    with shared.open("r+b") as file:
        file.write(os.urandom(shared.stat().st_size))


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="the program starts again in between")
@pytest.mark.parametrize(
    "take", [removed, replaced, replaced_by_a_wrong_one, emptied_beside, scribbled_beside]
)
async def test_a_database_that_is_taken_away_under_the_program(tmp_path, take):
    async with running(tmp_path) as bot:
        await until(lambda: is_status(bot, 200), 60)
        wanted = [bot.publish(1)]
        await until(lambda: _all_shown(bot, wanted), 60)
        take(bot)
        if (right := tmp_path / "right.db").exists():
            await until(lambda: _says(bot, "not a database"), 60)
            assert (await bot.get("/live"))[0] == 200
            right.replace(bot.data / "wirebell.db")
        wanted += [bot.publish(number) for number in (2, 3)]
        await until(lambda: _all_shown(bot, wanted), 60)
        await until(lambda: is_status(bot, 200), 60)
        log = await end(bot.child)
        # That the first was told may have been among the changes that somebody cut off.
        certain = wanted[1:] if take is emptied_beside else wanted
        assert {title: bot.shown(title) for title in certain} == dict.fromkeys(certain, 1)
        assert "Traceback" not in log
        assert file_adds_up(bot.data / "wirebell.db", pruned=False)[Line.ALERT] == 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own under the program's data."""
    data = tmp_path / "data"
    data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(data)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield tmp_path
    subprocess.run(["umount", "-l", str(data)], check=True)


@pytest.fixture
def faulty(tmp_path: Path) -> dict[str, str]:
    """The environment in which calls of the system fail; see `broken`."""
    library, compiler = tmp_path / "disk.so", shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no gcc")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, SHIM, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "FAULTY": str(tmp_path / "faulty")}


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="mounts a file system")
async def test_a_full_file_system(small_disk):
    async with running(small_disk) as bot:
        await comes_through(bot, full_disk, "full")


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="mounts a file system")
async def test_a_backup_without_room_takes_none_from_the_database(small_disk):
    path = small_disk / "data" / "w.db"
    file = File(str(path))
    try:
        await file.write(lambda db: db.execute("CREATE TABLE big AS SELECT zeroblob(6000000) b"))
        left = shutil.disk_usage(path.parent).free
        with pytest.raises(StoreError, match="no room for"):
            await file.backup(path.with_name("copy.db"))
        assert shutil.disk_usage(path.parent).free == left
        assert sorted(found.name for found in path.parent.iterdir()) == [
            "w.db",
            "w.db-shm",
            "w.db-wal",
        ]
        await file.probe()
    finally:
        file.close()


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="compiles a library")
@pytest.mark.parametrize(
    ("call", "code", "why"),
    [
        ("fsync", errno.EIO, "the disk fails"),
        ("pwrite", errno.EIO, "the disk fails"),
        ("pwrite", errno.EROFS, "the disk is read-only"),
        ("pwrite", errno.ENOSPC, "the disk is full"),
        ("pwrite", errno.EDQUOT, "the quota of the disk is used up"),
        ("fsync", errno.ENOSPC, "the disk is full"),
        ("fsync", errno.EDQUOT, "the quota of the disk is used up"),
    ],
)
async def test_a_disk_that_breaks(tmp_path, faulty, call, code, why):
    async with running(tmp_path, **faulty) as bot:
        await comes_through(bot, broken(call, code), why)
