"""Fill a store in bulk with made-up rows: by SQL, in a transaction for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.core.language.text import fold
from bot.core.match.matcher import Matcher
from bot.core.match.watchset import WatchSet
from bot.core.prepare import prepare_article
from bot.store.sqlite.assemble import File
from bot.store.sqlite.base.indexed import PLACE, index_columns
from tests.bench import press
from tests.bench.newsroom import address
from tests.bench.watches import queries


async def fill_watches(
    file: File,
    count: int,
    *,
    followed: int | None = None,
    channel: str = "console",
    tenants: Sequence[str] = ("",),
) -> None:
    """Put in so many watches; each of the first ones is followed by a subscription.

    The tenants have them in turn.
    """
    rows = [(at + 1, f"{query} {at}", query) for at, query in enumerate(queries(count))]

    def fill(db) -> None:  # type: ignore[no-untyped-def]
        db.conn.executemany(
            """INSERT INTO watchlists (id, tenant, name, name_key, query, aliases, origin)
               VALUES (?, ?, ?, ?, ?, 1, 'cli')""",
            [
                (number, tenants[number % len(tenants)], name, fold(name), query)
                for number, name, query in rows
            ],
        )
        db.conn.executemany(
            """INSERT INTO subscriptions (tenant, channel, watchlist, origin)
               VALUES (?, ?, ?, 'cli')""",
            [(tenants[number % len(tenants)], channel, number) for number, _, _ in rows[:followed]],
        )

    await file.write(fill)


async def fill_feeds(file: File, count: int, port: int, now: datetime, every: float) -> None:
    """Put in feeds of a newsroom that were read before, due over the next interval."""
    at = now.timestamp()

    def fill(db) -> None:  # type: ignore[no-untyped-def]
        db.conn.executemany(
            """INSERT INTO feeds (id, url, given, name, interval, primed, last_poll, next_poll)
               VALUES (?1, ?2, ?2, ?3, ?4, 1, ?5, ?6)""",
            [
                (n + 1, _url(n, port), f"outlet {n}", every, at - every, at + every * n / count)
                for n in range(count)
            ],
        )
        db.conn.executemany(
            "INSERT INTO feed_owners (feed, tenant, origin) VALUES (?, '', 'cli')",
            [(n + 1,) for n in range(count)],
        )

    await file.write(fill)


def _url(feed: int, port: int) -> str:
    return f"http://{address(feed)}:{port}/feed/{feed}"


async def fill_stories(file: File, count: int, feeds: int, now: datetime) -> None:
    """Put in so many headlines of the last 60 hours with sketches, each event a story."""
    nothing = Matcher(WatchSet())
    told = list(press.titles(count))
    events: dict[int, int] = {}

    def fill(db) -> None:  # type: ignore[no-untyped-def]
        for number, one in enumerate(told, 1):
            story = events.setdefault(one.event, len(events) + 1)
            at = now - timedelta(hours=60) * (1 - number / count)
            article = replace(one.article, id=str(number), published=at)
            _store(db, prepare_article(article, nothing), number, story, number % feeds + 1)

    await file.write(fill)


def _store(db, made, number: int, story: int, feed: int) -> None:  # type: ignore[no-untyped-def]
    article, at = made.article, made.article.published.timestamp()
    db.execute(
        "INSERT OR IGNORE INTO stories VALUES (?, ?, ?, ?, ?)",
        [story, article.title, article.language, at, at],
    )
    db.execute(
        """INSERT INTO articles (id, feed, story, relation, guid, url, url_key, title, title_key,
             lead, standfirst, text, language, authors, agency, image, published, seen_at, score,
             reasons, sketch)
           VALUES (?, ?, ?, 'new', ?, ?, ?, ?, ?, '', '', '', ?, '[]', '', '', ?, ?, 0, '[]', ?)""",
        [
            *(number, feed, story, article.url, article.url, made.url_key, article.title),
            *(made.title_key, article.language, at, at, made.sketch.to_bytes()),
        ],
    )
    db.execute(
        f"""INSERT INTO articles_fts (rowid, title, body, feed, lang, author)
            SELECT {PLACE}, ?, ?, ?, ?, ? FROM articles WHERE id = ?""",
        [made.title, made.body, *index_columns(feed, article.language, ()), number],
    )


BODIES = 20_000
"""Different bodies of short articles: enough that no word of theirs is in all."""
HIT_EVERY = 10
"""Articles of which one hits a watch and is told."""


async def fill_archive(
    file: File, count: int, feeds: int, watches: int, now: datetime, days: int = 60
) -> None:
    """Put in so many short articles of the last days, two a story, with what was told of them."""
    bodies = _bodies()
    names = list(queries(watches))
    at, step = now.timestamp() - 86_400 * days, 86_400 * days / count

    def rows() -> Iterator[tuple[int, int, int, str, str, float]]:
        for number in range(1, count + 1):
            title = bodies[number * 7 % BODIES][:60]
            if number % HIT_EVERY == 0:
                title = f"{names[number // HIT_EVERY % watches]} {title}"
            feed, text = number * 7919 % feeds + 1, bodies[number % BODIES]
            yield number, feed, (number + 1) // 2, title, text, at + step * number

    def fill(db) -> None:  # type: ignore[no-untyped-def]
        many = db.conn.executemany
        many("INSERT OR IGNORE INTO stories VALUES (?,?,'fr',?,?)", _stories(rows()))
        many(_ARTICLE, _articles(rows()))
        many(_WORDS, _words(rows()))
        hit = [row for row in rows() if row[0] % HIT_EVERY == 0]
        many(
            "INSERT INTO matches VALUES (?, ?, 1, '[]', '[]')",
            [(row[0], row[0] // HIT_EVERY % watches + 1) for row in hit],
        )
        many(_TOLD, [(row[0], row[2], row[5], row[0] // HIT_EVERY % watches + 1) for row in hit])

    await file.write(fill)


_ARTICLE = """
INSERT INTO articles (id, feed, story, relation, guid, url, url_key, title, title_key, lead,
  standfirst, text, language, authors, agency, image, published, seen_at, score, reasons, sketch)
VALUES (?, ?, ?, 'new', ?, ?, ?, ?, ?, '', '', ?, 'fr', '[]', '', '', ?, ?, 0, '[]', x'')"""

_WORDS = f"""
INSERT INTO articles_fts (rowid, title, body, feed, lang, author)
SELECT {PLACE}, ?, ?, ?, ?, ? FROM articles WHERE id = ?"""

_TOLD = """
INSERT INTO deliveries (key, tenant, channel, kind, subscription, story, article, state,
  created_at, attempted_at)
SELECT ?1 || ':alert', watchlists.tenant, 'console', 'alert', subscriptions.id, ?2, ?1, 'sent',
  ?3, ?3 FROM watchlists LEFT JOIN subscriptions ON watchlist = watchlists.id
WHERE watchlists.id = ?4"""


def _bodies() -> list[str]:
    random, words = Random(9), press.vocabulary()
    return [" ".join(random.choices(words, k=25)) for _ in range(BODIES)]


def _stories(rows: Iterator[Any]) -> Iterator[Any]:
    return ((story, title, at, at) for _, _, story, title, _, at in rows)


def _articles(rows: Iterator[Any]) -> Iterator[Any]:
    for number, feed, story, title, text, at in rows:
        url = f"https://outlet-{feed}.example/{number}"
        yield number, feed, story, url, url, url, title, fold(title), text, at, at


def _words(rows: Iterator[Any]) -> Iterator[Any]:
    for number, feed, _, title, text, _ in rows:
        yield fold(title), text, *index_columns(feed, "fr", ()), number
