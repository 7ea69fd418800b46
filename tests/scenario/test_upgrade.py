"""A database of an earlier version: copied, brought along, and delivered to its end."""

from __future__ import annotations

import gzip
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.cards import plain_lines
from bot.errors import StoreError
from bot.models import Delivery, Sent
from bot.models.payloads import DigestPayload, KeptSummary, NoticePayload
from bot.ports import Platform, Store
from bot.said import Said, say
from bot.service.alert_cards import CardStyle, Teller
from bot.service.deliver import Deliverer
from bot.service.extractive import ExtractiveSummariser
from bot.store.sqlite.assemble import File, ReadOnlyFile, open_store
from tests.contract.slack_harness import slack_on
from tests.fakes.desk import alert
from tests.fakes.discord import FakeDiscord, discord_server
from tests.fakes.discord_payloads import EPOCH_MS
from tests.fakes.discord_rig import connected
from tests.fakes.slack import Channel, FakeSlack, title_of

PACKED = Path(__file__).parents[1] / "data" / "wirebell-0.1.0.db.gz"
PROMPT, DAILY, PAUSED, UNSURE = (digit * 18 for digit in "1234")
SLACK = "C0000005"
LATER = datetime(2026, 11, 28, 22, 55, tzinfo=UTC)
"""After the last try that 0.1.0 put off, an hour before the next digest."""
NIGHT = datetime(2026, 11, 28, 23, 59, tzinfo=UTC)
HARBOUR = "Velmora harbour reopens after talks"
MAYOR = "Council of Velmora elects a mayor"
BRIDGE = "Velmora bridge closed for repairs"
ZORBAL = ["Zorbal opens a plant near Norwick", "Zorbal ferme son site de Brenn"]
OPEN = ("new", "held", "sending", "waiting")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """What 0.1.0 left: sent, waiting, held, paused and digest deliveries, and one unsettled."""
    path = tmp_path / "wirebell.db"
    path.write_bytes(gzip.decompress(PACKED.read_bytes()))
    return path


@pytest.fixture
def file(old: Path) -> Iterator[File]:
    opened = File(str(old))
    yield opened
    opened.close()


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with discord_server() as fake:
        fake.nonce_seconds = 0.0  # a repeat would show
        for channel in (PROMPT, DAILY, PAUSED, UNSURE):
            fake.add_channel(channel)
        yield fake
        assert fake.refusals == []


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.channels[SLACK] = Channel(SLACK)
        yield fake
        assert fake.refusals == []


@asynccontextmanager
async def delivering(
    store: Store, discord: FakeDiscord, slack: FakeSlack
) -> AsyncIterator[Deliverer]:
    async with connected(discord) as one:
        two = slack_on(slack)
        one.pace = two.pace = 0.0
        await two.start()
        platforms: dict[str, Platform] = {"discord": one, "slack": two}
        teller = Teller(store, ExtractiveSummariser(), CardStyle())
        yield Deliverer(store, platforms, teller)
        await two.stop()


async def unsettled(store: Store) -> Delivery:
    [delivery] = await store.outbox.unsettled()
    return delivery


async def post_as_before(discord: FakeDiscord, delivery: Delivery) -> None:
    """Put into its channel what an earlier version sent and never heard of."""
    async with connected(discord) as platform:
        assert isinstance(await platform.send(delivery, alert(HARBOUR)), Sent)
    attempted = delivery.attempted_at or delivery.created_at
    number = int(attempted.timestamp() * 1000) - EPOCH_MS << 22
    discord.channels[UNSURE].messages[-1]["id"] = str(number)


async def deliver(store: Store, deliverer: Deliverer, now: datetime) -> None:
    await store.outbox.digests_due(now)
    await deliverer.drain(now)


