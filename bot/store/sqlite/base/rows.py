"""Rows to models and back; a time is seconds since 1970 in UTC, a tuple is a JSON list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot import said
from bot.core.alerts.marks import article_mark
from bot.models import (
    Article,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Feed,
    FeedState,
    GivenUp,
    HitSpan,
    Match,
    Mode,
    Origin,
    Relation,
    Sense,
    StoryArticle,
    Subscription,
    Watchlist,
)
from bot.store.sqlite.base.payloads import unpack_payload

Row = Mapping[str, Any]


def stamp_of(moment: datetime | None) -> float | None:
    """Turn an aware time into seconds."""
    return None if moment is None else moment.timestamp()


def moment_of(seconds: float | None) -> datetime | None:
    """Turn seconds into an aware time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def must_moment(seconds: float) -> datetime:
    """Turn seconds that are never null into an aware time."""
    return datetime.fromtimestamp(seconds, UTC)


def pack_tuple(values: tuple[str, ...]) -> str:
    """Turn a tuple into JSON."""
    return json.dumps(values, ensure_ascii=False)


def unpack_tuple(value: str) -> tuple[str, ...]:
    """Turn JSON into a tuple."""
    return tuple(json.loads(value))


OPEN = "state IN ('new', 'waiting', 'sending')"
"""What the index on open deliveries holds; it answers where a query says so in these words."""


