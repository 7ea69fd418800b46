from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import ParseError
from bot.workers.deaths import OFTEN
from bot.workers.reader import JailedReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.models import ParsedFeed

ROOT = Path(__file__).parents[3]
RSS = """<rss version="2.0"><channel><title>Le Fil</title><item><title>Un &amp; deux</title>
<link>https://fil.example/1</link><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>
<author>%s</author></item></channel></rss>"""
PLAIN = (RSS % "Anne").encode()
# feedparser compares every category with every other; the tree of broken XML does not.
STUBBORN = (
    (RSS % "Anne")
    .replace("<author>", "<open><author>")
    .replace("</item>", "".join(f"<category>{n}</category>" for n in range(60_000)) + "</item>")
    .encode()
)


if not Path("/proc/self/statm").exists():
    pytest.skip("children and their limits are looked at in /proc", allow_module_level=True)


@asynccontextmanager
async def reading(
    cpu_seconds: float = 10, memory_bytes: int = 500_000_000, wall_seconds: float = 20
) -> AsyncIterator[JailedReader]:
    reader = JailedReader(
        cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, wall_seconds=wall_seconds
    )
    try:
        yield reader
    finally:
        await reader.close()


def children() -> set[str]:
    return children_of(str(os.getpid()))


def children_of(pid: str) -> set[str]:
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def ends_within(process: int, seconds: float) -> bool:
    return bool(select.select([process], [], [], seconds)[0])


def environment(pid: str) -> str:
    return Path(f"/proc/{pid}/environ").read_text()


async def test_feeds_come_back_whole():
    async with reading() as reader:
        feed = await reader.read_feed(PLAIN, "text/xml", "")
    (entry,) = feed.entries
    assert feed.title == "Le Fil"
    assert (entry.title, entry.url) == ("Un & deux", "https://fil.example/1")
    assert entry.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert entry.authors == ("Anne",)


async def test_a_parse_error_comes_back_with_its_fix():
    async with reading() as reader:
        with pytest.raises(ParseError, match="an HTML page") as caught:
            await reader.read_feed(b"<!DOCTYPE html><html></html>", "text/html", "")
    assert "feeds discover" in caught.value.fix


async def test_one_child_serves_many_and_ends_with_its_reader():
    before = children()
    async with reading() as reader:
        await reader.read_feed(PLAIN, "", "")
        first = children() - before
        await asyncio.gather(*(reader.read_feed(PLAIN, "", "") for _ in range(5)))
        assert children() - before == first
        assert len(first) == 1
    assert children() == before


async def test_no_child_starts_before_it_is_needed():
    before = children()
    async with reading():
        assert children() == before


async def longest_pause(task: asyncio.Task[ParsedFeed]) -> float:
    longest, before = 0.0, time.monotonic()
    while not task.done():
        await asyncio.wait([task], timeout=0.005)
        longest, before = max(longest, time.monotonic() - before), time.monotonic()
    return longest


async def test_what_is_too_much_for_the_thorough_parser_is_read_by_the_tree_beside_the_loop():
    async with reading(cpu_seconds=1, wall_seconds=15) as reader:
        task = asyncio.create_task(reader.read_feed(STUBBORN, "", ""))
        assert await longest_pause(task) < 0.5
        feed = await task
        assert feed.parser == "tree"
        assert feed.entries[0].title == "Un & deux"
        assert (await reader.read_feed(PLAIN, "", "")).entries


async def test_wall_time_alone_ends_a_document_and_the_next_one_is_read():
    async with reading(wall_seconds=3) as reader:
        begun = asyncio.get_running_loop().time()
        await reader.read_feed(STUBBORN, "", "")
        assert asyncio.get_running_loop().time() - begun < 15
        assert (await reader.read_feed(PLAIN, "", "")).entries


async def test_a_document_that_takes_too_much_memory_is_given_up():
    async with reading(memory_bytes=60_000_000) as reader:
        with pytest.raises(ParseError, match=r"given up|cannot be read|no feed"):
            await reader.read_feed(b"<rss><channel>" + b"<item/>" * 2_000_000, "", "")
        assert (await reader.read_feed(PLAIN, "", "")).entries


