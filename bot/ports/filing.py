"""What a poll leaves behind and what tells an article again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.models import Article, Feed, Match, Muted, PageLines, Placement, Posting
    from bot.said import Said


LINE_PAGES = 3
"""Pages of a host that are remembered for each line: the most that anyone asks for."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What tells that two entries of one feed are the same article: address and folded title."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class SoughtArticle:
    """An article of a feed that may be known."""

    feed: int
    guid: str
    keys: Keys
    article: Article


@dataclass(frozen=True, slots=True)
class Decided:
    """How a stored article was placed: its relation, its likeness to `nearest`, the reasons.

    `nearest` is the number of the article that it was compared with, 0 for none.
    """

    relation: str
    score: float = 0.0
    reasons: tuple[Said, ...] = ()
    nearest: int = 0


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article that a feed brought before: its row, story and stored version."""

    article: int
    story: int
    version: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the story index needs of a stored article."""

    article: int
    story: int
    sketch: bytes


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry that was seen and not stored: its canonical address, the ledger's line."""

    guid: str
    url: str
    line: str


@dataclass(frozen=True, slots=True)
class Filing:
    """An article on its way into the archive with all that was decided about it.

    `story` is the story's id, allocated by the caller. `replaces` is the row of an earlier
    version of the same article.
    """

    article: Article
    guid: str
    version: str
    url_key: str
    title_key: str
    story: int
    placement: Placement
    sketch: bytes
    folded_title: str
    folded_body: str
    matches: tuple[tuple[int, Match], ...] = ()
    postings: tuple[Posting, ...] = ()
    muted: tuple[Muted, ...] = ()
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll leaves behind: stored in one transaction, feed state included.

    `again` are (guid, version, article) of entries that bring a known article under a new guid.
    `lines` are of the pages that count for their host's memory, `counts` what health has to tell.
    `shown` are guids that the feed still shows, where that is to be noted.
    `book` are the ledger's (line, tenant, number) but for what only the store can count: rows.
    """

    feed: Feed
    filings: tuple[Filing, ...]
    again: tuple[tuple[str, str, int], ...]
    postings: tuple[Posting, ...]
    lines: tuple[PageLines, ...]
    counts: tuple[tuple[str, int], ...]
    at: datetime
    book: tuple[tuple[str, str, int], ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    shown: tuple[str, ...] = ()
