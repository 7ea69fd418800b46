"""Search and `latest` read the newest first, and find what is older than thousands of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.cards import plain_lines
from bot.commands.declared.spec import Invocation
from bot.core.watch.search_expression import MOST_FEEDS
from bot.models import Caller, Feed, Watchlist
from bot.ports import Filing, Store
from bot.service.directory import Directory
from bot.service.questions import Questions
from bot.store.sqlite.assemble import File, open_store
from tests.fakes.rig import make_rig
from tests.fakes.rows import START, after, batch, feed, filing, watch


@dataclass
class Rig:
    file: File
    store: Store

    async def feed(self, tenant: str = "", of: Feed | None = None) -> Feed:
        found, _ = await self.store.feeds.add(of or feed(), tenant=tenant, origin="cli", now=START)
        return found

    async def watch(self, name: str = "Ciment", query: str = "ciment") -> Watchlist:
        wanted = watch(name=name, query=query)
        return await self.store.watches.save(wanted, name.casefold(), origin="cli")


MANY = 2_100
"""More than what one search was handed before it had to stop."""


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    file = File(str(tmp_path / "wirebell.db"))
    yield Rig(file, open_store(file))
    file.close()


def told(row: int, title: str, *, at: datetime = START, **more: Any) -> Filing:
    """Give a story of one article with its own fields."""
    made = filing(row, row, title, at=at)
    return replace(made, article=replace(made.article, **more), guid=f"g{row}")


async def titles(rig: Rig, query: str, tenant: str = "", **more: int) -> list[str]:
    found = await Questions(rig.store, Directory(rig.store)).search(
        query, tenant=tenant, now=after(days=9), **more
    )
    return [item.article.title for item in found.items]


@pytest.mark.parametrize(
    "query",
    [
        "source:Quai",
        "source:lequai AND ciment",
        "author:Desbois",
        'author:"Anne Desbois" AND lang:en',
        "lang:english",
        "title:(phare OR chaux)",
        "chaux",
        "chaux NOT acier",
        "(author:Desbois OR source:Quai) AND NOT acier",
    ],
)
async def test_what_is_older_than_thousands_of_others_is_found(rig: Rig, query: str) -> None:
    one = await rig.feed()
    other = await rig.feed("", feed("Le Quai", "https://quai.example/rss"))
    old = told(1, "La chaux et le ciment", language="en", authors=("Anne Desbois",))
    await rig.store.archive.commit(batch(other, old))
    rest = (told(row, f"Le ciment {row}", at=after(seconds=row)) for row in range(2, MANY))
    await rig.store.archive.commit(batch(one, *rest))
    assert await titles(rig, query) == ["La chaux et le ciment"]


async def test_the_newest_by_their_time_come_first_whatever_the_order_they_came_in(
    rig: Rig,
) -> None:
    one = await rig.feed()
    hours = [5, -3, 9, 0, 7, -900, 2, 8, 1, 6, 4, 3]
    rows = [told(n, f"Le ciment {h}", at=after(hours=h)) for n, h in enumerate(hours, 1)]
    await rig.store.archive.commit(batch(one, *rows))
    newest = sorted(hours, reverse=True)
    for query in ("ciment", "lang:fr", "lang:french NOT acier"):
        assert await titles(rig, query, days=60) == [f"Le ciment {h}" for h in newest], query
        assert await titles(rig, query, days=60, limit=3) == [f"Le ciment {h}" for h in newest[:3]]
        assert len(await titles(rig, query, days=20)) == len(hours) - 1, query


async def test_dates_before_1970_and_far_ahead_are_found_and_leave_the_index(rig: Rig) -> None:
    one = await rig.feed()
    dates = [datetime(year, 1, 2, tzinfo=START.tzinfo) for year in (1913, 1969, 1971, 2500)]
    rows = [told(n, f"Le ciment {at.year}", at=at) for n, at in enumerate(dates, 1)]
    await rig.store.archive.commit(batch(one, *rows))
    found = await titles(rig, "ciment", days=365 * 120)
    assert found == ["Le ciment 2500", "Le ciment 1971", "Le ciment 1969", "Le ciment 1913"]
    moved = replace(rows[0], article=replace(rows[0].article, published=START), replaces=1)
    await rig.store.archive.commit(batch(one, moved))
    assert await titles(rig, "ciment", days=99) == ["Le ciment 2500", "Le ciment 1913"]
    assert await rig.file.check() == []


async def test_a_search_reads_no_more_than_it_shows(rig: Rig) -> None:
    one = await rig.feed()
    rows = (told(row, f"Le ciment {row}", at=after(seconds=row)) for row in range(1, 900))
    await rig.store.archive.commit(batch(one, *rows))
    read: list[str] = []
    await rig.file.read(lambda db: db.conn.set_trace_callback(read.append))
    assert len(await titles(rig, "ciment", limit=6)) == 6
    assert len([line for line in read if "MATCH" in line]) == 1
    assert len(await titles(rig, "ciment", limit=100)) == 100


async def test_nobody_finds_what_is_another_tenants(rig: Rig) -> None:
    theirs = await rig.feed("discord:1", feed("Le Quai", "https://quai.example/rss"))
    ours = await rig.feed("discord:2")
    await rig.store.archive.commit(batch(theirs, told(1, "Le ciment du quai")))
    await rig.store.archive.commit(batch(ours, told(2, "Le ciment du phare")))
    for query in ("ciment", "source:Quai OR source:Phare", "lang:fr", "lang:french NOT acier"):
        assert await titles(rig, query, tenant="discord:2") == ["Le ciment du phare"], query
        assert await titles(rig, query) == [], query


async def newest(rig: Rig, **more: object) -> list[int]:
    values: dict[str, object] = {"tenant": "", "limit": 99} | more
    return [story.id for story in await rig.store.archive.latest(**values)]  # type: ignore[arg-type]


async def test_latest_is_by_the_last_report_of_a_story_whoever_it_hit(rig: Rig) -> None:
    one, cement = await rig.feed(), await rig.watch()
    other = await rig.watch(name="Acier", query="acier")
    hits = [cement.id]
    await rig.store.archive.commit(
        batch(
            one,
            filing(1, 1, at=after(hours=1), hits=hits),
            filing(2, 2, at=after(hours=2), hits=[cement.id, other.id]),
            filing(3, 3, at=after(hours=3)),
            filing(4, 4, at=after(hours=4), hits=hits),
        )
    )
    assert await newest(rig) == [4, 2, 1]
    await rig.store.archive.commit(batch(one, filing(5, 1, at=after(hours=5))))
    assert await newest(rig) == await newest(rig, watchlist=cement.id) == [1, 4, 2]
    assert await newest(rig, limit=1, offset=1) == [4]
    assert await newest(rig, watchlist=other.id) == [2]
    await rig.store.archive.commit(batch(one, filing(4, 4, at=after(hours=4), replaces=4)))
    assert await newest(rig) == [1, 2]
    await rig.store.watches.remove(cement.id)
    assert await newest(rig) == [2]


async def test_a_file_with_history_gets_the_new_index_whole(tmp_path: Path) -> None:
    path = str(tmp_path / "wirebell.db")
    file = File(path)
    rig = Rig(file, open_store(file))
    one, cement = await rig.feed(), await rig.watch()
    rows = [
        told(n, f"Le ciment {n}", at=after(hours=-n), authors=("Anne Desbois",)) for n in (1, 2)
    ]
    hit = filing(3, 3, "Le ciment 3", at=after(hours=-3), hits=[cement.id])
    await rig.store.archive.commit(batch(one, *rows, hit))
    await file.write(_as_it_was)
    file.close()
    file = File(path)
    rig = Rig(file, open_store(file))
    assert await titles(rig, "ciment") == ["Le ciment 1", "Le ciment 2", "Le ciment 3"]
    assert await titles(rig, "author:Desbois lang:fr") == ["Le ciment 1", "Le ciment 2"]
    assert await newest(rig) == [3]
    assert await file.check() == []
    file.close()


def _as_it_was(db: Database) -> None:
    """Take a file back to before the index was ordered by time."""
    rows = db.execute("SELECT rowid & 2147483647, title, body FROM articles_fts").fetchall()
    for name in ("TRIGGER hits_of_match", "TRIGGER hits_renewed", "TABLE hits"):
        db.execute(f"DROP {name}")
    db.execute("DROP INDEX feed_owners_tenant")
    db.execute("DROP TABLE articles_fts")
    db.execute(
        """CREATE VIRTUAL TABLE articles_fts USING fts5 (
             title, body, tokenize = "unicode61 remove_diacritics 2")"""
    )
    db.conn.executemany("INSERT INTO articles_fts (rowid, title, body) VALUES (?, ?, ?)", rows)
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm008_newest_first'")


async def test_a_name_that_hundreds_of_feeds_bear_is_looked_for_in_them_alone(rig: Rig) -> None:
    quays = [
        await rig.feed(of=feed(url=f"https://quai-{n}.example/rss", name=f"Quai {n}"))
        for n in range(MOST_FEEDS + 5)
    ]
    other = await rig.feed(of=feed(url="https://phare.example/rss", name="Phare"))
    await rig.store.archive.commit(batch(quays[-1], told(1, "Chaux")))
    newer = [told(row, f"Acier {row}", at=after(hours=row)) for row in range(2, 60)]
    await rig.store.archive.commit(batch(other, *newer))
    asking = Questions(rig.store, Directory(rig.store))
    asking.most = 16
    for query in ("source:quai", "source:quai NOT ciment", "source:quai OR source:quai", "lang:fr"):
        found = await asking.search(query, tenant="", now=after(days=9), limit=5)
        heads = [item.article.title for item in found.items]
        assert heads == (
            ["Chaux"] if "source" in query else [f"Acier {n}" for n in range(59, 54, -1)]
        )
        assert found.back_to is None
    either = await asking.search("source:quai OR acier", tenant="", now=after(days=9), limit=2)
    assert [item.article.title for item in either.items] == ["Acier 59", "Acier 58"]


async def test_a_search_that_ends_early_says_how_far_it_looked(rig: Rig) -> None:
    one = await rig.feed()
    written = told(1, "Chaux", text="Chaux.")
    lower = [
        told(row, f"la chaux {row}", at=after(hours=row), text="la chaux.") for row in range(2, 60)
    ]
    await rig.store.archive.commit(batch(one, written, *lower))
    asking = Questions(rig.store, Directory(rig.store))
    whole = await asking.search("=Chaux", tenant="", now=after(days=9), limit=5)
    assert [item.article.title for item in whole.items] == ["Chaux"]
    assert whole.back_to is None
    asking.most = 8
    early = await asking.search("=Chaux", tenant="", now=after(days=9), limit=5)
    assert early.items == ()
    assert early.back_to == after(hours=52)


async def test_people_are_told_that_a_search_ended_early() -> None:
    rig = make_rig()
    one, _ = await rig.store.feeds.add(feed(), tenant="", origin="cli", now=START)
    lower = [told(row, "la chaux", text="la chaux.") for row in range(1, 40)]
    await rig.store.archive.commit(batch(one, *lower))
    rig.now, rig.service.questions.most = after(days=1), 8
    for language, said in (("en", "was looked at"), ("fr", "ont été examinés")):
        caller = Caller("", "console", "u", language=language)
        asked = Invocation("search", {"query": "=Chaux"})
        lines = plain_lines(await rig.desk.run(asked, caller))
        assert said in lines
        assert "30" not in lines
    rig.file.close()
