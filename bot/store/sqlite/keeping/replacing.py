"""Put a backup in the place of the database, with all that the replaced one still knows.

The new file is complete before it takes the place in one step: whenever this is killed, either
file lies there whole.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.cards import Shows
from bot.core.alerts.marks import LETTERS, article_mark
from bot.errors import StoreError
from bot.models.past import Doubt, Seen
from bot.ports.private import fresh, narrow, private_folder
from bot.store.sqlite.base.connection import (
    Database,
    connect_database,
    connect_reading,
    transaction,
    use_of,
)
from bot.store.sqlite.base.place import BESIDE
from bot.store.sqlite.base.trouble import damage_in, is_cut, is_sound
from bot.store.sqlite.base.upgrading import all_migrations, applied_steps, refuse_newer, schema_of
from bot.store.sqlite.keeping.hold import hold
from bot.store.sqlite.keeping.past import keep_doubt, last_known, put_recalled

GAP = 1_000_000
"""Numbers left out where it is not known which were given, by hand: more than anybody gave."""
SKEW = timedelta(minutes=5)
"""How far back a clock may have been set since, by hand: what both files know is left out."""
HEAD = 1 + LETTERS
"""Letters of a token before the article: its kind and for whom."""
SHOWN = 200
"""Characters of a name in an error, by hand."""
OF_THE_DISK = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)
"""What SQLite says where the backup is not to blame."""

TOLD = """
SELECT d.tenant, d.channel, d.mark, d.story, d.subscription, d.message_ref, d.digest
FROM deliveries d LEFT JOIN deliveries bundle ON bundle.id = d.digest
WHERE d.kind IN ('alert', 'update', 'digest', 'notice') AND d.mark <> '' AND d.state = 'sent'
AND ifnull(bundle.state, 'sent') = 'sent' AND ifnull(bundle.attempted_at, d.attempted_at) >= ?"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: which file lies there now, what it knows, what became of the other.

    `kept` is empty where nothing lay there; `told` counts the messages that the replaced file
    knew and the backup does not, None where it could not be asked.
    """

    file: Path
    schema: int
    known_until: datetime | None
    kept: str
    told: int | None


def restore(source: Path, path: Path, now: datetime) -> Restored:
    """Put a copy of `source` in the place of `path`; raises StoreError, StoreBusy when it runs."""
    try:
        return _restored(source, path, now)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"cannot restore {str(source)[:SHOWN]}: {error}",
            fix="check the folder and the free space; nothing was changed",
        ) from error


def _restored(source: Path, path: Path, now: datetime) -> Restored:
    if not source.is_file():
        raise StoreError(f"there is no file {source}", fix="name a backup, see docs/operations.md")
    if path.exists() and source.samefile(path):
        raise StoreError(f"{source} is the database itself", fix="name a backup of it")
    if is_cut(source):
        raise _unsound(source)
    private_folder(path.parent)
    handle = hold(str(path))
    part = path.with_name(f"{path.stem}-restoring{path.suffix}")
    try:
        with _cleared(part):
            _copy(source, part)
            return _put(source, part, path, now)
    finally:
        os.close(handle)


def _put(source: Path, part: Path, path: Path, now: datetime) -> Restored:
    db = connect_database(str(part))
    with contextlib.closing(db.conn):
        try:
            schema, since = _brought_along(db, source)
        except sqlite3.DatabaseError as error:
            raise _blamed(source, error) from error
        told, tops = _asked(path, db, since)
        with transaction(db):
            _note(db, since, told, tops, now)
    kept = _kept_aside(path, now)
    part.replace(path)
    number = None if told is None else len(told)
    return Restored(path, schema, since, kept, number)


def _unsound(source: Path) -> StoreError:
    return StoreError(
        f"{source} is no sound database of Wirebell", fix="name another backup; nothing was changed"
    )


def _blamed(source: Path, error: sqlite3.Error) -> Exception:
    """Tell what is wrong: the disk where it is the disk, else the backup."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return error if code & 0xFF in OF_THE_DISK else _unsound(source)


def _copy(source: Path, part: Path) -> None:
    try:
        reading = connect_reading(str(source), use_of(str(source)))
        fresh(part)
        with (
            contextlib.closing(reading.conn),
            contextlib.closing(sqlite3.connect(part)) as out,
        ):
            reading.conn.backup(out)
    except sqlite3.DatabaseError as error:
        raise _blamed(source, error) from error