def slack_titles(slack: FakeSlack) -> list[str]:
    return [title_of(message) for message in slack.channels[SLACK].messages]


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_the_first_version_left_is_delivered_once(
    file: File, discord: FakeDiscord, slack: FakeSlack, arrived: bool
) -> None:
    store = open_store(file)
    if arrived:
        await post_as_before(discord, await unsettled(store))
    before = await counted(file)
    async with delivering(store, discord, slack) as deliverer:
        await deliver(store, deliverer, LATER)
        assert discord.shown(PROMPT) == [HARBOUR, MAYOR, BRIDGE]
        assert discord.shown(UNSURE) == [HARBOUR, MAYOR, BRIDGE]
        assert slack_titles(slack) == ZORBAL
        assert discord.shown(PAUSED) == []
        assert discord.shown(DAILY) == ["Digest: 2 stories"]
        told = str(discord.channels[DAILY].messages)
        assert [title in told for title in (HARBOUR, MAYOR, BRIDGE)] == [True, True, False]

        await deliver(store, deliverer, NIGHT - timedelta(seconds=1))
        assert len(discord.shown(DAILY)) == 1, "held until its time"
        await deliver(store, deliverer, NIGHT)
        assert discord.shown(DAILY)[1:] == [BRIDGE]
        assert discord.shown(PAUSED) == [], "paused until somebody resumes it"

        held = await store.watches.subscriptions(channel=f"discord:{PAUSED}")
        await store.watches.subscribe(held[0], origin="chat")
        await deliver(store, deliverer, NIGHT + timedelta(minutes=1))
        assert discord.shown(PAUSED) == ZORBAL
        await deliver(store, deliverer, NIGHT + timedelta(days=1))
    assert await counted(file) == {"sent": sum(before.values())}
    assert await file.check() == []
    shown = [discord.shown(channel) for channel in (PROMPT, DAILY, PAUSED, UNSURE)]
    assert [len(titles) for titles in shown] == [3, 2, 2, 3]
    assert slack_titles(slack) == ZORBAL


async def counted(file: File) -> dict[str, int]:
    return await file.read(
        lambda db: dict(db.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))
    )


async def test_what_was_learned_and_said_is_still_there(file: File) -> None:
    store = open_store(file)
    assert [watch.name for watch in await store.watches.all()] == ["Velmora", "Zorbal"]
    paused = [item for item in await store.watches.subscriptions() if item.paused]
    assert [(item.channel, item.paused) for item in paused] == [
        (f"discord:{PAUSED}", "Missing Access (50001)")
    ]
    assert [(feed.name, feed.entries) for feed in await store.feeds.all()] == [
        ("Courrier de Velmora", 3),
        ("Norwick Post", 2),
    ]
    found = await file.read(lambda db: list(db.query("SELECT delivery, user FROM feedback")))
    assert found == [{"delivery": 1, "user": "U1"}]


def test_the_file_is_copied_before_anything_in_it_changes(old: Path) -> None:
    with capture_logs() as logs:
        File(str(old)).close()
    [copy] = old.parent.glob("wirebell-schema1-*.db")
    with closing(sqlite3.connect(copy)) as kept:
        names = [row[0] for row in kept.execute("SELECT name FROM _sqlite_migrations")]
        states = dict(kept.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))
    assert names == ["m001_first_tables"]
    assert [states[state] for state in OPEN] == [5, 3, 1, 3]
    [line] = [entry for entry in logs if "backup" in entry]
    assert line["backup"] == str(copy)
    with capture_logs() as logs:
        File(str(old)).close()
    assert (list(old.parent.glob("*schema*")), logs) == ([copy], []), "once, for one upgrade"


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    File(str(tmp_path / "wirebell.db")).close()
    assert list(tmp_path.glob("*schema*")) == []


def test_what_only_the_log_of_sqlite_holds_is_in_the_copy(old: Path) -> None:
    with closing(sqlite3.connect(old)) as running:
        running.execute("INSERT INTO notes VALUES ('mark', 7)")
        running.commit()
        File(str(old)).close()
    [copy] = old.parent.glob("wirebell-schema1-*.db")
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT value FROM notes WHERE key = 'mark'").fetchone() == (7,)


