"""The ledger's tables: numbers by line, matches that nobody heard of, entries never stored.

All are written in the transaction of what they tell of, so that no crash can part them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b

from bot.core.ledger import Book
from bot.models import Muted
from bot.ports import SetAside
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.rows import must_moment, stamp_of

LEFT_A_FEED = 1_000
"""Entries set aside that are remembered of one feed: as many as a long document holds."""


def write_book(db: Database, book: Book, at: datetime) -> None:
    """Add a batch's numbers to the ledger, one row a line and tenant."""
    db.conn.executemany(
        """INSERT INTO ledger VALUES (?, ?, ?, ?) ON CONFLICT (line, tenant)
           DO UPDATE SET value = value + excluded.value, at = excluded.at""",
        [(line, tenant, number, stamp_of(at)) for (line, tenant), number in book.items() if number],
    )


def read_book(db: Database) -> list[tuple[str, str, int]]:
    """Give every (line, tenant, number)."""
    return [tuple(row) for row in db.execute("SELECT line, tenant, value FROM ledger").fetchall()]


def keep_muted(db: Database, article: int, muted: Iterable[Muted]) -> None:
    """Keep why nobody heard of an article's matches, in place of what was kept before."""
    db.execute("DELETE FROM muted WHERE article = ?", [article])
    db.conn.executemany(
        "INSERT INTO muted VALUES (?, ?, ?, ?, ?)",
        [(article, item.tenant, item.subscription, item.watchlist, item.line) for item in muted],
    )


def muted_of(db: Database, article: int, tenant: str | None) -> list[Muted]:
    """List why a tenant (all for None) did not hear of an article."""
    rows = db.execute(
        """SELECT tenant, line, subscription, watchlist FROM muted
           WHERE article = :article AND (:tenant IS NULL OR tenant = :tenant)
           ORDER BY line, subscription, watchlist""",
        {"article": article, "tenant": tenant},
    ).fetchall()
    return [Muted(*row) for row in rows]


def keep_set_aside(db: Database, feed: int, left: Iterable[SetAside], at: datetime) -> None:
    """Remember entries that were not stored, those of one feed up to a number."""
    rows = [
        (feed, _guid_digest(item.guid), item.url, item.line, stamp_of(at))
        for item in list(left)[:LEFT_A_FEED]
    ]
    if not rows:
        return
    db.conn.executemany("INSERT OR IGNORE INTO set_aside VALUES (?, ?, ?, ?, ?)", rows)
    db.execute(
        """DELETE FROM set_aside WHERE feed = :feed AND at < (
             SELECT at FROM set_aside WHERE feed = :feed ORDER BY at DESC LIMIT 1 OFFSET :most)""",
        {"feed": feed, "most": LEFT_A_FEED},
    )


def set_aside_of(db: Database, url: str, feeds: Iterable[int]) -> list[tuple[int, str, datetime]]:
    """List (feed, line, time) of the entries with an address that feeds brought in vain."""
    wanted = set(feeds)
    rows = db.execute("SELECT feed, line, at FROM set_aside WHERE url = ?", [url]).fetchall()
    return [(feed, line, must_moment(at)) for feed, line, at in rows if feed in wanted]


def _guid_digest(guid: str) -> bytes:
    # A guid may be a kilobyte, and nobody asks for one.
    return blake2b(guid.encode("utf-8", "surrogatepass"), digest_size=12).digest()
