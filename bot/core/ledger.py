"""The ledger: what became of every entry that a document held, and of every match.

    entries = stored + known + set aside
    matches = alerts + edits + held + muted

A line of the ledger is an account and a reason. Both totals are counted where entries and matches
come in, every other line where it is decided or written, so that the sums can fail.
docs/ledger.md defines every term.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SEEN = "entries"
MATCHED = "matches"

Book = Counter[tuple[str, str]]
"""Numbers of a batch by line and tenant; what entries became has no tenant."""


class Line(StrEnum):
    """An account and a reason: what became of an entry or of a match."""

    NEW = "stored.new"
    CHANGED = "stored.changed"
    UNCHANGED = "known.unchanged"
    SAME_ARTICLE = "known.same_article"
    REPEATED = "set_aside.repeated"
    EMPTY = "set_aside.empty"
    OVER_CAP = "set_aside.over_cap"
    FAULTY = "set_aside.faulty"
    PLANNED = "set_aside.planned"

    ALERT = "alerts.posted"
    EDIT = "edits.shown"
    JOINED = "edits.before_sending"
    DIGEST = "held.digest"
    QUIET = "held.quiet"
    BURST = "held.burst"
    PAUSED = "held.paused"
    JOINED_HELD = "held.joined"
    NOBODY = "muted.nobody_follows"
    NOT_THEIRS = "muted.feed_not_theirs"
    WATCH_MUTED = "muted.watch"
    STORY_MUTED = "muted.story"
    FIRST_READ = "muted.first_read"
    LATE = "muted.late"
    TOLD = "muted.told_in_digest"
    GIVEN_UP = "muted.given_up"

    @property
    def account(self) -> str:
        """The account: what stands before the dot."""
        return self.value.partition(".")[0]

    @property
    def reason(self) -> str:
        """The reason within the account."""
        return self.value.partition(".")[2]


ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    SEEN: ("stored", "known", "set_aside"),
    MATCHED: ("alerts", "edits", "held", "muted"),
}
"""The accounts whose sum is the total, by total."""


def lines_of(total: str) -> tuple[Line, ...]:
    """List the lines that add up to a total."""
    return tuple(line for line in Line if line.account in ACCOUNTS[total])


@dataclass(frozen=True, slots=True)
class Sum:
    """A total beside what its accounts come to; `missing` is 0 where the ledger adds up."""

    total: int
    accounts: Mapping[str, int]

    @property
    def missing(self) -> int:
        """How many have no outcome; below zero when more came of them than there were."""
        return self.total - sum(self.accounts.values())


def added_up(book: Mapping[str, int], total: str) -> Sum:
    """Add up a total's accounts from numbers by line."""
    found = dict.fromkeys(ACCOUNTS[total], 0)
    for line in lines_of(total):
        found[line.account] += book.get(line, 0)
    return Sum(book.get(total, 0), found)


def by_tenant(rows: Iterable[tuple[str, str, int]], tenant: str | None) -> dict[str, int]:
    """Sum (line, tenant, number) rows by line: those of one tenant, or all for None."""
    found: Counter[str] = Counter()
    for line, owner, number in rows:
        if tenant is None or owner == tenant:
            found[line] += number
    return dict(found)
