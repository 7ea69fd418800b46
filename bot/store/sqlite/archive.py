"""Articles, stories, matches and the search index: what was read and what was decided."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from bot import said
from bot.models import (
    Article,
    Feed,
    Match,
    Muted,
    Relation,
    Story,
    StoryArticle,
)
from bot.ports import Batch, Decided, KnownArticle, Remembered, SoughtArticle
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.file import File, reads, writes
from bot.store.sqlite.base.indexed import PLACE, place_since
from bot.store.sqlite.base.known import find_known
from bot.store.sqlite.base.rows import (
    article_of,
    match_of,
    must_moment,
    stamp_of,
    story_article_of,
)
from bot.store.sqlite.base.tallies import total_rows
from bot.store.sqlite.books import muted_of, read_book, set_aside_of
from bot.store.sqlite.feeds import save_state
from bot.store.sqlite.filing import SEEN_AGAIN, add_count, store_apart, store_batch
from bot.store.sqlite.newest import EVERY, FOUND, VISIBLE, newest_of_tenant, newest_of_watch
from bot.store.sqlite.watches import sweep_removed

ARTICLE = """
SELECT articles.*, feeds.name AS source, feeds.given FROM articles
JOIN feeds ON feeds.id = articles.feed"""

WWW = ("", "www.")


HOST_LINES = 20_000
"""Rows that a host's memory keeps, by hand: some 400 pages of 50 lines, 2 MB.

