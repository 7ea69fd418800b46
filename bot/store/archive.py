"""Articles, stories, matches and the search index: what was read and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from bot.models import (
    OPERATOR,
    Article,
    DeliveryKind,
    DeliveryState,
    Match,
    Posting,
    Story,
    StoryArticle,
)
from bot.ports import Batch, Filing, Keys, Known, Remembered
from bot.store.feeds import save_state
from bot.store.file import File, reads, writes
from bot.store.rows import (
    article_of,
    match_of,
    must,
    pack,
    spans_json,
    stamp,
    story_article_of,
)

ARTICLE = """
SELECT articles.*, feeds.name AS source FROM articles JOIN feeds ON feeds.id = articles.feed"""

KNOWN = """
SELECT articles.id, articles.story, seen.version
FROM articles JOIN seen ON seen.feed = articles.feed AND seen.article = articles.id
WHERE articles.feed = :feed"""

SAME_ARTICLE = (
    "seen.guid = :guid",
    "url_key = :url AND :url <> ''",
    """title_key = :title AND :title <> ''
       AND CASE WHEN :text = '' THEN text = '' AND published = :published ELSE text = :text END""",
)

VISIBLE = """
articles.feed IN (SELECT feed FROM feed_owners WHERE :tenant IS NULL OR tenant IN (:tenant, ''))"""


class Archive:
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
    def known(
        self, db: Database, feed: int, *, guid: str, keys: Keys, article: Article
    ) -> Known | None:
        """Find the same article of the same feed by guid, address or title, in this order.

        A title alone is not enough, since columns keep theirs: the text has to be the same too,
        or, where there is none, the date.
        """
        same = {
            "feed": feed,
            "guid": guid,
            "url": keys.url,
            "title": keys.title,
            "text": article.text,
            "published": stamp(article.published),
        }
        for rule in SAME_ARTICLE:
            row = db.execute(f"{KNOWN} AND {rule} ORDER BY articles.id DESC LIMIT 1", same)
            if found := row.fetchone():
                return Known(*found)
        return None

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
        posted = 0
        for filing in batch.filings:
            _file(db, batch.feed.id, filing, batch.at)
            posted += sum(_post(db, posting, filing, batch.at) for posting in filing.postings)
            _edit_alerts(db, batch.feed.id, filing, batch.at)
        for guid, version, article in batch.again:
            db.execute(
                "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
                [batch.feed.id, guid, version, article, stamp(batch.at)],
            )
        posted += sum(_post(db, posting, None, batch.at) for posting in batch.postings)
        for host, lines in batch.lines:
            _count_lines(db, host, lines, batch.at)
        for name, count in batch.counts:
            _count(db, name, count, batch.at)
        save_state(db, batch.feed)
        return posted

    @reads
    def repeated_lines(self, db: Database, host: str, pages: int) -> frozenset[str]:
        """Give the lines that stood on at least so many pages of a host."""
        rows = db.execute(
            "SELECT line FROM host_lines WHERE host = ? AND pages >= ?", [host, pages]
        ).fetchall()
        return frozenset(row[0] for row in rows)

    @reads
    def recent(self, db: Database, since: datetime) -> list[Remembered]:
        """List the sketches of the articles published since a time, oldest first."""
        rows = db.execute(
            "SELECT id, story, sketch FROM articles WHERE published >= ? ORDER BY published, id",
            [stamp(since)],
        ).fetchall()
        return [Remembered(*row) for row in rows]

    # Asking

    @reads
    def article(self, db: Database, article: int) -> Article | None:
        """Find an article by its row."""
        rows = list(db.query(f"{ARTICLE} WHERE articles.id = ?", [article]))
        return article_of(rows[0]) if rows else None

    @reads
    def story(self, db: Database, story: int, *, tenant: str | None = None) -> Story | None:
        """Find a story with the articles that a tenant may see (all for None), oldest first."""
        return _story(db, story, tenant)

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
        rows = db.execute(
            f"""SELECT DISTINCT articles.story FROM matches
                JOIN articles ON articles.id = matches.article
                JOIN watchlists ON watchlists.id = matches.watchlist
                JOIN stories ON stories.id = articles.story
                WHERE {VISIBLE} AND (:tenant IS NULL OR watchlists.tenant IN (:tenant, ''))
                AND (:watchlist IS NULL OR watchlists.id = :watchlist)
                ORDER BY stories.last_seen DESC, stories.id DESC LIMIT :limit OFFSET :offset""",
            {"tenant": tenant, "watchlist": watchlist, "limit": limit, "offset": offset},
        ).fetchall()
        return [story for row in rows if (story := _story(db, row[0], tenant))]

    @reads
    def search(
        self,
        db: Database,
        expression: str | None,
        *,
        tenant: str | None,
        since: datetime,
        limit: int,
    ) -> list[tuple[int, Article]]:
        """List (story, article) that an FTS5 expression finds, newest first; None finds all."""
        where = "articles.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words)"
        rows = db.query(
            f"""{ARTICLE} WHERE {VISIBLE} AND articles.published >= :since
                AND {where if expression else "1"}
                ORDER BY articles.published DESC, articles.id DESC LIMIT :limit""",
            {"words": expression, "tenant": tenant, "since": stamp(since), "limit": limit},
        )
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
               WHERE articles.story = :story AND (:watch IS NULL OR matches.watchlist = :watch)
               ORDER BY articles.published, articles.id, watchlists.id""",
            {"story": story, "watch": watchlist},
        )
        return [(row["article"], row["watchlist"], match_of(row, row["name"])) for row in rows]

    @reads
    def decision(self, db: Database, article: int) -> tuple[str, float, tuple[str, ...]]:
        """Give how an article was placed in its story: relation, likeness and reasons."""
        row = db.execute(
            "SELECT relation, score, reasons FROM articles WHERE id = ?", [article]
        ).fetchone()
        return (row[0], row[1], tuple(row[2].split("\n")) if row[2] else ()) if row else ("", 0, ())

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
            {"tenant": tenant, "watch": watchlist, "since": stamp(since)},
        ).fetchall()
        return [(must(row[0]), row[1]) for row in rows]

    # Keeping

    @writes
    def prune(self, db: Database, *, articles: datetime, seen: datetime) -> dict[str, int]:
        """Delete what is older than the given times; returns how many rows went, by table."""
        db.execute(
            """INSERT INTO notes SELECT 'top_article', ifnull(max(id), 0) FROM articles WHERE 1
               ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)"""
        )
        db.execute(
            """INSERT INTO notes SELECT 'top_story', ifnull(max(id), 0) FROM stories WHERE 1
               ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)"""
        )
        old = [stamp(articles)]
        gone = {}
        db.execute(
            """DELETE FROM articles_fts WHERE rowid IN
               (SELECT id FROM articles WHERE max(published, seen_at) < ?)""",
            old,
        )
        gone["articles"] = db.execute(
            "DELETE FROM articles WHERE max(published, seen_at) < ?", old
        ).rowcount
        gone["deliveries"] = db.execute(
            "DELETE FROM deliveries WHERE created_at < ? AND state IN ('sent', 'dead')", old
        ).rowcount
        gone["stories"] = db.execute(
            "DELETE FROM stories WHERE last_seen < ? AND id NOT IN (SELECT story FROM articles)",
            old,
        ).rowcount
        # A guid that its feed still shows is renewed at every poll, so old ones can go.
        gone["seen"] = db.execute("DELETE FROM seen WHERE at < ?", [stamp(seen)]).rowcount
        gone["lines"] = db.execute(
            "DELETE FROM host_lines WHERE at < ? AND pages < 2", [stamp(seen)]
        ).rowcount
        return gone

    @writes
    def touch_seen(self, db: Database, feed: int, guids: list[str], now: datetime) -> None:
        """Note that a feed still shows these entries."""
        db.conn.executemany(
            "UPDATE seen SET at = ? WHERE feed = ? AND guid = ?",
            [(stamp(now), feed, guid) for guid in guids],
        )

    @reads
    def note(self, db: Database, key: str) -> bytes | None:
        """Read a small stored value."""
        row = db.execute("SELECT CAST(value AS BLOB) FROM notes WHERE key = ?", [key]).fetchone()
        return None if row is None else bytes(row[0])

    @writes
    def keep_note(self, db: Database, key: str, value: bytes) -> None:
        """Store a small value."""
        db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [key, value])

    @reads
    def counts(self, db: Database) -> dict[str, int]:
        """Give what was dropped, held or refused, by name."""
        rows = db.execute("SELECT name, sum(value) FROM counters GROUP BY name").fetchall()
        return {name: int(value) for name, value in rows}

    @reads
    def sizes(self, db: Database) -> dict[str, int]:
        """Count the rows of the main tables."""
        tables = ("feeds", "articles", "stories", "watchlists", "subscriptions", "deliveries")
        return {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
        }


