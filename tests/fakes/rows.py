"""Made-up rows for tests of the store and what stands on it: feeds, articles, batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.language.text import spaced_words
from bot.models import (
    Article,
    DeliveryKind,
    Feed,
    HitSpan,
    Match,
    Placement,
    Posting,
    Relation,
    Subscription,
    Watchlist,
)
from bot.ports import Batch, Filing
from bot.said import say

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def after(**steps: float) -> datetime:
    """Give a moment that is so long after the start of a test."""
    return START + timedelta(**steps)


def feed(name: str = "Le Phare", url: str = "https://phare.example/rss") -> Feed:
    return Feed(id=0, url=url, name=name)


def watch(tenant: str = "", name: str = "Ciment", query: str = "ciment") -> Watchlist:
    return Watchlist(id=0, tenant=tenant, name=name, query=query)


def subscription(watchlist: int | None, channel: str = "console", **more: Any) -> Subscription:
    values: dict[str, Any] = {"tenant": "", "feed": None} | more
    return Subscription(id=0, channel=channel, watchlist=watchlist, **values)


def posting(to: Subscription, story: int, kind: str = "alert", **more: Any) -> Posting:
    return Posting(
        key=f"{to.id}:{story}:{kind}",
        tenant=to.tenant,
        channel=to.channel,
        kind=DeliveryKind(kind),
        subscription=to.id,
        **more,
    )


def filing(
    row: int,
    story: int,
    title: str = "Le ciment flambe",
    *,
    at: datetime = START,
    hits: Sequence[int] = (),
    postings: Sequence[Posting] = (),
    relation: Relation = Relation.NEW,
    nearest: str = "",
    related: str = "",
    replaces: int | None = None,
) -> Filing:
    article = Article(
        id=str(row),
        source="Le Phare",
        title=title,
        lead="",
        text=f"{title}. Le four tourne.",
        url=f"https://phare.example/{row}",
        language="fr",
        published=at,
        guid=f"g{row}",
    )
    match = Match(
        "Ciment", True, (HitSpan("title", 3, 9, "ciment", "ciment", "ciment"),), ("rule",)
    )
    return Filing(
        article=article,
        guid=article.guid,
        version="v1",
        url_key=article.url,
        title_key=title.casefold(),
        story=story,
        placement=Placement(
            str(story),
            relation,
            0.9,
            nearest=nearest,
            related=related,
            reasons=(say("common {n} words", n=2),),
        ),
        sketch=b"sketch",
        folded_title=spaced_words(title),
        folded_body=spaced_words(article.text),
        matches=tuple((hit, match) for hit in hits),
        postings=tuple(postings),
        replaces=replaces,
    )


def batch(of: Feed, *filings: Filing, at: datetime = START, **more: Any) -> Batch:
    values: dict[str, Any] = {
        "again": (),
        "postings": (),
        "lines": (),
        "counts": (),
    } | more
    return Batch(feed=of, filings=filings, at=at, **values)
