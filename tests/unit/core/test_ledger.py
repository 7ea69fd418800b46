"""The ledger: lines, accounts and sums."""

from __future__ import annotations

import pytest

from bot.commands.books import LINES, book_sentence
from bot.core.ledger import ACCOUNTS, MATCHED, SEEN, Line, added_up, by_tenant, lines_of
from tests.conftest import ROOT


def test_every_line_belongs_to_one_total() -> None:
    assert sorted([*lines_of(SEEN), *lines_of(MATCHED)]) == sorted(Line)
    assert {line.account for line in Line} == {
        name for names in ACCOUNTS.values() for name in names
    }


@pytest.mark.parametrize("line", Line)
def test_every_line_has_words_and_a_definition(line: Line) -> None:
    assert str(LINES[line])
    assert f"`{line.value}`" in (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")


def test_what_has_no_outcome_is_missing() -> None:
    book = {SEEN: 7, Line.NEW: 2, Line.UNCHANGED: 3, Line.EMPTY: 1}
    found = added_up(book, SEEN)
    assert dict(found.accounts) == {"stored": 2, "known": 3, "set_aside": 1}
    assert found.missing == 1
    assert added_up({}, MATCHED).missing == 0
    assert added_up({Line.ALERT: 1}, MATCHED).missing == -1


def test_the_sentence_names_why_nobody_heard_and_what_is_missing() -> None:
    book = {MATCHED: 9, Line.ALERT: 3, Line.DIGEST: 1, Line.NOBODY: 4}
    assert book_sentence(book, MATCHED, str) == (
        "9 = 3 told + 0 added to what was told + 1 held (for a digest 1)"
        " + 4 told to nobody (nobody follows the watch 4) · 1 are not accounted for"
    )


def test_a_tenant_sees_its_own_numbers() -> None:
    rows = [(SEEN, "", 5), (MATCHED, "discord:1", 2), (MATCHED, "slack:T", 3)]
    assert by_tenant(rows, "discord:1") == {MATCHED: 2}
    assert by_tenant(rows, None) == {SEEN: 5, MATCHED: 5}