def _file(db: Database, feed: int, filing: Filing, at: datetime) -> None:
    article, now = filing.article, stamp(at)
    _open_story(db, filing)
    row_id = int(article.id)
    values = {
        "id": row_id,
        "feed": feed,
        "story": filing.story,
        "relation": filing.placement.relation.value,
        "guid": filing.guid,
        "url": article.url,
        "url_key": filing.url_key,
        "title": article.title,
        "title_key": filing.title_key,
        "lead": article.lead,
        "standfirst": article.standfirst,
        "text": article.text,
        "language": article.language,
        "authors": pack(article.authors),
        "agency": article.agency,
        "image": article.image,
        "published": stamp(article.published),
        "seen_at": now,
        "score": filing.placement.score,
        "reasons": "\n".join(filing.placement.reasons),
        "sketch": filing.sketch,
    }
    if filing.replaces is not None:
        db.execute("DELETE FROM articles_fts WHERE rowid = ?", [row_id])
        db.execute("DELETE FROM matches WHERE article = ?", [row_id])
        values["relation"] = db.execute(
            "SELECT relation FROM articles WHERE id = ?", [row_id]
        ).fetchone()[0]
    db.table("articles", pk="id").upsert(values)
    db.execute(
        "INSERT INTO articles_fts (rowid, title, body) VALUES (?, ?, ?)",
        [row_id, filing.folded_title, filing.folded_body],
    )
    db.execute(
        "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
        [feed, filing.guid, filing.version, row_id, now],
    )
    for watchlist, match in filing.matches:
        db.execute(
            "INSERT OR REPLACE INTO matches SELECT ?, id, ?, ?, ? FROM watchlists WHERE id = ?",
            [row_id, int(match.about), spans_json(match), pack(match.reasons), watchlist],
        )