A line that stands on every page is renewed by each of them and never among the oldest.
"""

LIVE = ("subscriptions", "NOT removed")

OLD_LINES = """
DELETE FROM host_lines WHERE (host, line, page) IN (SELECT host, line, page FROM
  (SELECT *, row_number() OVER (PARTITION BY host ORDER BY at DESC) AS place FROM host_lines)
  WHERE place > ?)"""


class SqliteArchive:
    """The tables of articles and stories."""

    def __init__(self, file: File) -> None:
        self.file = file

    # Polling

    @reads
    def seen(self, db: Database, feed: int, guids: list[str]) -> dict[str, str]:
        """Tell which guids a feed brought before, with the version last stored."""
        found: dict[str, str] = {}
        for start in range(0, len(guids), 500):
            part = guids[start : start + 500]
            rows = db.execute(
                f"""SELECT guid, version FROM seen
                    WHERE feed = ? AND guid IN ({",".join("?" * len(part))})""",
                [feed, *part],
            )
            found |= dict(rows.fetchall())
        return found

    @reads
    def known_among(
        self, db: Database, feed: int, keys: list[tuple[str, str]]
    ) -> frozenset[str] | None:
        """Give the guids among (guid, address) that a feed brought, by either; None: it is new."""
        if db.execute("SELECT 1 FROM seen WHERE feed = ? LIMIT 1", [feed]).fetchone() is None:
            return None
        known = """SELECT EXISTS (SELECT 1 FROM seen WHERE feed = ?1 AND guid = ?2) OR ?3 <> ''
                   AND EXISTS (SELECT 1 FROM articles WHERE feed = ?1 AND url_key = ?3)"""
        return frozenset(
            guid for guid, url in keys if db.execute(known, [feed, guid, url]).fetchone()[0]
        )

    @reads
    def known(self, db: Database, sought: Sequence[SoughtArticle]) -> list[KnownArticle | None]:
        """Find the same article of the same feed for each, by guid, address or what it tells."""
        return [find_known(db, one) for one in sought]

    @reads
    def top_ids(self, db: Database) -> tuple[int, int]:
        """Give the highest ids in use of articles and of stories."""
        # Articles and stories are pruned, so the counters of old ids are kept beside them.
        row = db.execute(
            """SELECT max(ifnull((SELECT max(id) FROM articles), 0),
                          ifnull((SELECT value FROM notes WHERE key = 'top_article'), 0)),
                      max(ifnull((SELECT max(id) FROM stories), 0),
                          ifnull((SELECT value FROM notes WHERE key = 'top_story'), 0))"""
        ).fetchone()
        return int(row[0]), int(row[1])

    @writes
    def commit(self, db: Database, batch: Batch) -> int:
        """Store everything that a poll left behind; returns how many deliveries are new."""
        return store_batch(db, batch)

    @writes
    def settle(
        self, db: Database, batches: Sequence[Batch], states: Sequence[Feed]
    ) -> list[int | Exception]:
        """Store what several polls left behind, and the states of feeds that brought nothing.

        Gives for each batch how many deliveries are new, or what kept this one from being stored;
        raises where nothing was.
        """
        posted = [store_apart(db, batch) for batch in batches]
        for state in states:
            save_state(db, state)
        return posted

    @reads
    def repeated_lines(self, db: Database, host: str, pages: int) -> frozenset[str]:
        """Give the lines that stood on at least so many pages of a host."""
        rows = db.execute(
            "SELECT line FROM host_lines WHERE host = ? GROUP BY line HAVING count(*) >= ?",
            [host, pages],
        ).fetchall()
        return frozenset(row[0] for row in rows)

    @reads
    def recent(self, db: Database, since: datetime) -> list[Remembered]:
        """List the sketches of the articles published since a time, oldest first."""
        rows = db.execute(
            "SELECT id, story, sketch FROM articles WHERE published >= ? ORDER BY published, id",
            [stamp_of(since)],
        ).fetchall()
        return [Remembered(*row) for row in rows]

    # Asking

    @reads
    def article(self, db: Database, article: int) -> Article | None:
        """Find an article by its row."""
        rows = list(db.query(f"{ARTICLE} WHERE articles.id = ?", [article]))
        return article_of(rows[0]) if rows else None

    @reads
    def beside(self, db: Database, article: int, limit: int) -> list[str]:
        """Give the starts of the newest other articles of an article's feed, one a title."""
        rows = db.execute(
            """SELECT other.title_key, substr(iif(other.lead = '', other.text, other.lead), 1, 2000)
               FROM articles JOIN articles AS other ON other.feed = articles.feed
               WHERE articles.id = :article AND other.id <> :article
               AND (other.url_key <> articles.url_key OR articles.url_key = '')
               AND other.title_key <> articles.title_key
               ORDER BY other.id DESC LIMIT :limit""",
            {"article": article, "limit": limit},
        ).fetchall()
        return list(dict(rows).values())

    @reads
    def story(
        self, db: Database, story: int, *, tenant: str | None = None, also: int | None = None
    ) -> Story | None:
        """Find a story with the articles that a tenant may see (all for None), oldest first.

        `also` is an article that it may see besides: the one that it was alerted to, whose feed
        it may have given up since.
        """
        return _read_story(db, story, tenant, also)

    @reads
    def latest(
        self,
        db: Database,
        *,
        tenant: str | None,
        limit: int,
        offset: int = 0,
        watchlist: int | None = None,
    ) -> list[Story]:
        """List the newest stories that hit a watchlist of the tenant, or one watchlist."""
        if watchlist is None:
            numbers = newest_of_tenant(db, tenant)
        else:
            numbers = newest_of_watch(db, watchlist, tenant)
        told = (story for number in numbers if (story := _read_story(db, number, tenant)))
        return list(islice(told, offset, offset + limit))

    @reads
    def search(
        self,
        db: Database,
        expression: str | None,
        *,
        tenant: str | None,
        since: datetime,
        limit: int,
        before: int | None = None,
        feeds: Collection[int] | None = None,
    ) -> list[tuple[int, Article]]:
        """List (story, article) that an FTS5 expression finds, newest first; None finds all.

        `before` is the last article of the block before: what comes after it is listed. Only
        articles of `feeds` are, where some are given.
        """
        marks: dict[str, Any] = {
            "tenant": tenant,
            "since": stamp_of(since),
            "limit": limit,
            "before": before,
            "feeds": None if feeds is None else json.dumps(list(feeds)),
        }
        low = place_since(since.timestamp())
        if expression:
            rows = db.query(FOUND, marks | {"words": expression, "low": low})
        else:
            rows = db.query(EVERY, marks)
        return [(row["story"], article_of(row)) for row in rows]

    @reads
    def matches(
        self, db: Database, story: int, *, watchlist: int | None = None
    ) -> list[tuple[int, int, Match]]:
        """List (article, watchlist, match) of a story, oldest article first."""
        rows = db.query(
            """SELECT matches.*, watchlists.name FROM matches
               JOIN articles ON articles.id = matches.article
               JOIN watchlists ON watchlists.id = matches.watchlist
               WHERE articles.story = :story
               AND CASE WHEN :watch IS NULL THEN NOT watchlists.removed
                   ELSE matches.watchlist = :watch END
               ORDER BY articles.published, articles.id, watchlists.id""",
            {"story": story, "watch": watchlist},
        )
        return [(row["article"], row["watchlist"], match_of(row, row["name"])) for row in rows]

    @reads
    def decision(self, db: Database, article: int, *, tenant: str | None) -> Decided:
        """Give how an article was placed in its story.

        What it was compared with may be of a feed that the tenant does not see: then that stays
        unsaid.
        """
        row = db.execute(
            f"""SELECT this.relation, this.score, this.reasons, this.story, nearest,
                  nearest IS NULL
                  OR EXISTS (SELECT 1 FROM articles WHERE id = this.nearest AND {VISIBLE})
                FROM articles AS this WHERE this.id = :article""",
            {"article": article, "tenant": tenant},
        ).fetchone()
        if row is None:
            return Decided("")
        relation, score, reasons, story, nearest, seen = row
        if seen:
            return Decided(relation, score, said.unpack_said(reasons), nearest or 0)
        known = {item.article: item.relation.value for item in _story_articles(db, story, tenant)}
        return Decided(known.get(article, relation))

    @reads
    def trend(
        self, db: Database, watchlist: int, *, tenant: str | None, since: datetime
    ) -> list[tuple[datetime, int]]:
        """List (time, story) of the articles of a tenant that hit a watchlist since a time."""
        rows = db.execute(
            f"""SELECT articles.published, articles.story FROM matches
                JOIN articles ON articles.id = matches.article
                WHERE {VISIBLE} AND matches.watchlist = :watch AND articles.published >= :since
                ORDER BY articles.published""",
            {"tenant": tenant, "watch": watchlist, "since": stamp_of(since)},
        ).fetchall()
        return [(must_moment(row[0]), row[1]) for row in rows]

    # Keeping

    @writes
    def prune(
        self, db: Database, now: datetime, *, articles: datetime, seen: datetime
    ) -> dict[str, int]:
        """Delete what is older than the given times; returns how many rows went, by table."""
        keep_top_ids(db)
        old = [stamp_of(articles)]
        gone = {}
        db.execute(
            f"""DELETE FROM articles_fts WHERE rowid IN (SELECT {PLACE} FROM articles
                WHERE published < ?1 AND max(published, seen_at) < ?1)""",
            old,
        )
        gone["articles"] = db.execute(
            "DELETE FROM articles WHERE published < ?1 AND max(published, seen_at) < ?1", old
        ).rowcount
        # What was held all that time, such as for a channel that is gone, is told by its count.
        unsent = db.execute(
            "DELETE FROM deliveries WHERE created_at < ? AND state NOT IN ('sent', 'dead', 'moot')",
            old,
        ).rowcount
        if unsent:
            add_count(db, "expired_unsent", unsent, now)
        gone["deliveries"] = (
            unsent + db.execute("DELETE FROM deliveries WHERE created_at < ?", old).rowcount
        )
        gone["stories"] = db.execute(
            """DELETE FROM stories WHERE last_seen < ?
               AND NOT EXISTS (SELECT 1 FROM articles WHERE story = stories.id)""",
            old,
        ).rowcount
        # A guid that its feed still showed when it last brought something is renewed by that, also
        # when the feed has been silent since; the others can go.
        gone["seen"] = db.execute(
            """DELETE FROM seen WHERE at < :old AND at + :again
               < (SELECT ifnull(last_change, 0) FROM feeds WHERE id = seen.feed)""",
            {"old": stamp_of(seen), "again": SEEN_AGAIN},
        ).rowcount
        db.execute("DELETE FROM set_aside WHERE at < ?", old)
        db.execute("DELETE FROM recalled WHERE at < ?", [stamp_of(seen)])
        gone["lines"] = db.execute("DELETE FROM host_lines WHERE at < ?", [stamp_of(seen)]).rowcount
        gone["lines"] += db.execute(OLD_LINES, [HOST_LINES]).rowcount
        return gone | sweep_removed(db)

    @reads
    def counts(self, db: Database) -> dict[str, int]:
        """Give what was dropped, held or refused, by name."""
        rows = db.execute("SELECT name, sum(value) FROM counters GROUP BY name").fetchall()
        return {name: int(value) for name, value in rows}

    @reads
    def by_address(
        self, db: Database, urls: list[str], *, tenant: str | None
    ) -> list[tuple[int, int]]:
        """List (article, story) of the articles with an address, oldest first."""
        first, second = (*urls, "")[:2]
        rows = db.execute(
            f"""SELECT id, story FROM articles WHERE url IN (:first, :second) AND url <> ''
                AND {VISIBLE} ORDER BY published, id""",
            {"first": first, "second": second, "tenant": tenant},
        ).fetchall()
        return [(row[0], row[1]) for row in rows]

    @reads
    def muted(self, db: Database, article: int, *, tenant: str | None) -> list[Muted]:
        """List why matches of an article were told to nobody."""
        return muted_of(db, article, tenant)

    @reads
    def set_aside(
        self, db: Database, urls: list[str], feeds: list[int]
    ) -> list[tuple[int, str, datetime]]:
        """List (feed, line, time) of entries with an address that were not stored."""
        return [row for url in urls for row in set_aside_of(db, url, feeds)]

    @reads
    def feeds_of_host(self, db: Database, host: str, *, tenant: str | None) -> frozenset[int]:
        """Give the feeds that brought articles of a host."""
        # Ranges, so that the index on addresses answers; "0" comes right after "/".
        found: set[int] = set()
        for start in (f"{scheme}://{www}{host}" for scheme in ("http", "https") for www in WWW):
            rows = db.execute(
                f"""SELECT DISTINCT feed FROM articles WHERE url >= :low AND url < :high
                    AND {VISIBLE}""",
                {"low": f"{start}/", "high": f"{start}0", "tenant": tenant},
            )
            found |= {row[0] for row in rows.fetchall()}
        return frozenset(found)

    @reads
    def ledger(self, db: Database) -> list[tuple[str, str, int]]:
        """Give the ledger's numbers: (line, tenant, number)."""
        return read_book(db)

    @reads
    def sizes(self, db: Database) -> dict[str, int]:
        """Count the rows of the main tables."""
        counted = {table: total_rows(db, table) for table in ("articles", "stories", "deliveries")}
        for table, rows in (("feeds", "1"), ("watchlists", "NOT removed"), LIVE):
            query = f"SELECT count(*) FROM {table} WHERE {rows}"
            counted[table] = int(db.execute(query).fetchone()[0])
        return counted