async def test_a_killed_child_is_replaced_unseen():
    before = children()
    async with reading() as reader:
        await reader.read_feed(PLAIN, "", "")
        (pid,) = children() - before
        os.kill(int(pid), signal.SIGKILL)
        assert (await reader.read_feed(PLAIN, "", "")).entries
    assert children() == before


async def test_a_cancelled_reading_leaves_nothing_behind():
    before = children()
    async with reading() as reader:
        await reader.read_feed(PLAIN, "", "")
        task = asyncio.create_task(reader.read_feed(STUBBORN, "", ""))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await reader.read_feed(PLAIN, "", "")).title == "Le Fil"
    assert children() == before


async def test_a_page_comes_back_with_its_lines():
    page = "<html><head><title>T</title></head><body><article><h1>Un sommet à Séoul</h1>" + "".join(
        f"<p>Une phrase assez longue pour un paragraphe, numéro {n}, avec des virgules.</p>"
        for n in range(8)
    )
    async with reading() as reader:
        got = await reader.read_page(page.encode(), "https://fil.example/1", frozenset())
    assert "numéro 3" in got.page.text
    assert isinstance(got.lines, frozenset)


async def test_secrets_of_the_environment_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WIREBELL_DISCORD__TOKEN", "secret")
    before = children()
    async with reading() as reader:
        await reader.read_feed(PLAIN, "", "")
        (pid,) = children() - before
        assert "secret" not in environment(pid)


PARENT = """
import asyncio
from os import getpid
from pathlib import Path
from bot.workers.reader import JailedReader

async def main():
    reader = JailedReader(cpu_seconds=5, memory_bytes=500_000_000, wall_seconds=10)
    await reader.read_feed(b"<rss><channel><title>t</title></channel></rss>", "", "")
    print(Path(f"/proc/{getpid()}/task/{getpid()}/children").read_text(), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_child_does_not_outlive_a_killed_parent():
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert parent.stdout is not None
    child = os.pidfd_open(int(await parent.stdout.readline()))
    parent.kill()
    await parent.communicate()
    assert await asyncio.to_thread(ends_within, child, 10)
    os.close(child)


async def test_closing_gives_up_what_is_being_read():
    async with reading() as reader:
        task = asyncio.create_task(reader.read_feed(STUBBORN, "", ""))
        await asyncio.sleep(0.05)
        await reader.close()
        with pytest.raises(ParseError):
            await task


async def test_workers_that_are_killed_again_and_again_are_told():
    before = children()
    async with reading() as reader:
        for _ in range(OFTEN):
            assert reader.ill() is None
            await reader.read_feed(PLAIN, "", "")
            for nursery in children() - before:
                for worker in children_of(nursery):
                    os.kill(int(worker), signal.SIGKILL)
        await reader.read_feed(PLAIN, "", "")
        ill = reader.ill()
    assert ill is not None
    assert ill.fix


SICK = """
import asyncio, sys
from bot.errors import WorkersAway
from bot.workers import pool
from bot.workers.reader import JailedReader

pool._ROOT = sys.argv[1]
if len(sys.argv) > 2:
    sys.executable = sys.argv[2]

async def tried(work):
    try:
        await work
    except WorkersAway as error:
        print(error, "|", error.fix)

async def main():
    reader = JailedReader(cpu_seconds=5, memory_bytes=500_000_000, wall_seconds=10)
    await tried(reader.read_feed(b"<rss><channel><title>t</title></channel></rss>", "", ""))
    await tried(reader.read_page(b"<p>text</p>", "http://a.example/1", frozenset()))
    await tried(reader.plain(["<p>text</p>", "<p>more</p>"]))
    await reader.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("how", ["module", "program", "folder"])
async def test_no_document_is_blamed_for_workers_that_cannot_be_started(tmp_path: Path, how: str):
    broken = tmp_path / "bot" / "workers"
    broken.mkdir(parents=True)
    for folder in (broken, broken.parent):
        (folder / "__init__.py").touch()
    (broken / "nursery.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    program = {"program": [str(tmp_path / "gone")], "folder": [str(tmp_path)]}.get(how, [])
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SICK,
        str(tmp_path),
        *program,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    out, _ = await child.communicate()
    lines = out.decode().splitlines()
    assert child.returncode == 0
    assert len(lines) == 3
    reason = {"module": "status 3", "program": "No such file", "folder": "Permission denied"}[how]
    assert all(reason in line and "limit on processes" in line for line in lines)
