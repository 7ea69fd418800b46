"""What the configuration file changes: a pure comparison, shown or carried out by others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.core.addresses import veiled
from bot.core.language.text import fold
from bot.feeds.urls import host_of
from bot.models import Feed, Subscription, Watchlist
from bot.ports import EVERY, Delta, Diff, Follow, Held, WantedConfig

Target = tuple[str, int, int]
"""Channel, watchlist and feed of a stored subscription; one of the two numbers is 0."""


def get_diff(wanted: WantedConfig, held: Held, *, removing: bool = True) -> Diff:
    """Compare the file with the store; without `removing` what the file lacks stays as it is."""
    feeds = _feed_pairs(wanted.feeds, held.feeds)
    watches = _watch_pairs(wanted.watchlists, held.watchlists, removing=removing)
    names = _watch_names(watches, held.watchlists, removing=removing)
    follows, unknown = _resolved_follows(
        wanted, names, _feed_names(feeds, held.feeds, removing=removing)
    )
    diff = Diff(
        _feed_delta(feeds, held.feeds),
        _watchlist_delta(watches, held.watchlists),
        _follow_delta(follows, held),
        tuple(unknown),
    )
    return diff if removing else _without_removals(diff)


def _without_removals(diff: Diff) -> Diff:
    return replace(
        diff,
        feeds=replace(diff.feeds, removed=()),
        watchlists=replace(diff.watchlists, removed=()),
        follows=replace(diff.follows, removed=()),
    )


# Feeds

Feeds = list[tuple[Feed, Feed | None]]


def _feed_pairs(wanted: Iterable[Feed], held: Iterable[Feed]) -> Feeds:
    """Pair each feed of the file with the stored one, which may have moved since."""
    known: dict[str, Feed] = {}
    # One that the operator has goes before one that nobody has any more.
    for feed in sorted(held, key=lambda item: (not item.owners, item.id)):
        for url in (feed.url, feed.given):
            known.setdefault(url, feed)
    named = {feed.url: feed for feed in wanted}
    pairs: Feeds = []
    taken: set[int] = set()
    for feed in named.values():
        found = known.get(feed.url)
        if found is None or found.id not in taken:
            pairs.append((feed, found))
        if found is not None:
            taken.add(found.id)
    return pairs


def _feed_delta(pairs: Feeds, held: Iterable[Feed]) -> Delta[Feed]:
    kept = {found.id for _, found in pairs if found}
    changed = [(found, _settled_feed(feed, found)) for feed, found in pairs if found]
    return Delta(
        tuple(
            replace(feed, name=feed.name or host_of(feed.url)) for feed, found in pairs if not found
        ),
        tuple((old, new) for old, new in changed if old is not new and old != new),
        tuple(feed for feed in held if feed.fixed and feed.id not in kept),
    )


def _settled_feed(feed: Feed, found: Feed) -> Feed:
    """Give the stored feed as the file wants it; a name that it leaves open stays as it is."""
    if found.fixed and _says_nothing_new(feed, found):
        return found
    return replace(
        found,
        name=feed.name or found.name,
        language=feed.language or found.language,
        interval=feed.interval,
        full_text=feed.full_text,
        fixed=True,
    )


def _says_nothing_new(feed: Feed, found: Feed) -> bool:
    return (
        feed.name in ("", found.name)
        and feed.language in ("", found.language)
        and (feed.interval, feed.full_text) == (found.interval, found.full_text)
    )


def _feed_names(pairs: Feeds, held: Iterable[Feed], *, removing: bool) -> dict[str, Feed]:
    """List by address and folded name the operator's feeds as they will be."""
    kept = [feed for feed in held if feed.owners and not (feed.fixed and removing)]
    final = kept + [_settled_feed(feed, found) if found else feed for feed, found in pairs]
    names: dict[str, Feed] = {}
    for feed in final:
        for name in (feed.url, feed.given, fold(feed.name or host_of(feed.url))):
            names[name] = feed
    for feed, found in pairs:
        names[feed.url] = found or feed
    return names


# Watchlists

Watches = dict[str, tuple[Watchlist, Watchlist | None]]


def _sought_by(watch: Watchlist) -> Watchlist:
    """Give what decides about what a watch finds; its name does not."""
    return replace(watch, id=0, tenant="", name="", urgent=False, fixed=False, muted_until=None)


def _watch_pairs(
    wanted: Iterable[Watchlist], held: Iterable[Watchlist], *, removing: bool = True
) -> Watches:
    """Pair each watch of the file with the stored one, by its folded name.

    What it finds goes before what it is called: a watch that was given another name is the same
    one, with its matches and subscribers. Where nothing goes (not `removing`) a stored name stays
    taken, so that the watch that bears it is the one.
    """
    named = {fold(watch.name): watch for watch in wanted}
    stored = {fold(watch.name): watch for watch in held}
    pairs: dict[str, Watchlist] = {}
    for key, watch in named.items():
        found = stored.get(key)
        if found and (not removing or not found.fixed or _sought_by(found) == _sought_by(watch)):
            pairs[key] = found
    renamed = _free_by_query(stored, pairs)
    for key, watch in named.items():
        if key not in pairs and renamed.get(_sought_by(watch)):
            pairs[key] = renamed[_sought_by(watch)].pop(0)
    used = {found.id for found in pairs.values()}
    for key in named.keys() - pairs.keys():
        if key in stored and stored[key].id not in used:
            pairs[key] = stored[key]
    return {key: (watch, pairs.get(key)) for key, watch in named.items()}


