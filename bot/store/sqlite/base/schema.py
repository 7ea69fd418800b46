"""The tables, as an ordered list of migrations; times are seconds since 1970 in UTC."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.logs import get_logger
from bot.store.sqlite.base import tallies
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.indexed import PLACE, index_columns

log = get_logger(__name__)

STEPS: list[Callable[[Database], None]] = []
"""The migrations in their order."""

FEEDS = """
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, given TEXT NOT NULL, name TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT '', interval REAL, full_text INTEGER NOT NULL DEFAULT 0,
  etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '',
  body_hash TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'active',
  last_poll REAL, next_poll REAL, last_change REAL, last_error TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0, failing_since REAL, entries INTEGER NOT NULL DEFAULT 0,
  primed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX feeds_due ON feeds (state, next_poll);
CREATE INDEX feeds_url ON feeds (url);
CREATE INDEX feeds_given ON feeds (given);
CREATE TABLE feed_owners (
  feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
  tenant TEXT NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (feed, tenant, origin)) WITHOUT ROWID;
CREATE TABLE seen (
  feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
  guid TEXT NOT NULL, version TEXT NOT NULL, article INTEGER, at REAL NOT NULL,
  PRIMARY KEY (feed, guid)) WITHOUT ROWID;
CREATE INDEX seen_article ON seen (article);
"""

ARCHIVE = """
CREATE TABLE stories (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, language TEXT NOT NULL,
  first_seen REAL NOT NULL, last_seen REAL NOT NULL);
CREATE INDEX stories_last ON stories (last_seen);
CREATE TABLE story_links (
  story INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  related INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  PRIMARY KEY (story, related)) WITHOUT ROWID;
CREATE TABLE articles (
  id INTEGER PRIMARY KEY, feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
  story INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE, relation TEXT NOT NULL,
  guid TEXT NOT NULL, url TEXT NOT NULL, url_key TEXT NOT NULL, title TEXT NOT NULL,
  title_key TEXT NOT NULL, lead TEXT NOT NULL, standfirst TEXT NOT NULL, text TEXT NOT NULL,
  language TEXT NOT NULL, authors TEXT NOT NULL, agency TEXT NOT NULL, image TEXT NOT NULL,
  published REAL NOT NULL, seen_at REAL NOT NULL, nearest INTEGER, score REAL NOT NULL,
  reasons TEXT NOT NULL, sketch BLOB NOT NULL);
CREATE INDEX articles_story ON articles (story);
CREATE INDEX articles_published ON articles (published);
CREATE INDEX articles_url ON articles (feed, url_key);
CREATE INDEX articles_title ON articles (feed, title_key);
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, body, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE host_lines (
  host TEXT NOT NULL, line TEXT NOT NULL, pages INTEGER NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (host, line)) WITHOUT ROWID;
"""

HOST_LINES = """
CREATE TABLE host_lines (
  host TEXT NOT NULL, line TEXT NOT NULL, page TEXT NOT NULL, title TEXT NOT NULL,
  at REAL NOT NULL, PRIMARY KEY (host, line, page)) WITHOUT ROWID;
CREATE INDEX host_lines_at ON host_lines (at);
"""

WATCHES = """
CREATE TABLE watchlists (
  id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
  query TEXT NOT NULL, aliases INTEGER NOT NULL, aliases_off TEXT NOT NULL DEFAULT '[]',
  aliases_extra TEXT NOT NULL DEFAULT '[]', sense TEXT NOT NULL DEFAULT '',
  languages TEXT NOT NULL DEFAULT '[]', sources TEXT NOT NULL DEFAULT '[]',
  urgent INTEGER NOT NULL DEFAULT 0, origin TEXT NOT NULL, muted_until REAL,
  created_by TEXT NOT NULL DEFAULT '', UNIQUE (tenant, name_key));
CREATE TABLE matches (
  article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  watchlist INTEGER NOT NULL REFERENCES watchlists (id) ON DELETE CASCADE,
  about INTEGER NOT NULL, spans TEXT NOT NULL, reasons TEXT NOT NULL,
  PRIMARY KEY (article, watchlist)) WITHOUT ROWID;
CREATE INDEX matches_watchlist ON matches (watchlist);
CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, channel TEXT NOT NULL,
  watchlist INTEGER REFERENCES watchlists (id) ON DELETE CASCADE,
  feed INTEGER REFERENCES feeds (id) ON DELETE CASCADE,
  mode TEXT NOT NULL DEFAULT 'instant', at TEXT NOT NULL DEFAULT '', quiet TEXT NOT NULL DEFAULT '',
  timezone TEXT NOT NULL DEFAULT '', burst TEXT NOT NULL DEFAULT '',
  updates INTEGER NOT NULL DEFAULT 0, mention TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '', created_by TEXT NOT NULL DEFAULT '',
  paused TEXT NOT NULL DEFAULT '', paused_since REAL, origin TEXT NOT NULL,
  CHECK ((watchlist IS NULL) <> (feed IS NULL)));
