"""The ledger after a scenario: it adds up, and it says no less than the rows that are there."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from bot.core.ledger import ACCOUNTS, Line, added_up, by_tenant
from bot.store.sqlite.assemble import File
from bot.store.sqlite.books import read_book

if TYPE_CHECKING:
    from tests.fakes.rig import Rig

TOLD = """
SELECT count(*) FROM (SELECT DISTINCT subscription, article FROM deliveries
                      WHERE kind IN ('alert', 'update') AND article IS NOT NULL)"""
"""Claims that put something into the outbox: an alert and its update are one."""


def adds_up(db: Database, *, pruned: bool = True) -> dict[str, int]:
    """Assert that the ledger of a database adds up, for each tenant too; returns it by line.

    Where nothing was ever removed (not `pruned`), the rows have to be those that it counts.
    """
    rows = read_book(db)
    for tenant in (None, *{tenant for _line, tenant, _number in rows}):
        book = by_tenant(rows, tenant)
        assert set(book) <= {*Line, *ACCOUNTS}
        for total in ACCOUNTS:
            found = added_up(book, total)
            assert found.missing == 0, f"{total} of {tenant!r}: {found}"
    book = by_tenant(rows, None)
    articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    told = db.execute(TOLD).fetchone()[0]
    held = sum(book.get(line, 0) for line in Line if line.account == "held")
    posted = book.get(Line.ALERT, 0) + held - book.get(Line.JOINED_HELD, 0)
    if pruned:
        assert articles <= book.get(Line.NEW, 0)
        assert told <= posted
    else:
        assert (articles, told) == (book.get(Line.NEW, 0), posted)
    return book


async def assert_adds_up(file: File) -> dict[str, int]:
    """Assert it of an open store."""
    return await file.read(adds_up)


def assert_rig_adds_up(rig: Rig) -> None:
    """Assert it of a rig, where no loop runs."""
    asyncio.run(rig.file.read(adds_up))


def file_adds_up(path: Path, **more: Any) -> dict[str, int]:
    """Assert it of a database file that nobody has open."""
    with closing(sqlite3.connect(path)) as connection:
        return adds_up(Database(connection), **more)
