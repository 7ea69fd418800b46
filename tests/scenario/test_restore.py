"""A restored backup: nothing that stands in a channel is posted again, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cards import plain_lines
from bot.commands.declared.spec import Invocation
from bot.errors import StoreBusy, StoreError
from bot.models import Caller, DeliveryState, Entry, Feed, Mode
from bot.models.past import Lineage
from bot.store.sqlite.assemble import File, restore
from tests.contract.discord_harness import DiscordHarness, discord_harness
from tests.contract.slack_harness import SlackHarness, slack_harness
from tests.fakes.books import assert_adds_up
from tests.fakes.rig import Post, Rig, entry, make_rig
from tests.fakes.rows import subscription, watch

Harness = DiscordHarness | SlackHarness

BEFORE, AFTER, JOINED = 5, 50, 10
"""Alerts that the backup knows, those after it, and how many of these another outlet joins."""
OPEN = {"new", "waiting", "sending"}
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze", "chi", "gru")
HARNESSES = {"discord": discord_harness, "slack": slack_harness}


@pytest.fixture(params=sorted(HARNESSES))
async def harness(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    async with HARNESSES[request.param]() as made:
        made.platform.pace = 0.0
        if isinstance(made, DiscordHarness):
            made.fake.nonce_seconds = 0.0  # Discord forgets in minutes what a restore repeats later
        yield made


class Press:
    """Two outlets; each piece of the second tells what one of the first told."""

    def __init__(self) -> None:
        self._dice = random.Random(20_26)
        self._count = 0
        self.pieces: dict[str, list[Entry]] = {"phare": [], "digue": []}

    def write(self, outlet: str) -> Entry:
        """Write a piece that shares no word with another but the watch's."""
        self._count += 1
        title = f"Ciment {self._words(5)}"
        return self._put(outlet, entry(self._count, title, self._words(70), datetime.now(UTC)))

    def copy(self, outlet: str, of: Entry) -> Entry:
        """Have another outlet bring the same text under its own address."""
        self._count += 1
        made = entry(self._count, of.title, of.content, datetime.now(UTC))
        return self._put(outlet, made)

    def retell(self, outlet: str, of: Entry) -> Entry:
        """Have another outlet tell the same in a text of its own: no reprint, but news of it."""
        self._count += 1
        words = of.content.split()
        text = " ".join(words[0::2] + words[1::2])
        return self._put(outlet, entry(self._count, of.title, text, datetime.now(UTC)))

    def _put(self, outlet: str, made: Entry) -> Entry:
        self.pieces[outlet].append(made)
        return made

    def _words(self, number: int) -> str:
        return " ".join("".join(self._dice.choices(SYLLABLES, k=4)) for _ in range(number))


@asynccontextmanager
async def started(path: Path, harness: Harness, press: Press) -> AsyncIterator[Rig]:
    """Run on a file as the program does, from the claim to the clean end."""
    rig = make_rig(harness.platform, path=path)  # type: ignore[arg-type]
    rig.now = datetime.now(UTC)
    rig.file.claim()
    await rig.service.deliverer.recall.begin(rig.now, rig.file.lineage)
    rig.file.vouch()
    rig.wire.entries = {feed.url: press.pieces[feed.name] for feed in await rig.store.feeds.all()}
    try:
        yield rig
        await assert_adds_up(rig.file)
    finally:
        rig.file.close()


async def _set_up(
    rig: Rig, harness: Harness, press: Press, mode: Mode = Mode.INSTANT, *, updates: bool = False
) -> None:
    saved, _ = await rig.service.changes.watch(watch(), origin="file")
    to = subscription(saved.id, harness.channel, tenant=harness.tenant, mode=mode, updates=updates)
    await rig.service.changes.subscribe(to, origin="file")
    for name in press.pieces:
        feed = await rig.add_feed(name)
        rig.wire.entries[feed.url] = press.pieces[name]


async def _poll(rig: Rig, *names: str) -> None:
    feeds: dict[str, Feed] = {feed.name: feed for feed in await rig.store.feeds.all()}
    for name in names:
        await rig.service.poll_feed(feeds[name], rig.now)
    await _settled(rig)


