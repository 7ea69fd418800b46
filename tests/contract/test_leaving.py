"""A tenant that leaves rests, comes back whole, or goes whole: no row of it stays in any table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database
from structlog.testing import capture_logs

from bot.commands.declared.spec import Invocation
from bot.models import OPERATOR, Caller, Feed
from tests.contract.discord_harness import discord_harness
from tests.contract.slack_harness import slack_harness
from tests.fakes.books import assert_adds_up
from tests.fakes.desk import EchoDesk, eventually
from tests.fakes.discord_payloads import GUILD, OTHER_GUILD
from tests.fakes.rig import Post, Rig, entry, make_rig

LEAVER, STAYER = "discord:71", "discord:72"
CHANNELS = {"discord:7100": LEAVER, "discord:7200": STAYER}
THEIR_OWN = 2
"""Number of the article, and of its story, that the leaver's feed alone brought."""
OWN = ("watchlists", "subscriptions", "deliveries", "feed_owners", "mutes", "follows", "hits")


@pytest.fixture
def post() -> Post:
    return Post("discord", CHANNELS)


@pytest.fixture
def rig(post: Post) -> Iterator[Rig]:
    made = make_rig(post)
    yield made
    made.file.close()


async def _ask(rig: Rig, tenant: str, command: str, **arguments: str) -> None:
    channel = next(name for name, of in CHANNELS.items() if of == tenant)
    caller = Caller(tenant, channel, f"user of {tenant}", may_manage=True)
    card = await rig.desk.run(Invocation(command, arguments), caller)
    assert card.tone != "bad", card


async def _fill(rig: Rig) -> tuple[Feed, dict[str, Feed]]:
    """Give both tenants everything that one can have, beside a feed of the operator's."""
    shared = await rig.add_feed("shared", OPERATOR)
    own = {tenant: await rig.add_feed(f"of{tenant[-2:]}", tenant) for tenant in (LEAVER, STAYER)}
    for tenant, feed in own.items():
        await _ask(rig, tenant, "watch", query="ciment")
        await _ask(rig, tenant, "subscribe", watch="ciment")
        await _ask(rig, tenant, "subscribe", feed=feed.name)
        await _ask(rig, tenant, "settings", language="fr")
    await rig.publish(shared, entry(1, "Ciment belge", at=rig.now))
    for number, (tenant, feed) in enumerate(own.items(), 2):
        await rig.publish(feed, entry(number, f"Ciment de {tenant[-2:]}", at=rig.now))
    await rig.drain()
    for tenant in own:
        [alert, *_] = await rig.store.outbox.alerts_of_story(tenant, 1)
        await _ask(rig, tenant, "not-relevant", alert=str(alert.id))
        await _ask(rig, tenant, "follow", story="1")
        await _ask(rig, tenant, "mute-story", story="1")
        # What a page button stands for where its question is too long for an id.
        kept = f"{tenant[-2:] * 8} {tenant} search query:of {STAYER} or {LEAVER}"
        await rig.store.notes.keep_note(f"discord:long:{tenant[-2:]}", kept.encode())
    return shared, own


