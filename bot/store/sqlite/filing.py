"""What a poll leaves behind, written in one transaction: articles, matches, deliveries, counts."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from bot import said
from bot.core.ledger import Book, Line
from bot.models import OPERATOR, DeliveryKind, DeliveryState, Muted, PageLines, Posting
from bot.ports import LINE_PAGES, Batch, Filing
from bot.store.sqlite.base.connection import Database, insert_row
from bot.store.sqlite.base.indexed import PLACE, index_columns
from bot.store.sqlite.base.payloads import pack_payload
from bot.store.sqlite.base.rows import moment_of, pack_tuple, spans_json, stamp_of
from bot.store.sqlite.books import keep_muted, keep_set_aside, write_book
from bot.store.sqlite.feeds import save_state

SEEN_AGAIN = 86_400.0
"""Seconds after which it is noted again that a feed still shows a guid: it is asked in weeks."""


_OF_ONE = (
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    sqlite3.DataError,
)
"""Errors of what is to be stored, not of where."""


def store_apart(db: Database, batch: Batch) -> int | Exception:
    """Store a batch so that what is wrong with it alone keeps no other one back."""
    db.execute("SAVEPOINT batch")
    try:
        posted = store_batch(db, batch)
    except Exception as error:
        # What the disk or the file refuses is refused to all.
        if isinstance(error, sqlite3.Error) and not isinstance(error, _OF_ONE):
            raise
        db.execute("ROLLBACK TO batch")
        return error
    finally:
        if db.conn.in_transaction:
            db.execute("RELEASE batch")
    return posted


def store_batch(db: Database, batch: Batch) -> int:
    """Store everything that a poll left behind; returns how many deliveries are new."""
    book = Book({(line, tenant): number for line, tenant, number in batch.book})
    posted = 0
    for filing in batch.filings:
        book[_file_article(db, batch.feed.id, filing, batch.at), OPERATOR] += 1
        posted += _post_all(db, filing, book, batch.at)
        # Of a story that begins with this article nothing was told before.
        if filing.placement.story or filing.replaces is not None:
            _edit_alerts(db, batch.feed.id, filing, batch.at)
    for guid, version, article in batch.again:
        db.execute(
            "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
            [batch.feed.id, guid, version, article, stamp_of(batch.at)],
        )
    posted += sum(_post_one(db, posting, None, batch.at) is not None for posting in batch.postings)
    for page in batch.lines:
        _count_lines(db, page, batch.at)
    for name, number in batch.counts:
        add_count(db, name, number, batch.at)
    keep_set_aside(db, batch.feed.id, batch.set_aside, batch.at)
    if batch.shown:
        _note_shown(db, batch)
    write_book(db, book, batch.at)
    save_state(db, batch.feed)
    return posted


def _note_shown(db: Database, batch: Batch) -> None:
    now = batch.at.timestamp()
    db.execute(
        """UPDATE seen SET at = :now WHERE feed = :feed AND at < :old
           AND guid IN (SELECT value FROM json_each(:shown))""",
        {
            "now": now,
            "feed": batch.feed.id,
            "old": now - SEEN_AGAIN,
            "shown": json.dumps(batch.shown),
        },
    )


def _file_article(db: Database, feed: int, filing: Filing, at: datetime) -> Line:
    article, now = filing.article, stamp_of(at)
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
        "authors": pack_tuple(article.authors),
        "agency": article.agency,
        "image": article.image,
        "outlet": article.source if article.channel else "",
        "published": stamp_of(article.published),
        "seen_at": now,
        "nearest": int(filing.placement.nearest) if filing.placement.nearest else None,
        "score": filing.placement.score,
        "reasons": said.pack_said(filing.placement.reasons),
        "sketch": filing.sketch,
    }
    if filing.replaces is not None:
        db.execute(
            f"""DELETE FROM articles_fts
                WHERE rowid = (SELECT {PLACE} FROM articles WHERE id = ?)""",
            [row_id],
        )
        db.execute("DELETE FROM matches WHERE article = ?", [row_id])
        values["relation"] = db.execute(
            "SELECT relation FROM articles WHERE id = ?", [row_id]
        ).fetchone()[0]
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
    insert_row(db, "articles", values, then=f"ON CONFLICT (id) DO UPDATE SET {changes}")
    db.execute(
        f"""INSERT INTO articles_fts (rowid, title, body, feed, lang, author)
            SELECT {PLACE}, ?, ?, ?, ?, ? FROM articles WHERE id = ?""",
        [
            filing.folded_title,
            filing.folded_body,
            *index_columns(feed, article.language, article.authors),
            row_id,
        ],
    )
    db.execute(
        "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
        [feed, filing.guid, filing.version, row_id, now],
    )
    for watchlist, match in filing.matches:
        db.execute(
            "INSERT OR REPLACE INTO matches SELECT ?, id, ?, ?, ? FROM watchlists WHERE id = ?",
            [row_id, int(match.about), spans_json(match), said.pack_said(match.reasons), watchlist],
        )
    return Line.NEW if filing.replaces is None else Line.CHANGED


def _post_all(db: Database, filing: Filing, book: Book, at: datetime) -> int:
    """Put an article's postings in the outbox and book each claim; returns how many are new."""
    fresh: dict[int | None, Line] = {}
    posted = 0
    for posting in filing.postings:
        line = _post_one(db, posting, filing, at)
        posted += line is not None
        if line is not None:
            fresh.setdefault(posting.subscription, line)
    claims = {posting.subscription: posting for posting in reversed(filing.postings)}
    muted = list(filing.muted)
    for subscription, first in claims.items():
        line = fresh.get(subscription) or _told_before(db, first.key)
        book[line, first.tenant] += 1
        if line.account == "muted":
            muted.append(Muted(first.tenant, line, subscription, first.watchlist))
    keep_muted(db, int(filing.article.id), muted)
    return posted


