"""Marks stay the same whatever numbers a database gives, and tell apart what is apart."""

from __future__ import annotations

from bot.cards import Shows
from bot.core.alerts.marks import (
    LETTERS,
    article_mark,
    channel_hash,
    digest_mark,
    feed_mark,
    told_in,
    wanted_tokens,
    watch_mark,
)

ONE, OTHER = "https://phare.example/1", "https://phare.example/2"


def test_an_article_is_known_by_its_own_address() -> None:
    mark = article_mark(ONE, "g1", "https://phare.example/rss")
    assert mark == article_mark(ONE, "g2", "https://other.example/rss")
    assert mark != article_mark(OTHER, "g1", "https://phare.example/rss")
    assert len(mark) == LETTERS


def test_without_an_address_of_its_own_by_feed_and_guid() -> None:
    mark = article_mark("", "6", "https://phare.example/rss")
    assert mark != article_mark("", "6", "https://digue.example/rss")
    assert mark != article_mark("", "7", "https://phare.example/rss")
    assert article_mark("", "\ud800", "x"), "a guid may be anything"


def test_a_watch_is_known_by_the_name_that_its_tenant_gave() -> None:
    assert watch_mark("discord:1", "Corée") == watch_mark("discord:1", "coree")
    assert watch_mark("discord:1", "Corée") != watch_mark("", "Corée")
    assert watch_mark("", ONE) != feed_mark(ONE)


def test_an_alert_is_looked_for_alone_and_in_a_digest_an_update_by_itself() -> None:
    alert = Shows(Shows.ALERT, "w" * 8, ("m" * 8, "n" * 8))
    assert wanted_tokens(alert) == [
        f"{kind}{'w' * 8}{letter * 8}" for kind in "ad" for letter in "mn"
    ]
    update = Shows(Shows.UPDATE, "w" * 8, ("m" * 8,))
    assert wanted_tokens(update) == [f"u{'w' * 8}{'m' * 8}"]


def test_a_message_names_first_what_each_story_began_with() -> None:
    one, two = (Shows(Shows.DIGEST, "w" * 8, (first * 8, "z" * 8)) for first in "mn")
    assert told_in((one, two)) == tuple(f"d{'w' * 8}{letter * 8}" for letter in "mnz")
    assert told_in(()) == ()


def test_a_digest_is_marked_by_what_it_bundles() -> None:
    assert digest_mark(["a", "b"]) == digest_mark(["a", "b"])
    assert digest_mark(["a", "b"]) != digest_mark(["a", "c"])


def test_what_is_hashed_belongs_to_one_channel() -> None:
    assert channel_hash("token", "1") != channel_hash("token", "2")
    assert len(channel_hash("token", "1")) == 12
