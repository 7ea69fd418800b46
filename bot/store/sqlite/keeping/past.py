"""What was posted that this file may not know: where to look, and what was found there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.models.past import Doubt, Lineage, Seen, Unread
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.file import File, reads, writes
from bot.store.sqlite.base.rows import OPEN, moment_of, must_moment, stamp_of

NOTE = "doubt"
REMEMBERED = timedelta(days=30)
"""How long a doubt stays, by hand: as long as ids of entries are kept that feeds do not show."""
STANDSTILL = timedelta(hours=1)
"""After a pause of so long even a file that was closed well is looked behind, by hand: a machine
that was set back to an earlier state wakes with an older file and an older note beside it."""

LIVE = f"""
INSERT INTO lookbacks (channel, tenant, since)
  SELECT channel, max(tenant), :since FROM
    (SELECT channel, tenant FROM subscriptions WHERE NOT removed UNION
     SELECT channel, tenant FROM deliveries INDEXED BY deliveries_open WHERE {OPEN})
  WHERE 1 GROUP BY channel
ON CONFLICT (channel) DO UPDATE SET since = ifnull(since, excluded.since)"""


class SqlitePast:
    """The tables of what was looked up."""

    def __init__(self, file: File) -> None:
        self.file = file

    @writes
    def doubt(self, db: Database, now: datetime, lineage: Lineage) -> Doubt | None:
        """Note a start and give what is in doubt since then, None when nothing is."""
        before, last = read_doubt(db), last_known(db)
        if before is not None and now - before.at > REMEMBERED:
            before = None
        if last is None:
            return None
        if lineage is Lineage.SAME and now - last <= STANDSTILL:
            return before
        found = Doubt(last, now, now if lineage is Lineage.OLDER else None)
        if before is not None and (before.older or before.told):
            # Whoever is asked for the first time now is asked for all that is in doubt.
            since, older = min(before.since, last), found.older or before.older
            found = Doubt(since, now, older, before.told)
        db.execute(LIVE, {"since": stamp_of(last)})
        keep_doubt(db, found)
        return found

    @reads
    def since(self, db: Database, channel: str) -> datetime | None:
        """Tell from when on a channel has to be looked through, None when it has been."""
        row = db.execute("SELECT since FROM lookbacks WHERE channel = ?", [channel]).fetchone()
        if row is not None:
            return moment_of(row[0])
        known = read_doubt(db)
        return known.since if known else None

    @writes
    def looked(
        self,
        db: Database,
        tenant: str,
        channel: str,
        seen: Sequence[Seen],
        now: datetime,
        *,
        problem: str = "",
    ) -> None:
        """Keep what a channel shows; `problem` says why it could not be read."""
        db.execute(
            """INSERT INTO lookbacks VALUES (:channel, :tenant, NULL, :at, :problem)
               ON CONFLICT (channel) DO UPDATE SET since = NULL, at = :at, problem = :problem""",
            {"channel": channel, "tenant": tenant, "at": stamp_of(now), "problem": problem},
        )
        put_recalled(db, tenant, channel, seen, now)

    @reads
    def problem(self, db: Database, channel: str) -> str:
        """Tell why a channel could not be looked through, empty when it could."""
        row = db.execute("SELECT problem FROM lookbacks WHERE channel = ?", [channel]).fetchone()
        return str(row[0]) if row else ""

    @reads
    def find(self, db: Database, channel: str, tokens: Sequence[str]) -> str | None:
        """Find the message that shows one of some tokens, empty where it cannot be edited."""
        # Those that can be edited come before those that cannot.
        row = db.execute(
            """SELECT ref FROM recalled WHERE channel = ?
               AND token IN (SELECT value FROM json_each(?)) ORDER BY ref = '', ref LIMIT 1""",
            [channel, json.dumps(list(tokens))],
        ).fetchone()
        return str(row[0]) if row else None

    @writes
    def give(self, db: Database, channel: str, ref: str, delivery: int) -> None:
        """Give a message to a delivery: nobody else edits it, and it is brought up to date."""
        db.execute(
            "UPDATE OR REPLACE recalled SET ref = '' WHERE channel = ? AND ref = ?", [channel, ref]
        )
        # Its buttons name rows that may be others by now.
        db.execute(
            """INSERT INTO deliveries (key, tenant, channel, kind, subscription, story, article,
                                       state, created_at, mark)
               SELECT key || ':edit', tenant, channel, 'edit', subscription, story, article, 'new',
                      created_at, mark FROM deliveries WHERE id = ? AND kind = 'alert'
               ON CONFLICT (key) DO NOTHING""",
            [delivery],
        )

    @reads
    def unread(self, db: Database, tenant: str | None, since: datetime) -> list[Unread]:
        """List the channels that could not be looked through, of one tenant or of all."""
        rows = db.execute(
            """SELECT tenant, channel, problem, at FROM lookbacks WHERE problem <> '' AND at >= ?1
               AND (?2 IS NULL OR tenant = ?2) ORDER BY channel""",
            [stamp_of(since), tenant],
        ).fetchall()
        return [Unread(row[0], row[1], row[2], must_moment(row[3])) for row in rows]


def last_known(db: Database) -> datetime | None:
    """Tell when this file last learned anything: of a feed, or of a message on its way."""
    row = db.execute(
        """SELECT max(ifnull((SELECT max(last_poll) FROM feeds), 0),
                      ifnull((SELECT max(created_at) FROM deliveries), 0),
                      ifnull((SELECT CAST(value AS REAL) FROM notes WHERE key = 'reached'), 0))"""
    ).fetchone()
    return must_moment(float(row[0])) if float(row[0]) > 0 else None


def read_doubt(db: Database) -> Doubt | None:
    """Read what is in doubt."""
    row = db.execute("SELECT value FROM notes WHERE key = ?", [NOTE]).fetchone()
    if row is None:
        return None
    kept: dict[str, Any] = json.loads(row[0])
    older, told = moment_of(kept["older"]), moment_of(kept["told"])
    return Doubt(must_moment(kept["since"]), must_moment(kept["at"]), older, told)


def keep_doubt(db: Database, doubt: Doubt) -> None:
    """Store what is in doubt."""
    kept = {"since": stamp_of(doubt.since), "at": stamp_of(doubt.at)}
    kept |= {"older": stamp_of(doubt.older), "told": stamp_of(doubt.told)}
    db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [NOTE, json.dumps(kept).encode()])


def put_recalled(
    db: Database, tenant: str, channel: str, seen: Sequence[Seen], now: datetime
) -> None:
    """Store what stands in a channel."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO recalled VALUES (?, ?, ?, ?, ?)",
        [
            (channel, token, message.ref, tenant, stamp_of(now))
            for message in seen
            for token in message.tokens
        ],
    )