def _brought_along(db: Database, source: Path) -> tuple[int, datetime | None]:
    """Look through a copy and bring its tables to this version; gives the version it had."""
    if damage_in(db) or not applied_steps(db):
        raise _unsound(source)
    refuse_newer(db, str(source))
    schema = schema_of(db)
    with transaction(db):
        all_migrations().apply(db)
    return schema, last_known(db)


def _asked(
    path: Path, backup: Database, since: datetime | None
) -> tuple[list[tuple[str, str, Seen]] | None, tuple[int, int, int]]:
    """Ask the file that lies there what it told since, and which numbers it gave; None: unknown."""
    unknown = (0, 0, 0)
    if not path.exists():
        return None, unknown
    try:
        db = connect_reading(str(path), use_of(str(path)))
        with contextlib.closing(db.conn):
            if not is_sound(db):
                return None, unknown
            tops = tuple(
                int(db.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0])
                for table in ("deliveries", "articles", "stories")
            )
            after = (since - SKEW).timestamp() if since else 0.0
            known = {(row[1], row[2]) for row in backup.execute(TOLD, [after]).fetchall()}
            return list(_told(db, after, known)), (tops[0], tops[1], tops[2])
    except sqlite3.Error:
        # Damaged, or of a version that kept no marks.
        return None, unknown


def _told(
    db: Database, after: float, known: set[tuple[str, str]]
) -> Iterator[tuple[str, str, Seen]]:
    rows = db.execute(TOLD, [after]).fetchall()
    for tenant, channel, mark, story, subscription, ref, digest in rows:
        if (channel, mark) in known:
            continue
        kind = Shows.DIGEST if digest else mark[0]
        tokens = [mark[HEAD:], *_others(db, story, subscription)] if story else [mark[HEAD:]]
        found = tuple(dict.fromkeys(f"{kind}{mark[1:HEAD]}{token}" for token in tokens))
        yield tenant, channel, Seen("" if digest else ref, found)


def _others(db: Database, story: int, subscription: int) -> list[str]:
    """List the marks of a story's articles, which an alert of a watch told as well."""
    rows = db.execute(
        """SELECT url_key, guid, given FROM articles JOIN feeds ON feeds.id = articles.feed
           WHERE story = ? AND EXISTS (SELECT 1 FROM subscriptions
                                       WHERE id = ? AND watchlist IS NOT NULL)""",
        [story, subscription],
    ).fetchall()
    return [article_mark(*row) for row in rows]


def _note(
    db: Database,
    since: datetime | None,
    told: list[tuple[str, str, Seen]] | None,
    tops: tuple[int, int, int],
    now: datetime,
) -> None:
    """Note in the new file what is in doubt, what is known of it, and which numbers are used up."""
    for tenant, channel, seen in told or ():
        put_recalled(db, tenant, channel, [seen], now)
    keep_doubt(db, Doubt(since or now, now, now, None if told is not None else now))
    db.execute("DELETE FROM lookbacks")
    # Buttons of messages that nobody finds again must not lead to what came after.
    for top, table in zip(tops, ("deliveries", "articles", "stories"), strict=True):
        own = db.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0]
        _leave_out(db, table, max(top, own if top else own + GAP))


def _leave_out(db: Database, table: str, top: int) -> None:
    if table != "deliveries":
        key = {"articles": "top_article", "stories": "top_story"}[table]
        db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", [key, top])
        return
    db.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
    db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", [table, top])


def _kept_aside(path: Path, now: datetime) -> str:
    """Keep what lies at the path under another name, with its log where it cannot be gathered."""
    if not path.exists():
        return ""
    kept = path.with_name(f"{path.stem}-replaced-{now:%Y%m%d-%H%M%S}{path.suffix}")
    with contextlib.suppress(sqlite3.Error):
        db = connect_database(str(path), create=False)
        with contextlib.closing(db.conn):
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in BESIDE:
        beside = Path(f"{path}{end}")
        if beside.exists():
            beside.replace(f"{kept}{end}")
    try:
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)
    narrow(kept)
    return str(kept)


@contextlib.contextmanager
def _cleared(part: Path) -> Iterator[None]:
    """Leave nothing of a copy that did not get to its place."""
    files = [part, *(Path(f"{part}{end}") for end in BESIDE)]
    try:
        for file in files:
            file.unlink(missing_ok=True)
        yield
    finally:
        for file in files:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
