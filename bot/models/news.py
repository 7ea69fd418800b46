"""Feeds' entries, pages, articles, and what was found in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.said import Said


class Sense(StrEnum):
    """What kind of thing a homonym stands for."""

    ORGANISATION = "organisation"
    PLACE = "place"
    PERSON = "person"


class Relation(StrEnum):
    """How an article stands to the story it was placed in."""

    NEW = "new"
    SAME = "same"
    COPY = "copy"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the feed gave it; `summary` and `content` may be HTML, dates are aware UTC.

    `outlet` is who wrote it where that is not the feed itself. `planned` says that it announces
    something still to come, `starts` when what is to be heard or watched can be.
    """

    guid: str
    url: str
    title: str
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    image: str = ""
    outlet: str = ""
    planned: bool = False
    starts: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document: its own title, site, language and entries in document order.

    `dropped` counts the items in which nothing could be read, `over` those that were not looked at
    because the document holds too many; `links` are (relation, address)
    pairs that lead to older entries, `generator` names the program that made the document.
    """

    title: str
    entries: tuple[Entry, ...]
    site: str = ""
    language: str = ""
    ttl: float | None = None
    parser: str = ""
    dropped: int = 0
    over: int = 0
    links: tuple[tuple[str, str], ...] = ()
    generator: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What was read off an HTML page; every text is plain, paragraphs are parted by newlines."""

    title: str = ""
    text: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    agency: str = ""
    published: datetime | None = None
    language: str = ""
    image: str = ""
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read, with the keys of all its lines for the memory of its host.

    `onward` is the address that a page without a text of its own sends its reader to.
    """

    page: Page
    lines: frozenset[str]
    onward: str = ""


@dataclass(frozen=True, slots=True)
class PageLines:
    """The keys of a page's lines, and what tells the page from the others of its host.

    `page` is a hash of its address, `title` one of its title, empty where it has none.
    """

    host: str
    page: str
    title: str
    lines: frozenset[str]

    def is_another_than(self, other: PageLines) -> bool:
        """Tell whether two pages are two articles: address and title are both others.

        One article comes under several addresses, and one address changes its title.
        """
        return self.page != other.page and (not self.title or self.title != other.title)


@dataclass(frozen=True, slots=True)
class Article:
    """An entry made readable: canonical URL, language, clean text without page boilerplate.

    `source` is the outlet: the feed, or who an item of an aggregator names; `channel` is its feed.
    `lead` is plain text: the feed's summary or the page's standfirst. `text` is the whole body.
    `published` falls back to the time the entry was first seen.
    """

    id: str
    source: str
    title: str
    lead: str
    text: str
    url: str
    language: str
    published: datetime
    guid: str = ""
    authors: tuple[str, ...] = ()
    agency: str = ""
    image: str = ""
    standfirst: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class HitSpan:
    """One hit: characters `start` to `end` of the original field, and what led to it.

    `via` is the atom or alias in its written form; `atom` the atom of the query it stands for.
    """

    field: str
    start: int
    end: int
    text: str
    via: str
    atom: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One watchlist hitting one article; `reasons` says what decided (rule, alias, evidence)."""

    watch: str
    about: bool
    spans: tuple[HitSpan, ...]
    reasons: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs: the story's id, how it relates to it and the evidence.

    `story` is empty when a new story has to be opened. `score` is the likeness (0 to 1) to
    `nearest`, the id of the nearest earlier article; `related` names the story that is maybe
    the same event. `reasons` says which rule and which words decided.
    """

    story: str
    relation: Relation
    score: float = 0.0
    nearest: str = ""
    related: str = ""
    reasons: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article as a member of a story: what an alert or `story ID` shows of it."""

    article: int
    feed: int
    source: str
    title: str
    url: str
    language: str
    published: datetime
    relation: Relation
    lead: str = ""
    summary: str = ""
    agency: str = ""
    image: str = ""
    authors: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One event in the world with the articles that tell it, oldest first."""

    id: int
    title: str
    language: str
    first_seen: datetime
    last_seen: datetime
    articles: tuple[StoryArticle, ...] = ()
    related: tuple[int, ...] = ()
