"""What comes from the configuration file: read together, changed in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.core.language.text import fold
from bot.models import OPERATOR, Feed, Origin, Subscription, Watchlist
from bot.ports import Delta, Diff, Follow, Held
from bot.store.sqlite.base.connection import update_row
from bot.store.sqlite.base.file import File, reads, writes
from bot.store.sqlite.base.rows import feed_of, subscription_of, watchlist_of, watchlist_row
from bot.store.sqlite.feeds import FIND, SELECT, add_feed
from bot.store.sqlite.watches import (
    bump_version,
    put_subscription,
    remove_subscriptions,
    remove_watches,
    save_watch,
)


class SqliteConfigured:
    """The rows that the file may be about."""

    def __init__(self, file: File) -> None:
        self.file = file

    @reads
    def held(self, db: Database) -> Held:
        """Give what the store has that the file may be about."""
        feeds = map(feed_of, db.query(f"{SELECT} ORDER BY name, id"))
        watches = db.query("SELECT * FROM watchlists WHERE tenant = ? AND NOT removed", [OPERATOR])
        subscriptions = db.query("SELECT * FROM subscriptions WHERE NOT removed")
        return Held(
            tuple(feed for feed in feeds if OPERATOR in feed.owners or not feed.owners),
            tuple(map(watchlist_of, watches)),
            tuple(map(subscription_of, subscriptions)),
        )

    @writes
    def apply(self, db: Database, diff: Diff, now: datetime) -> None:
        """Make all changes of a diff in one transaction."""
        _apply_feeds(db, diff.feeds, now)
        _apply_watchlists(db, diff.watchlists)
        _apply_follows(db, diff.follows)


def _apply_feeds(db: Database, delta: Delta[Feed], now: datetime) -> None:
    db.conn.executemany(
        "DELETE FROM feed_owners WHERE feed = ? AND origin = 'file'",
        [(feed.id,) for feed in delta.removed],
    )
    for feed in (*(new for _, new in delta.changed), *delta.added):
        add_feed(db, feed, tenant=OPERATOR, origin=Origin.FILE, now=now)


def _apply_watchlists(db: Database, delta: Delta[Watchlist]) -> None:
    remove_watches(db, [watch.id for watch in delta.removed])
    # Two watches may have swapped their names: each lets go of its own first.
    db.conn.executemany(
        "UPDATE watchlists SET name_key = char(10) || id WHERE id = ?",
        [(old.id,) for old, new in delta.changed if fold(old.name) != fold(new.name)],
    )
    for _, watch in delta.changed:
        update_row(
            db,
            "watchlists",
            watch.id,
            watchlist_row(watch, fold(watch.name)) | {"origin": Origin.FILE},
        )
    for watch in delta.added:
        save_watch(db, watch, fold(watch.name), origin=Origin.FILE)
    if len(delta):
        bump_version(db)


def _apply_follows(db: Database, delta: Delta[Follow]) -> None:
    remove_subscriptions(db, [follow.subscription.id for follow in delta.removed])
    for follow in (*(new for _, new in delta.changed), *delta.added):
        if found := _aimed_subscription(db, follow):
            put_subscription(db, found, origin=Origin.FILE)


def _aimed_subscription(db: Database, follow: Follow) -> Subscription | None:
    """Give a subscription with the number of what it follows, which may be just stored."""
    wanted = follow.subscription
    if wanted.watchlist or wanted.feed:
        return wanted
    if follow.watch:
        found = db.execute(
            "SELECT id FROM watchlists WHERE tenant = ? AND name_key = ?", [OPERATOR, follow.watch]
        ).fetchone()
        return replace(wanted, watchlist=found[0], feed=None) if found else None
    found = db.execute(FIND, {"url": follow.feed, "tenant": OPERATOR}).fetchone()
    return replace(wanted, feed=found[0], watchlist=None) if found else None
