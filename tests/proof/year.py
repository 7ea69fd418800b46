"""A bot's life on a clock that is moved by hand: feeds that publish, readers who follow, days."""

from __future__ import annotations

import gc
import os
import random
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.cards import Card
from bot.models import Delivery, Entry, Feed, Mode, Outcome, Sent
from tests.fakes.books import assert_adds_up
from tests.fakes.rig import Post, make_rig
from tests.fakes.rows import subscription, watch

GUILD = "discord:1"
KEEP_DAYS = 90
SHOWN = 20
"""Entries that a feed's document holds, as most feeds do."""
A_DAY = 5
"""Entries that a feed publishes a day."""
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "ze", "chi", "gru")
ZONE = "Europe/Paris"
AGAIN = 0.03
"""Share of entries that tell another feed's news of the same day in the same words (a guess)."""
WATCHED = 0.05
"""Share of news that a watch is after (a guess)."""
SUBJECTS = ("Ciment", "Wagner", "Tungstène", "Bizerte")
EDITED = 0.05
"""Share of entries whose text is changed a day later (a guess)."""


class Channels(Post):
    """A platform that keeps of what it was given the keys alone, on disk: a year is long."""

    def __init__(self, path: Path) -> None:
        super().__init__("discord", {f"discord:{number}": GUILD for number in range(10, 14)})
        self.path = path
        self._file = path.open("w", encoding="utf-8")

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        self._file.write(f"{delivery.channel} {delivery.key}\n")
        return Sent(f"m{delivery.id}")

    async def edit(self, delivery: Delivery, card: Card, message_ref: str) -> Outcome:
        return Sent(message_ref)

    def keys(self) -> list[str]:
        """List channel and key of all that was sent, once it is closed."""
        return self.path.read_text(encoding="utf-8").splitlines()

    def close(self) -> None:
        self._file.close()


@dataclass(frozen=True)
class Day:
    """What a day's end looked like: bytes in memory and on disk, open files, what was counted."""

    number: int
    memory: int
    size: int
    descriptors: int
    book: dict[str, int]


class Life:
    """A service with its feeds and readers, each hour of whose days is lived by `run`.

    `jumps` are the days on which somebody sets the machine's clock, and by how many days.
    `expected` counts, by channel, the news that its readers have to be told.
    """

    def __init__(
        self, folder: Path, feeds: int, starts: datetime, jumps: Mapping[int, int]
    ) -> None:
        self._path = folder / "wirebell.db"
        self.channels = Channels(folder / "sent")
        self.rig = make_rig(self.channels, path=self._path)
        self.rig.now = starts
        self._count, self._jumps = feeds, jumps
        self._dice = random.Random(365)
        self._feeds: list[Feed] = []
        self._shown: dict[int, deque[Entry]] = {}
        self._fresh: deque[Entry] = deque(maxlen=8)
        self._number = 0
        self.expected: Counter[str] = Counter()

    def close(self) -> None:
        self.rig.file.close()
        self.channels.close()

    async def run(self, days: int) -> AsyncIterator[Day]:
        """Live so many days and tell of each what its end looked like."""
        await self._found()
        for number in range(1, days + 1):
            self.rig.pass_time(days=self._jumps.get(number, 0))
            for hour in range(24):
                for feed in self._feeds[hour::24]:
                    await self._publish(feed)
                self.rig.pass_time(hours=1)
                await self.rig.drain()
            await self.rig.service.clean_up(self.rig.now, keep_days=KEEP_DAYS)
            yield await self._end_of_day(number)

    async def _found(self) -> None:
        changes = self.rig.service.changes
        for number in range(self._count):
            self._feeds.append(await self.rig.add_feed(f"outlet{number}"))
        ways = {"10": {}, "11": {"quiet": "22:00-07:00"}, "12": {"mode": Mode.DAILY, "at": "08:00"}}
        for subject in SUBJECTS:
            saved, _preview = await changes.watch(
                watch(GUILD, subject, subject.lower()), origin="chat"
            )
            for channel, way in ways.items():
                about: dict[str, Any] = {"tenant": GUILD, "timezone": ZONE} | way
                await changes.subscribe(
                    subscription(saved.id, f"discord:{channel}", **about), origin="chat"
                )

    async def _publish(self, feed: Feed) -> None:
        """Put a day's entries of a feed on line, some changed, some again, and poll it."""
        shown = self._shown.setdefault(feed.id, deque(maxlen=SHOWN))
        if shown and self._dice.random() < EDITED * A_DAY:
            old = shown.pop()
            shown.append(replace(old, content=f"{old.content}<p>{self._words(12)}.</p>"))
        shown.extend(self._entry(feed) for _ in range(A_DAY))
        self.rig.wire.entries[feed.url] = [*shown]
        current = await self.rig.store.feeds.get(feed.id)
        assert current is not None
        await self.rig.service.poll_feed(current, self.rig.now)

    def _entry(self, feed: Feed) -> Entry:
        self._number += 1
        guid, now = f"{feed.name}-{self._number}", self.rig.now
        url = f"https://{feed.name}.example/{self._number}"
        if self._fresh and self._dice.random() < AGAIN:
            return replace(self._dice.choice(self._fresh), guid=guid, url=url, published=now)
        subject = ""
        if self._dice.random() < WATCHED:
            subject = self._dice.choice(SUBJECTS)
            self.expected.update(f"discord:{channel}" for channel in (10, 11, 12))
        title = f"{subject} {self._words(6)}".strip()
        made = Entry(guid, url, title, "", f"<p>{title}. {self._words(70)}.</p>", published=now)
        self._fresh.append(made)
        return made

    def _words(self, count: int) -> str:
        """Invent words that no other text shares, so that each news is a story of its own."""
        dice = self._dice
        return " ".join("".join(dice.choices(SYLLABLES, k=4)) for _ in range(count))

    async def _end_of_day(self, number: int) -> Day:
        book = await assert_adds_up(self.rig.file)
        # What the stand-ins remember is no memory of the program.
        self.rig.shown.clear()
        self.rig.wire.asked.clear()
        gc.collect()
        size = sum(path.stat().st_size for path in self._path.parent.glob("wirebell.db*"))
        return Day(number, _resident(), size, len(os.listdir("/proc/self/fd")), book)


def _resident() -> int:
    """Tell the bytes of memory that this process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