CREATE UNIQUE INDEX subscriptions_once
  ON subscriptions (tenant, channel, ifnull(watchlist, 0), ifnull(feed, 0));
CREATE TABLE mutes (
  tenant TEXT NOT NULL, story INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  PRIMARY KEY (tenant, story)) WITHOUT ROWID;
CREATE TABLE follows (
  tenant TEXT NOT NULL, channel TEXT NOT NULL,
  story INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  PRIMARY KEY (channel, story)) WITHOUT ROWID;
CREATE TABLE feedback (
  delivery INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  user TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (delivery, user)) WITHOUT ROWID;
"""

OUTBOX = """
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL,
  channel TEXT NOT NULL, kind TEXT NOT NULL,
  subscription INTEGER REFERENCES subscriptions (id) ON DELETE CASCADE,
  story INTEGER REFERENCES stories (id) ON DELETE CASCADE, article INTEGER,
  state TEXT NOT NULL, created_at REAL NOT NULL, attempted_at REAL, next_try_at REAL,
  held_until REAL, attempts INTEGER NOT NULL DEFAULT 0, message_ref TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '');
CREATE INDEX deliveries_open ON deliveries (channel, id)
  WHERE state IN ('new', 'waiting', 'sending');
CREATE INDEX deliveries_story ON deliveries (story, kind);
CREATE INDEX deliveries_held ON deliveries (subscription, held_until) WHERE state = 'held';
CREATE INDEX deliveries_created ON deliveries (created_at);
CREATE TABLE counters (
  name TEXT NOT NULL, tenant TEXT NOT NULL, value INTEGER NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (name, tenant)) WITHOUT ROWID;