async def _settled(rig: Rig) -> None:
    """Deliver until nothing is under way; what a busy machine answered late is tried again."""
    async with asyncio.timeout(60):
        await rig.drain()
        while OPEN & (await rig.store.outbox.standing(None)).keys():
            await asyncio.sleep(0.05)
            rig.pass_time(seconds=2)
            await rig.drain()


async def _backed_up_and_gone_on(path: Path, harness: Harness, press: Press) -> Path:
    """Post some alerts, make a backup, post many more and edit some of them."""
    backup = path.with_name("backup.db")
    async with started(path, harness, press) as rig:
        await _set_up(rig, harness, press)
        for _ in range(BEFORE):
            press.write("phare")
        await _poll(rig, "phare")
        await rig.file.backup(backup)
        rig.pass_time(seconds=1)
        told = [press.write("phare") for _ in range(AFTER)]
        await _poll(rig, "phare")
        for piece in told[:JOINED]:
            press.copy("digue", piece)
        await _poll(rig, "digue")
    return backup


def _by_hand(backup: Path, path: Path) -> None:
    for beside in path.parent.glob("wirebell.db-*"):
        beside.unlink()
    shutil.copy(backup, path)


def _titles(press: Press) -> Counter[str]:
    return Counter(piece.title for piece in press.pieces["phare"])


def _shown(harness: Harness) -> Counter[str]:
    return Counter(title.strip("*") for title in harness.shown(harness.channel))


def _by_command(backup: Path, path: Path) -> None:
    done = restore(backup, path, datetime.now(UTC))
    assert done.told == AFTER
    kept = File(done.kept)
    kept.close()


def _over_ruins(backup: Path, path: Path) -> None:
    path.write_bytes(b"no database")
    done = restore(backup, path, datetime.now(UTC))
    assert done.told is None


@pytest.mark.parametrize("put_back", [_by_hand, _by_command, _over_ruins])
@pytest.mark.parametrize("order", [("phare", "digue"), ("digue", "phare")])
async def test_what_stands_in_a_channel_is_told_and_the_rest_is_posted(
    harness: Harness,
    tmp_path: Path,
    order: tuple[str, str],
    put_back: Callable[[Path, Path], None],
) -> None:
    press, path = Press(), tmp_path / "wirebell.db"
    backup = await _backed_up_and_gone_on(path, harness, press)
    assert _shown(harness) == _titles(press)
    put_back(backup, path)
    press.write("phare")  # what came in while nothing ran
    async with started(path, harness, press) as rig:
        assert rig.file.lineage is Lineage.OLDER
        await _poll(rig, *order)
        assert _shown(harness) == _titles(press), "each once"
        standing = await rig.store.outbox.standing(None)
        assert set(standing) == {DeliveryState.SENT}
        before = _edits(harness)
        press.copy("digue", press.pieces["phare"][BEFORE + AFTER - 1])
        await _poll(rig, "digue")
        assert _edits(harness) == before + 1, "what was told after the backup is edited still"
        assert _shown(harness) == _titles(press)


def _edits(harness: Harness) -> int:
    """Count the edits that a channel has seen."""
    if isinstance(harness, SlackHarness):
        return harness.fake.calls["chat.update"]
    return harness.fake.calls["PATCH /channels/{channel_id}/messages/{message_id}"]


async def _close_history(harness: Harness) -> None:
    """Take the right to read the channel's history."""
    if isinstance(harness, SlackHarness):
        harness.fake.teams["T1"].scopes = "commands,chat:write,channels:read,channels:join"
        return
    channel = harness.fake.channels[harness.channel.removeprefix("discord:")]
    channel.overwrites = [{"id": channel.guild, "type": 0, "allow": "0", "deny": str(1 << 16)}]
    harness.fake.gateway.guilds = [harness.fake.guild_payload(channel.guild)]
    await harness.restart()
    harness.platform.pace = 0.0


