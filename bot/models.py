"""The nouns of Wirebell as frozen values; no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.payloads import NoticePayload, Payload
from bot.said import Said, Words

OPERATOR = ""
"""Tenant of everything that comes from the configuration file."""


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
    """One item as the feed gave it; `summary` and `content` may be HTML, dates are aware UTC."""

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


@dataclass(frozen=True, slots=True)
class Span:
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
    spans: tuple[Span, ...]
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


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    FAILING = "failing"
    GONE = "gone"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Feed:
    """A URL that is polled, with its validators, schedule and health; times are aware UTC.

    `interval` is in seconds, None when it adapts. `primed` is set once the first poll is stored.
    `owners` are the tenants that see the feed; the operator's feeds are seen by all. `given` is
    the address that it was added under, where it has moved since.
    `gap_at` is when entries may last have passed unseen, `pace` the longest interval in seconds
    that gaps have taught, None when there were none.
    """

    id: int
    url: str
    name: str
    language: str = ""
    interval: float | None = None
    full_text: bool = False
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    state: FeedState = FeedState.ACTIVE
    last_poll: datetime | None = None
    next_poll: datetime | None = None
    last_change: datetime | None = None
    last_error: Words = ""
    failures: int = 0
    failing_since: datetime | None = None
    entries: int = 0
    primed: bool = False
    gap_at: datetime | None = None
    pace: float | None = None
    owners: frozenset[str] = frozenset()
    fixed: bool = False
    given: str = ""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A named query with its settings; belongs to a tenant, or to the operator when fixed.

    `aliases` turns the alias table on, `aliases_off` lists surface forms that were switched off,
    `aliases_extra` the user's own. `languages` and `sources` are filters, empty for all.
    """

    id: int
    tenant: str
    name: str
    query: str
    aliases: bool = True
    aliases_off: tuple[str, ...] = ()
    aliases_extra: tuple[str, ...] = ()
    sense: Sense | None = None
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    urgent: bool = False
    fixed: bool = False
    muted_until: datetime | None = None


class Mode(StrEnum):
    """How a subscription hears of its stories."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel following a watchlist or a whole feed (exactly one of the two is set).

    `at` is the local time "HH:MM" of a daily digest, `quiet` a span such as "22:00-07:00" in
    `timezone`, `burst` a guard such as "5/10m". `paused` holds the reason, empty when active.
    """

    id: int
    tenant: str
    channel: str
    watchlist: int | None = None
    feed: int | None = None
    mode: Mode = Mode.INSTANT
    at: str = ""
    quiet: str = ""
    timezone: str = ""
    burst: str = ""
    updates: bool = False
    mention: str = ""
    language: str = ""
    created_by: str = ""
    paused: Words = ""
    paused_since: datetime | None = None
    fixed: bool = False


class DeliveryKind(StrEnum):
    """What a delivery carries."""

    ALERT = "alert"
    EDIT = "edit"
    UPDATE = "update"
    DIGEST = "digest"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """Where a delivery is on its way."""

    NEW = "new"
    HELD = "held"
    SENDING = "sending"
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    MOOT = "moot"
    """There is nothing left to do, such as an edit of a message that somebody deleted."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outbox row: an alert or digest on its way to one channel.

    `key` never changes and is the same after a crash: platforms derive nonces from it.
    `attempted_at` is set while an outcome is unknown. `faults` counts errors of our own, `plain`
    is set once its platform refused the full card, `paused` while its channel is paused,
    `uncertain` once it is sent again although people may have seen it. `digest` is the digest
    that showed it.
    """

    id: int
    key: str
    tenant: str
    channel: str
    kind: DeliveryKind
    subscription: int | None
    story: int | None
    state: DeliveryState
    created_at: datetime
    article: int | None = None
    attempted_at: datetime | None = None
    next_try_at: datetime | None = None
    held_until: datetime | None = None
    attempts: int = 0
    message_ref: str = ""
    reason: Words = ""
    payload: Payload | None = None
    faults: int = 0
    plain: bool = False
    paused: bool = False
    uncertain: bool = False
    digest: int | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A delivery that was given up, by the title that people know it by; `at` is when it was."""

    delivery: int
    tenant: str
    channel: str
    kind: DeliveryKind
    title: str
    reason: Words
    at: datetime
    subscription: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A delivery to be put in the outbox; `held_until` keeps it, `held_by` is the ledger's line.

    `limit` is a burst guard: more than `limit` alerts of the subscription since `limit_since`
    hold this one until `limit_until` instead.
    """

    key: str
    tenant: str
    channel: str
    kind: DeliveryKind
    subscription: int | None = None
    watchlist: int | None = None
    held_until: datetime | None = None
    held_by: str = ""
    paused: bool = False
    notice: NoticePayload | None = None
    limit: int = 0
    limit_since: datetime | None = None
    limit_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Muted:
    """A match that nobody is told of; `line` is the ledger's, with the reason."""

    tenant: str
    line: str
    subscription: int | None = None
    watchlist: int | None = None


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


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it; `message_ref` finds it again."""

    message_ref: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Nothing was posted; try again after so many seconds.

    `scope` is message, channel or platform: what has to wait. `unreachable` tells a platform that
    gave no answer or is down, apart from one that asks us to wait.
    """

    after: float
    reason: str
    scope: str = "message"
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was posted and never will be.

    `dead_target` pauses the subscriptions of the channel; `platform_down` stops the platform.
    `card` blames what was sent, so that a plainer card may pass; `moot` says that there is
    nothing left to change, which loses nothing.
    """

    reason: Words
    dead_target: bool = False
    platform_down: bool = False
    card: bool = False
    moot: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request may or may not have arrived; look it up before sending again."""

    reason: str


Outcome = Sent | RetryLater | Refused | Unknown


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask a feed's server for, with the validators of the last answer."""

    url: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The feed has nothing new: 304, or a body that is byte for byte the last one."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    max_age: float | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that came back; `charset` is what HTTP said, `moved_to` a permanent new address.

    `refresh` is the Refresh header, `left` what remains of the time for a page in seconds.
    """

    body: bytes
    url: str
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    max_age: float | None = None
    moved_to: str = ""
    refresh: str = ""
    left: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The poll gave nothing; `reason` is for people. `gone` stops polling (410)."""

    reason: Words
    retry_after: float | None = None
    gone: bool = False
    blocked: bool = False
    status: int | None = None


FetchResult = NotModified | Fetched | Failed


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the tenant, the channel they ask in, their language and what they may change."""

    tenant: str
    channel: str
    user: str = ""
    language: str = "en"
    may_manage: bool = False
    missing: str = ""
