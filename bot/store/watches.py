"""Watchlists, subscriptions and mutes of every tenant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot import said
from bot.models import OPERATOR, Subscription, Watchlist
from bot.said import Words
from bot.store.connection import insert, update
from bot.store.file import File, reads, writes
from bot.store.rows import stamp, subscription_of, subscription_row, watchlist_of, watchlist_row


class Watches:
    """The tables of watchlists and subscriptions."""

    def __init__(self, file: File) -> None:
        self.file = file

    @reads
    def version(self, db: Database) -> int:
        """Count the changes to watchlists, so that a running process notices those of another."""
        row = db.execute("SELECT value FROM notes WHERE key = 'watches'").fetchone()
        return int(row[0]) if row else 0

    @writes
    def save(
        self, db: Database, watch: Watchlist, name_key: str, *, origin: str, user: str = ""
    ) -> Watchlist:
        """Insert a watchlist, or replace the tenant's one of the same name."""
        row = watchlist_row(watch, name_key) | {"origin": origin, "created_by": user}
        columns = ", ".join(row)
        changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "created_by")
        db.execute(
            f"""INSERT INTO watchlists ({columns}) VALUES ({", ".join(":" + name for name in row)})
                ON CONFLICT (tenant, name_key) DO UPDATE SET {changes}""",
            row,
        )
        _bump(db)
        rows = db.query(
            "SELECT * FROM watchlists WHERE tenant = ? AND name_key = ?", [watch.tenant, name_key]
        )
        return watchlist_of(next(iter(rows)))

    @writes
    def remove(self, db: Database, watch_id: int) -> None:
        """Delete a watchlist with its matches and subscriptions."""
        db.execute("DELETE FROM watchlists WHERE id = ?", [watch_id])
        _bump(db)

    @writes
    def keep_from_file(self, db: Database, name_keys: Iterable[str]) -> None:
        """Delete the file's watchlists that the file no longer names."""
        kept = list(name_keys)
        marks = ",".join("?" * len(kept))
        db.execute(
            f"DELETE FROM watchlists WHERE origin = 'file' AND name_key NOT IN ({marks})", kept
        )
        _bump(db)

    @writes
    def mute(self, db: Database, watch_id: int, until: datetime | None) -> None:
        """Silence a watchlist until a time, or end its silence."""
        db.execute("UPDATE watchlists SET muted_until = ? WHERE id = ?", [stamp(until), watch_id])
        _bump(db)

    @writes
    def mute_story(self, db: Database, tenant: str, story: int) -> None:
        """Silence a story for a tenant."""
        db.execute("INSERT OR IGNORE INTO mutes VALUES (?, ?)", [tenant, story])

    @writes
    def unmute_story(self, db: Database, tenant: str, story: int) -> None:
        """End the silence of a story."""
        db.execute("DELETE FROM mutes WHERE tenant = ? AND story = ?", [tenant, story])

    @writes
    def unfollow(self, db: Database, channel: str, story: int) -> None:
        """Stop telling a channel of every further report of a story."""
        db.execute("DELETE FROM follows WHERE channel = ? AND story = ?", [channel, story])

    @writes
    def follow(self, db: Database, tenant: str, channel: str, story: int) -> None:
        """Have a channel told of every further report of a story."""
        db.execute("INSERT OR IGNORE INTO follows VALUES (?, ?, ?)", [tenant, channel, story])

    @reads
    def silences(
        self, db: Database
    ) -> tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]:
        """Give the muted (tenant, story) pairs and the followed (channel, story) pairs."""
        muted = db.execute("SELECT tenant, story FROM mutes").fetchall()
        followed = db.execute("SELECT channel, story FROM follows").fetchall()
        return frozenset(map(tuple, muted)), frozenset(map(tuple, followed))

    @reads
    def all(self, db: Database, *, tenant: str | None = None) -> list[Watchlist]:
        """List the watchlists that a tenant sees (its own and the operator's), or all of them."""
        if tenant is None:
            rows = db.query("SELECT * FROM watchlists ORDER BY name_key")
        else:
            rows = db.query(
                "SELECT * FROM watchlists WHERE tenant IN (?, ?) ORDER BY name_key",
                [tenant, OPERATOR],
            )
        return [watchlist_of(row) for row in rows]

    @reads
    def get(self, db: Database, watch_id: int) -> Watchlist | None:
        """Find a watchlist by id."""
        rows = list(db.query("SELECT * FROM watchlists WHERE id = ?", [watch_id]))
        return watchlist_of(rows[0]) if rows else None

    @writes
    def subscribe(self, db: Database, subscription: Subscription, *, origin: str) -> Subscription:
        """Insert a subscription, or renew the channel's one to the same thing and resume it."""
        row: dict[str, Any] = subscription_row(subscription) | {"origin": origin}
        found = db.execute(
            """SELECT id, origin FROM subscriptions
               WHERE (tenant = ? OR ? = 'file') AND channel = ?
               AND ifnull(watchlist, 0) = ? AND ifnull(feed, 0) = ? ORDER BY tenant DESC""",
            [
                subscription.tenant,
                origin,
                subscription.channel,
                subscription.watchlist or 0,
                subscription.feed or 0,
            ],
        ).fetchone()
        subscription_id = found[0] if found else insert(db, "subscriptions", row)
        if found and origin == "file":
            # It may have been adopted by its channel's tenant since, or made in chat before.
            del row["tenant"]
        if found and (origin == "file" or found[1] != "file"):
            update(db, "subscriptions", subscription_id, row)
        if origin != "file":
            # A start with an unchanged file must not resume a channel that is gone.
            _resume(db, subscription.channel)
        rows = db.query("SELECT * FROM subscriptions WHERE id = ?", [subscription_id])
        return subscription_of(next(iter(rows)))

    @writes
    def unsubscribe(self, db: Database, subscription_id: int) -> None:
        """Delete a subscription with what it still has in the outbox."""
        db.execute("DELETE FROM subscriptions WHERE id = ?", [subscription_id])

    @writes
    def keep_subscriptions_from_file(self, db: Database, ids: Iterable[int]) -> None:
        """Delete the file's subscriptions that the file no longer names."""
        kept = list(ids)
        marks = ",".join("?" * len(kept))
        db.execute(f"DELETE FROM subscriptions WHERE origin = 'file' AND id NOT IN ({marks})", kept)

    @writes
    def adopt(self, db: Database, channel: str, tenant: str) -> None:
        """Give the file's subscriptions of a channel to the tenant that the channel belongs to."""
        db.execute(
            "UPDATE OR IGNORE subscriptions SET tenant = ? WHERE channel = ? AND tenant = ''",
            [tenant, channel],
        )
        # The tenant follows that already: two subscriptions would tell everything twice.
        db.execute("DELETE FROM subscriptions WHERE channel = ? AND tenant = ''", [channel])
        db.execute(
            """UPDATE deliveries SET tenant = ? WHERE channel = ? AND tenant = ''
               AND state IN ('new', 'waiting', 'held', 'sending')""",
            [tenant, channel],
        )

    @reads
    def subscription(self, db: Database, subscription_id: int) -> Subscription | None:
        """Find a subscription by id."""
        rows = list(db.query("SELECT * FROM subscriptions WHERE id = ?", [subscription_id]))
        return subscription_of(rows[0]) if rows else None

    @reads
    def subscriptions(
        self, db: Database, *, tenant: str | None = None, channel: str = ""
    ) -> list[Subscription]:
        """List subscriptions of all tenants or of one, of one channel when it is given."""
        rows = db.query(
            """SELECT * FROM subscriptions WHERE (:tenant IS NULL OR tenant = :tenant)
               AND (:channel = '' OR channel = :channel) ORDER BY channel, id""",
            {"tenant": tenant, "channel": channel},
        )
        return [subscription_of(row) for row in rows]

    @reads
    def followed(self, db: Database) -> dict[str, int]:
        """Count the subscriptions of each platform."""
        rows = db.execute(
            """SELECT substr(channel, 1, instr(channel || ':', ':') - 1) AS platform, count(*)
               FROM subscriptions GROUP BY platform"""
        ).fetchall()
        return dict(rows)

    @writes
    def pause(self, db: Database, channel: str, reason: Words, now: datetime) -> bool:
        """Pause every subscription of a channel and hold its deliveries; True when newly so."""
        changed = db.execute(
            """UPDATE subscriptions SET paused = ?, paused_since = ?
               WHERE channel = ? AND paused = ''""",
            [said.keep(reason), stamp(now), channel],
        ).rowcount
        db.execute(
            """UPDATE deliveries SET state = 'held', held_until = NULL, reason = 'channel paused'
               WHERE channel = ? AND state IN ('new', 'waiting')""",
            [channel],
        )
        return changed > 0

    @writes
    def resume(self, db: Database, channel: str) -> None:
        """Resume the subscriptions of a channel and let its deliveries go."""
        _resume(db, channel)


def _resume(db: Database, channel: str) -> None:
    db.execute(
        "UPDATE subscriptions SET paused = '', paused_since = NULL WHERE channel = ?", [channel]
    )
    # What is held for a digest besides waits for that one.
    db.execute(
        """UPDATE deliveries SET reason = '',
             state = CASE WHEN held_until IS NULL THEN 'new' ELSE 'held' END
           WHERE channel = ? AND state = 'held' AND reason = 'channel paused'""",
        [channel],
    )


def _bump(db: Database) -> None:
    db.execute(
        """INSERT INTO notes VALUES ('watches', 1)
           ON CONFLICT (key) DO UPDATE SET value = value + 1"""
    )
