"""Feeds: who owns them, which are due, how they fare."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot import said
from bot.feeds.urls import host_of
from bot.models import OPERATOR, Feed, Origin
from bot.store.sqlite.base.connection import Database, insert_row, update_row
from bot.store.sqlite.base.file import File, reads, writes
from bot.store.sqlite.base.rows import feed_of, stamp_of
from bot.store.sqlite.counting import FEEDS, bounded

SELECT = """
SELECT feeds.*, (SELECT group_concat(tenant || char(10) || origin, char(9)) FROM feed_owners
                 WHERE feed = feeds.id) AS owners
FROM feeds"""


# A feed that moved is still known by the address that it was given under. One that nobody has
# any more is the operator's to take up again, with its history.
FIND = """
SELECT id, EXISTS (SELECT 1 FROM feed_owners WHERE feed = feeds.id) AS owned FROM feeds
WHERE (url = :url OR given = :url)
AND (EXISTS (SELECT 1 FROM feed_owners WHERE feed = feeds.id AND tenant IN (:tenant, ''))
     OR :tenant = '' AND NOT EXISTS (SELECT 1 FROM feed_owners WHERE feed = feeds.id))
ORDER BY owned DESC, id LIMIT 1"""


SEEN = """id IN (SELECT feed FROM feed_owners
                 WHERE :tenant IS NULL OR tenant IN (:tenant, :operator))"""


class SqliteFeeds:
    """The table of feeds."""

    def __init__(self, file: File) -> None:
        self.file = file

    @writes
    def add(
        self,
        db: Database,
        feed: Feed,
        *,
        tenant: str,
        origin: Origin,
        now: datetime,
        most: int = 0,
    ) -> tuple[Feed, bool]:
        """Add a feed for a tenant; returns it and whether the tenant has it newly.

        The operator's feeds are everybody's: such a one keeps its settings, but those from the
        file win. Another tenant's feed with the same address is another feed: its name, schedule
        and history are nobody else's.
        """
        with bounded(db, FEEDS, tenant, most):
            return add_feed(db, feed, tenant=tenant, origin=origin, now=now)

    @writes
    def remove(self, db: Database, feed_id: int, *, tenant: str) -> None:
        """Take a feed from a tenant; one that nobody owns is polled no more, its articles stay."""
        db.execute(
            "DELETE FROM feed_owners WHERE feed = ? AND tenant = ? AND origin <> 'file'",
            [feed_id, tenant],
        )
        # What they still have in the outbox goes out.
        db.execute(
            """UPDATE subscriptions SET removed = 1
               WHERE feed = ? AND tenant = ? AND origin <> 'file'""",
            [feed_id, tenant],
        )

    @reads
    def all(self, db: Database, *, tenant: str | None = None) -> list[Feed]:
        """List the feeds that a tenant sees, or every owned feed; by name."""
        feeds = [feed_of(row) for row in db.query(f"{SELECT} ORDER BY name, id")]
        if tenant is None:
            return [feed for feed in feeds if feed.owners]
        return [feed for feed in feeds if feed.owners & {tenant, OPERATOR}]

    @reads
    def version(self, db: Database) -> int:
        """Count the changes to names, addresses and owners, also of other processes."""
        row = db.execute("SELECT value FROM versions WHERE name = 'feeds'").fetchone()
        return int(row[0])

    @reads
    def names(self, db: Database) -> list[tuple[int, str, str, frozenset[str]]]:
        """List id, name, address and owners of every owned feed, by name."""
        rows = db.execute(
            """SELECT id, name, url, group_concat(tenant, char(10))
               FROM feeds JOIN feed_owners ON feed = id GROUP BY id ORDER BY name, id"""
        ).fetchall()
        # Thousands of feeds have the same owners.
        owned = {owners: frozenset(owners.split("\n")) for owners in {row[3] for row in rows}}
        return [(number, name, url, owned[owners]) for number, name, url, owners in rows]

    @reads
    def among(self, db: Database, ids: Sequence[int]) -> list[Feed]:
        """List those of some feeds that are owned, by name."""
        rows = db.query(
            f"""{SELECT} WHERE id IN (SELECT value FROM json_each(?))
                AND EXISTS (SELECT 1 FROM feed_owners WHERE feed = feeds.id) ORDER BY name, id""",
            [json.dumps(list(ids))],
        )
        return [feed_of(row) for row in rows]

    @reads
    def states(self, db: Database, *, tenant: str | None = None) -> dict[str, int]:
        """Count the feeds that a tenant sees, or every owned feed, by state."""
        rows = db.execute(
            f"SELECT state, count(*) FROM feeds WHERE {SEEN} GROUP BY state", _seeing_marks(tenant)
        ).fetchall()
        return dict(rows)

    @reads
    def ailing(self, db: Database, since: datetime, *, tenant: str | None = None) -> list[Feed]:
        """List those that fail or are gone, longest first, or had a gap since a time."""
        rows = db.query(
            f"""{SELECT} WHERE (state IN ('failing', 'gone') OR gap_at >= :since) AND {SEEN}
                ORDER BY failing_since IS NULL, failing_since, name, id""",
            {**_seeing_marks(tenant), "since": stamp_of(since)},
        )
        return [feed_of(row) for row in rows]

    @reads
    def count(self, db: Database) -> int:
        """Count the owned feeds."""
        row = db.execute("SELECT count(DISTINCT feed) FROM feed_owners").fetchone()
        return int(row[0])

    @reads
    def due(self, db: Database, now: datetime, *, everything: bool = False) -> list[Feed]:
        """List the owned feeds whose time has come, longest overdue first."""
        until = 9e99 if everything else stamp_of(now)
        found = [
            feed_of(row)
            for when in ("next_poll IS NULL", "next_poll <= :until")
            for row in db.query(
                f"""{SELECT} WHERE state IN ('active', 'failing') AND {when}
                    ORDER BY next_poll, id""",
                {"until": until},
            )
        ]
        left = {row[0] for row in db.execute("SELECT tenant FROM departed").fetchall()}
        return [feed for feed in found if feed.owners - left]

    @reads
    def get(self, db: Database, feed_id: int) -> Feed | None:
        """Find a feed by id."""
        rows = list(db.query(f"{SELECT} WHERE id = ?", [feed_id]))
        return feed_of(rows[0]) if rows else None

    @writes
    def save(self, db: Database, feed: Feed) -> None:
        """Store validators, schedule and health."""
        save_state(db, feed)

    @writes
    def poll_now(self, db: Database, feed_id: int, now: datetime) -> None:
        """Make a feed due, also one that was paused or gone."""
        db.execute(
            "UPDATE feeds SET next_poll = ?, state = 'active' WHERE id = ?",
            [stamp_of(now), feed_id],
        )


def _seeing_marks(tenant: str | None) -> dict[str, str | None]:
    return {"tenant": tenant, "operator": OPERATOR}


def add_feed(
    db: Database, feed: Feed, *, tenant: str, origin: Origin, now: datetime
) -> tuple[Feed, bool]:
    """Add a feed for a tenant; returns it and whether the tenant has it newly."""
    found = db.execute(FIND, {"url": feed.url, "tenant": tenant}).fetchone()
    settings = {
        "name": feed.name,
        "language": feed.language,
        "interval": feed.interval,
        "full_text": int(feed.full_text),
    }
    if found is not None:
        # A feed without a name or language of its own keeps what its document said.
        settings = {name: value for name, value in settings.items() if value != ""}
    if found is None:
        values = settings | {"url": feed.url, "given": feed.url, "next_poll": stamp_of(now)}
        values["name"] = feed.name or host_of(feed.url)
        feed_id = insert_row(db, "feeds", values)
    else:
        feed_id, owned = found
        if origin == Origin.FILE or not owned:
            update_row(db, "feeds", feed_id, settings)
    before = db.execute(
        "SELECT count(*) FROM feed_owners WHERE feed = ? AND tenant = ?", [feed_id, tenant]
    ).fetchone()[0]
    db.execute("INSERT OR IGNORE INTO feed_owners VALUES (?, ?, ?)", [feed_id, tenant, origin])
    return _one_feed(db, feed_id), not before


def save_state(db: Database, feed: Feed) -> None:
    """Write everything of a feed that polling changes."""
    # A redirect may lead to an address that is another feed of ours: then the old one stays.
    # Asked by the address first: a tenant may own ten thousand feeds.
    taken = db.execute(
        """SELECT 1 FROM feeds WHERE url = ?1 AND id <> ?2 AND EXISTS (
             SELECT 1 FROM feed_owners WHERE feed = feeds.id
             AND tenant IN (SELECT tenant FROM feed_owners WHERE feed = ?2))""",
        [feed.url, feed.id],
    ).fetchone()
    values = {
        "name": feed.name,
        "language": feed.language,
        "etag": feed.etag,
        "last_modified": feed.last_modified,
        "body_hash": feed.body_hash,
        "state": feed.state.value,
        "last_poll": stamp_of(feed.last_poll),
        "next_poll": stamp_of(feed.next_poll),
        "last_change": stamp_of(feed.last_change),
        "last_error": said.keep_words(feed.last_error),
        "failures": feed.failures,
        "failing_since": stamp_of(feed.failing_since),
        "entries": feed.entries,
        "primed": int(feed.primed),
        "gap_at": stamp_of(feed.gap_at),
        "pace": feed.pace,
    }
    if not taken:
        values["url"] = feed.url
    update_row(db, "feeds", feed.id, values)


def _one_feed(db: Database, feed_id: int) -> Feed:
    return feed_of(next(iter(db.query(f"{SELECT} WHERE id = ?", [feed_id]))))
