"""What became of an article: asked for by its address, answered from what was decided of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.feeds.urls import canonical_url, host_of
from bot.models import Article, Delivery, Feed, Match, Muted, Watchlist
from bot.ports import Decided, Store
from bot.service.directory import Directory

SHOWN = 5
"""Feeds that brought the article, or feeds of its host, which one answer tells of."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One stored article with every decision about it that a tenant may see.

    `deliveries` are the story's: the article's own, or what it was added to.
    """

    article: Article
    story: int
    placed: Decided
    nearest: Article | None
    hits: tuple[tuple[Watchlist, Match], ...]
    deliveries: tuple[Delivery, ...]
    muted: tuple[tuple[Muted, Watchlist | None], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry with the address that was seen and not stored: by which feed, why, when."""

    feed: Feed
    line: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tracing:
    """Everything that is known of an address: articles, else entries set aside, else feeds."""

    url: str
    traces: tuple[Trace, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    feeds: tuple[Feed, ...] = ()


def address_of(wanted: str) -> str:
    """Read an address in any spelling, as chats wrap it and without a scheme; empty for none."""
    given = wanted.strip().strip("<>").partition("|")[0].strip()
    bare = given.partition("/")[0]
    if "://" not in given and "." in bare and " " not in given and not given.startswith("."):
        given = f"https://{given}"
    return canonical_url(given)


class Tracer:
    """Tells what became of an article; None as tenant is the operator, who sees all."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory

    async def trace(self, url: str, tenant: str | None) -> Tracing:
        """Collect what is known of a canonical address."""
        other = {"https": "http", "http": "https"}[url.partition(":")[0]] + url[url.index(":") :]
        found = await self._store.archive.by_address([url, other], tenant=tenant)
        traces = [await self._trace(row, story, tenant) for row, story in found[:SHOWN]]
        if traces:
            return Tracing(url, tuple(trace for trace in traces if trace))
        site = host_of(url)
        seen = await self._directory.feeds(tenant)
        left = await self._store.archive.set_aside([url, other], [one.id for one in seen])
        known = await self._store.archive.feeds_of_host(site, tenant=tenant)
        near = [one.id for one in seen if one.id in known or _one_site(one.site, site)]
        outside = [(await self._store.feeds.get(feed), line, at) for feed, line, at in left]
        feeds = [await self._store.feeds.get(feed) for feed in near]
        return Tracing(
            url,
            left_out=tuple(LeftOut(feed, line, at) for feed, line, at in outside if feed),
            feeds=tuple(filter(None, feeds)),
        )

    async def _trace(self, row: int, story: int, tenant: str | None) -> Trace | None:
        archive = self._store.archive
        article = await archive.article(row)
        if article is None:
            return None
        placed = await archive.decision(row, tenant=tenant)
        matches = await archive.matches(story)
        muted = await archive.muted(row, tenant=tenant)
        named = {watch for hit, watch, _ in matches if hit == row}
        named |= {item.watchlist for item in muted if item.watchlist}
        watches = await self._watches(named, tenant)
        return Trace(
            article,
            story,
            placed,
            await archive.article(placed.nearest) if placed.nearest else None,
            tuple(
                (watches[watch], match)
                for hit, watch, match in matches
                if hit == row and watch in watches
            ),
            tuple(await self._store.outbox.of_story(tenant, story)),
            tuple((item, watches.get(item.watchlist or 0)) for item in muted),
        )

    async def _watches(self, named: set[int], tenant: str | None) -> dict[int, Watchlist]:
        """Read those of some watches that a tenant sees."""
        found = await self._store.watches.among(named, tenant=tenant)
        return {watch.id: watch for watch in found}


def _one_site(own: str, name: str) -> bool:
    """Tell whether one host is the other, or lies above or below it."""
    return own == name or own.endswith(f".{name}") or name.endswith(f".{own}")
