"""Fill a store in bulk with made-up watches and subscriptions: by SQL, in one transaction."""

from __future__ import annotations

from bot.core.language.text import fold
from bot.store.sqlite.assemble import File
from tests.bench.watches import queries

CHANNEL = "console"


async def fill_watches(file: File, count: int) -> None:
    """Put in so many watches, each followed by one subscription."""
    rows = [(at + 1, f"{query} {at}", query) for at, query in enumerate(queries(count))]

    def fill(db) -> None:  # type: ignore[no-untyped-def]
        db.conn.executemany(
            """INSERT INTO watchlists (id, tenant, name, name_key, query, aliases, origin)
               VALUES (?, '', ?, ?, ?, 1, 'cli')""",
            [(number, name, fold(name), query) for number, name, query in rows],
        )
        db.conn.executemany(
            """INSERT INTO subscriptions (tenant, channel, watchlist, origin)
               VALUES ('', ?, ?, 'cli')""",
            [(CHANNEL, number) for number, _, _ in rows],
        )

    await file.write(fill)
