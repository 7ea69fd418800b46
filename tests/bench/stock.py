"""Fill a store in bulk with made-up rows: by SQL, in a transaction for each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.language.text import fold
from bot.core.match.matcher import Matcher
from bot.core.match.watchset import WatchSet
from bot.core.prepare import prepare_article
from bot.store.sqlite.assemble import File
from bot.store.sqlite.base.indexed import PLACE, marks
from tests.bench import press
from tests.bench.newsroom import address
from tests.bench.watches import queries


async def fill_watches(
    file: File, count: int, *, followed: int | None = None, channel: str = "console"
) -> None:
    """Put in so many watches; each of the first ones is followed by a subscription."""
    rows = [(at + 1, f"{query} {at}", query) for at, query in enumerate(queries(count))]

    def fill(db) -> None:  # type: ignore[no-untyped-def]
        db.conn.executemany(
            """INSERT INTO watchlists (id, tenant, name, name_key, query, aliases, origin)
               VALUES (?, '', ?, ?, ?, 1, 'cli')""",
            [(number, name, fold(name), query) for number, name, query in rows],
        )
        db.conn.executemany(
            """INSERT INTO subscriptions (tenant, channel, watchlist, origin)
               VALUES ('', ?, ?, 'cli')""",
            [(channel, number) for number, _, _ in rows[:followed]],
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
        [made.title, made.body, *marks(feed, article.language, ()), number],
    )
