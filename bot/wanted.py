"""What the settings name: feeds, watchlists and subscriptions, as the store takes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.config import FeedEntry, Settings, WatchEntry
from bot.core.channels import CONSOLE
from bot.core.feed_options import PLAIN, FeedOptions, origin_of
from bot.core.proxies import STRAIGHT, Proxies
from bot.errors import WirebellError
from bot.feeds.urls import link_url
from bot.logs import get_logger
from bot.models import OPERATOR, Feed, Subscription, Watchlist
from bot.platforms import registry
from bot.ports import EVERY, Notes, WantedConfig

log = get_logger(__name__)

APPLIED = "config:applied"
"""The note that says when the file was last brought in by a command."""


KEPT = {"url", "name", "language", "interval", "full_text"}
"""What the store keeps of a feed of the file; how it is fetched stays in the file."""


def _feed_of(entry: FeedEntry) -> Feed:
    return Feed(id=0, **entry.model_dump(include=KEPT))


Options = dict[str, FeedOptions]
"""What feeds of the file have of their own, by their addresses."""


def options_of_feeds(settings: Settings, proxies: Proxies = STRAIGHT) -> Options:
    """Give what each feed of the file has of its own about being fetched."""
    made = {entry.url: _options_of(entry, proxies) for entry in settings.feeds}
    return {url: options for url, options in made.items() if options.shown()}


def _options_of(entry: FeedEntry, proxies: Proxies) -> FeedOptions:
    proxy = entry.proxy.get_secret_value()
    return FeedOptions(
        origin=origin_of(link_url(entry.url)),
        user_agent=entry.user_agent,
        headers={name: value.get_secret_value() for name, value in entry.headers.items()},
        cookies={name: value.get_secret_value() for name, value in entry.cookies.items()},
        proxies=proxies.of(proxy) if proxy else None,
        max_bytes=entry.max_bytes,
        timeout=entry.timeout,
        select=entry.select,
    )


def options_in(options: Options, feed: Feed) -> FeedOptions:
    """Find the options of a feed: a tenant's has none, wherever it leads.

    One that moved is known by the address that the file names.
    """
    if not feed.fixed:
        return PLAIN
    return options.get(feed.given) or options.get(feed.url) or PLAIN


class FeedBook:
    """The options of the file's feeds, read anew when `config apply` brought the file in.

    They hold secrets, so the database has none of them: a note in it says only that somebody
    applied the file. Then whoever runs reads it again with `reread`.
    """

    def __init__(
        self,
        settings: Settings,
        proxies: Proxies,
        notes: Notes,
        reread: Callable[[], Settings] | None = None,
    ) -> None:
        self._proxies = proxies
        self._notes = notes
        self._reread = reread
        self._applied: bytes | None = None
        self._options = options_of_feeds(settings, proxies)

    async def is_of_use(self) -> bool:
        """Tell whether any feed has options, or had some when somebody last ran."""
        return bool(self._options) or await self._notes.note(APPLIED) is not None

    async def begin(self, now: datetime) -> None:
        """Take the last application for known, and note where there are options at all."""
        if self._options and await self._notes.note(APPLIED) is None:
            await self.applied(now)
        self._applied = await self._notes.note(APPLIED)

    async def applied(self, now: datetime) -> None:
        """Tell whoever runs that the file was applied."""
        await self._notes.keep_note(APPLIED, now.isoformat().encode())

    async def look(self) -> None:
        """Look whether the file was applied since the last look, and read it again then."""
        applied = await self._notes.note(APPLIED)
        if applied == self._applied:
            return
        self._applied = applied
        if self._reread is None:
            return
        try:
            self._options = options_of_feeds(self._reread(), self._proxies)
        except WirebellError as error:
            log.warning("the configuration file is not read again", why=str(error), fix=error.fix)

    def of(self, feed: Feed) -> FeedOptions:
        """Give the options of a feed."""
        return options_in(self._options, feed)


def operator_watchlist(entry: WatchEntry) -> Watchlist:
    """Give a watchlist of the file as the operator's; its query is its name where it has none."""
    values = entry.model_dump() | {"name": entry.name or entry.query}
    return Watchlist(id=0, tenant=OPERATOR, **values)


def wanted_by(settings: Settings, from_file: bool, *, elsewhere: bool) -> WantedConfig:
    """Collect what the settings name; without a channel in them, the console follows all.

    `elsewhere` tells whether something stored goes to another channel than the console.
    """
    subscriptions = _pair_subscriptions(settings)
    chat = registry.chat_platforms(settings)
    # Without a file, channels that one set up before are what its operator wants.
    if not subscriptions and not chat and (from_file or not elsewhere):
        console = Subscription(id=0, tenant=OPERATOR, channel=CONSOLE)
        subscriptions.append((console, EVERY, ""))
    return WantedConfig(
        tuple(_feed_of(entry) for entry in settings.feeds),
        tuple(operator_watchlist(entry) for entry in settings.watchlists),
        tuple(subscriptions),
    )


def _pair_subscriptions(settings: Settings) -> list[tuple[Subscription, str, str]]:
    """Pair each subscription with what it follows."""
    pairs: list[tuple[Subscription, str, str]] = []
    for entry in settings.subscriptions:
        values = entry.model_dump(exclude={"watchlists", "feeds"})
        values["timezone"] = entry.timezone or settings.bot.timezone
        subscription = Subscription(id=0, tenant=OPERATOR, **values)
        pairs += [(subscription, name, "") for name in entry.watchlists]
        pairs += [(subscription, "", name) for name in entry.feeds]
    return pairs
