from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.errors import ParseError
from bot.feeds.child import ChildReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

RSS = """<rss version="2.0"><channel><title>Le Fil</title><item><title>Un &amp; deux</title>
<link>https://fil.example/1</link><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>
<author>%s</author></item></channel></rss>"""
PLAIN = (RSS % "Anne").encode()
# feedparser needs minutes for this, and nothing else of it is out of the ordinary.
SLOW = (RSS.replace("Un &amp; deux", "<b>Un</b>") % ("(" * 32_000)).encode()


@asynccontextmanager
async def reading(
    cpu_seconds: float = 10, memory_bytes: int = 500_000_000, wall_seconds: float = 20
) -> AsyncIterator[ChildReader]:
    reader = ChildReader(
        cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, wall_seconds=wall_seconds
    )
    try:
        yield reader
    finally:
        await reader.close()


def children() -> set[str]:
    path = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    with open(path) as file:
        return set(file.read().split())


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
