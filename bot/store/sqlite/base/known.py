"""What a feed brought before: the same article by its guid, its address, or what it tells."""

from __future__ import annotations

from bot.ports import KnownArticle, SoughtArticle
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.rows import must_moment

KNOWN = """
SELECT articles.id, articles.story, ifnull(seen.version, '')
FROM articles LEFT JOIN seen ON seen.feed = articles.feed AND seen.article = articles.id
WHERE articles.feed = :feed"""

# Publishers use a guid again: where link and title are both others (the text, where neither has a
# title) it is another article, and the earlier one stays.
SAME_ARTICLE = (
    """seen.guid = :guid AND NOT (
         articles.url <> :link AND articles.url <> '' AND :link <> ''
         AND title_key <> :title || iif(:title = '' AND text <> :text, '-', ''))""",
    "url_key = :url AND :url <> ''",
)

TITLED = """
SELECT id, story, ifnull((SELECT max(version) FROM seen WHERE article = articles.id), ''),
  text, published, (SELECT count(*) FROM seen WHERE article = articles.id)
FROM articles
WHERE feed = :feed AND title_key = :title AND (:title <> '' OR text = :text)
ORDER BY id DESC LIMIT :uses"""

USES = 8
"""Uses of a title that are looked at, by hand: two say whether an outlet keeps it."""


def find_known(db: Database, sought: SoughtArticle) -> KnownArticle | None:
    """Find the same article of the same feed by guid, address or what it tells, in this order.

    A guid is not enough where link and title are others, nor is a title alone.
    """
    article = sought.article
    same = {
        "feed": sought.feed,
        "guid": sought.guid,
        "url": sought.keys.url,
        "link": article.url,
        "title": sought.keys.title,
        "text": article.text,
        "uses": USES,
    }
    for rule in SAME_ARTICLE:
        row = db.execute(f"{KNOWN} AND {rule} ORDER BY articles.id DESC LIMIT 1", same)
        if found := row.fetchone():
            return KnownArticle(*found)
    # Posts without a title are told apart by their address; a feed may have a great many of them.
    if not sought.keys.title and (sought.keys.url or not article.text):
        return None
    titled = db.execute(TITLED, same).fetchall()
    if not titled:
        return None
    # Only who settles an article needs to tell re-posts, which loads what compares headlines.
    from bot.core.stories.reposts import Earlier, find_reposted

    uses = {
        Earlier(text, must_moment(at), guids): KnownArticle(*row)
        for *row, text, at, guids in titled
    }
    again = find_reposted(article, list(uses))
    return uses[again] if again else None
