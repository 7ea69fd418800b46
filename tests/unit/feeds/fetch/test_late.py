"""A fetcher that is made at the first fetch."""

from __future__ import annotations

from bot.feeds.fetch.late import LateFetcher
from bot.models import Failed, Fetched, FetchRequest, FetchResult


class Known:
    """Answers with what it was asked for."""

    def __init__(self) -> None:
        self.closed = False

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        return Failed(request.url)

    async def fetch_page(self, url: str, after: Fetched | None = None) -> FetchResult:
        return Failed(url)

    async def close(self) -> None:
        self.closed = True


async def test_it_is_made_once_and_by_the_first_fetch() -> None:
    made: list[Known] = []

    def make() -> Known:
        made.append(Known())
        return made[-1]

    late = LateFetcher(make)
    assert not made
    assert await late.fetch_feed(FetchRequest("https://a.example/feed")) == Failed(
        "https://a.example/feed"
    )
    assert await late.fetch_page("https://a.example/page") == Failed("https://a.example/page")
    await late.close()
    assert [one.closed for one in made] == [True]


async def test_without_a_fetch_there_is_nothing_to_close() -> None:
    def make() -> Known:
        raise AssertionError("nobody asked for it")

    await LateFetcher(make).close()
