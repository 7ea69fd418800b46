"""The ledger adds up over real feeds, read twice, where a folder of them is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.ledger import MATCHED, Line
from bot.feeds.parse.parser import parse_feed
from bot.models import Fetched, FetchRequest, FetchResult, ParsedFeed, Subscription, Watchlist
from tests.conftest import LONG
from tests.fakes.books import assert_adds_up
from tests.fakes.rig import Post, Wire, make_rig
from tests.quality.feeds_table import FEEDS

STEP = 1 if LONG else 16
"""One file in so many; all of them take minutes."""


class Files(Wire):
    """Feeds from files, by their name as host, parsed in this process on the quick path."""

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        name = request.url.removeprefix("https://").partition(".")[0]
        return Fetched((FEEDS / name).read_bytes(), request.url)

    async def read_feed(
        self, body: bytes, content_type: str, charset: str, url: str = ""
    ) -> ParsedFeed:
        return parse_feed(body, url=url, slow=False)


def _files() -> list[Path]:
    return sorted(FEEDS.iterdir())[::STEP]


@pytest.mark.skipif(not FEEDS.is_dir(), reason="no folder of real feeds beside the project")
async def test_the_ledger_adds_up_over_real_feeds() -> None:
    files = Files()
    rig = make_rig(Post("console"), fetcher=files, reader=files)
    for query in ("France", "video OR vidéo", "new OR nouveau OR nouvelle"):
        watch = Watchlist(0, "", query, query)
        watch, _preview = await rig.service.changes.watch(watch, origin="chat")
        if query != "France":
            given = Subscription(0, "", "console", watchlist=watch.id)
            await rig.store.watches.subscribe(given, origin="chat")
    for file in _files():
        await rig.add_feed(file.name)
    await rig.service.poll_all(rig.pass_time(hours=1), everything=True)
    book = await assert_adds_up(rig.file)
    rig.file.close()
    assert book[Line.UNCHANGED] >= book[Line.NEW] > 50
    assert book[MATCHED] == book[Line.FIRST_READ] + book.get(Line.NOBODY, 0) > 0