async def test_where_the_history_cannot_be_read_one_message_says_so(
    harness: Harness, tmp_path: Path
) -> None:
    press, path = Press(), tmp_path / "wirebell.db"
    backup = await _backed_up_and_gone_on(path, harness, press)
    _by_hand(backup, path)
    await _close_history(harness)
    async with started(path, harness, press) as rig:
        await _poll(rig, "phare", "digue")
        assert _shown(harness) == _titles(press), "nothing goes out at once"
        rig.pass_time(minutes=2)
        await _settled(rig)
        [again] = _shown(harness) - _titles(press)
        assert again == f"Digest: {AFTER} stories"
        told = plain_lines(await rig.desk.run(Invocation("health"), Caller(harness.tenant, "")))
        assert "its history could not be read" in told
        rig.pass_time(hours=1)
        news = press.write("phare")
        press.pieces["phare"][-1] = replace(news, published=rig.now)
        await _poll(rig, "phare")
        assert _shown(harness)[news.title] == 1, "what is surely new goes out by itself"


async def test_what_a_digest_told_after_the_backup_is_not_told_again(
    harness: Harness, tmp_path: Path
) -> None:
    press, path = Press(), tmp_path / "wirebell.db"
    backup = path.with_name("backup.db")
    async with started(path, harness, press) as rig:
        await _set_up(rig, harness, press, mode=Mode.HOURLY)
        await rig.file.backup(backup)
        for _ in range(4):
            press.write("phare")
        await _poll(rig, "phare")
        rig.pass_time(hours=2)
        await _settled(rig)
    assert _shown(harness) == Counter(["Digest: 4 stories"])
    _by_hand(backup, path)
    fresh = press.write("digue")
    async with started(path, harness, press) as rig:
        await _poll(rig, "phare", "digue")
        rig.pass_time(hours=2)
        await _settled(rig)
    assert _shown(harness) == Counter(["Digest: 4 stories", "Digest: 1 story"])
    [*_, last] = _texts(harness)
    assert fresh.title in last
    assert press.pieces["phare"][0].title not in last


def _texts(harness: Harness) -> list[str]:
    """List what the messages of a channel say, whatever says it."""
    _, _, number = harness.channel.partition(":")
    messages = harness.fake.channels[number].messages
    return [json.dumps(message, ensure_ascii=False) for message in messages]


def _everywhere(harness: Harness) -> Counter[str]:
    """Count what the channel and its threads say, by the words of each message."""
    if isinstance(harness, SlackHarness):
        return _shown(harness)
    number = harness.channel.removeprefix("discord:")
    rooms = [one.id for one in harness.fake.channels.values() if number in (one.id, one.parent)]
    return Counter(title.strip("*") for room in rooms for title in harness.fake.shown(room))


def _close_threads(harness: Harness) -> int:
    """Archive the threads of the channel, where a platform has that; returns how many."""
    if isinstance(harness, SlackHarness):
        return 0
    threads = [one for one in harness.fake.channels.values() if one.parent]
    for thread in threads:
        thread.closed = datetime.now(UTC).isoformat()
    return len(threads)


@pytest.mark.parametrize("closed", [False, True])
async def test_what_a_thread_told_after_the_backup_is_not_told_again(
    harness: Harness, tmp_path: Path, closed: bool
) -> None:
    """A thread that the backup knows and one that it does not each get an update after it."""
    press, path = Press(), tmp_path / "wirebell.db"
    backup = path.with_name("backup.db")
    async with started(path, harness, press) as rig:
        await _set_up(rig, harness, press, mode=Mode.THREAD, updates=True)
        known = press.write("phare")
        await _poll(rig, "phare")
        await rig.file.backup(backup)
        later = press.write("phare")
        await _poll(rig, "phare")
        for piece in (known, later):
            press.retell("digue", piece)
        await _poll(rig, "digue")
    told = _everywhere(harness)
    assert told.total() == 4, "two alerts and an update to each"
    if closed:
        assert _close_threads(harness) in (0, 2)
    _by_hand(backup, path)
    news = press.write("phare")
    async with started(path, harness, press) as rig:
        await _poll(rig, "phare", "digue")
        assert set(await rig.store.outbox.standing(None)) == {DeliveryState.SENT}
    assert _everywhere(harness) - told == Counter([news.title])


class Receiver(Post):
    """A platform without a history, such as a webhook."""

    history = False


