"""A fetcher that is made at the first fetch: most commands need none, and HTTP loads slowly."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.models import Fetched, FetchRequest, FetchResult
    from bot.ports import Fetcher


class LateFetcher:
    """Hand every fetch to a fetcher that is made by the first; implements `bot.ports.Fetcher`."""

    def __init__(self, make: Callable[[], Fetcher]) -> None:
        self._make = make

    @cached_property
    def _fetcher(self) -> Fetcher:
        return self._make()

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        """Ask for a feed with its validators."""
        return await self._fetcher.fetch_feed(request)

    async def fetch_page(self, url: str, after: Fetched | None = None) -> FetchResult:
        """Ask for an article's page; `after` is a page that sends on to it, with the time left."""
        return await self._fetcher.fetch_page(url, after)

    async def close(self) -> None:
        """Close every connection, where there was a fetch at all."""
        if "_fetcher" in self.__dict__:
            await self._fetcher.close()