CREATE TABLE notes (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""

REMOVED = """
ALTER TABLE watchlists ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriptions ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX watchlists_removed ON watchlists (tenant, query) WHERE removed;
CREATE INDEX subscriptions_watchlist ON subscriptions (watchlist) WHERE watchlist IS NOT NULL;
CREATE INDEX subscriptions_feed ON subscriptions (feed) WHERE feed IS NOT NULL;
CREATE INDEX deliveries_subscription ON deliveries (subscription);
DROP INDEX subscriptions_once;
CREATE UNIQUE INDEX subscriptions_once
  ON subscriptions (tenant, channel, ifnull(watchlist, 0), ifnull(feed, 0)) WHERE NOT removed;
"""

LEDGER = """
CREATE TABLE ledger (
  line TEXT NOT NULL, tenant TEXT NOT NULL, value INTEGER NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (line, tenant)) WITHOUT ROWID;
CREATE TABLE muted (
  article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  tenant TEXT NOT NULL, subscription INTEGER, watchlist INTEGER, line TEXT NOT NULL);
CREATE INDEX muted_article ON muted (article);
CREATE TABLE set_aside (
  feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
  guid BLOB NOT NULL, url TEXT NOT NULL, line TEXT NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (feed, guid, line)) WITHOUT ROWID;
CREATE INDEX set_aside_url ON set_aside (url);
CREATE INDEX set_aside_at ON set_aside (feed, at);
CREATE INDEX articles_address ON articles (url);
ALTER TABLE feeds ADD COLUMN gap_at REAL;
ALTER TABLE feeds ADD COLUMN pace REAL;
"""


def migration_step(step: Callable[[Database], None]) -> Callable[[Database], None]:
    """Enter a function as the next migration, known by its name for good."""
    STEPS.append(step)
    return step


def _run_script(db: Database, script: str) -> None:
    # executescript() would commit the transaction that a migration runs in.
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migration_step
def m001_first_tables(db: Database) -> None:
    """Create feeds, archive, watches and outbox."""
    for script in (FEEDS, ARCHIVE, WATCHES, OUTBOX):
        _run_script(db, script)


@migration_step
def m002_removed_rows_stay_while_deliveries_need_them(db: Database) -> None:
    """Mark watchlists and subscriptions as removed instead of deleting them."""
    _run_script(db, REMOVED)


@migration_step
def m003_lines_by_page(db: Database) -> None:
    """Remember on which pages a line stood; the old counts were of readings and cannot be kept."""
    db.execute("DROP TABLE host_lines")
    _run_script(db, HOST_LINES)


@migration_step
def m004_outcomes_of_deliveries(db: Database) -> None:
    """Keep what came of a delivery: errors of ours, a refused card, when it was given up."""
    _run_script(
        db,
        """
ALTER TABLE deliveries ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN plain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN ended_at REAL;
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE state = 'dead';
""",
    )


@migration_step
def m005_given_up(db: Database) -> None:
    """Find the alerts that were given up of late without a look at all that were sent."""
    _run_script(
        db, "CREATE INDEX deliveries_dead ON deliveries (attempted_at) WHERE state = 'dead';\n"
    )


@migration_step
def m006_ledger_and_gaps(db: Database) -> None:
    """Create the ledger, what was told to nobody or not stored, and what feeds' gaps taught."""
    _run_script(db, LEDGER)


HITS = """
CREATE TABLE hits (
  tenant TEXT NOT NULL, watchlist INTEGER NOT NULL REFERENCES watchlists (id) ON DELETE CASCADE,
  story INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE, last_seen REAL NOT NULL,
  PRIMARY KEY (story, watchlist)) WITHOUT ROWID;
INSERT OR IGNORE INTO hits SELECT watchlists.tenant, watchlist, stories.id, last_seen
  FROM matches JOIN articles ON articles.id = article JOIN stories ON stories.id = articles.story
  JOIN watchlists ON watchlists.id = watchlist;
CREATE INDEX hits_watch ON hits (watchlist, last_seen, story);
CREATE INDEX hits_tenant ON hits (tenant, last_seen, story);
"""

HIT = """
CREATE TRIGGER hits_of_match AFTER INSERT ON matches BEGIN
  INSERT OR REPLACE INTO hits SELECT watchlists.tenant, watchlists.id, stories.id, last_seen
  FROM articles, watchlists JOIN stories ON stories.id = articles.story
  WHERE articles.id = new.article AND watchlists.id = new.watchlist; END"""

RENEWED = """
CREATE TRIGGER hits_renewed AFTER UPDATE OF last_seen ON stories
WHEN new.last_seen <> old.last_seen BEGIN
  UPDATE hits SET last_seen = new.last_seen WHERE story = new.id; END"""

FOUND = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, body, feed, lang, author, tokenize = "unicode61 remove_diacritics 2")"""

LONG_INDEX = 10_000
"""Articles from which on making their index anew takes seconds and is said."""


@migration_step
def m008_newest_first(db: Database) -> None:
    """Order the search index by time, with the fields in it, and keep what hit which watch."""
    _run_script(db, HITS)
    db.execute(HIT)
    db.execute(RENEWED)
    db.execute("CREATE INDEX feed_owners_tenant ON feed_owners (tenant, feed)")
    _index_anew(db)


def _index_anew(db: Database) -> None:
    many = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    if many >= LONG_INDEX:
        log.info("making the search index anew, this takes some minutes", articles=many)
    db.execute("ALTER TABLE articles_fts RENAME TO old_fts")
    db.execute(FOUND)
    rows = db.execute(
        f"""SELECT {PLACE}, old_fts.title, body, feed, language, authors
            FROM articles JOIN old_fts ON old_fts.rowid = articles.id ORDER BY 1"""
    )
    db.conn.executemany(
        "INSERT INTO articles_fts (rowid, title, body, feed, lang, author) VALUES (?,?,?,?,?,?)",
        ((*row[:3], *index_columns(row[3], row[4], json.loads(row[5]))) for row in rows),
    )
    db.execute("DROP TABLE old_fts")


@migration_step
def m009_version_of_the_audience(db: Database) -> None:
    """Count every change to who may be told, so that it can be kept in memory."""
    db.execute(
        "CREATE TABLE versions (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID"
    )
    db.execute("INSERT INTO versions VALUES ('audience', 0)")
    for table in ("subscriptions", "mutes", "follows"):
        for event in ("INSERT", "UPDATE", "DELETE"):
            db.execute(
                f"""CREATE TRIGGER audience_{table}_{event.lower()} AFTER {event} ON {table} BEGIN
                    UPDATE versions SET value = value + 1 WHERE name = 'audience'; END"""
            )


OLD_ITEMS = (
    "{name} brought a large number of old items again. They were stored, but only"
    " the first few were alerted; /news latest shows them all."
)

PAYLOADS = """
ALTER TABLE deliveries ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN digest INTEGER;
ALTER TABLE deliveries RENAME COLUMN body TO payload;
UPDATE deliveries SET paused = 1, reason = '' WHERE reason = 'channel paused';
UPDATE deliveries SET uncertain = 1, reason = '' WHERE reason = 'uncertain';
UPDATE deliveries SET digest = substr(reason, 8), reason = '' WHERE reason GLOB 'digest:[0-9]*';
UPDATE deliveries SET stale = payload = 'again', payload = '' WHERE kind = 'edit';
"""


@migration_step
def m007_payloads_and_states_of_deliveries(db: Database) -> None:
    """Give what stood between the lines of `reason` and `body` columns and one form each."""
    _run_script(db, PAYLOADS)
    for row, text in db.execute(
        "SELECT id, payload FROM deliveries WHERE kind = 'notice'"
    ).fetchall():
        kind, _, about = text.partition("\t")
        lines = about if kind == "health" else json.dumps([["Note"], [OLD_ITEMS, {"name": about}]])
        db.execute("UPDATE deliveries SET payload = ? WHERE id = ?", [lines, row])


@migration_step
def m010_version_of_the_feeds(db: Database) -> None:
    """Count every change to what feeds are called and whose they are, to keep that in memory."""
    db.execute("INSERT INTO versions VALUES ('feeds', 0)")
    renamed = "WHEN old.name <> new.name OR old.url <> new.url"
    for name, event, when in (
        ("owned", "INSERT ON feed_owners", ""),
        ("left", "DELETE ON feed_owners", ""),
        ("renamed", "UPDATE OF name, url ON feeds", renamed),
    ):
        db.execute(
            f"""CREATE TRIGGER feeds_{name} AFTER {event} {when} BEGIN
                UPDATE versions SET value = value + 1 WHERE name = 'feeds'; END"""
        )


ASKED = """
CREATE INDEX subscriptions_channel ON subscriptions (channel, removed);
CREATE INDEX subscriptions_listed ON subscriptions (tenant, channel, id) WHERE NOT removed;
CREATE INDEX subscriptions_paused ON subscriptions (tenant) WHERE paused <> '';
CREATE INDEX watchlists_live ON watchlists (tenant, name_key) WHERE NOT removed;
CREATE INDEX feeds_gap ON feeds (gap_at) WHERE gap_at IS NOT NULL;
CREATE INDEX deliveries_lost ON deliveries (coalesce(ended_at, attempted_at, created_at))
  WHERE state = 'dead';
