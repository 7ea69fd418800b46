"""Tenants as a whole: who left, and all that is theirs in any table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot import said
from bot.models import OPERATOR
from bot.models.tenants import TenantSummary
from bot.said import say
from bot.store.sqlite.archive import keep_top_ids
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.file import File, reads, writes
from bot.store.sqlite.base.indexed import PLACE
from bot.store.sqlite.base.rows import OPEN, must_moment, stamp_of
from bot.store.sqlite.watches import bump_version, resume_channel

GONE = say("the bot was removed there")
"""Why the channels of a tenant that left are paused; by it they are told when it comes back."""

ALL = """
SELECT tenant FROM feed_owners UNION SELECT tenant FROM watchlists
UNION SELECT tenant FROM subscriptions UNION SELECT tenant FROM departed
UNION SELECT substr(key, 10) FROM notes WHERE key GLOB 'settings:?*'"""

COUNTS = """
SELECT (SELECT count(*) FROM feed_owners WHERE tenant = :tenant),
       (SELECT count(*) FROM watchlists WHERE tenant = :tenant AND NOT removed),
       (SELECT count(*) FROM subscriptions WHERE tenant = :tenant AND NOT removed),
       (SELECT ifnull(sum(value), 0) FROM tallies
        WHERE tenant = :tenant AND what GLOB 'deliveries:*'),
       (SELECT at FROM departed WHERE tenant = :tenant)"""

ONLY_THEIRS = """
SELECT feed FROM feed_owners WHERE tenant = :tenant
EXCEPT SELECT feed FROM feed_owners WHERE tenant <> :tenant"""

EXPORTED = {
    "feeds": f"SELECT * FROM feeds WHERE id IN ({ONLY_THEIRS})",
    "matches": """SELECT matches.*, articles.title, articles.url FROM matches
                  JOIN articles ON articles.id = article
                  WHERE watchlist IN (SELECT id FROM watchlists WHERE tenant = :tenant)""",
    "feedback": """SELECT * FROM feedback
                   WHERE delivery IN (SELECT id FROM deliveries WHERE tenant = :tenant)""",
    "deliveries": """SELECT deliveries.*, articles.title, articles.url FROM deliveries
                     LEFT JOIN articles ON articles.id = article WHERE tenant = :tenant""",
}
"""What is exported besides the rows that name the tenant, or in place of them."""

QUESTIONS_KEPT = "DELETE FROM notes WHERE key GLOB ? AND CAST(value AS TEXT) GLOB ?"
"""What stands behind page buttons of long questions: a digest, the tenant, the question."""


class SqliteTenants:
    """Everything by tenant."""

    def __init__(self, file: File) -> None:
        self.file = file

    @reads
    def all(self, db: Database) -> list[TenantSummary]:
        """List every tenant that has something, or left."""
        names = [row[0] for row in db.execute(f"{ALL} ORDER BY 1").fetchall()]
        return [_summary(db, name) for name in names if name != OPERATOR]

    @reads
    def departed(self, db: Database) -> dict[str, datetime]:
        """List those that left, with the time."""
        rows = db.execute("SELECT tenant, at FROM departed").fetchall()
        return {name: must_moment(at) for name, at in rows}

    @writes
    def leave(self, db: Database, tenant: str, now: datetime) -> bool:
        """Hold all that goes to a tenant; tells whether it was there before and has something."""
        known = db.execute(f"SELECT 1 FROM ({ALL}) WHERE tenant = ?", [tenant]).fetchone()
        if tenant == OPERATOR or known is None:
            return False
        new = db.execute(
            "INSERT INTO departed VALUES (?, ?) ON CONFLICT (tenant) DO NOTHING",
            [tenant, stamp_of(now)],
        ).rowcount
        db.execute(
            """UPDATE subscriptions SET paused = ?, paused_since = ?
               WHERE tenant = ? AND paused = ''""",
            [said.keep_words(GONE), stamp_of(now), tenant],
        )
        db.execute(
            f"""UPDATE deliveries SET state = 'held', held_until = NULL, reason = '', paused = 1
                WHERE tenant = ? AND {OPEN} AND state <> 'sending'""",
            [tenant],
        )
        return new > 0

    @writes
    def come_back(self, db: Database, tenant: str) -> bool:
        """Let go what was held since a tenant left; tells whether it had left."""
        if not db.execute("DELETE FROM departed WHERE tenant = ?", [tenant]).rowcount:
            return False
        rows = db.execute(
            "SELECT DISTINCT channel FROM subscriptions WHERE tenant = ? AND paused = ?",
            [tenant, said.keep_words(GONE)],
        ).fetchall()
        for (channel,) in rows:
            resume_channel(db, channel)
        return True

    @reads
    def export(self, db: Database, tenant: str) -> dict[str, Any]:
        """Give everything of a tenant, as values by table."""
        found: dict[str, Any] = {"tenant": tenant}
        for table in [*_tables(db), *EXPORTED]:
            query = EXPORTED.get(table, f"SELECT * FROM {table} WHERE tenant = :tenant")
            found[table] = [_values(row) for row in db.query(query, {"tenant": tenant})]
        kept = db.execute(
            "SELECT value FROM notes WHERE key = ?", [f"settings:{tenant}"]
        ).fetchone()
        return found | {"settings": json.loads(kept[0]) if kept else {}}

    @writes
    def delete(self, db: Database, tenant: str) -> int:
        """Delete everything of a tenant; returns how many rows of its own went."""
        if tenant == OPERATOR:
            return 0
        feeds = [row[0] for row in db.execute(ONLY_THEIRS, {"tenant": tenant}).fetchall()]
        # Whatever has a column for the tenant is deleted by it, so that no table is forgotten.
        # Deliveries go first: what they belong to would take them along uncounted.
        tables = sorted(_tables(db), key=lambda table: (table == "tallies", table != "deliveries"))
        gone = sum(
            db.execute(f"DELETE FROM {table} WHERE tenant = ?", [tenant]).rowcount
            for table in tables
        )
        _delete_feeds(db, feeds)
        platform, _, number = tenant.partition(":")
        for key in (f"settings:{tenant}", f"{platform}:team:{number}"):
            gone += db.execute("DELETE FROM notes WHERE key = ?", [key]).rowcount
        gone += db.execute(
            QUESTIONS_KEPT, [f"{platform}:long:*", f"{'?' * 16} {tenant} *"]
        ).rowcount
        db.execute("DELETE FROM tallies WHERE tenant = ?", [tenant])
        bump_version(db)
        return gone


def _summary(db: Database, tenant: str) -> TenantSummary:
    feeds, watches, subscriptions, deliveries, left = db.execute(
        COUNTS, {"tenant": tenant}
    ).fetchone()
    channels = db.execute(
        """SELECT DISTINCT channel FROM subscriptions WHERE tenant = ? AND NOT removed
           ORDER BY channel""",
        [tenant],
    ).fetchall()
    return TenantSummary(
        tenant,
        feeds,
        watches,
        subscriptions,
        deliveries,
        tuple(row[0] for row in channels),
        None if left is None else must_moment(left),
    )


def _tables(db: Database) -> Iterator[str]:
    """Name the tables that have a column for the tenant."""
    rows = db.execute(
        """SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
           WHERE m.type = 'table' AND c.name = 'tenant' ORDER BY m.name"""
    ).fetchall()
    return (str(row[0]) for row in rows)


def _values(row: dict[str, Any]) -> dict[str, Any]:
    """Write a row for JSON: what is no text or number is left out."""
    return {name: value for name, value in row.items() if not isinstance(value, bytes)}


def _delete_feeds(db: Database, feeds: list[int]) -> None:
    """Delete feeds that nobody has any more, with their articles, and stories of these alone."""
    keep_top_ids(db)
    theirs = "SELECT value FROM json_each(:feeds)"
    asked = {"feeds": json.dumps(feeds)}
    stories = db.execute(
        f"SELECT DISTINCT story FROM articles WHERE feed IN ({theirs})", asked
    ).fetchall()
    db.execute(
        f"""DELETE FROM articles_fts
            WHERE rowid IN (SELECT {PLACE} FROM articles WHERE feed IN ({theirs}))""",
        asked,
    )
    db.execute(f"DELETE FROM feeds WHERE id IN ({theirs})", asked)
    db.execute(
        """DELETE FROM stories WHERE id IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM articles WHERE story = stories.id)
           AND NOT EXISTS (SELECT 1 FROM deliveries WHERE story = stories.id)""",
        [json.dumps([row[0] for row in stories])],
    )
