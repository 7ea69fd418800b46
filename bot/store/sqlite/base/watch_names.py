"""Watchlists by name: in full, as far as it is typed, page by page; the index on names answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.core.language.text import fold
from bot.models import OPERATOR, Watchlist
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.rows import watchlist_of

SEEN = "tenant IN (:tenant, :operator) AND NOT removed"
"""Of a tenant: its own watchlists and the operator's."""

FOUND = f"""
SELECT * FROM watchlists WHERE (id = :id OR tenant IN (:tenant, :operator) AND name_key = :key)
AND {SEEN} ORDER BY name_key, id LIMIT 1"""

NAMED = f"SELECT * FROM watchlists WHERE {SEEN} AND name_key = :key ORDER BY tenant"

PAGE = f"SELECT * FROM watchlists WHERE {SEEN} ORDER BY name_key, id LIMIT :limit OFFSET :offset"

COUNT = f"SELECT count(*) FROM watchlists WHERE {SEEN}"

AMONG = f"""
SELECT * FROM watchlists WHERE id IN (SELECT value FROM json_each(:ids)) AND {SEEN}
ORDER BY name_key, id"""

# One owner after the other: of each the index gives the first by itself.
STARTING = """
SELECT name, id, name_key FROM watchlists WHERE tenant = :owner AND NOT removed
AND name_key >= :start AND name_key < :start || char(1114111)
ORDER BY name_key LIMIT :limit"""

HOLDING = f"""
SELECT name, id FROM watchlists WHERE {SEEN} AND instr(name_key, :start) ORDER BY
  CASE WHEN instr(name_key, :start) = 1 THEN 0 WHEN instr(name_key, ' ' || :start) THEN 1
  ELSE 2 END, name_key, id LIMIT :limit"""


def find_watch(db: Database, wanted: str, tenant: str) -> Watchlist | None:
    """Find a watchlist that a tenant sees by its number or name."""
    given = _marks_of(tenant) | {"id": _row_number(wanted), "key": fold(wanted)}
    return next((watchlist_of(row) for row in db.query(FOUND, given)), None)


def watches_named(db: Database, name: str, tenant: str) -> list[Watchlist]:
    """List the watchlists of a name that a tenant sees: the operator's, its own."""
    return [watchlist_of(row) for row in db.query(NAMED, _marks_of(tenant) | {"key": fold(name)})]


def watches_page(db: Database, tenant: str, limit: int, offset: int) -> list[Watchlist]:
    """List some watchlists that a tenant sees, by name."""
    rows = db.query(PAGE, _marks_of(tenant) | {"limit": limit, "offset": offset})
    return [watchlist_of(row) for row in rows]


def count_watches(db: Database, tenant: str) -> int:
    """Count the watchlists that a tenant sees."""
    return int(db.execute(COUNT, _marks_of(tenant)).fetchone()[0])


def watches_among(db: Database, ids: Iterable[int], tenant: str | None) -> list[Watchlist]:
    """List those of some watchlists that a tenant sees (any for None), by name."""
    query = AMONG if tenant is not None else AMONG.replace(SEEN, "NOT removed")
    rows = db.query(query, _marks_of(tenant) | {"ids": json.dumps(list(ids))})
    return [watchlist_of(row) for row in rows]


def suggest_watches(db: Database, typed: str, tenant: str, limit: int) -> list[tuple[str, int]]:
    """List (name, number) of what holds a text: names that start so, then words, then the rest."""
    given = _marks_of(tenant) | {"start": fold(typed), "limit": limit}
    rows = [
        row
        for owner in {tenant, OPERATOR}
        for row in db.execute(STARTING, given | {"owner": owner}).fetchall()
    ]
    if len(rows) < limit:
        return [tuple(row) for row in db.execute(HOLDING, given).fetchall()]
    return [(name, number) for name, number, _ in sorted(rows, key=lambda row: row[2])[:limit]]


def _marks_of(tenant: str | None) -> dict[str, Any]:
    return {"tenant": tenant, "operator": OPERATOR}


def _row_number(wanted: str) -> int | None:
    """Read a row's number as it is written, None where it is none."""
    plain = wanted.isascii() and wanted.isdecimal() and len(wanted) < 19
    return int(wanted) if plain and str(int(wanted)) == wanted else None