def _open_story(db: Database, filing: Filing) -> None:
    article = filing.article
    db.execute(
        """INSERT INTO stories VALUES (:id, :title, :language, :at, :at) ON CONFLICT (id) DO UPDATE
           SET first_seen = min(first_seen, excluded.first_seen),
               last_seen = max(last_seen, excluded.last_seen)""",
        {
            "id": filing.story,
            "title": article.title,
            "language": article.language,
            "at": stamp(article.published),
        },
    )
    if filing.placement.related:
        db.execute(
            """INSERT OR IGNORE INTO story_links
               SELECT ?, id FROM stories WHERE id = ? AND id <> ?""",
            [filing.story, int(filing.placement.related), filing.story],
        )


def _post(db: Database, posting: Posting, filing: Filing | None, at: datetime) -> int:
    state, until = DeliveryState.NEW, posting.held_until
    if posting.limit and until is None:
        recent = db.execute(
            """SELECT count(*) FROM deliveries
               WHERE subscription = ? AND kind = 'alert' AND created_at >= ?""",
            [posting.subscription, stamp(posting.limit_since)],
        ).fetchone()[0]
        until = posting.limit_until if recent >= posting.limit else None
    if until is not None or posting.paused:
        state = DeliveryState.HELD
    values = {
        "key": posting.key,
        "tenant": posting.tenant,
        "channel": posting.channel,
        "kind": posting.kind.value,
        "subscription": posting.subscription,
        "story": filing.story if filing else None,
        "article": int(filing.article.id) if filing else None,
        "state": state.value,
        "created_at": stamp(at),
        "held_until": stamp(until),
        "reason": "channel paused" if posting.paused else "",
        "body": posting.body,
    }
    names = ", ".join(values)
    return db.execute(
        f"""INSERT INTO deliveries ({names}) VALUES ({", ".join(":" + name for name in values)})
            ON CONFLICT (key) DO NOTHING""",
        values,
    ).rowcount


