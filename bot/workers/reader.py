"""Read feeds and pages in jailed workers; implements `bot.ports.Reader`.

feedparser and HTML parsers need minutes or gigabytes on some inputs of a few kilobytes. A worker
has limits on processor time and memory, its pool one on the time of day; whichever is hit first
costs this one document and nothing else.
"""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from bot.core.lanes import LaneStanding, errand
from bot.errors import ParseError
from bot.feeds.parse.newest import MOST_ENTRIES
from bot.feeds.urls import server_of
from bot.said import kept_words, say
from bot.workers import values
from bot.workers.pool import Pool, PoolClosed, Stopped, TaskLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.health import Ill
    from bot.models import ParsedFeed, Reading

_T = TypeVar("_T")

_ERROR = 2000
"""Characters of a message that are taken from a worker."""

_TAG = re.compile(r"<[^<>]{0,1000}>")
_BARE = 20_000
"""Characters that are looked at of a text that cannot be read as HTML."""


class JailedReader:
    """Reads in up to `workers` processes that are born when they are first needed."""

    def __init__(
        self,
        *,
        cpu_seconds: float,
        memory_bytes: int,
        wall_seconds: float,
        workers: int = 1,
        max_entries: int = MOST_ENTRIES,
    ) -> None:
        self._max_entries = max_entries
        limits = TaskLimits(cpu_seconds, memory_bytes, wall_seconds)
        self._pool = Pool("jail", limits, size=workers)
        self._standing = LaneStanding()

    def ill(self) -> Ill | None:
        """Tell since when workers die again and again, None when they do not."""
        return self._pool.deaths.ill()

    async def read_feed(
        self, body: bytes, content_type: str, charset: str, url: str = ""
    ) -> ParsedFeed:
        """Parse a feed body; raises ParseError, also for one that takes too long or too much.

        Where the feed at hand has selectors, the body is a page that they part into items.

        Raises WorkersAway when nobody is there to read it, as all of these do.

        A body that the thorough parser chokes on is tried once more by its tree alone.
        """
        task: dict[str, Any] = {"do": "feed", "type": content_type, "charset": charset, "url": url}
        task["most"] = self._max_entries
        task["select"] = dict(errand.get().options.select)
        try:
            answer = await self._ask({**task, "slow": True}, body)
        except Stopped as stopped:
            try:
                answer = await self._ask({**task, "slow": False}, body)
            except (Stopped, ParseError):
                raise ParseError(
                    say("this feed was given up: {reason}", reason=stopped.said)
                ) from None
        return _shape_answer(values.feed_of, answer)

    async def read_page(
        self,
        html: bytes,
        url: str,
        repeated: frozenset[str],
        *,
        charset: str = "",
        refresh: str = "",
    ) -> Reading:
        """Extract the article of a page; raises ParseError."""
        said = {"charset": charset, "refresh": refresh}
        task = {"do": "page", "url": url, "repeated": sorted(repeated), **said}
        try:
            answer = await self._ask(task, html)
        except Stopped as stopped:
            raise ParseError(say("this page was given up: {reason}", reason=stopped.said)) from None
        return _shape_answer(values.page_of, answer)

    async def plain(self, texts: Sequence[str]) -> list[str]:
        """Reduce texts that may be HTML; one that cannot be read as HTML loses its tags alone."""
        if not any(texts):
            return list(texts)
        try:
            answer = await self._ask({"do": "texts", "texts": list(texts)}, b"")
            return _shape_answer(_answer_strings, answer)
        except (Stopped, ParseError):
            if len(texts) == 1:
                return [" ".join(_TAG.sub(" ", texts[0][:_BARE]).split())]
        # One of them is to blame; the others are not to suffer for it.
        return [(await self.plain([text]))[0] for text in texts]

    async def close(self) -> None:
        """End the workers; what they are reading is given up."""
        await self._pool.close()

    async def _in_lane(self, task: dict[str, Any], body: bytes) -> dict[str, Any]:
        keys = _account_keys(task)
        if self._standing.overdrawn(keys, monotonic()):
            raise ParseError(say("it is left for later: its site took too much time of late"))
        lane = self._standing.lane(keys, monotonic(), first=errand.get().first)
        try:
            answer, _ = await self._pool.ask(
                task,
                body,
                lane=lane,
                took=lambda seconds: self._standing.spend(keys, seconds, monotonic()),
            )
        except Stopped:
            self._standing.give_up(keys, monotonic())
            raise
        return answer

    async def _ask(self, task: dict[str, Any], body: bytes) -> dict[str, Any]:
        try:
            answer = await self._in_lane(task, body)
        except PoolClosed:
            raise ParseError(say("it is not read any more: the reader was closed")) from None
        if "error" in answer:
            message, fix = (
                kept_words(str(answer.get(key, ""))[:_ERROR]) for key in ("error", "fix")
            )
            raise ParseError(message, fix=fix)
        return answer


def _account_keys(task: dict[str, Any]) -> list[str]:
    """Name whose account a task is on: the feed's, and the host's of what is read."""
    return [name for name in (errand.get().feed, server_of(task.get("url", ""))) if name]


def _answer_strings(answer: dict[str, Any]) -> list[str]:
    return [str(text) for text in answer["texts"]]


def _shape_answer(shape: Callable[[dict[str, Any]], _T], answer: dict[str, Any]) -> _T:
    try:
        return shape(answer)
    except (TypeError, ValueError, KeyError):
        raise ParseError(say("the reader gave an answer that cannot be read")) from None