def _told_before(db: Database, key: str) -> Line:
    """Tell what an article adds to the alert that its story has already."""
    state, ref = db.execute(
        "SELECT state, message_ref FROM deliveries WHERE key = ?", [key]
    ).fetchone()
    if state == DeliveryState.SENT:
        return Line.EDIT if ref else Line.TOLD
    return {
        DeliveryState.SENDING: Line.EDIT,
        DeliveryState.HELD: Line.JOINED_HELD,
        DeliveryState.DEAD: Line.GIVEN_UP,
    }.get(DeliveryState(state), Line.JOINED)


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
            "at": stamp_of(article.published),
        },
    )
    if filing.placement.related:
        db.execute(
            """INSERT OR IGNORE INTO story_links
               SELECT ?, id FROM stories WHERE id = ? AND id <> ?""",
            [filing.story, int(filing.placement.related), filing.story],
        )


def _post_one(db: Database, posting: Posting, filing: Filing | None, at: datetime) -> Line | None:
    """Put a posting in the outbox; returns its line, None when its key is there already."""
    state, until = DeliveryState.NEW, posting.held_until
    if posting.limit and until is None:
        until = _burst_until(db, posting, at)
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
        "created_at": stamp_of(at),
        "held_until": stamp_of(until),
        "paused": int(posting.paused),
        "payload": pack_payload(posting.notice),
        "mark": posting.mark,
    }
    names = ", ".join(values)
    added = db.execute(
        f"""INSERT INTO deliveries ({names}) VALUES ({", ".join(":" + name for name in values)})
            ON CONFLICT (key) DO NOTHING""",
        values,
    ).rowcount
    return _posted_as(posting, held=state is DeliveryState.HELD) if added else None


def _posted_as(posting: Posting, *, held: bool) -> Line:
    if not held:
        return Line.ALERT
    if posting.paused:
        return Line.PAUSED
    return Line(posting.held_by) if posting.held_by else Line.BURST