def _rows(db: Database, tenant: str) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each table that name a tenant, its channels or its people."""
    marks = (tenant, *(name for name, of in CHANNELS.items() if of == tenant))
    found = {}
    for table in db.table_names():
        if table.startswith(("sqlite_", "articles_fts")):
            continue
        rows = [row for row in db.query(f"SELECT * FROM {table}") if _names(row, marks)]
        if rows:
            found[table] = rows
    return found


def _names(row: dict[str, Any], marks: tuple[str, ...]) -> bool:
    if str(row.get("key", "")).startswith("discord:long:"):
        return row["value"].split()[1].decode() in marks
    return any(mark in str(value) for value in row.values() for mark in marks)


async def test_deletion_leaves_no_row_and_touches_nobody_else(rig: Rig) -> None:
    shared, own = await _fill(rig)
    before = await rig.file.read(lambda db: _rows(db, STAYER))
    theirs = await rig.file.read(lambda db: _rows(db, LEAVER))
    assert set(OWN) <= set(theirs), "the test gives it everything"
    assert await rig.store.tenants.delete(LEAVER) >= sum(len(theirs[name]) for name in OWN)
    assert await rig.file.read(lambda db: _rows(db, LEAVER)) == {}
    after = await rig.file.read(lambda db: _rows(db, STAYER))
    # What its watch found in the other's feed goes with that feed's article; it was never shown.
    for table, column in (("hits", "story"), ("muted", "article")):
        before[table] = [row for row in before[table] if row[column] != THEIR_OWN]
        after.setdefault(table, [])
    assert after == before
    assert [feed.name for feed in await rig.store.feeds.all()] == ["of72", "shared"]
    left = await rig.file.read(lambda db: db.execute("SELECT title FROM articles").fetchall())
    assert sorted(row[0] for row in left) == ["Ciment belge", "Ciment de 72"]
    assert await rig.file.check() == []
    await assert_adds_up(rig.file)
    await rig.publish(shared, entry(9, "Ciment wallon neuf", at=rig.now))
    await rig.drain()
    assert await rig.file.read(lambda db: _rows(db, LEAVER)) == {}
    assert own[STAYER].id in {
        feed.id for feed in await rig.store.feeds.due(rig.now, everything=True)
    }


async def test_the_export_has_what_deletion_would_take(rig: Rig) -> None:
    await _fill(rig)
    found = await rig.store.tenants.export(LEAVER)
    theirs = await rig.file.read(lambda db: _rows(db, LEAVER))
    for table in set(theirs) - {"notes"}:
        assert len(found[table]) >= len(theirs[table]), table
    assert found["settings"] == {"language": "fr"}
    told = json.dumps(found)
    assert STAYER not in told
    assert "Ciment de 71" in told


async def test_who_left_is_not_posted_to_nor_read_for_and_comes_back_whole(
    rig: Rig, post: Post
) -> None:
    shared, own = await _fill(rig)
    sent = len(post.sent)
    with capture_logs() as lines:
        await rig.desk.gone(LEAVER)
        await rig.desk.gone(LEAVER)
    assert [line["tenant"] for line in lines] == [LEAVER]
    due = {feed.id for feed in await rig.store.feeds.due(rig.now, everything=True)}
    assert due == {shared.id, own[STAYER].id}
    await rig.publish(shared, entry(5, "Ciment wallon neuf", at=rig.now))
    await rig.drain()
    assert {delivery.tenant for delivery, _ in post.sent[sent:]} == {STAYER}
    await rig.desk.here([STAYER, LEAVER])
    await rig.publish(shared, entry(6, "Pont de ciment inauguré", at=rig.now))
    await rig.publish(own[LEAVER], entry(7, "Dernier four de ciment", at=rig.now))
    await rig.drain()
    told = [delivery.tenant for delivery, _ in post.sent[sent:]]
    assert told.count(LEAVER) >= 2
    [one] = [item for item in await rig.store.tenants.all() if item.tenant == LEAVER]
    assert (one.watches, one.feeds, one.left) == (1, 1, None)


async def test_after_the_stated_days_what_left_is_deleted_and_told(rig: Rig) -> None:
    await _fill(rig)
    await rig.desk.gone(LEAVER)
    forget = rig.service.tenancy.forget
    await forget(rig.now + timedelta(days=29), 30)
    await forget(rig.now + timedelta(days=999), 0)
    assert await rig.file.read(lambda db: _rows(db, LEAVER)) != {}
    with capture_logs() as lines:
        await forget(rig.now + timedelta(days=30), 30)
    assert lines[0]["tenant"] == LEAVER
    assert await rig.file.read(lambda db: _rows(db, LEAVER)) == {}


async def test_another_bots_token_makes_nobody_leave(rig: Rig) -> None:
    await _fill(rig)
    await rig.desk.here(["discord:999"], platform="discord")
    assert await rig.store.tenants.departed() == {}
    await rig.desk.here([STAYER], platform="discord")
    assert list(await rig.store.tenants.departed()) == [LEAVER]


async def test_discord_tells_a_removal_from_an_outage() -> None:
    async with discord_harness() as harness:
        desk = EchoDesk()
        await harness.platform.stop()
        harness.platform.attend(desk)
        await harness.platform.start()
        gateway = harness.fake.gateway
        await eventually(lambda: len(desk.present) == 2)
        await gateway.dispatch("GUILD_DELETE", {"id": OTHER_GUILD, "unavailable": True})
        await gateway.dispatch("GUILD_DELETE", {"id": GUILD})
        await eventually(lambda: bool(desk.left))
        assert desk.left == [f"discord:{GUILD}"]


async def test_slack_tells_that_the_app_was_removed() -> None:
    async with slack_harness() as harness:
        desk = EchoDesk()
        harness.platform.attend(desk)
        await harness.platform.connected()
        for number, event in enumerate(
            (
                {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
                {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}},
                {"type": "app_uninstalled"},
            )
        ):
            payload = {"type": "event_callback", "team_id": "T1", "event": event}
            payload |= {"api_app_id": "A1", "event_id": f"Ev{number}"}
            await harness.fake.envelope("events_api", payload)
        await harness.platform.settled()
        assert desk.left == ["slack:T1"] * 2
