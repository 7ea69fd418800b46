"""The newest first: articles that the index finds, and stories that hit a watch, one by one.

`hits` names what a watch ever hit, kept by triggers; whether a hit still holds and is seen by the
tenant is asked of each story in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from typing import Any

from bot.models import OPERATOR
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.indexed import ID, PLACE

VISIBLE = """
EXISTS (SELECT 1 FROM feed_owners AS owners WHERE owners.feed = articles.feed
        AND (:tenant IS NULL OR owners.tenant IN (:tenant, '')))"""

OF_FEEDS = "(:feeds IS NULL OR articles.feed IN (SELECT value FROM json_each(:feeds)))"

BEFORE = f"(SELECT {PLACE} FROM articles WHERE id = :before)"

# CROSS JOIN keeps SQLite from turning it round: the index gives the newest first by itself.
FOUND = f"""
SELECT articles.*, feeds.name AS source FROM articles_fts CROSS JOIN articles ON articles.id = {ID}
CROSS JOIN feeds ON feeds.id = articles.feed
WHERE articles_fts MATCH :words AND articles_fts.rowid >= :low
AND articles_fts.rowid < ifnull({BEFORE}, 9223372036854775807)
AND {OF_FEEDS} AND {VISIBLE} AND articles.published >= :since
ORDER BY articles_fts.rowid DESC LIMIT :limit"""

EVERY = f"""
SELECT articles.*, feeds.name AS source FROM articles CROSS JOIN feeds ON feeds.id = articles.feed
WHERE {OF_FEEDS} AND {VISIBLE} AND articles.published >= :since
AND (articles.published, articles.id) < (
  ifnull((SELECT published FROM articles WHERE id = :before), 9e99), ifnull(:before, 0))
ORDER BY articles.published DESC, articles.id DESC LIMIT :limit"""

NEXT = """
SELECT last_seen, story FROM hits WHERE {column} = :owner AND (last_seen, story) < (:at, :story)
ORDER BY last_seen DESC, story DESC LIMIT 1"""

HOLDS = """
SELECT 1 FROM articles JOIN matches ON matches.article = articles.id
JOIN watchlists ON watchlists.id = matches.watchlist
WHERE articles.story = :story AND NOT watchlists.removed
AND (:tenant IS NULL OR watchlists.tenant IN (:tenant, ''))
AND (:watchlist IS NULL OR matches.watchlist = :watchlist)
AND EXISTS (SELECT 1 FROM feed_owners WHERE feed_owners.feed = articles.feed
            AND (:tenant IS NULL OR feed_owners.tenant IN (:tenant, ''))) LIMIT 1"""

TENANTS = "SELECT DISTINCT tenant FROM watchlists"


def newest_of_watch(db: Database, watchlist: int, tenant: str | None) -> Iterator[int]:
    """Yield the stories that a watch hit, newest first."""
    for _, story in _walk_stories(db, "watchlist", watchlist):
        if _story_holds(db, story, tenant, watchlist):
            yield story


def newest_of_tenant(db: Database, tenant: str | None) -> Iterator[int]:
    """Yield the stories that hit a watch which a tenant sees (any for None), newest first."""
    owners = [OPERATOR] if tenant == OPERATOR else [OPERATOR, tenant]
    if tenant is None:
        owners = [row[0] for row in db.execute(TENANTS).fetchall()]
    last = None
    for _, story in merge(*(_walk_stories(db, "tenant", owner) for owner in owners), reverse=True):
        if story != last and _story_holds(db, story, tenant, None):
            yield story
        last = story


def _walk_stories(
    db: Database, column: str, owner: str | int | None
) -> Iterator[tuple[float, int]]:
    query, here = NEXT.format(column=column), (9e99, 0)
    while found := db.execute(query, {"owner": owner, "at": here[0], "story": here[1]}).fetchone():
        here = found
        yield here


def _story_holds(db: Database, story: int, tenant: str | None, watchlist: int | None) -> bool:
    marks: dict[str, Any] = {"story": story, "tenant": tenant, "watchlist": watchlist}
    return db.execute(HOLDS, marks).fetchone() is not None
