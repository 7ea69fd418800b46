"""Who hears of an article."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.alerts.routing import Arrival, Circle, Subscribers, route_article, tenant_sees
from bot.models import Feed, Match, Posting, Relation, Subscription, Watchlist
from tests.fakes.rows import START, after, subscription, watch

GUILD, OTHER = "discord:1", "discord:2"
WATCH = replace(watch(GUILD), id=5)
SUB = replace(subscription(5, "discord:10", tenant=GUILD), id=7)


def _arrival(owner: str = "", relation: Relation = Relation.NEW, hit: int = 5) -> Arrival:
    feed = Feed(id=3, url="u", name="n", owners=frozenset({owner}))
    return Arrival(feed, 11, 21, relation, {hit: Match("5", True, ())})


def _route(arrival: Arrival, *subs: Subscription, **more: Any) -> tuple[Posting, ...]:
    watches: dict[int, Watchlist] = more.pop("watches", {5: WATCH})
    return route_article(arrival, Circle(Subscribers(subs), watches, **more), START).postings


def test_one_alert_a_subscription_and_story() -> None:
    second = replace(SUB, id=8, channel="discord:11")
    posted = _route(_arrival(), SUB, second)
    assert [(item.key, item.channel, item.kind) for item in posted] == [
        ("7:21:alert", "discord:10", "alert"),
        ("8:21:alert", "discord:11", "alert"),
    ]


def test_what_did_not_hit_is_not_told() -> None:
    assert _route(_arrival(hit=6), SUB) == ()
    assert _route(_arrival(), SUB, watches={}) == ()


def test_a_private_feed_is_told_to_its_owner_only() -> None:
    assert _route(_arrival(OTHER), SUB) == ()
    assert len(_route(_arrival(GUILD), SUB)) == 1
    assert tenant_sees(GUILD, ["", OTHER])
    assert not tenant_sees("", [GUILD])


def test_a_feed_subscription_hears_everything_of_its_feed() -> None:
    whole = replace(SUB, watchlist=None, feed=3)
    other = replace(SUB, watchlist=None, feed=4)
    assert [item.subscription for item in _route(_arrival(hit=99), whole, other)] == [7]


def test_a_feed_subscription_has_an_alert_of_its_own_for_each_article() -> None:
    whole = replace(SUB, watchlist=None, feed=3, updates=True)
    joined = _arrival(relation=Relation.SAME)
    assert [item.key for item in _route(joined, whole)] == ["7:21:alert:11"]
    assert _route(replace(joined, known=True), whole) == (), "a change of it is none"


def test_muted_watches_and_stories_are_silent() -> None:
    muted = replace(WATCH, muted_until=after(hours=1))
    over = replace(WATCH, muted_until=START)
    assert _route(_arrival(), SUB, watches={5: muted}) == ()
    assert len(_route(_arrival(), SUB, watches={5: over})) == 1
    assert _route(_arrival(), SUB, muted=frozenset({(GUILD, 21)})) == ()
    assert len(_route(_arrival(), SUB, muted=frozenset({(OTHER, 21)}))) == 1


def test_only_own_reporting_is_an_update_and_only_where_asked() -> None:
    same, copy = _arrival(relation=Relation.SAME), _arrival(relation=Relation.COPY)
    asked = replace(SUB, updates=True)
    assert [item.key for item in _route(same, asked)] == ["7:21:alert", "7:21:update:11"]
    assert [item.key for item in _route(copy, asked)] == ["7:21:alert"]
    assert [item.key for item in _route(same, SUB)] == ["7:21:alert"]
    follows = frozenset({("discord:10", 21)})
    assert [item.kind for item in _route(same, SUB, following=follows)] == ["alert", "update"]


def test_quiet_hours_hold_but_for_urgent_watches() -> None:
    quiet = replace(SUB, quiet="11:00-13:00")
    assert _route(_arrival(), quiet)[0].held_until == after(hours=1)
    urgent = {5: replace(WATCH, urgent=True)}
    assert _route(_arrival(), quiet, watches=urgent)[0].held_until is None


def test_a_paused_channel_is_held_and_a_burst_guard_goes_along() -> None:
    posted = _route(_arrival(), replace(SUB, paused="gone", burst="5/10m"))[0]
    assert posted.paused
    assert (posted.limit, posted.limit_since) == (5, START - timedelta(minutes=10))
    assert posted.limit_until == after(minutes=10)
