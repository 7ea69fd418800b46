"""What the settings name: feeds, watchlists and subscriptions, as the store takes them."""

from __future__ import annotations

from bot.config import FeedEntry, Settings, WatchEntry
from bot.core.channels import CONSOLE
from bot.models import OPERATOR, Feed, Subscription, Watchlist
from bot.platforms import registry
from bot.ports import EVERY, WantedConfig


def _feed_of(entry: FeedEntry) -> Feed:
    return Feed(id=0, **entry.model_dump())


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
