"""The composition root: reads clock and settings, picks the adapters, starts and stops them.

An adapter is imported where it is made, so that a command loads no library it does without.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot.asked import database_path, file_changes
from bot.cards import Card
from bot.commands.desk import ServiceDesk
from bot.config import Settings, proxy_variables
from bot.core.health import Ill, State
from bot.core.memory import collect_rarely, settle_memory
from bot.core.proxies import Proxies
from bot.errors import ConfigError, NotFound
from bot.feeds.fetch.late import LateFetcher
from bot.logs import get_logger
from bot.models import OPERATOR, Delivery, Failed, Feed, FetchRequest
from bot.models.limits import TenantLimits
from bot.models.payloads import NoticePayload
from bot.platforms import registry
from bot.platforms.plug import World
from bot.ports import Diff, Fetcher, Summariser
from bot.scheduler import Scheduler, Tick
from bot.service.alert_cards import CardStyle, Teller
from bot.service.backups import back_up
from bot.service.deliver import Deliverer
from bot.service.extractive import ExtractiveSummariser
from bot.service.health.connecting import Connector
from bot.service.health.watchman import Herald, Watchman
from bot.service.intake.cadence import Cadence
from bot.service.intake.engines import Engines
from bot.service.intake.poll import Poller
from bot.service.service import Service
from bot.store.sqlite.assemble import File, ReadOnlyFile, Restored, open_store, restore
from bot.wanted import FeedBook
from bot.workers.reader import JailedReader

if TYPE_CHECKING:
    from bot.core.match.watchset import WatchSet
    from bot.store.watch_file import WatchFile
    from bot.web.server import WebServer
    from bot.workers.preparers import Preparers

log = get_logger(__name__)

POLL_TICK = 1.0  # seconds; the shortest interval of a feed is one
OUTBOX_TICK = 0.5  # seconds; what a poll stored wakes the outbox itself, this is for what waited
ADOPT_TICK = 60.0  # seconds; who a channel of the file belongs to hardly changes
BACKUP_TICK = 60.0  # seconds between two looks whether a copy is due
FILE_TICK = 5.0  # seconds until `config apply` is heard of; a note is read
HEALTH_TICK = 5.0  # seconds until a trouble is seen, at most
LOOK = 1.0
"""Seconds between two looks whether the database under us is still the same."""
CLEAN_UP_TICK = 6 * 3600.0  # seconds; what is cleaned is weeks old
STATES_REST = 0.5
"""Seconds that the state of an unchanged feed waits for others: half of the shortest interval."""
STOP_WITHIN = 8.0  # seconds: a container's engine kills after ten
DOCUMENT_CPU, DOCUMENT_WALL = 5.0, 20.0
"""Seconds that a document may take, by hand: a real one takes some hundredths."""
DOCUMENT_MEMORY = 300_000_000
"""Bytes that a document may take beside the code, by hand: real ones take some tens of millions."""


def clock() -> datetime:
    """Read the clock; nothing else in Wirebell does."""
    return datetime.now(UTC)


def usable_cores() -> int:
    """Count the cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def put_back(settings: Settings, backup: Path) -> Restored:
    """Put a backup in the place of the database; raises StoreError."""
    return restore(backup, database_path(settings), clock())


