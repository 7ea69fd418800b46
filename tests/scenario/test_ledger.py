"""Where entries and matches could vanish, they are counted with the reason."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.cards import plain_lines
from bot.commands.declared.declare import Invocation
from bot.core.ledger import MATCHED, SEEN, Line, by_tenant
from bot.models import Caller, Entry, Feed, Mode, Refused, Subscription, Watchlist
from bot.ports import SetAside
from tests.fakes.rig import Post, Rig, entry, rigged
from tests.fakes.rows import batch, filing

GUILD = "discord:1"


@pytest.fixture
def post() -> Post:
    return Post("discord", {"discord:10": GUILD})


@pytest.fixture
def rig(post: Post) -> Iterator[Rig]:
    yield from rigged(post)


async def _watched(rig: Rig, **more: Any) -> Watchlist:
    """Watch for cement and follow it in one channel."""
    watch = Watchlist(0, GUILD, "Ciment", "ciment")
    watch, _preview = await rig.service.changes.watch(watch, origin="chat")
    given = Subscription(0, GUILD, "discord:10", watchlist=watch.id)
    await rig.store.watches.subscribe(replace(given, **more), origin="chat")
    return watch


async def _book(rig: Rig, tenant: str | None = None) -> dict[str, int]:
    """Give the ledger's lines that are not zero."""
    return {
        line: number
        for line, number in by_tenant(await rig.store.archive.ledger(), tenant).items()
        if number
    }


async def _read(rig: Rig, feed: Feed, *entries: Entry) -> None:
    """Have a feed's document hold just these entries, and poll it."""
    rig.wire.entries[feed.url] = list(entries)
    current = await rig.store.feeds.get(feed.id)
    assert current is not None
    await rig.service.poll_feed(current, rig.now)


async def test_every_entry_of_every_document_is_counted(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    first, second = entry(1, "Le four"), entry(2, "Le port")
    await _read(rig, feed, first, first, second)
    await _read(rig, feed, first, replace(second, content="<p>Tout autre chose.</p>"))
    moved = replace(first, guid="other")
    await _read(rig, feed, moved, second, entry(3, "La mer"))
    book = await _book(rig)
    assert book == {
        SEEN: 8,
        Line.NEW: 3,
        Line.REPEATED: 1,
        Line.UNCHANGED: 1,
        Line.CHANGED: 2,
        Line.SAME_ARTICLE: 1,
    }


async def test_a_match_is_told_added_or_told_to_nobody(rig: Rig, post: Post) -> None:
    feed = await rig.add_feed("phare")
    await rig.service.changes.watch(Watchlist(0, GUILD, "Four", "four"), origin="chat")
    await _watched(rig)
    story = entry(1, "Ciment : le four de Sarville explose")
    await rig.publish(feed, story)
    assert await _book(rig, GUILD) == {MATCHED: 2, Line.ALERT: 1, Line.NOBODY: 1}
    await rig.drain()
    other = await rig.add_feed("grue")
    await rig.publish(other, replace(story, guid="b", url="https://grue.example/b"))
    assert (await _book(rig, GUILD))[Line.EDIT] == 1
    assert len(post.sent) == 1


async def test_what_joins_an_alert_on_its_way_is_told_with_it(rig: Rig) -> None:
    feed, other = await rig.add_feed("phare"), await rig.add_feed("digue")
    await _watched(rig)
    await rig.publish(feed, entry(1, "Ciment : le four de Sarville explose"))
    await rig.publish(other, entry(1, "Ciment : le four de Sarville explose"))
    assert await _book(rig, GUILD) == {MATCHED: 2, Line.ALERT: 1, Line.JOINED: 1}


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"mode": Mode.DAILY, "at": "08:00"}, Line.DIGEST),
        ({"quiet": "11:00-13:00"}, Line.QUIET),
        ({"burst": "1/10m"}, Line.BURST),
    ],
)
async def test_what_is_held_is_counted_by_what_holds_it(
    rig: Rig, more: dict[str, Any], line: Line
) -> None:
    feed = await rig.add_feed("phare")
    await _watched(rig, **more)
    await rig.publish(feed, entry(1, "Ciment belge en rupture"), entry(2, "Un volcan de ciment"))
    book = await _book(rig, GUILD)
    assert book[MATCHED] == 2
    assert book[line] == (1 if line is Line.BURST else 2)


