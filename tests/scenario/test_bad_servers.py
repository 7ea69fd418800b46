"""Servers with bad habits on real sockets: each is read right, or told with what mends it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.feed_options import PLAIN, FeedOptions, read_cookies
from bot.core.lanes import Errand, errand
from bot.errors import ParseError
from bot.feeds.fetch.bodies.engines import BROTLI, ZSTD_HOME
from bot.feeds.fetch.fetcher import HttpFetcher
from bot.feeds.fetch.patience import Pace
from bot.feeds.fetch.reasons import told_outside
from bot.feeds.parse.parser import parse_feed
from bot.i18n import translator_for
from bot.models import Failed, Fetched, FetchRequest, FetchResult, NotModified
from bot.said import put_words
from tests.scenario.bad_servers import BAD, Bad, standing

ROWS = [
    row
    for row in BAD
    if (BROTLI or "brotli" not in row.name) and (ZSTD_HOME or "zstd" not in row.name)
]
QUICK = Pace(first_byte=0.3, stall=0.3, apart=0.0)


def test_there_are_enough_of_them() -> None:
    assert len({row.name for row in BAD}) == len(BAD) >= 60


def make_fetcher() -> HttpFetcher:
    return HttpFetcher(
        allow_hosts=("127.0.0.1",),
        timeout=3,
        max_bytes=100_000,
        concurrency=2,
        user_agent="Wirebell/test",
        clock=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC),
        pace=QUICK,
    )


async def answers(row: Bad) -> FetchResult:
    """Ask a server as often as its row says, each time with what it told of its document."""
    async with standing(row.answers, plain=row.scheme == "http") as stand:
        fetcher, url = make_fetcher(), f"{row.scheme}://127.0.0.1:{stand.port}/feed"
        options = PLAIN
        if row.cookie or row.time:
            own = ("http", "127.0.0.1", stand.port)
            options = FeedOptions(own, cookies=read_cookies(row.cookie), timeout=row.time)
        errand.set(Errand(url, options=options))
        try:
            got = await fetcher.fetch_feed(FetchRequest(url))
            for _ in range(row.again):
                known = got if isinstance(got, Fetched) else Fetched(b"", url)
                asked = FetchRequest(url, known.etag, known.last_modified, known.body_hash)
                got = await fetcher.fetch_feed(asked)
        finally:
            await fetcher.close()
    return got


def judged(got: FetchResult) -> tuple[str, str, str]:
    """Give the title that was read, or the reason and the fix."""
    if isinstance(got, NotModified):
        return "", "", ""
    if isinstance(got, Failed):
        return "", str(got.reason), str(got.fix)
    try:
        parsed = parse_feed(got.body, got.content_type, got.charset, url=got.url)
    except ParseError as error:
        return "", str(error), error.fix
    return parsed.entries[0].title, "", ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_each_is_read_right_or_told_with_its_fix(row: Bad) -> None:
    got = await answers(row)
    title, reason, fix = judged(got)
    if row.says or row.mends:
        assert row.says in reason, (title, reason)
        assert row.mends in f"{fix} {reason}", (reason, fix)
        assert not title
    else:
        assert (title, reason) == (row.title, "")
    if isinstance(got, Failed):
        french = translator_for("fr")
        assert put_words(got.reason, french) != str(got.reason)
        assert put_words(got.fix, french) != str(got.fix) or not got.fix
        outside = str(told_outside(got.reason))
        assert outside.count(". ") == 0
        assert not [word for word in ("[fetch]", "[[feeds]]", "private") if word in outside]
