"""Watchlists, subscriptions and mutes of every tenant."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot import said
from bot.models import OPERATOR, Origin, Subscription, Watchlist
from bot.ports import Difference
from bot.said import Words
from bot.store.sqlite.base import watch_names
from bot.store.sqlite.base.connection import Database, insert_row, update_row
from bot.store.sqlite.base.file import File, reads, writes
from bot.store.sqlite.base.rows import (
    OPEN,
    stamp_of,
    subscription_of,
    subscription_row,
    watchlist_of,
    watchlist_row,
)
from bot.store.sqlite.counting import SUBSCRIPTIONS, WATCHES, bounded, followed


class SqliteWatches:
    """The tables of watchlists and subscriptions."""

    def __init__(self, file: File) -> None:
        self.file = file

    @reads
    def version(self, db: Database) -> int:
        """Count the changes to watchlists, so that a running process notices those of another."""
        row = db.execute("SELECT value FROM notes WHERE key = 'watches'").fetchone()
        return int(row[0]) if row else 0

    @reads
    def differing(self, db: Database, marks: Mapping[int, int]) -> Difference:
        """Tell which watchlists are others than those of these marks, by id.

        The rows of a hundred thousand are compared in a quarter of a second, read they take four
        times as long.
        """
        row = db.execute("SELECT value FROM notes WHERE key = 'watches'").fetchone()
        cursor = db.execute("SELECT * FROM watchlists WHERE NOT removed")
        names = [column[0] for column in cursor.description]
        changed, left = [], set(marks)
        for values in cursor:
            number, mark = values[0], hash(values)
            left.discard(number)
            if marks.get(number) != mark:
                changed.append((watchlist_of(dict(zip(names, values, strict=True))), mark))
        return Difference(int(row[0]) if row else 0, tuple(changed), frozenset(left))

    @writes
    def save(
        self,
        db: Database,
        watch: Watchlist,
        name_key: str,
        *,
        origin: Origin,
        user: str = "",
        most: int = 0,
    ) -> Watchlist:
        """Insert a watchlist, or replace the tenant's one of the same name."""
        with bounded(db, WATCHES, watch.tenant, most):
            stored, changed = save_watch(db, watch, name_key, origin=origin, user=user)
        if changed:
            bump_version(db)
        return stored

    @writes
    def remove(self, db: Database, watch_id: int) -> None:
        """Remove a watchlist and its subscriptions; what they have in the outbox goes out."""
        remove_watches(db, [watch_id])
        bump_version(db)

    @writes
    def mute(self, db: Database, watch_id: int, until: datetime | None) -> None:
        """Silence a watchlist until a time, or end its silence."""
        db.execute(
            "UPDATE watchlists SET muted_until = ? WHERE id = ?", [stamp_of(until), watch_id]
        )
        bump_version(db)

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
    def audience_version(self, db: Database) -> int:
        """Count the changes to subscriptions, mutes and follows, also of other processes."""
        row = db.execute("SELECT value FROM versions WHERE name = 'audience'").fetchone()
        return int(row[0])

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
            rows = db.query("SELECT * FROM watchlists WHERE NOT removed ORDER BY name_key")
        else:
            rows = db.query(
                """SELECT * FROM watchlists WHERE tenant IN (?, ?) AND NOT removed
                   ORDER BY name_key""",
                [tenant, OPERATOR],
            )
        return [watchlist_of(row) for row in rows]

    @reads
    def find(self, db: Database, wanted: str, *, tenant: str) -> Watchlist | None:
        """Find a watchlist that a tenant sees by its number or name."""
        return watch_names.find_watch(db, wanted, tenant)

    @reads
    def named(self, db: Database, name: str, *, tenant: str) -> list[Watchlist]:
        """List the watchlists of a name that a tenant sees: the operator's, its own."""
        return watch_names.watches_named(db, name, tenant)

    @reads
    def page(self, db: Database, *, tenant: str, limit: int, offset: int = 0) -> list[Watchlist]:
        """List some of the watchlists that a tenant sees, by name."""
        return watch_names.watches_page(db, tenant, limit, offset)

    @reads
    def count(self, db: Database, *, tenant: str) -> int:
        """Count the watchlists that a tenant sees."""
        return watch_names.count_watches(db, tenant)

    @reads
    def among(self, db: Database, ids: Collection[int], *, tenant: str | None) -> list[Watchlist]:
        """List those of some watchlists that a tenant sees (any for None), by name."""
        return watch_names.watches_among(db, ids, tenant)

    @reads
    def suggest(
        self, db: Database, typed: str, *, tenant: str, limit: int
    ) -> list[tuple[str, int]]:
        """List (name, number) of what holds a text, names that start with it first."""
        return watch_names.suggest_watches(db, typed, tenant, limit)

    @reads
    def get(self, db: Database, watch_id: int) -> Watchlist | None:
        """Find a watchlist by id, also one that was removed and still has deliveries."""
        rows = list(db.query("SELECT * FROM watchlists WHERE id = ?", [watch_id]))
        return watchlist_of(rows[0]) if rows else None

    @writes
    def subscribe(
        self, db: Database, subscription: Subscription, *, origin: Origin, most: int = 0
    ) -> Subscription:
        """Insert a subscription, or renew the channel's one to the same thing and resume it."""
        with bounded(db, SUBSCRIPTIONS, subscription.tenant, most):
            return put_subscription(db, subscription, origin=origin)

    @writes
    def unsubscribe(self, db: Database, subscription_id: int) -> None:
        """End a subscription; what it still has in the outbox goes out."""
        remove_subscriptions(db, [subscription_id])

    @writes
    def adopt(self, db: Database, channel: str, tenant: str) -> None:
        """Give the file's subscriptions of a channel to the tenant that the channel belongs to."""
        db.execute(
            "UPDATE OR IGNORE subscriptions SET tenant = ? WHERE channel = ? AND tenant = ''",
            [tenant, channel],
        )
        # The tenant follows that already: two subscriptions would tell everything twice.
        db.execute(
            "UPDATE subscriptions SET removed = 1 WHERE channel = ? AND tenant = ''", [channel]
        )
        for state in (OPEN, "state = 'held'"):
            db.execute(
                f"UPDATE deliveries SET tenant = ? WHERE channel = ? AND tenant = '' AND {state}",
                [tenant, channel],
            )

    @reads
    def subscription(self, db: Database, subscription_id: int) -> Subscription | None:
        """Find a subscription by id, also one that was removed and still has deliveries."""
        rows = list(db.query("SELECT * FROM subscriptions WHERE id = ?", [subscription_id]))
        return subscription_of(rows[0]) if rows else None

    @reads
    def live_subscription(
        self, db: Database, subscription_id: int, *, tenant: str
    ) -> Subscription | None:
        """Find a subscription of a tenant by id, unless it was removed."""
        rows = db.query(
            "SELECT * FROM subscriptions WHERE id = ? AND tenant = ? AND NOT removed",
            [subscription_id, tenant],
        )
        return next(map(subscription_of, rows), None)

    @reads
    def subscriptions(
        self,
        db: Database,
        *,
        tenant: str | None = None,
        channel: str = "",
        paused: bool = False,
        present: bool = False,
    ) -> list[Subscription]:
        """List subscriptions of all tenants or of one, of one channel, or the paused alone.

        With `present` those of tenants that left are not among them.
        """
        # Only what is asked for stands in the query: then an index answers.
        asked = {
            "tenant = :tenant": tenant is not None,
            "channel = :channel": bool(channel),
            "paused <> ''": paused,
            "tenant NOT IN (SELECT departed.tenant FROM departed)": present,
        }
        where = " AND ".join(["NOT removed", *(part for part, on in asked.items() if on)])
        rows = db.query(
            f"SELECT * FROM subscriptions WHERE {where} ORDER BY channel, id",
            {"tenant": tenant, "channel": channel},
        )
        return [subscription_of(row) for row in rows]

    @reads
    def subscriptions_page(
        self, db: Database, *, tenant: str, limit: int, offset: int = 0
    ) -> list[Subscription]:
        """List some of a tenant's subscriptions, by channel."""
        rows = db.query(
            """SELECT * FROM subscriptions WHERE tenant = ? AND NOT removed
               ORDER BY channel, id LIMIT ? OFFSET ?""",
            [tenant, limit, offset],
        )
        return [subscription_of(row) for row in rows]

    @reads
    def count_subscriptions(self, db: Database, *, tenant: str) -> int:
        """Count a tenant's subscriptions."""
        row = db.execute(
            "SELECT count(*) FROM subscriptions WHERE tenant = ? AND NOT removed", [tenant]
        ).fetchone()
        return int(row[0])

    @reads
    def following(
        self,
        db: Database,
        *,
        tenant: str,
        channel: str,
        watchlists: Collection[int],
        feeds: Collection[int],
    ) -> Subscription | None:
        """Find the first subscription of a channel to one of some watchlists or feeds."""
        rows = db.query(
            """SELECT * FROM subscriptions WHERE tenant = :tenant AND channel = :channel
               AND NOT removed AND (watchlist IN (SELECT value FROM json_each(:watchlists))
                 OR feed IN (SELECT value FROM json_each(:feeds))) ORDER BY id LIMIT 1""",
            {
                "tenant": tenant,
                "channel": channel,
                "watchlists": json.dumps(list(watchlists)),
                "feeds": json.dumps(list(feeds)),
            },
        )
        return next(map(subscription_of, rows), None)

    @reads
    def followed(self, db: Database) -> dict[str, int]:
        """Count the subscriptions of each platform."""
        return followed(db)

    @writes
    def pause(self, db: Database, channel: str, reason: Words, now: datetime) -> bool:
        """Pause every subscription of a channel and hold its deliveries; True when newly so."""
        changed = db.execute(
            """UPDATE subscriptions SET paused = ?, paused_since = ?
               WHERE channel = ? AND paused = ''""",
            [said.keep_words(reason), stamp_of(now), channel],
        ).rowcount
        db.execute(
            f"""UPDATE deliveries SET state = 'held', held_until = NULL, reason = '', paused = 1
                WHERE channel = ? AND {OPEN} AND state <> 'sending'""",
            [channel],
        )
        return changed > 0


