"""A Service over a store in memory, with platforms that do what a test tells them to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.cards import Card, bare_words
from bot.commands.desk import ServiceDesk
from bot.feeds.extract.body.fragment import html_to_text
from bot.models import (
    Delivery,
    Entry,
    Failed,
    Feed,
    Fetched,
    FetchRequest,
    FetchResult,
    Outcome,
    ParsedFeed,
    Reading,
    Sent,
)
from bot.models.limits import TenantLimits
from bot.models.past import Seen
from bot.platforms.registry import FORMS
from bot.ports import Fetcher, Reader, Store
from bot.service.alert_cards import CardStyle, Teller
from bot.service.deliver import Deliverer
from bot.service.extractive import ExtractiveSummariser
from bot.service.intake.cadence import Cadence
from bot.service.intake.engines import Engines
from bot.service.intake.poll import Poller
from bot.service.service import Service
from bot.store.sqlite.assemble import File, open_store
from tests.fakes.books import assert_rig_adds_up
from tests.fakes.rows import START


class Post:
    """A platform that keeps what it was given; `script` holds the outcomes to come, in order.

    Channels are served side by side: where there are several, `scripts` says whose outcomes.
    """

    history = True
    pace = 0.0
    settle = 0.0

    def __init__(self, name: str, tenants: dict[str, str] | None = None) -> None:
        self.name = name
        self.tenants = tenants or {}
        self.names: dict[str, str] = {}
        self.script: list[Outcome] = []
        self.scripts: dict[str, list[Outcome]] = {}
        self.finds: list[Outcome | None] = []
        self.sent: list[tuple[Delivery, Card]] = []
        self.edited: list[tuple[str, Card]] = []
        self.looked_up: list[Delivery] = []
        self.stands: Sequence[Seen] | Outcome = ()
        self.looks: list[tuple[str, datetime]] = []
        self.told: list[tuple[str, str, Card]] = []

    @property
    def titles(self) -> list[str]:
        """The titles that arrived, in order."""
        return [bare_words(card.title) for _delivery, card in self.sent]

    def _next(self, channel: str, ref: str) -> Outcome:
        script = self.scripts.get(channel) or self.script
        return script.pop(0) if script else Sent(ref)

    async def start(self) -> None:
        """Be there."""

    async def stop(self) -> None:
        """Go."""

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        outcome = self._next(delivery.channel, f"m{delivery.id}")
        if isinstance(outcome, Sent):
            self.sent.append((delivery, card))
        return outcome

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        outcome = self._next(delivery.channel, message_ref)
        if isinstance(outcome, Sent):
            self.edited.append((message_ref, card))
        return outcome

    async def find(self, delivery: Delivery) -> Outcome | None:
        self.looked_up.append(delivery)
        return self.finds.pop(0) if self.finds else None

    async def recall(
        self, delivery: Delivery, since: datetime, *, threads: bool
    ) -> Sequence[Seen] | Outcome:
        self.looks.append((delivery.channel, since))
        return self.stands

    async def tell_owner(self, tenant: str, user: str, card: Card) -> Outcome:
        self.told.append((tenant, user, card))
        return Sent("dm")

    async def channel_tenant(self, channel: str) -> str | None:
        return self.tenants.get(channel)

    def channel_name(self, channel: str) -> str:
        return self.names.get(channel, "")

    async def check(self, channels: Sequence[str]) -> list[tuple[str, bool, str]]:
        return [(self.name, True, "")]

    def down_since(self) -> datetime | None:
        return None


class Wire:
    """A fetcher and reader of feeds that a test fills with entries; pages cannot be had."""

    def __init__(self) -> None:
        self.entries: dict[str, list[Entry]] = {}
        self.documents: dict[str, ParsedFeed] = {}
        self.asked: list[str] = []

    async def fetch_feed(self, request: FetchRequest) -> FetchResult:
        self.asked.append(request.url)
        if request.url not in self.entries:
            return Failed("nothing there")
        return Fetched(b"feed", request.url)

    async def fetch_page(self, url: str, after: Fetched | None = None) -> FetchResult:
        return Failed("no pages here")

    async def read_feed(
        self, body: bytes, content_type: str, charset: str, url: str = ""
    ) -> ParsedFeed:
        around = self.documents.get(url, ParsedFeed("", ()))
        return replace(around, entries=tuple(self.entries[url]))

    async def read_page(
        self,
        html: bytes,
        url: str,
        repeated: frozenset[str],
        *,
        charset: str = "",
        refresh: str = "",
    ) -> Reading:
        raise AssertionError("no page was fetched")

    async def plain(self, texts: Sequence[str]) -> list[str]:
        return [html_to_text(text) for text in texts]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Rig:
    """The service with its parts; `now` moves when a test says so."""

    file: File
    store: Store
    service: Service
    desk: ServiceDesk
    wire: Wire
    now: datetime = START
    shown: list[tuple[Delivery, Card]] = field(default_factory=list)

    def pass_time(self, **steps: float) -> datetime:
        self.now += timedelta(**steps)
        return self.now

    async def drain(self) -> None:
        await self.service.drain(self.now)

    async def add_feed(self, name: str, tenant: str = "") -> Feed:
        """Add a feed that has been read once, and is empty so far."""
        feed, _new = await self.service.changes.add_feed(
            Feed(id=0, url=f"https://{name}.example/rss", name=name),
            tenant=tenant,
            origin="chat",
            now=self.now,
        )
        self.wire.entries[feed.url] = []
        await self.service.poll_feed(feed, self.now)
        return feed

    async def publish(self, feed: Feed, *entries: Entry) -> None:
        """Put entries on line and poll them."""
        self.wire.entries[feed.url] += entries
        current = await self.store.feeds.get(feed.id)
        assert current is not None
        report = await self.service.poll_feed(current, self.now)
        assert report.outcome == "new", report.reason


def make_rig(
    *platforms: Post,
    fetcher: Fetcher | None = None,
    reader: Reader | None = None,
    path: str | Path = ":memory:",
    limits: TenantLimits | None = None,
) -> Rig:
    """Put a service together; close its `file` at the end."""
    file = File(path)
    store = open_store(file)
    engines, wire = Engines(store), Wire()
    poller = Poller(store, fetcher or wire, reader or wire, engines, Cadence(), lambda: 0.0)
    teller = Teller(store, ExtractiveSummariser(), CardStyle())
    named = {platform.name: platform for platform in platforms}
    shown: list[tuple[Delivery, Card]] = []
    deliverer = Deliverer(store, named, teller, "en", lambda *pair: shown.append(pair))
    service = Service(store, engines, poller, deliverer, teller, FORMS, limits or TenantLimits())
    rig: Rig
    desk = ServiceDesk(service, lambda: rig.now)
    rig = Rig(file, store, service, desk, wire, shown=shown)
    return rig


def rigged(*platforms: Post) -> Iterator[Rig]:
    """Give a rig and close it: the body of a fixture."""
    rig = make_rig(*platforms)
    yield rig
    assert_rig_adds_up(rig)
    rig.file.close()


def entry(number: int, title: str, text: str = "", at: datetime = START) -> Entry:
    """Make an entry with enough words that no page is asked for."""
    words = text or f"{title}. " + " ".join(f"{title.split()[-1]}{n}" for n in range(60))
    return Entry(
        guid=f"guid-{number}",
        url=f"https://paper.example/{number}",
        title=title,
        summary="",
        content=f"<p>{words}</p>",
        published=at,
    )