def feed_of(row: Row) -> Feed:
    """Read a feed; `owners` is a comma list of tenant/origin pairs joined by a line feed."""
    owners = [pair.split("\n") for pair in (row["owners"] or "").split("\t") if pair]
    return Feed(
        id=row["id"],
        url=row["url"],
        name=row["name"],
        language=row["language"],
        interval=row["interval"],
        full_text=bool(row["full_text"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        state=FeedState(row["state"]),
        last_poll=moment_of(row["last_poll"]),
        next_poll=moment_of(row["next_poll"]),
        last_change=moment_of(row["last_change"]),
        last_error=said.kept_words(row["last_error"]),
        failures=row["failures"],
        failing_since=moment_of(row["failing_since"]),
        entries=row["entries"],
        primed=bool(row["primed"]),
        gap_at=moment_of(row["gap_at"]),
        pace=row["pace"],
        owners=frozenset(tenant for tenant, _ in owners),
        fixed=any(origin == Origin.FILE for _, origin in owners),
        given=row["given"],
    )


def watchlist_of(row: Row) -> Watchlist:
    """Read a watchlist."""
    return Watchlist(
        id=row["id"],
        tenant=row["tenant"],
        name=row["name"],
        query=row["query"],
        aliases=bool(row["aliases"]),
        aliases_off=unpack_tuple(row["aliases_off"]),
        aliases_extra=unpack_tuple(row["aliases_extra"]),
        sense=Sense(row["sense"]) if row["sense"] else None,
        languages=unpack_tuple(row["languages"]),
        sources=unpack_tuple(row["sources"]),
        urgent=bool(row["urgent"]),
        fixed=row["origin"] == Origin.FILE,
        muted_until=moment_of(row["muted_until"]),
    )


def watchlist_row(watch: Watchlist, name_key: str) -> dict[str, Any]:
    """Write a watchlist's settings."""
    return {
        "tenant": watch.tenant,
        "name": watch.name,
        "name_key": name_key,
        "query": watch.query,
        "aliases": int(watch.aliases),
        "aliases_off": pack_tuple(watch.aliases_off),
        "aliases_extra": pack_tuple(watch.aliases_extra),
        "sense": watch.sense or "",
        "languages": pack_tuple(watch.languages),
        "sources": pack_tuple(watch.sources),
        "urgent": int(watch.urgent),
    }


def subscription_of(row: Row) -> Subscription:
    """Read a subscription."""
    return Subscription(
        id=row["id"],
        tenant=row["tenant"],
        channel=row["channel"],
        watchlist=row["watchlist"],
        feed=row["feed"],
        mode=Mode(row["mode"]),
        at=row["at"],
        quiet=row["quiet"],
        timezone=row["timezone"],
        burst=row["burst"],
        updates=bool(row["updates"]),
        mention=row["mention"],
        language=row["language"],
        created_by=row["created_by"],
        paused=said.kept_words(row["paused"]),
        paused_since=moment_of(row["paused_since"]),
        fixed=row["origin"] == Origin.FILE,
    )


def subscription_row(subscription: Subscription) -> dict[str, Any]:
    """Write a subscription's settings."""
    return {
        name: getattr(subscription, name)
        for name in (
            "tenant",
            "channel",
            "watchlist",
            "feed",
            "at",
            "quiet",
            "timezone",
            "burst",
            "mention",
            "language",
            "created_by",
        )
    } | {"mode": subscription.mode.value, "updates": int(subscription.updates)}


def delivery_of(row: Row) -> Delivery:
    """Read an outbox row."""
    return Delivery(
        id=row["id"],
        key=row["key"],
        tenant=row["tenant"],
        channel=row["channel"],
        kind=DeliveryKind(row["kind"]),
        subscription=row["subscription"],
        story=row["story"],
        state=DeliveryState(row["state"]),
        created_at=must_moment(row["created_at"]),
        article=row["article"],
        attempted_at=moment_of(row["attempted_at"]),
        next_try_at=moment_of(row["next_try_at"]),
        held_until=moment_of(row["held_until"]),
        attempts=row["attempts"],
        message_ref=row["message_ref"],
        reason=said.kept_words(row["reason"]),
        payload=unpack_payload(DeliveryKind(row["kind"]), row["payload"]),
        faults=row["faults"],
        plain=bool(row["plain"]),
        paused=bool(row["paused"]),
        uncertain=bool(row["uncertain"]),
        digest=row["digest"],
        ended_at=moment_of(row["ended_at"]),
        mark=row["mark"],
    )


def given_up_of(row: Row) -> GivenUp:
    """Read a delivery that was given up, with the title that was found for it."""
    return GivenUp(
        delivery=row["id"],
        tenant=row["tenant"],
        channel=row["channel"],
        kind=DeliveryKind(row["kind"]),
        title=row["title"],
        reason=said.kept_words(row["reason"]),
        at=must_moment(row["at"]),
        subscription=row["subscription"],
    )


def article_of(row: Row) -> Article:
    """Read an article; its `id` is the row's id as text."""
    return Article(
        id=str(row["id"]),
        source=row["outlet"] or row["source"],
        title=row["title"],
        lead=row["lead"],
        text=row["text"],
        url=row["url"],
        language=row["language"],
        published=must_moment(row["published"]),
        guid=row["guid"],
        authors=unpack_tuple(row["authors"]),
        agency=row["agency"],
        image=row["image"],
        standfirst=row["standfirst"],
        channel=row["source"] if row["outlet"] else "",
    )


def story_article_of(row: Row) -> StoryArticle:
    """Read an article as a member of its story."""
    return StoryArticle(
        article=row["id"],
        feed=row["feed"],
        source=row["outlet"] or row["source"],
        title=row["title"],
        url=row["url"],
        language=row["language"],
        published=must_moment(row["published"]),
        relation=Relation(row["relation"]),
        lead=row["lead"],
        agency=row["agency"],
        image=row["image"],
        authors=unpack_tuple(row["authors"]),
        mark=article_mark(row["url_key"], row["guid"], row["given"]),
    )


def match_of(row: Row, name: str) -> Match:
    """Read a match; `name` is the watchlist's."""
    return Match(
        watch=name,
        about=bool(row["about"]),
        spans=tuple(HitSpan(**span) for span in json.loads(row["spans"])),
        reasons=said.unpack_said(row["reasons"]),
    )


def spans_json(match: Match) -> str:
    """Write the spans of a match."""
    return json.dumps(
        [
            {
                "field": span.field,
                "start": span.start,
                "end": span.end,
                "text": span.text,
                "via": span.via,
                "atom": span.atom,
            }
            for span in match.spans
        ],
        ensure_ascii=False,
    )