CREATE INDEX deliveries_shown ON deliveries (tenant, channel, id)
  WHERE kind = 'alert' AND state = 'sent';
CREATE INDEX seen_at ON seen (at);
CREATE INDEX set_aside_old ON set_aside (at);
CREATE INDEX deliveries_held_due ON deliveries (held_until) WHERE state = 'held';
CREATE INDEX deliveries_held_channel ON deliveries (channel) WHERE state = 'held';
CREATE INDEX subscriptions_removed ON subscriptions (id) WHERE removed;
CREATE INDEX story_links_related ON story_links (related);
CREATE INDEX mutes_story ON mutes (story);
CREATE INDEX follows_story ON follows (story);
DROP INDEX deliveries_dead;
DROP INDEX deliveries_ended;
"""


@migration_step
def m011_asked_without_a_look_at_all(db: Database) -> None:
    """Keep the numbers of rows, and an index for whatever ticks and people ask."""
    _run_script(db, ASKED)
    tallies.set_up(db)


PAST = """
ALTER TABLE deliveries ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE TABLE lookbacks (
  channel TEXT PRIMARY KEY, tenant TEXT NOT NULL, since REAL, at REAL,
  problem TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE recalled (
  channel TEXT NOT NULL, token TEXT NOT NULL, ref TEXT NOT NULL, tenant TEXT NOT NULL,
  at REAL NOT NULL, PRIMARY KEY (channel, token, ref)) WITHOUT ROWID;
CREATE INDEX recalled_at ON recalled (at);
"""


@migration_step
def m012_what_channels_show(db: Database) -> None:
    """Mark deliveries by what they tell, and keep what channels show after a file came back."""
    _run_script(db, PAST)


@migration_step
def m013_who_left(db: Database) -> None:
    """Note which tenants removed the bot, until they come back or are forgotten."""
    db.execute("CREATE TABLE departed (tenant TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID")
    for event in ("INSERT", "DELETE"):
        db.execute(
            f"""CREATE TRIGGER audience_departed_{event.lower()} AFTER {event} ON departed BEGIN
                UPDATE versions SET value = value + 1 WHERE name = 'audience'; END"""
        )


@migration_step
def m014_outlets_of_aggregators(db: Database) -> None:
    """Keep who an item of an aggregator comes from, where that is not its feed."""
    db.execute("ALTER TABLE articles ADD COLUMN outlet TEXT NOT NULL DEFAULT ''")
