"""The ledger in words: its two sums, and the name of every line."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import Field, text
from bot.core.ledger import MATCHED, SEEN, Line, Sum, added_up, lines_of
from bot.i18n import Translate
from bot.said import Said, put_words, say

ACCOUNTS = {
    "stored": say("{n} stored"),
    "known": say("{n} known"),
    "set_aside": say("{n} set aside"),
    "alerts": say("{n} told"),
    "edits": say("{n} added to what was told"),
    "held": say("{n} held"),
    "muted": say("{n} told to nobody"),
}
LINES: Mapping[Line, Said] = {
    Line.NEW: say("new"),
    Line.CHANGED: say("changed text"),
    Line.UNCHANGED: say("unchanged"),
    Line.SAME_ARTICLE: say("the same article under another id"),
    Line.REPEATED: say("twice in one document"),
    Line.EMPTY: say("nothing in it that can be read"),
    Line.OVER_CAP: say("over the cap of a document"),
    Line.FAULTY: say("an error of ours"),
    Line.PLANNED: say("announced, not there yet"),
    Line.ALERT: say("alerts"),
    Line.EDIT: say("the story was told before: shown on that message"),
    Line.JOINED: say("joined an alert on its way"),
    Line.DIGEST: say("for a digest"),
    Line.QUIET: say("quiet hours"),
    Line.BURST: say("burst guard"),
    Line.PAUSED: say("paused channel"),
    Line.JOINED_HELD: say("joined a held alert"),
    Line.NOBODY: say("nobody follows the watch"),
    Line.NOT_THEIRS: say("a feed that is not theirs"),
    Line.WATCH_MUTED: say("muted watch"),
    Line.STORY_MUTED: say("muted story"),
    Line.FIRST_READ: say("first read of the feed"),
    Line.LATE: say("old items that came again"),
    Line.TOLD: say("told in a digest before"),
    Line.GIVEN_UP: say("the alert of the story was given up"),
}
TOTALS = {SEEN: say("Entries"), MATCHED: say("Matches")}
NAMED = ("set_aside", "held", "muted")
"""Accounts whose reasons are named: what did not reach anybody."""


def book_sums(book: Mapping[str, int], gettext: Translate) -> list[Field]:
    """Show each total that was booked with what became of it."""
    return [
        Field(put_words(name, gettext), text(book_sentence(book, total, gettext)))
        for total, name in TOTALS.items()
        if book.get(total)
    ]


def book_sentence(book: Mapping[str, int], total: str, gettext: Translate) -> str:
    """Say a total and its accounts in one line: 7 = 2 stored + 5 known."""
    found = added_up(book, total)
    parts = [
        put_words(ACCOUNTS[account], gettext).format(n=number)
        + _account_reasons(book, total, account, gettext)
        for account, number in found.accounts.items()
    ]
    return f"{found.total} = {' + '.join(parts)}" + _missing_note(found, gettext)


def _account_reasons(book: Mapping[str, int], total: str, account: str, gettext: Translate) -> str:
    lines = [line for line in lines_of(total) if line.account == account and book.get(line)]
    named = ", ".join(f"{put_words(LINES[line], gettext)} {book[line]}" for line in lines)
    return f" ({named})" if named and account in NAMED else ""


def _missing_note(found: Sum, gettext: Translate) -> str:
    if not found.missing:
        return ""
    return " · " + gettext("{n} are not accounted for").format(n=found.missing)
