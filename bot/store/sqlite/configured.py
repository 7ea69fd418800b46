"""What comes from the configuration file: read together, changed in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.core.language.text import fold
from bot.feeds.urls import host_of
from bot.models import OPERATOR, Feed, Origin, Subscription, Watchlist
from bot.ports import EVERY, Delta, Diff, Follow, Held, WantedConfig
from bot.store.sqlite.base.connection import Database, update_row
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

# Each part is asked for by itself: an index answers where there is one. Of a watch that a channel
# follows already, and not by the file, "everything" wants nothing.
WATCHES = """
SELECT * FROM watchlists WHERE tenant = :operator AND NOT removed AND id IN (
  SELECT id FROM watchlists WHERE tenant = :operator AND origin = 'file'
  UNION SELECT id FROM watchlists
  WHERE tenant = :operator AND name_key IN (SELECT value FROM json_each(:names))
  UNION SELECT watchlist FROM subscriptions WHERE origin = 'file' AND NOT removed
  UNION SELECT watchlists.id FROM watchlists, json_each(:everything) AS wide
  WHERE tenant = :operator
  AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE watchlist = watchlists.id
                  AND channel = wide.value AND NOT subscriptions.removed))
ORDER BY name_key"""

FEEDS = f"""
{SELECT} WHERE id IN (
  SELECT feed FROM feed_owners WHERE origin = 'file'
  UNION SELECT id FROM feeds WHERE url IN (SELECT value FROM json_each(:addresses))
  UNION SELECT id FROM feeds WHERE given IN (SELECT value FROM json_each(:addresses))
  UNION SELECT feed FROM subscriptions WHERE origin = 'file' AND NOT removed
  UNION SELECT value FROM json_each(:feeds))
ORDER BY name, id"""

SUBSCRIPTIONS = """
SELECT * FROM subscriptions WHERE NOT removed AND id IN (
  SELECT id FROM subscriptions WHERE origin = 'file'
  UNION SELECT subscriptions.id FROM json_each(:watches) AS met
  CROSS JOIN subscriptions ON watchlist = met.value
  WHERE channel IN (SELECT value FROM json_each(:channels))
  UNION SELECT subscriptions.id FROM json_each(:feeds) AS met
  CROSS JOIN subscriptions ON feed = met.value
  WHERE channel IN (SELECT value FROM json_each(:channels)))
ORDER BY id"""


class SqliteConfigured:
    """The rows that the file may be about."""

    def __init__(self, file: File) -> None:
        self.file = file

    @reads
    def held(self, db: Database, wanted: WantedConfig) -> Held:
        """Give what the store has from the file, and what the file would meet."""
        watches = _met_watches(db, wanted)
        feeds = _met_feeds(db, wanted)
        given = {
            "watches": json.dumps([watch.id for watch in watches]),
            "feeds": json.dumps([feed.id for feed in feeds]),
            "channels": json.dumps(sorted({item.channel for item, _, _ in wanted.subscriptions})),
        }
        subscriptions = map(subscription_of, db.query(SUBSCRIPTIONS, given))
        return Held(feeds, watches, tuple(subscriptions))

    @reads
    def goes_elsewhere(self, db: Database, channel: str) -> bool:
        """Tell whether there is a subscription of any other channel."""
        found = db.execute(
            """SELECT EXISTS (SELECT 1 FROM subscriptions
                              WHERE (channel < :channel OR channel > :channel) AND NOT removed)""",
            {"channel": channel},
        )
        return bool(found.fetchone()[0])

    @writes
    def apply(self, db: Database, diff: Diff, now: datetime) -> None:
        """Make all changes of a diff in one transaction."""
        _apply_feeds(db, diff.feeds, now)
        _apply_watchlists(db, diff.watchlists)
        _apply_follows(db, diff.follows)


def _met_watches(db: Database, wanted: WantedConfig) -> tuple[Watchlist, ...]:
    followed = {name for _, name, _ in wanted.subscriptions if name not in ("", EVERY)}
    names = {fold(name) for name in followed | {watch.name for watch in wanted.watchlists}}
    wide = {item.channel for item, name, _ in wanted.subscriptions if name == EVERY}
    given = {"operator": OPERATOR, "names": json.dumps(list(names))}
    rows = db.query(WATCHES, given | {"everything": json.dumps(list(wide))})
    return tuple(map(watchlist_of, rows))


def _met_feeds(db: Database, wanted: WantedConfig) -> tuple[Feed, ...]:
    named = {name for _, _, feed in wanted.subscriptions if feed for name in (feed, fold(feed))}
    addresses = named | {feed.url for feed in wanted.feeds}
    given = {"addresses": json.dumps(list(addresses)), "feeds": json.dumps([])}
    if named:
        given["feeds"] = json.dumps(list(_feeds_called(db, named)))
    feeds = map(feed_of, db.query(FEEDS, given))
    return tuple(feed for feed in feeds if OPERATOR in feed.owners or not feed.owners)


def _feeds_called(db: Database, names: set[str]) -> Iterator[int]:
    """Find feeds by their folded names, which no index holds."""
    for number, name, url in db.execute("SELECT id, name, url FROM feeds"):
        if fold(name or host_of(url)) in names:
            yield number


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