def _edit_alerts(db: Database, feed: int, filing: Filing, at: datetime) -> None:
    """Queue an edit of every alert of the story that is out and whose tenant sees the feed."""
    db.execute(
        """INSERT INTO deliveries (key, tenant, channel, kind, subscription, story, article, state,
                                   created_at)
           SELECT key || ':edit', tenant, channel, :edit, subscription, story, article, 'new', :at
           FROM deliveries WHERE story = :story AND kind = :alert AND article <> :article
           AND (state = 'sending' OR state = 'sent' AND message_ref <> '')
           AND EXISTS (SELECT 1 FROM feed_owners WHERE feed = :feed
                       AND feed_owners.tenant IN (deliveries.tenant, :operator))
           ON CONFLICT (key) DO UPDATE SET
             state = CASE WHEN state IN ('sent', 'dead') THEN 'new' ELSE state END, attempts = 0,
             body = CASE WHEN state = 'sending' THEN 'again' ELSE '' END""",
        {
            "edit": DeliveryKind.EDIT.value,
            "alert": DeliveryKind.ALERT.value,
            "at": stamp(at),
            "story": filing.story,
            "article": int(filing.article.id) if filing.replaces is None else -1,
            "feed": feed,
            "operator": OPERATOR,
        },
    )


def _count_lines(db: Database, host: str, lines: frozenset[str], at: datetime) -> None:
    db.conn.executemany(
        """INSERT INTO host_lines VALUES (?, ?, 1, ?)
           ON CONFLICT (host, line) DO UPDATE SET pages = pages + 1, at = excluded.at""",
        [(host, line, stamp(at)) for line in lines],
    )


def _count(db: Database, name: str, count: int, at: datetime) -> None:
    db.execute(
        """INSERT INTO counters VALUES (?, '', ?, ?) ON CONFLICT (name, tenant)
           DO UPDATE SET value = value + excluded.value, at = excluded.at""",
        [name, count, stamp(at)],
    )


def _story(db: Database, story: int, tenant: str | None) -> Story | None:
    rows = list(db.query("SELECT * FROM stories WHERE id = ?", [story]))
    articles = tuple(_articles(db, story, tenant))
    if not rows or not articles:
        return None
    related = db.execute(
        "SELECT related FROM story_links WHERE story = ?1 UNION SELECT story FROM story_links"
        " WHERE related = ?1",
        [story],
    ).fetchall()
    row = rows[0]
    return Story(
        id=story,
        title=articles[0].title,
        language=row["language"],
        first_seen=must(row["first_seen"]),
        last_seen=must(row["last_seen"]),
        articles=articles,
        related=tuple(link[0] for link in related),
    )


def _articles(db: Database, story: int, tenant: str | None) -> Iterator[StoryArticle]:
    rows = db.query(
        f"""{ARTICLE} WHERE story = :story AND {VISIBLE}
            ORDER BY articles.published, articles.id""",
        {"story": story, "tenant": tenant},
    )
    return map(story_article_of, rows)
