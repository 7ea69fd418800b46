"""Search and `latest` give what a look at every article and story would, whatever is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

import pytest

from bot.core.match.matcher import Matcher, compile_watch
from bot.errors import QueryError
from bot.models import Article, Watchlist
from bot.ports import Filing, Store
from bot.service.directory import Directory
from bot.service.questions import Questions
from bot.store.sqlite.assemble import File, open_store
from tests.fakes.rows import START, batch, feed, filing, watch

WORDS = ["ciment", "acier", "chaux", "phare", "digue", "quai", "brume", "navire"]
OUTLETS = ("Le Phare", "Quai du Nord", "L'Écho des dunes", "Daily Harbour")
AUTHORS = ("Anne Desbois", "Jan Kollar", "")
TENANTS = ("discord:1", "slack:T2")
DAYS = 40


@dataclass
class Stock:
    """A small store, with everything in it beside."""

    store: Store
    random: Random
    rows: list[tuple[int, set[str], Article]] = field(default_factory=list)
    """(story, owners of the feed, article)"""
    hits: list[tuple[int, int]] = field(default_factory=list)
    """(article, watch)"""
    watches: list[Watchlist] = field(default_factory=list)

    async def fill(self, count: int) -> None:
        feeds = [await self._feed(name, at) for at, name in enumerate(OUTLETS)]
        for name in WORDS[:4]:
            owner = self.random.choice(("", *TENANTS))
            wanted = await self.store.watches.save(watch(owner, name, name), name, origin="chat")
            self.watches.append(wanted)
        for row in range(1, count + 1):
            number, name, owners = self.random.choice(feeds)
            made = self._told(row, name)
            kept = await self.store.feeds.get(number)
            assert kept is not None
            await self.store.archive.commit(batch(kept, made))
            self.rows.append((made.story, owners, made.article))
            self.hits += [(row, hit) for hit, _ in made.matches]

    async def _feed(self, name: str, at: int) -> tuple[int, str, set[str]]:
        owners = {("", TENANTS[0], TENANTS[1], TENANTS[0])[at]}
        for owner in owners:
            new = feed(name, f"https://{at}.example/rss")
            kept, _ = await self.store.feeds.add(new, tenant=owner, origin="chat", now=START)
        return kept.id, name, owners

    def _told(self, row: int, outlet: str) -> Filing:
        pick = self.random
        title = " ".join(pick.choices(WORDS, k=2))
        hits = [one.id for one in self.watches if one.query in title]
        at = START - timedelta(minutes=pick.randrange(DAYS * 1440))
        made = filing(row, pick.randrange(1, 1 + row), title, at=at, hits=hits)
        author = pick.choice(AUTHORS)
        article = replace(
            made.article,
            source=outlet,
            text=" ".join(pick.choices(WORDS, k=4)),
            language=pick.choice(("fr", "en")),
            authors=(author,) if author else (),
        )
        return replace(made, article=article, folded_title=title, folded_body=article.text)

    def query(self, depth: int = 2) -> str:
        """Ask for anything that the grammar has."""
        pick = self.random
        if depth == 0 or pick.random() < 0.3:
            return self._leaf()
        one, two = self.query(depth - 1), self.query(depth - 1)
        ways = (f"({one} AND {two})", f"({one} OR {two})", f"({one} AND NOT {two})")
        return pick.choice(ways)

    def _leaf(self) -> str:
        pick = self.random
        outlet = pick.choice((*OUTLETS, "quai", "lephare", "nobody"))
        ways = (
            pick.choice(WORDS),
            f'"{pick.choice(WORDS)} {pick.choice(WORDS)}"',
            f"{pick.choice(WORDS)[:4]}*",
            f"title:{pick.choice(WORDS)}",
            f'source:"{outlet}"',
            f"lang:{pick.choice(('fr', 'english'))}",
            f'author:"{pick.choice(("Desbois", "jan kollar"))}"',
        )
        return pick.choice(ways)

    def seen(self, tenant: str) -> list[tuple[int, Article]]:
        """List (story, article) of all that a tenant sees, newest first."""
        rows = [(story, one) for story, owners, one in self.rows if owners & {tenant, ""}]
        return sorted(rows, key=lambda row: (int(row[1].published.timestamp()), int(row[1].id)))[
            ::-1
        ]


@pytest.fixture(params=range(4))
async def stock(request: pytest.FixtureRequest) -> AsyncIterator[Stock]:
    file = File(":memory:")
    made = Stock(open_store(file), Random(request.param))
    await made.fill(70)
    yield made
    file.close()


async def test_a_search_finds_what_matching_every_article_finds(stock: Stock) -> None:
    questions, compared = Questions(stock.store, Directory(stock.store)), 0
    for _ in range(60):
        query, tenant = stock.query(), stock.random.choice(TENANTS)
        days, limit = stock.random.choice((10, 25, 60)), stock.random.choice((1, 6, 99))
        try:
            matcher = Matcher((compile_watch(Watchlist(0, tenant, query, query)),))
        except QueryError:
            continue
        first: dict[int, str] = {}
        for story, article in stock.seen(tenant):
            if article.published >= START - timedelta(days=days) and matcher.match(article):
                first.setdefault(story, article.id)
        found = await questions.search(query, tenant=tenant, now=START, days=days, limit=limit)
        assert [one.article.id for one in found.items] == list(first.values())[:limit], query
        compared += bool(first)
    assert compared > 15


async def test_latest_lists_what_a_look_at_every_story_would(stock: Stock) -> None:
    for tenant in TENANTS:
        for wanted in (None, *stock.watches):
            seen = {one.id for one in stock.watches if one.tenant in (tenant, "")}
            asked = {wanted.id} if wanted else seen
            if not asked <= seen:
                continue
            rows = {int(one.id): story for story, one in stock.seen(tenant)}
            told = {rows[row] for row, hit in stock.hits if hit in asked and row in rows}
            last = {
                story: max(one.published for other, _, one in stock.rows if other == story)
                for story in told
            }
            listed = sorted(told, key=lambda story: (last[story], story), reverse=True)
            for limit, offset in ((50, 0), (5, 0), (5, 5), (5, 200)):
                found = await stock.store.archive.latest(
                    tenant=tenant, limit=limit, offset=offset, watchlist=wanted and wanted.id
                )
                assert [one.id for one in found] == listed[offset : offset + limit]