def _free_by_query(
    stored: Mapping[str, Watchlist], pairs: Mapping[str, Watchlist]
) -> dict[Watchlist, list[Watchlist]]:
    used = {found.id for found in pairs.values()}
    free: dict[Watchlist, list[Watchlist]] = defaultdict(list)
    for watch in stored.values():
        if watch.fixed and watch.id not in used:
            free[_sought_by(watch)].append(watch)
    return free


def _watchlist_delta(pairs: Watches, held: Iterable[Watchlist]) -> Delta[Watchlist]:
    kept = {found.id for _, found in pairs.values() if found}
    changed = [
        (found, replace(watch, id=found.id, fixed=True, muted_until=found.muted_until))
        for watch, found in pairs.values()
        if found
    ]
    return Delta(
        tuple(watch for watch, found in pairs.values() if not found),
        tuple((old, new) for old, new in changed if old != new),
        tuple(watch for watch in held if watch.fixed and watch.id not in kept),
    )


def _watch_names(pairs: Watches, held: Iterable[Watchlist], *, removing: bool) -> dict[str, int]:
    """Give the number of each watch of the operator as they will be, 0 for one to come."""
    used = {found.id for _, found in pairs.values() if found}
    names = {
        fold(watch.name): watch.id
        for watch in held
        if watch.id not in used and not (watch.fixed and removing)
    }
    return names | {key: found.id if found else 0 for key, (_, found) in pairs.items()}


# Subscriptions


def _resolved_follows(
    wanted: WantedConfig, watches: Mapping[str, int], feeds: Mapping[str, Feed]
) -> tuple[list[tuple[Follow, bool]], list[str]]:
    """List what is followed and whether it was meant by its name, and the names of nothing."""
    follows: list[tuple[Follow, bool]] = []
    unknown: list[str] = []
    for subscription, watch, feed in wanted.subscriptions:
        found = list(_targets_of(subscription, watch, feed, watches, feeds))
        if not found and watch != EVERY:
            unknown.append(f"{subscription.channel}: {veiled(feed) or watch}")
        follows += [(follow, watch != EVERY) for follow in found]
    return follows, unknown


def _targets_of(
    subscription: Subscription,
    watch: str,
    feed: str,
    watches: Mapping[str, int],
    feeds: Mapping[str, Feed],
) -> Iterator[Follow]:
    if feed:
        target = feeds.get(feed) or feeds.get(fold(feed))
        if target:
            yield Follow(replace(subscription, feed=target.id), feed=target.url)
        return
    for key in watches if watch == EVERY else [fold(watch)]:
        if key in watches:
            yield Follow(replace(subscription, watchlist=watches[key]), watch=key)


def _follow_delta(follows: Iterable[tuple[Follow, bool]], held: Held) -> Delta[Follow]:
    # A channel that adopted its subscription goes before the operator's own.
    stored = {
        _target_of(item): item for item in sorted(held.subscriptions, key=lambda it: it.tenant)
    }
    last = {(item.subscription.channel, item.watch, item.feed): (item, by) for item, by in follows}
    added, changed, kept = [], [], set()
    for follow, by_name in last.values():
        found = stored.get(_target_of(follow.subscription))
        if found is None:
            added.append(follow)
            continue
        kept.add(found.id)
        new = _kept_on(follow.subscription, found)
        # "Everything" yields to what somebody chose for one watch.
        if new != found and (by_name or found.fixed):
            changed.append((replace(follow, subscription=found), replace(follow, subscription=new)))
    return Delta(tuple(added), tuple(changed), tuple(_gone_follows(held, kept)))


def _gone_follows(held: Held, kept: set[int]) -> Iterator[Follow]:
    watches = {watch.id: fold(watch.name) for watch in held.watchlists}
    feeds = {feed.id: feed.url for feed in held.feeds}
    for item in held.subscriptions:
        if item.fixed and item.id not in kept:
            yield Follow(item, watches.get(item.watchlist or 0, ""), feeds.get(item.feed or 0, ""))


def _target_of(item: Subscription) -> Target:
    # What is still to come has the number 0, which no stored subscription has twice.
    return item.channel, item.watchlist or 0, item.feed or 0


def _kept_on(wanted: Subscription, found: Subscription) -> Subscription:
    """Give the stored subscription as the file wants it; its tenant and pause are its own."""
    return replace(
        wanted,
        id=found.id,
        tenant=found.tenant,
        paused=found.paused,
        paused_since=found.paused_since,
        fixed=True,
    )