def save_watch(
    db: Database, watch: Watchlist, name_key: str, *, origin: Origin, user: str = ""
) -> tuple[Watchlist, bool]:
    """Insert a watchlist or change the tenant's one of that name; tells whether anything changed.

    One that was removed and looked for the same comes back, with its matches.
    """
    row: dict[str, Any] = watchlist_row(watch, name_key) | {"origin": origin, "removed": 0}
    found = _live_watch(db, watch.tenant, name_key) or _removed_watch(db, row)
    if found is None:
        watch_id, changed = insert_row(db, "watchlists", row | {"created_by": user}), True
    else:
        watch_id, changed = found["id"], any(found[name] != value for name, value in row.items())
        if changed:
            update_row(db, "watchlists", watch_id, row)
    rows = db.query("SELECT * FROM watchlists WHERE id = ?", [watch_id])
    return watchlist_of(next(iter(rows))), changed


def _live_watch(db: Database, tenant: str, name_key: str) -> dict[str, Any] | None:
    rows = db.query(
        "SELECT * FROM watchlists WHERE tenant = ? AND name_key = ?", [tenant, name_key]
    )
    return next(iter(rows), None)


def _removed_watch(db: Database, row: dict[str, Any]) -> dict[str, Any] | None:
    same = [name for name in row if name not in ("name", "name_key", "urgent", "origin", "removed")]
    rows = db.query(
        f"""SELECT * FROM watchlists WHERE removed AND name_key = :name_key || char(10) || id
            AND {" AND ".join(f"{name} = :{name}" for name in same)} ORDER BY id DESC LIMIT 1""",
        row,
    )
    return next(iter(rows), None)