async def _told_without_history(path: Path) -> tuple[Press, Receiver, Path]:
    press, post = Press(), Receiver("webhook", {"webhook:a": ""})
    backup = path.with_name("backup.db")
    rig = make_rig(post, path=path)
    rig.now = datetime.now(UTC)
    rig.file.claim()
    saved, _ = await rig.service.changes.watch(watch(), origin="file")
    await rig.service.changes.subscribe(subscription(saved.id, "webhook:a"), origin="file")
    for name in press.pieces:
        feed = await rig.add_feed(name)
        rig.wire.entries[feed.url] = press.pieces[name]
    await rig.file.backup(backup)
    for _ in range(4):
        press.write("phare")
    await _poll(rig, "phare")
    rig.file.close()
    return press, post, backup


async def _restarted(path: Path, post: Receiver, press: Press) -> None:
    rig = make_rig(post, path=path)
    rig.now = datetime.now(UTC)
    rig.file.claim()
    await rig.service.deliverer.recall.begin(rig.now, rig.file.lineage)
    rig.wire.entries = {feed.url: press.pieces[feed.name] for feed in await rig.store.feeds.all()}
    await _poll(rig, "phare", "digue")
    rig.file.close()


async def test_without_a_history_the_replaced_file_tells_what_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "wirebell.db"
    press, post, backup = await _told_without_history(path)
    restore(backup, path, datetime.now(UTC))
    news = press.write("phare")
    await _restarted(path, post, press)
    assert post.titles == [*(piece.title for piece in press.pieces["phare"][:4]), news.title]


async def test_without_history_and_file_what_came_before_counts_as_told(tmp_path: Path) -> None:
    path = tmp_path / "wirebell.db"
    press, post, backup = await _told_without_history(path)
    path.unlink()
    restore(backup, path, datetime.now(UTC))
    await _restarted(path, post, press)
    assert len(post.sent) == 4


async def test_without_history_an_older_file_repeats_under_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "wirebell.db"
    press, post, backup = await _told_without_history(path)
    _by_hand(backup, path)
    await _restarted(path, post, press)
    first, again = post.sent[:4], post.sent[4:]
    assert {item.name for item, _ in first} == {item.name for item, _ in again}
    assert [item.uncertain for item, _ in again] == [True] * 4


async def test_what_cannot_be_restored_changes_nothing(tmp_path: Path) -> None:
    path, backup = tmp_path / "wirebell.db", tmp_path / "backup.db"
    file = File(str(path))
    await file.backup(backup)
    now = datetime.now(UTC)
    file.claim()
    with pytest.raises(StoreBusy, match="is running"):
        restore(backup, path, now)
    file.close()
    before = path.read_bytes()
    ruins, other, newer = (tmp_path / name for name in ("ruins", "other", "newer"))
    ruins.write_bytes(before[: len(before) // 2])
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE t (x)")
    shutil.copy(backup, newer)
    with closing(sqlite3.connect(newer)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('wirebell', 'm999_later', '2030-01-01')"
        )
        db.commit()
    cut = []
    for missing in (1, 100, 512, 4096):
        cut.append(tmp_path / f"cut{missing}")
        cut[-1].write_bytes(backup.read_bytes()[:-missing])
    for wrong in (ruins, other, newer, path, tmp_path / "none", tmp_path / ("x" * 300), *cut):
        with pytest.raises(StoreError):
            restore(wrong, path, now)
    assert path.read_bytes() == before
    assert not _left_over(tmp_path)


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.errors import StoreError
from bot.store.sqlite.keeping.replacing import restore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits on this system")
async def test_a_disk_that_refuses_is_not_the_backups_fault(tmp_path: Path) -> None:
    path, backup = tmp_path / "wirebell.db", tmp_path / "backup.db"
    file = File(str(path))
    await file.backup(backup)
    file.close()
    before = path.read_bytes()
    command = [sys.executable, "-c", FULL, str(backup), str(path)]
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    told, _ = await child.communicate()
    assert told.decode().startswith(f"cannot restore {backup}: ")
    assert path.read_bytes() == before
    assert not _left_over(tmp_path)


def _left_over(folder: Path) -> list[Path]:
    return [*folder.glob("*restoring*"), *folder.glob("*replaced*")]
