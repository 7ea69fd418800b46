"""What is asked of the running bot, in milliseconds of processor time a question."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.commands.declared.declare import Invocation, Value
from bot.models import Caller
from bot.web.metrics import Metrics
from tests.bench import press, stock, watches
from tests.bench.timing import NO_PEER, Timing
from tests.fakes.rig import Rig, make_rig

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROUNDS = 20
"""Times that each question is asked: p95 is the second slowest."""
NEWEST = """SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT 6"""
Ask = Callable[[int], Awaitable[object]]
PEER = "FTS5 alone, newest first"


@dataclass(frozen=True)
class Shelf:
    """How much there is to ask about; the watches belong to the tenants in turn."""

    articles: int
    feeds: int
    watches: int
    tenants: int = 1

    def __str__(self) -> str:
        return f"{self.articles:,} articles, {self.watches:,} watches of {self.tenants}"

    @property
    def owners(self) -> list[str]:
        """The tenants that have the watches."""
        return [""] if self.tenants == 1 else [f"discord:{n}" for n in range(1, self.tenants + 1)]


def measured(shelf: Shelf, path: Path | None = None) -> Iterator[Timing]:
    """Ask everything; p50 is ours, and p95 a line of its own."""
    with TemporaryDirectory() as folder:
        yield from asyncio.run(_asked(shelf, path or Path(folder) / "wirebell.db"))


async def filled(rig: Rig, shelf: Shelf) -> None:
    """Fill the store of a rig, unless it is full already."""
    if (await rig.store.archive.sizes())["articles"]:
        return
    await stock.fill_feeds(rig.file, shelf.feeds, 80, NOW, 300)
    await stock.fill_watches(rig.file, shelf.watches, tenants=shelf.owners)
    await stock.fill_archive(rig.file, shelf.articles, shelf.feeds, shelf.watches, NOW)


async def _asked(shelf: Shelf, path: Path) -> list[Timing]:
    rig = make_rig(path=path)
    rig.now = NOW
    await filled(rig, shelf)
    peer = [await _newest(rig, word) for word in _words()]
    found = []
    for name, ask in Questions(rig, shelf).all().items():
        await ask(0)
        spent = sorted([await _spent(ask, at) for at in range(ROUNDS)])
        for mark, place in ("p50", ROUNDS // 2), ("p95", ROUNDS - 2):
            searched = name.startswith("search")
            compared = (sorted(peer)[place], PEER) if searched else (0.0, NO_PEER)
            found.append(Timing(f"{name}, {mark}, {shelf}", spent[place], *compared))
    rig.file.close()
    return found


async def _spent(ask: Ask, at: int) -> float:
    begun = time.process_time()
    await ask(at)
    return 1000 * (time.process_time() - begun)


async def _newest(rig: Rig, word: str) -> float:
    begun = time.process_time()
    await rig.file.read(lambda db: db.execute(NEWEST, [word]).fetchall())
    return 1000 * (time.process_time() - begun)


def _words() -> list[str]:
    return list(dict.fromkeys(press.vocabulary()))[:ROUNDS]


class Questions:
    """What is asked, by name: each a call that takes the number of the round."""

    def __init__(self, rig: Rig, shelf: Shelf) -> None:
        self._rig, self._shelf = rig, shelf
        self._owners = len(shelf.owners)
        self._caller = Caller(shelf.owners[-1], "console", "u", may_manage=True)
        self._queries = list(watches.queries(shelf.watches))

    def all(self) -> dict[str, Ask]:
        """Give every question."""
        return self._searches() | self._readings() | self._lists() | self._typing()

    def _run(self, command: str, page: int = 1, **given: Sequence[str]) -> Ask:
        def ask(at: int) -> Awaitable[object]:
            words: dict[str, Value] = {name: v[at % len(v)] for name, v in given.items()}
            return self._rig.desk.answer(Invocation(command, words, page=page), self._caller)

        return ask

    def _typed(self, command: str, option: str, *prefixes: str) -> Ask:
        return lambda at: self._rig.desk.complete(
            command, option, prefixes[at % len(prefixes)], self._caller
        )

    def _searches(self) -> dict[str, Ask]:
        common = _words()
        pairs = [f"{one} AND {two}" for one, two in pairwise(common)]
        feeds = range(self._shelf.feeds - ROUNDS, self._shelf.feeds)
        sources = [f'source:"outlet {feed}"' for feed in feeds]
        but = [f"{one} NOT {word}" for one, word in zip(sources, common, strict=True)]
        return {
            "search, a common word": self._run("search", query=common),
            "search, page 5": self._run("search", 5, query=common),
            "search, a rare name": self._run("search", query=self._queries[-ROUNDS:]),
            "search, two words": self._run("search", query=pairs),
            "search, source:": self._run("search", query=sources),
            "search, source: and NOT": self._run("search", query=but),
            "search, a year": self._run("search", days=["365"], query=common),
        }

    def _readings(self) -> dict[str, Ask]:
        feeds, count = self._shelf.feeds, self._owners
        mine = [n for n in range(2, self._shelf.watches + 1) if n % count == count - 1]
        names = [f"{self._queries[n - 1]} {n - 1}" for n in mine[-ROUNDS:]]
        told = self._shelf.articles // stock.HIT_EVERY
        addresses = [f"https://outlet-{n * 7919 % feeds + 1}.example/{n}" for n in range(1, 99, 5)]
        unread = [f"https://outlet-{n}.example/none" for n in range(1, ROUNDS)]
        return {
            "latest": self._run("latest"),
            "latest, page 9": self._run("latest", 9),
            "latest of a watch": self._run("latest", watch=names),
            "story": self._run("story", story=[str(n) for n in range(1, 60, 3)]),
            "why, an alert": self._run(
                "why", alert=[str(n - 1) for n in mine if n <= told][:ROUNDS]
            ),
            "why, an address": self._run("why", alert=addresses),
            "why, an address not read": self._run("why", alert=unread),
            "trend": self._run("trend", watch=names),
        }

    def _lists(self) -> dict[str, Ask]:
        metrics, vitals = Metrics(self._rig.service), self._rig.service.vitals
        pages = {
            f"{name}, page {page}": self._run(name, page)
            for name in ("feeds", "watches", "subscriptions")
            for page in (1, 1000)
        }
        return pages | {
            "health": self._run("health"),
            "/health": lambda at: vitals.look(NOW),
            "/metrics": lambda at: metrics.exposition(NOW),
        }

    def _typing(self) -> dict[str, Ask]:
        return {
            "typing a watch": self._typed("latest", "watch", "", "cor", "ma", "zz", "99"),
            "typing a feed": self._typed("subscribe", "feed", "", "out", "9", "t 77", "zz"),
            "typing an own feed": self._typed("feed-remove", "url", "", "out", "9", "t 77", "zz"),
            "typing a story": self._typed("story", "story", "", "cor", "#", "zz"),
            "typing an alert": self._typed("why", "alert", "", "cor", "#", "zz"),
            "typing a command": self._typed("help", "command", "", "w"),
        }