def keep_top_ids(db: Database) -> None:
    """Keep the highest ids before rows go: they are not given again."""
    db.execute(
        """INSERT INTO notes SELECT 'top_article', ifnull(max(id), 0) FROM articles WHERE 1
           ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)"""
    )
    db.execute(
        """INSERT INTO notes SELECT 'top_story', ifnull(max(id), 0) FROM stories WHERE 1
           ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)"""
    )


def _read_story(
    db: Database, story: int, tenant: str | None, also: int | None = None
) -> Story | None:
    articles = tuple(_story_articles(db, story, tenant, also))
    if not articles:
        return None
    related = db.execute(
        f"""SELECT DISTINCT articles.story FROM articles WHERE {VISIBLE} AND articles.story IN
              (SELECT related FROM story_links WHERE story = :story
               UNION SELECT story FROM story_links WHERE related = :story)
            ORDER BY articles.story""",
        {"story": story, "tenant": tenant},
    ).fetchall()
    return Story(
        id=story,
        title=articles[0].title,
        language=articles[0].language,
        first_seen=articles[0].published,
        last_seen=articles[-1].published,
        articles=articles,
        related=tuple(link[0] for link in related),
    )


def _story_articles(
    db: Database, story: int, tenant: str | None, also: int | None = None
) -> list[StoryArticle]:
    """List what a tenant sees of a story; what it sees first is new to it."""
    rows = db.query(
        f"""{ARTICLE} WHERE story = :story AND ({VISIBLE} OR articles.id = :also)
            ORDER BY articles.published, articles.id""",
        {"story": story, "tenant": tenant, "also": also},
    )
    found = [story_article_of(row) for row in rows]
    if not any(item.relation in (Relation.NEW, Relation.RELATED) for item in found):
        first = min((item.article for item in found), default=0)
        found = [
            replace(item, relation=Relation.NEW) if item.article == first else item
            for item in found
        ]
    return found
