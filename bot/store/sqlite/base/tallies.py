"""Numbers of rows kept by triggers, so that nobody has to count a table that grows."""

from __future__ import annotations

from bot.store.sqlite.base.connection import Database

TABLE = """
CREATE TABLE tallies (
  what TEXT NOT NULL, tenant TEXT NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY (what, tenant)) WITHOUT ROWID"""

STATE = "'deliveries:' || {row}.state, {row}.tenant"
"""What a delivery counts as: its state, of its tenant."""

COUNTED = {"articles": "'articles', ''", "stories": "'stories', ''", "deliveries": STATE}


def set_up(db: Database) -> None:
    """Create the numbers as they are now, and what keeps them."""
    db.execute(TABLE)
    for table in ("articles", "stories"):
        db.execute(f"INSERT INTO tallies SELECT '{table}', '', count(*) FROM {table}")
    db.execute(
        """INSERT INTO tallies SELECT 'deliveries:' || state, tenant, count(*) FROM deliveries
           GROUP BY state, tenant"""
    )
    for table, counted in COUNTED.items():
        for event, row, step in (("INSERT", "new", 1), ("DELETE", "old", -1)):
            _keep_count(
                db, f"tally_{table}_{event.lower()}", f"{event} ON {table}", counted, (row, step)
            )
    moved = "UPDATE OF state, tenant ON deliveries WHEN new.state <> old.state"
    moved += " OR new.tenant <> old.tenant"
    _keep_count(db, "tally_deliveries_update", moved, STATE, ("old", -1), ("new", 1))


def _keep_count(db: Database, name: str, event: str, counted: str, *steps: tuple[str, int]) -> None:
    added = " ".join(
        f"""INSERT INTO tallies VALUES ({counted.format(row=row)}, {step})
            ON CONFLICT (what, tenant) DO UPDATE SET value = value + excluded.value;"""
        for row, step in steps
    )
    db.execute(f"CREATE TRIGGER {name} AFTER {event} BEGIN {added} END")


def total_rows(db: Database, table: str) -> int:
    """Give the number of rows of a table that is counted."""
    found = db.execute(
        "SELECT ifnull(sum(value), 0) FROM tallies WHERE what = ?1 OR what GLOB ?1 || ':*'", [table]
    ).fetchone()
    return int(found[0])


def standing_counts(db: Database, tenant: str | None) -> dict[str, int]:
    """Count deliveries by state, of one tenant or of all."""
    rows = db.execute(
        """SELECT substr(what, 12), sum(value) FROM tallies WHERE what GLOB 'deliveries:*'
           AND (?1 IS NULL OR tenant = ?1) GROUP BY what HAVING sum(value) > 0""",
        [tenant],
    ).fetchall()
    return {state: int(number) for state, number in rows}