def remove_watches(db: Database, ids: Iterable[int]) -> None:
    """Mark watchlists and what follows them as removed; their names are free again."""
    rows = [(number,) for number in ids]
    # A folded name has no line feed in it, so nobody else can have this one.
    db.conn.executemany(
        """UPDATE watchlists SET removed = 1, name_key = name_key || char(10) || id
           WHERE id = ? AND NOT removed""",
        rows,
    )
    db.conn.executemany("UPDATE subscriptions SET removed = 1 WHERE watchlist = ?", rows)


def put_subscription(db: Database, subscription: Subscription, *, origin: Origin) -> Subscription:
    """Insert a subscription, or renew the channel's one to the same thing and resume it.

    One that was removed comes back, so that what it told is not told again.
    """
    row: dict[str, Any] = subscription_row(subscription) | {"origin": origin, "removed": 0}
    target = "feed" if subscription.watchlist is None else "watchlist"
    found = db.execute(
        f"""SELECT id, origin, removed FROM subscriptions
            WHERE (:tenant = tenant OR :origin = 'file') AND channel = :channel
            AND {target} = :{target} ORDER BY removed, tenant DESC, id DESC""",
        row,
    ).fetchone()
    subscription_id = found[0] if found else insert_row(db, "subscriptions", row)
    if found and origin == Origin.FILE:
        # It may have been adopted by its channel's tenant since, or made in chat before.
        del row["tenant"]
    if found and (origin == Origin.FILE or found[1] != Origin.FILE or found[2]):
        update_row(db, "subscriptions", subscription_id, row)
    if origin != Origin.FILE:
        # A start with an unchanged file must not resume a channel that is gone.
        resume_channel(db, subscription.channel)
    rows = db.query("SELECT * FROM subscriptions WHERE id = ?", [subscription_id])
    return subscription_of(next(iter(rows)))


