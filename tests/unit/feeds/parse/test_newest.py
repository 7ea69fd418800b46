from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.parse.newest import newest_of
from bot.feeds.parse.parser import parse_feed

START = datetime(2026, 3, 1, tzinfo=UTC)


def dates(*hours: int | None) -> list[datetime | None]:
    return [None if hour is None else START + timedelta(hours=hour) for hour in hours]


@pytest.mark.parametrize(
    ("hours", "kept"),
    [
        ((3, 2, 1, 0), [0, 1]),
        ((0, 1, 2, 3), [2, 3]),
        ((None, None, None, None), [0, 1]),
        ((None, 3, None, 1), [0, 1]),
        ((0, None, 5, None), [2, 3]),
        ((1, 1), [0, 1]),
    ],
)
def test_the_newest_are_kept_in_the_order_of_the_document(hours, kept: list[int]):
    told = dates(*hours)
    assert newest_of(range(len(told)), told.__getitem__, 2) == (
        kept if len(told) > 2 else range(len(told))
    )


def json_feed(count: int) -> bytes:
    items = [
        {"id": str(n), "title": f"Titre {n}", "date_published": (START + timedelta(n)).isoformat()}
        for n in range(count)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()


def rss(count: int) -> bytes:
    items = "".join(
        f"<item><guid>{n}</guid><title>Titre {n}</title>"
        f"<pubDate>{START + timedelta(n):%a, %d %b %Y} 10:00:00 GMT</pubDate></item>"
        for n in range(count)
    )
    return f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()


def atom(count: int) -> bytes:
    items = "".join(
        f"<entry><id>{n}</id><title>Titre <b>{n}</b></title>"
        f"<updated>{(START + timedelta(n)).isoformat()}</updated></entry>"
        for n in range(count)
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>"
    return f"{head}{items}</feed>".encode()


@pytest.mark.parametrize("make", [json_feed, rss, atom])
@pytest.mark.parametrize("slow", [False, True])
def test_of_a_document_over_the_cap_the_newest_are_read_and_the_rest_counted(make, slow: bool):
    feed = parse_feed(make(30), slow=slow, most=10)
    assert [entry.guid for entry in feed.entries] == [str(n) for n in range(20, 30)]
    assert (feed.over, feed.dropped) == (20, 0)


def test_what_cannot_be_read_counts_where_it_is_looked_at():
    body = json.dumps({"items": [None] * 5 + [{"id": "1", "title": "Un"}] * 5}).encode()
    feed = parse_feed(body, most=6)
    assert (len(feed.entries), feed.dropped, feed.over) == (1, 5, 4)