def test_an_upgrade_that_fails_changes_nothing_and_copies_once(old: Path) -> None:
    with closing(sqlite3.connect(old)) as spoilt:
        spoilt.execute("CREATE TABLE ledger (line)")
        spoilt.commit()
    for _try in range(2):
        with pytest.raises(StoreError, match="ledger already exists"):
            File(str(old))
    assert len(list(old.parent.glob("wirebell-schema1-*"))) == 1
    with closing(sqlite3.connect(old)) as left:
        columns = [row[1] for row in left.execute("PRAGMA table_info(deliveries)")]
    assert "faults" not in columns


OPENING = """
import sys
from bot.errors import StoreError
from bot.store.sqlite.assemble import File
try:
    File(sys.argv[1])
except StoreError as error:
    sys.exit(f"{type(error).__name__}: {error}; {error.fix}")
"""


def test_without_room_for_the_copy_nothing_is_changed(old: Path) -> None:
    before = old.read_bytes()
    small = old.stat().st_size // 2
    ended = subprocess.run(
        [sys.executable, "-c", OPENING, str(old)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (small, small)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("StoreAway: cannot keep a copy"), "a start waits for room"
    assert f"make room for {len(before)} bytes" in ended.stderr
    assert old.read_bytes() == before
    assert list(old.parent.glob("*schema*")) == []


OLD_STATES = """
UPDATE deliveries SET state = 'waiting', reason = 'uncertain' WHERE id = 2;
UPDATE deliveries SET kind = 'edit', state = 'sending', body = 'again' WHERE id = 8;
UPDATE deliveries SET kind = 'notice', body = 'late' || char(9) || 'Norwick "Post"' WHERE id = 17;
UPDATE deliveries SET kind = 'notice', body = 'health' || char(9) ||
  '[["Up"],["It is {x}",{"x":"y"}]]'
  WHERE id = 20;
UPDATE deliveries SET body = 'no JSON' WHERE id = 22;
"""


async def test_states_and_payloads_of_before_come_along(old: Path) -> None:
    with closing(sqlite3.connect(old)) as before:
        before.executescript(OLD_STATES)
    file = File(str(old))
    rows = {number: await open_store(file).outbox.get(number) for number in range(1, 23)}
    found = {number: row for number, row in rows.items() if row}
    assert {number for number, row in found.items() if row.paused} == {5, 16}
    assert {number for number, row in found.items() if row.uncertain} == {2}
    assert {number: row.digest for number, row in found.items() if row.digest} == {3: 18, 9: 18}
    assert all(row.reason == "" for row in (found[2], found[3], found[5]))
    assert found[18].payload == DigestPayload((3, 9))
    assert isinstance(found[1].payload, KeptSummary)
    assert found[1].payload.title == HARBOUR
    card = Teller(open_store(file), ExtractiveSummariser(), CardStyle("fr"))
    late, health = found[17].payload, found[20].payload
    assert isinstance(late, NoticePayload)
    assert 'Norwick "Post" a ramené beaucoup' in plain_lines(card.notice(late))
    assert health == NoticePayload(Said("Up"), (say("It is {x}", x="y"),))
    assert found[22].payload is None
    stale = await file.read(lambda db: list(db.execute("SELECT id FROM deliveries WHERE stale")))
    assert stale == [(8,)]
    file.close()


@pytest.mark.parametrize("opening", [File, ReadOnlyFile])
def test_a_file_of_a_newer_version_is_refused_and_left_alone(
    old: Path, opening: type[File]
) -> None:
    File(str(old)).close()
    with closing(sqlite3.connect(old)) as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('wirebell', 'm900_what_comes', '2030-01-01')"
        )
        newer.commit()
    before = old.read_bytes()
    with pytest.raises(StoreError, match="newer version") as refused:
        opening(str(old))
    assert "m900_what_comes" in str(refused.value)
    assert "restore the backup" in refused.value.fix
    assert old.read_bytes() == before