def remove_subscriptions(db: Database, ids: Iterable[int]) -> None:
    """Mark subscriptions as removed; what they have in the outbox goes out."""
    db.conn.executemany(
        "UPDATE subscriptions SET removed = 1 WHERE id = ?", [(number,) for number in ids]
    )


def resume_channel(db: Database, channel: str) -> None:
    """End the pause of a channel and let go what was held for it."""
    db.execute(
        "UPDATE subscriptions SET paused = '', paused_since = NULL WHERE channel = ?", [channel]
    )
    # What is held for a digest besides waits for that one.
    db.execute(
        """UPDATE deliveries SET paused = 0,
             state = CASE WHEN held_until IS NULL THEN 'new' ELSE 'held' END
           WHERE channel = ? AND state = 'held' AND paused""",
        [channel],
    )


def bump_version(db: Database) -> None:
    """Tell running processes that watchlists changed."""
    db.execute(
        """INSERT INTO notes VALUES ('watches', 1)
           ON CONFLICT (key) DO UPDATE SET value = value + 1"""
    )


# What was removed stays as long as a delivery needs it: to be rendered, edited or told apart.
TOLD = "EXISTS (SELECT 1 FROM deliveries WHERE subscription = subscriptions.id)"


def sweep_removed(db: Database) -> dict[str, int]:
    """Delete what was removed and nothing refers to any more."""
    db.execute(f"DELETE FROM subscriptions WHERE removed AND NOT {TOLD}")
    db.execute(
        """DELETE FROM watchlists WHERE removed
           AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE watchlist = watchlists.id)"""
    )
    feeds = db.execute(
        f"""DELETE FROM feeds WHERE NOT EXISTS (SELECT 1 FROM feed_owners WHERE feed = feeds.id)
            AND NOT EXISTS (SELECT 1 FROM articles WHERE feed = feeds.id)
            AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE feed = feeds.id AND {TOLD})"""
    ).rowcount
    return {"feeds": feeds}