class App:
    """Everything that runs, put together from the settings.

    `out` is where the console platform prints; `shown` hears of every card that went out. With
    `file` the store stands on that one. Without `from_file` the settings are no file's: then
    nothing is removed because they do not name it; `reread` reads it again. Articles are prepared
    by so many `workers` beside this process, or in it where there are none, quicker for a few.
    """

    def __init__(
        self,
        settings: Settings,
        out: TextIO,
        *,
        as_json: bool = False,
        shown: Callable[[Delivery, Card], None] = lambda delivery, card: None,
        file: File | None = None,
        from_file: bool = True,
        workers: int = 0,
        reread: Callable[[], Settings] | None = None,
    ) -> None:
        self.settings = settings
        self.workers = workers
        self.from_file = from_file
        self.file = file or File(str(database_path(settings)))
        self.store = open_store(self.file)
        self.proxies = Proxies(settings.fetch.proxy.get_secret_value(), proxy_variables())
        self.feed_book = FeedBook(settings, self.proxies, self.store.notes, reread)
        self.fetcher = LateFetcher(lambda: _make_fetcher(settings, self.proxies))
        self._closing: list[Callable[[], Awaitable[object]]] = []
        self.reader = JailedReader(
            cpu_seconds=DOCUMENT_CPU,
            memory_bytes=DOCUMENT_MEMORY,
            wall_seconds=DOCUMENT_WALL,
            max_entries=settings.fetch.max_entries,
            # One more than there are for the cores: it is kept for feeds that were read before.
            workers=(workers or 2) + 1,
        )
        world = World(
            clock,
            self.store.notes,
            out,
            as_json,
            settings.fetch.allow_hosts,
            settings.fetch.user_agent,
            self.proxies,
        )
        self.platforms = {
            entry.name: entry.make(section, world)
            for entry, section in registry.configured_platforms(settings)
        }
        self.summariser = self._summariser()
        self.service = self._service(shown)
        self.desk = ServiceDesk(self.service, clock)
        self.service.vitals.disk = self.file
        self.service.vitals.unfinished = world.unfinished
        self.service.vitals.workers = self._workers_ill
        self.connector = Connector(
            self.platforms, self.service.deliverer, self.service.vitals, self._online
        )
        self.watchman = self._watchman()

    def _summariser(self) -> Summariser:
        summary = self.settings.summary
        if summary.engine == "extract":
            return ExtractiveSummariser()
        from bot.llm import LlmSummariser

        made = LlmSummariser(
            base_url=summary.base_url,
            model=summary.model,
            api_key=summary.api_key.get_secret_value(),
            timeout=summary.timeout,
            proxy=self.proxies.of(summary.proxy.get_secret_value()).to(summary.base_url),
        )
        self._closing.append(made.close)
        return made

    def _preparers(self, watches: Callable[[], WatchSet]) -> Preparers:
        from bot.workers.preparers import Preparers

        return Preparers(self.workers, watches)

    def _watch_file(self) -> WatchFile:
        from bot.store.watch_file import WatchFile

        return WatchFile(Path(self.file.path).with_suffix(".watches.npz"))

    def _workers_ill(self) -> Ill | None:
        return self.reader.ill() or self.service.engines.ill()

    def _watchman(self) -> Watchman:
        channel, url = self.settings.bot.operator_channel, self.settings.bot.heartbeat_url

        async def direct(key: str, notice: NoticePayload) -> bool:
            return await self.service.deliverer.post_past_outbox(key, channel, notice, clock())

        async def beat() -> bool:
            # As a feed: a watchdog may answer in JSON, which is no page.
            answer = await self.fetcher.fetch_feed(FetchRequest(url.get_secret_value()))
            return not isinstance(answer, Failed)

        return Watchman(
            self.service.vitals,
            self.file.probe,
            Herald(self.store, channel, direct) if channel else None,
            beat if url.get_secret_value() else None,
        )

    def _service(self, shown: Callable[[Delivery, Card], None]) -> Service:
        settings = self.settings
        # Who only asks makes no file.
        shelf = None if isinstance(self.file, ReadOnlyFile) else self._watch_file
        engines = Engines(self.store, self._preparers if self.workers else None, shelf)
        cadence = Cadence(
            min_interval=settings.fetch.min_interval,
            max_interval=settings.fetch.max_interval,
            default_interval=settings.fetch.default_interval,
        )
        poller = Poller(
            self.store,
            self.fetcher,
            self.reader,
            engines,
            cadence,
            lambda: random.uniform(-1.0, 1.0),  # noqa: S311 - spreads polls, guards nothing
            self.feed_book.of,
        )
        style = CardStyle(settings.bot.language, settings.bot.timezone, settings.summary.max_chars)
        teller = Teller(self.store, self.summariser, style)
        deliverer = Deliverer(self.store, self.platforms, teller, settings.bot.language, shown)
        granted = settings.limits
        limits = TenantLimits(
            granted.feeds, granted.watches, granted.subscriptions, granted.changes_an_hour
        )
        return Service(self.store, engines, poller, deliverer, teller, registry.FORMS, limits)

    async def start(self) -> None:
        """Take the database for this process, bring the file in and load the engines."""
        await self.begin()
        await self.service.start(clock())

    async def begin(self) -> None:
        """Take the database for this process and bring the file in: enough to deliver."""
        collect_rarely()
        self.file.claim()
        await self.feed_book.begin(clock())
        await self.service.deliverer.recall.begin(clock(), self.file.lineage)
        self.file.vouch()
        diff = await self.file_changes()
        for name in diff.unknown:
            log.warning("subscription names something unknown", subscription=name)
        await self.apply(diff)

    async def file_changes(self) -> Diff:
        """Tell what the file would change; changes nothing."""
        return await file_changes(self.settings, self.store, from_file=self.from_file)

    async def apply(self, diff: Diff) -> None:
        """Bring in what the file changes."""
        await self.service.changes.apply(diff, clock())

    async def find_feed(self, wanted: str) -> Feed:
        """Find a feed of the operator by id, URL or name; raises NotFound."""
        for feed in await self.store.feeds.all(tenant=OPERATOR):
            if wanted in (str(feed.id), feed.url, feed.name):
                return feed
        raise NotFound(f"there is no feed {wanted}", fix="`wirebell feeds list` lists them")

    async def start_platforms(self, *, listen: bool) -> None:
        """Log in to every configured platform, to answer people if `listen`; raises PlatformError.

        One that cannot be reached is tried again, if `listen`. Of two chat platforms one may
        refuse us: the other goes on, and health tells.
        """
        for platform in self.platforms.values():
            if listen:
                platform.attend(self.desk)
        connect = self.connector.keep_connecting if listen else self.connector.connect
        await connect()

    async def _online(self, name: str) -> None:
        """Let go what waited for a platform that took our login."""
        await self.service.deliverer.go_on(name, clock())
        await self.adopt_channels(name)

    async def adopt_channels(self, only: str = "") -> None:
        """Give the file's subscriptions to the tenants that their channels belong to."""
        found = await self.store.watches.subscriptions(tenant=OPERATOR)
        for channel in {item.channel: None for item in found}:
            name = channel.partition(":")[0]
            platform = self.platforms.get(name)
            if platform is None or only not in ("", name):
                continue
            if name in self.connector.failed:
                continue
            tenant = await platform.channel_tenant(channel)
            if tenant:
                await self.service.changes.adopt(channel, tenant)

    async def run(self, stop: asyncio.Event) -> None:
        """Go on from `start`: poll and deliver until `stop` is set; raises PlatformError.

        It ends too once another file lies in the database's place: who starts anew goes on there.
        """
        if await self._first(self.start_platforms(listen=True), stop):
            await self._work(stop)

    @staticmethod
    async def _first(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
        """Do a piece of work unless we are stopped before it ends; tells whether it was done."""
        task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        done = task.done()
        for unfinished in (task, stopped):
            unfinished.cancel()
        if done:
            task.result()
        return done and not stop.is_set()

    async def _work(self, stop: asyncio.Event) -> None:
        scheduler = Scheduler(self._ticks(), self._tick_failed)
        server = await self._serve(self.listener(scheduler))
        self.service.vitals.age = scheduler.age
        # The tick comes hours after a start, and some are restarted more often than that.
        await self._guarded("clean-up", self._clean_up())
        await self._say_what_is_missing()
        self.service.poller.settler.rest = STATES_REST
        settle_memory()
        beside = [
            asyncio.create_task(self.service.loop.watch()),
            asyncio.create_task(self._deliver_at_once()),
        ]
        scheduler.start()
        log.info("running", database=self.file.path)
        while not (stop.is_set() or self.file.replaced):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await stop.wait()
        log.info("stopping")
        for task in beside:
            task.cancel()
        await scheduler.stop(STOP_WITHIN / 4)
        await self.watchman.stop()
        if server:
            await server.stop()
        await self.service.finish(STOP_WITHIN / 2)
        await self._guarded("stop", self.service.keep_learned())

    async def _deliver_at_once(self) -> None:
        """Start what a poll put into the outbox without waiting for the tick."""
        while True:
            await self.service.posted.wait()
            self.service.posted.clear()
            await self._guarded("outbox", self.service.deliver_due(clock()))

    async def _guarded(self, name: str, work: Awaitable[object]) -> None:
        """Do what the rest does not depend on; a full disk must not keep us from polling."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - it is noted, whatever it is
            self._tick_failed(name, error)

    async def _clean_up(self) -> None:
        await self.service.clean_up(clock(), keep_days=self.settings.bot.keep_days)
        await self.service.tenancy.forget(clock(), self.settings.limits.keep_left_days)

    async def _say_what_is_missing(self) -> None:
        """Say at the start what would look like a bot with nothing to tell."""
        for trouble in await self.service.vitals.look(clock()):
            if trouble.kind is State.SETUP:
                log.warning("set-up is not complete", what=str(trouble.what), fix=str(trouble.fix))

    async def _serve(self, server: WebServer | None) -> WebServer | None:
        """Open the listener; an address that nobody chose may be taken, one that was set may not.

        Alerts matter more than a status page that nobody asked for: a second Wirebell on one
        machine goes on without it.
        """
        if server is None:
            return None
        try:
            await server.start()
        except ConfigError as error:
            if "listen" in self.settings.web.model_fields_set:
                raise
            log.warning("no status page", why=str(error), fix="set [web] listen")
            return None
        return server

    def listener(self, scheduler: Scheduler) -> WebServer | None:
        """Make the HTTP listener, unless it is switched off."""
        listen = self.settings.web.listen
        if not listen:
            return None
        from bot.web.server import WebServer

        doors = {
            path: answer
            for platform in self.platforms.values()
            for path, answer in platform.doors().items()
        }
        return WebServer(
            listen,
            self.service,
            age=scheduler.age,
            clock=clock,
            doors=doors,
            hosts=self.settings.web.hosts,
        )

    def _ticks(self) -> tuple[Tick, ...]:
        service = self.service
        return (
            Tick("backup", BACKUP_TICK, lambda: back_up(self.file, self.settings.bot, clock())),
            Tick("poll", POLL_TICK, lambda: service.poll_due(clock())),
            Tick("outbox", OUTBOX_TICK, lambda: service.deliver_due(clock())),
            Tick("file", FILE_TICK, self.feed_book.look),
            Tick("adopt", ADOPT_TICK, self.adopt_channels),
            Tick("clean-up", CLEAN_UP_TICK, self._clean_up),
            Tick("health", HEALTH_TICK, lambda: self.watchman.look(clock())),
        )

    def _tick_failed(self, name: str, error: Exception) -> None:
        self.service.faults.note(f"tick {name}", error, clock())
        self.service.vitals.tick_failed(name, error)

    async def close(self) -> None:
        """Stop everything and let go of the database."""
        await self.connector.stop()
        for platform in self.platforms.values():
            await platform.stop()
        for close in self._closing:
            await close()
        await self.fetcher.close()
        await self.reader.close()
        await self.service.engines.close()
        await asyncio.to_thread(self.file.close)


def _make_fetcher(settings: Settings, proxies: Proxies) -> Fetcher:
    from bot.feeds.fetch.fetcher import HttpFetcher

    fetch = settings.fetch
    return HttpFetcher(
        allow_hosts=fetch.allow_hosts,
        timeout=fetch.timeout,
        max_bytes=fetch.max_bytes,
        concurrency=fetch.concurrency,
        user_agent=fetch.user_agent,
        clock=clock,
        proxies=proxies,
    )