async def test_a_paused_channel_holds(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    await _watched(rig)
    await rig.store.watches.pause("discord:10", "gone", rig.now)
    await rig.publish(feed, entry(1, "Ciment belge en rupture"))
    assert await _book(rig, GUILD) == {MATCHED: 1, Line.PAUSED: 1}


async def test_a_muted_watch_or_story_is_counted_as_muted(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    watch = await _watched(rig)
    await rig.publish(feed, entry(1, "Ciment : le four de Sarville explose"))
    await rig.store.watches.mute_story(GUILD, 1)
    other = await rig.add_feed("digue")
    await rig.publish(other, entry(1, "Ciment : le four de Sarville explose"))
    await rig.store.watches.mute(watch.id, rig.now.replace(year=2030))
    await rig.publish(feed, entry(3, "Un volcan de ciment gris"))
    book = await _book(rig, GUILD)
    assert (book[Line.STORY_MUTED], book[Line.WATCH_MUTED], book[MATCHED]) == (1, 1, 3)


async def test_the_first_read_and_old_items_are_told_to_nobody(rig: Rig) -> None:
    await _watched(rig)
    feed = await rig.add_feed("phare")
    fresh = Feed(id=0, url="https://neu.example/rss", name="neu")
    fresh, _new = await rig.service.changes.add_feed(fresh, tenant="", origin="chat", now=rig.now)
    await _read(rig, fresh, entry(1, "Ciment belge en rupture"))
    assert await _book(rig, GUILD) == {MATCHED: 1, Line.FIRST_READ: 1}
    names = ("volcan", "girafe", "piano", "comète", "tulipe")
    old = [entry(n, f"Ciment et {name}") for n, name in enumerate(names)]
    rig.pass_time(days=5)
    await _read(rig, feed)
    await rig.publish(feed, *old)
    book = await _book(rig, GUILD)
    assert (book[Line.LATE], book[Line.ALERT], book[MATCHED]) == (2, 3, 6)


async def test_another_tenants_feed_is_not_theirs(rig: Rig) -> None:
    await _watched(rig)
    feed = await rig.add_feed("phare", "slack:T")
    await rig.publish(feed, entry(1, "Ciment belge en rupture"))
    assert await _book(rig, GUILD) == {MATCHED: 1, Line.NOT_THEIRS: 1}


async def test_after_a_refused_alert_the_story_is_told_to_nobody(rig: Rig, post: Post) -> None:
    feed, other = await rig.add_feed("phare"), await rig.add_feed("digue")
    await _watched(rig)
    await rig.publish(feed, entry(1, "Ciment : le four de Sarville explose"))
    post.script = [Refused("too odd")] * 4
    await rig.drain()
    await rig.publish(other, entry(1, "Ciment : le four de Sarville explose"))
    assert (await _book(rig, GUILD))[Line.GIVEN_UP] == 1


async def test_a_follower_of_a_whole_feed_has_a_claim_on_each_entry(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    given = Subscription(0, GUILD, "discord:10", feed=feed.id)
    await rig.store.watches.subscribe(given, origin="chat")
    await rig.publish(feed, entry(1, "Le four"), entry(2, "Un volcan gris"))
    book = await _book(rig, GUILD)
    assert (book[MATCHED], book[Line.ALERT]) == (2, 2)


async def _why(rig: Rig, url: str, tenant: str = GUILD, language: str = "en") -> str:
    """Ask what became of an address."""
    caller = Caller(tenant, "discord:10", "user", language)
    return plain_lines(await rig.desk.run(Invocation("why", {"alert": url}), caller))


async def test_why_tells_where_an_article_was_sent(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    await _watched(rig)
    await rig.publish(feed, entry(1, "Ciment belge en rupture"))
    assert "on its way" in await _why(rig, "https://paper.example/1")
    await rig.drain()
    for spelling in (
        "https://paper.example/1?utm_source=x&xtor=RSS-1",
        "HTTPS://Paper.Example:443/1#top",
        "<https://paper.example/1|paper.example/1>",
        "paper.example/1",
        "http://paper.example/1",
    ):
        told = await _why(rig, spelling)
        assert "Hit by Ciment (about it)" in told, spelling
        assert "sent " in told, spelling
        assert "a new story" in told, spelling


async def test_why_tells_what_holds_refuses_or_mutes(rig: Rig, post: Post) -> None:
    feed = await rig.add_feed("phare")
    watch = await _watched(rig, quiet="11:00-13:00")
    await rig.publish(feed, entry(1, "Ciment belge en rupture"))
    assert "held until" in await _why(rig, "https://paper.example/1")
    rig.pass_time(hours=2)
    post.script = [Refused("too odd")] * 4
    await rig.drain()
    assert "given up: too odd" in await _why(rig, "https://paper.example/1")
    await rig.store.watches.mute(watch.id, rig.now.replace(year=2030))
    await rig.publish(feed, entry(2, "Un volcan de ciment gris"))
    assert "not told: muted watch" in await _why(rig, "https://paper.example/2")
    await rig.store.watches.mute(watch.id, None)
    await rig.store.watches.pause("discord:10", "gone", rig.now)
    await rig.publish(feed, entry(3, "Le ciment et la girafe"))
    assert "held: paused channel" in await _why(rig, "https://paper.example/3")
    assert "retenue\u00a0: salon suspendu" in await _why(rig, "paper.example/3", language="fr")


async def test_why_tells_of_the_story_that_an_article_joined(rig: Rig) -> None:
    feed, other = await rig.add_feed("phare"), await rig.add_feed("digue")
    await _watched(rig)
    first = entry(1, "Ciment : le four de Sarville explose")
    await rig.publish(feed, first)
    await rig.publish(other, replace(first, url="https://digue.example/a"))
    told = await _why(rig, "https://digue.example/a")
    assert "same dispatch" in told
    assert "Compared with" in told
    assert "Added to the story's alert" in told


async def test_why_tells_what_was_never_read_or_hit_nothing(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    await _watched(rig)
    await rig.publish(feed, entry(1, "Une girafe au zoo"))
    assert "No watch hits it" in await _why(rig, "https://paper.example/1")
    missing = await _why(rig, "https://paper.example/77")
    assert "No feed brought this article" in missing
    assert "phare" in missing, "its feed brings articles of that host"
    assert "phare" in await _why(rig, "https://www.phare.example/x")
    assert "No feed of this site is read" in await _why(rig, "https://else.example/x")


async def test_why_tells_a_tenant_of_its_own_only(rig: Rig) -> None:
    private, shared = await rig.add_feed("phare", GUILD), await rig.add_feed("digue")
    await _watched(rig)
    await rig.publish(private, entry(1, "Ciment belge en rupture"))
    await rig.publish(shared, entry(2, "Le ciment et la girafe"))
    await rig.drain()
    stranger = await _why(rig, "https://paper.example/1", "slack:T")
    nothing = await _why(rig, "https://paper.example/99", "slack:T")
    assert stranger.replace("/1", "/99") == nothing
    seen = await _why(rig, "https://paper.example/2", "slack:T")
    assert "No watch hits it" in seen
    assert "Ciment" not in seen.replace("Le ciment", "")
    assert "sent" not in seen


async def test_why_remembers_what_was_set_aside(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    await rig.store.archive.commit(
        batch(feed, set_aside=(SetAside("g", "https://paper.example/5", Line.EMPTY),))
    )
    told = await _why(rig, "https://paper.example/5")
    assert "phare brought it" in told
    assert "nothing in it that can be read" in told


async def test_what_could_not_be_stored_is_not_counted(rig: Rig) -> None:
    feed = await rig.add_feed("phare")
    before = await rig.store.archive.ledger()
    broken = replace(filing(2, 2), sketch=object())
    with pytest.raises(sqlite3.Error):
        await rig.store.archive.commit(
            batch(feed, filing(1, 1), broken, book=((SEEN, "", 2), (Line.EMPTY, "", 1)))
        )
    assert await rig.store.archive.ledger() == before


async def test_why_tells_each_of_two_tenants_of_its_own_watch_alone(rig: Rig, post: Post) -> None:
    post.tenants["discord:20"] = "discord:2"
    feed = await rig.add_feed("phare")
    mine = await _watched(rig)
    theirs, _preview = await rig.service.changes.watch(
        Watchlist(0, "discord:2", "Chaux et mortier", "ciment"), origin="chat"
    )
    given = Subscription(0, "discord:2", "discord:20", watchlist=theirs.id)
    await rig.store.watches.subscribe(given, origin="chat")
    await rig.store.watches.mute(mine.id, rig.now.replace(year=2030))
    await rig.publish(feed, entry(1, "Ciment belge en rupture"))
    await rig.drain()
    url = "https://paper.example/1"
    own, other = await _why(rig, url), await _why(rig, url, "discord:2")
    assert "not told: muted watch" in own
    assert "Chaux" not in own
    assert "sent " not in own
    assert "Chaux et mortier" in other
    assert "sent " in other
    assert "muted" not in other
    assert "Hit by Ciment" not in other
    third = await _why(rig, url, "slack:T")
    assert not any(word in third for word in ("Hit by", "muted", "sent ", "Chaux"))


async def test_why_tells_a_stranger_nothing_of_what_was_set_aside_in_a_private_feed(
    rig: Rig,
) -> None:
    feed = await rig.add_feed("phare", GUILD)
    await rig.store.archive.commit(
        batch(feed, set_aside=(SetAside("g", "https://paper.example/5", Line.EMPTY),))
    )
    assert "phare brought it" in await _why(rig, "https://paper.example/5")
    stranger = await _why(rig, "https://paper.example/5", "slack:T")
    assert stranger == (await _why(rig, "https://paper.example/6", "slack:T")).replace("/6", "/5")