def _burst_until(db: Database, posting: Posting, at: datetime) -> datetime | None:
    """Tell until when a burst guard holds an alert: as long as those held before it."""
    recent, until = db.execute(
        """SELECT count(*) FILTER (WHERE kind = 'alert' AND created_at >= :since),
                  min(held_until) FILTER (WHERE state = 'held' AND held_until > :at)
           FROM deliveries WHERE subscription = :subscription""",
        {
            "subscription": posting.subscription,
            "since": stamp_of(posting.limit_since),
            "at": stamp_of(at),
        },
    ).fetchone()
    return (moment_of(until) or posting.limit_until) if recent >= posting.limit else None


def _edit_alerts(db: Database, feed: int, filing: Filing, at: datetime) -> None:
    """Queue an edit of every alert of the story that is out and whose tenant sees the feed.

    Who follows the whole feed gets an alert of the new article instead.
    """
    # The kind stands in the query: as a value, which the index on what was shown depends on, it
    # would have the statement prepared anew each time.
    db.execute(
        """INSERT INTO deliveries (key, tenant, channel, kind, subscription, story, article, state,
                                   paused, mark, created_at)
           SELECT key || ':edit', tenant, channel, :edit, subscription, story, article,
                  CASE WHEN off THEN 'held' ELSE 'new' END, off, mark, :at
           FROM (SELECT *, EXISTS (SELECT 1 FROM subscriptions
                   WHERE id = deliveries.subscription AND paused <> '') AS off,
                 EXISTS (SELECT 1 FROM subscriptions
                   WHERE id = deliveries.subscription AND feed = :feed) AS follows FROM deliveries)
           WHERE story = :story AND kind = 'alert' AND article <> :article
           AND NOT (:joined AND follows)
           AND (state = 'sending' OR state = 'sent' AND message_ref <> '')
           AND (tenant IN (SELECT feed_owners.tenant FROM feed_owners WHERE feed = :feed)
                OR :operator IN (SELECT feed_owners.tenant FROM feed_owners WHERE feed = :feed))
           ON CONFLICT (key) DO UPDATE SET reason = '', paused = excluded.paused, attempts = 0,
             faults = 0, ended_at = NULL,
             state = CASE WHEN state IN ('sent', 'dead', 'moot') THEN excluded.state ELSE state END,
             stale = state = 'sending'""",
        {
            "edit": DeliveryKind.EDIT.value,
            "at": stamp_of(at),
            "story": filing.story,
            "article": int(filing.article.id) if filing.replaces is None else -1,
            "joined": filing.replaces is None,
            "feed": feed,
            "operator": OPERATOR,
        },
    )


def _count_lines(db: Database, page: PageLines, at: datetime) -> None:
    """Count the lines of a page that is another than those remembered, up to the needed number."""
    same = {"host": page.host, "page": page.page, "title": page.title, "at": stamp_of(at)}
    rows = [{**same, "line": line, "most": LINE_PAGES} for line in sorted(page.lines)]
    db.conn.executemany("UPDATE host_lines SET at = :at WHERE host = :host AND line = :line", rows)
    db.conn.executemany(
        """INSERT INTO host_lines (host, line, page, title, at)
           SELECT :host, :line, :page, :title, :at
           WHERE (SELECT count(*) FROM host_lines WHERE host = :host AND line = :line) < :most
           AND NOT EXISTS (SELECT 1 FROM host_lines WHERE host = :host AND line = :line
                           AND (page = :page OR title = :title AND :title <> ''))""",
        rows,
    )


def add_count(db: Database, name: str, number: int, at: datetime) -> None:
    db.execute(
        """INSERT INTO counters VALUES (?, '', ?, ?) ON CONFLICT (name, tenant)
           DO UPDATE SET value = value + excluded.value, at = excluded.at""",
        [name, number, stamp_of(at)],
    )
