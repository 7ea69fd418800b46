"""How much there is of what tenants have, and where that has to end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from bot.errors import LimitReached
from bot.said import Said, say
from bot.store.sqlite.base.connection import Database

FEEDS = "SELECT count(*) FROM feed_owners WHERE tenant = ? AND origin = 'chat'"
WATCHES = "SELECT count(*) FROM watchlists WHERE tenant = ? AND NOT removed AND origin = 'chat'"
SUBSCRIPTIONS = """
SELECT count(*) FROM subscriptions WHERE tenant = ? AND NOT removed AND origin = 'chat'"""

_FIXES: dict[str, tuple[Said, Said]] = {
    FEEDS: (
        say("Feeds of your own here: {n}, and there may be no more."),
        say("take one out with /news feed-remove, or ask the operator to raise the limit"),
    ),
    WATCHES: (
        say("Watches of your own here: {n}, and there may be no more."),
        say("delete one with /news unwatch, or ask the operator to raise the limit"),
    ),
    SUBSCRIPTIONS: (
        say("Subscriptions here: {n}, and there may be no more."),
        say("end one with /news unsubscribe, or ask the operator to raise the limit"),
    ),
}


@contextlib.contextmanager
def bounded(db: Database, counted: str, tenant: str, most: int) -> Iterator[None]:
    """Let a block within a transaction add something unless there is too much then.

    Raises LimitReached, which takes back what was added; 0 is no limit. Since it counts within
    the transaction, it holds however many ask at once.
    """
    before = _count(db, counted, tenant) if most else 0
    yield
    if most and (after := _count(db, counted, tenant)) > before and after > most:
        words, fix = _FIXES[counted]
        raise LimitReached(replace(words, values=(("n", before),)), fix=fix)


def _count(db: Database, counted: str, tenant: str) -> int:
    return int(db.execute(counted, [tenant]).fetchone()[0])


NEXT_CHANNEL = """
SELECT channel FROM subscriptions WHERE channel > ? ORDER BY channel LIMIT 1"""


def followed(db: Database) -> dict[str, int]:
    """Count the subscriptions of each platform."""
    found = {name: _followed(db, name) for name in _platforms(db)}
    return {name: number for name, number in found.items() if number}


def _platforms(db: Database) -> Iterator[str]:
    """Yield the platforms of channels that are followed: a step through the index for each."""
    after = ""
    while found := db.execute(NEXT_CHANNEL, [after]).fetchone():
        name, mark, _ = found[0].partition(":")
        # ";" comes right after ":", so the next step is past all channels of the platform.
        after = f"{name};" if mark else name
        yield name


def _followed(db: Database, platform: str) -> int:
    row = db.execute(
        """SELECT count(*) FROM subscriptions INDEXED BY subscriptions_channel
           WHERE NOT removed
           AND (channel = ?1 OR channel >= ?1 || ':' AND channel < ?1 || ';')""",
        [platform],
    ).fetchone()
    return int(row[0])
