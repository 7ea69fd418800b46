"""The outbox: deliveries claimed by compare-and-set, in order per channel.

new -> sending(attempted_at) -> sent(message_ref) | waiting(next_try_at) | dead(reason) | moot

A row in `sending` that no send is working on has an unknown outcome: it was left by a crash or a
cut connection, and is looked up before anything else goes to its channel. A row that waits
`aside` lets the others of its channel pass: a fault of ours kept it from being sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot import said
from bot.core.alerts.marks import digest_mark
from bot.models import Delivery, DeliveryKind, DeliveryState, GivenUp
from bot.models.payloads import DigestPayload, KeptSummary, NoticePayload
from bot.said import Words, keep_words
from bot.store.sqlite.base.connection import Database
from bot.store.sqlite.base.file import File, reads, writes
from bot.store.sqlite.base.payloads import pack_payload
from bot.store.sqlite.base.rows import OPEN, delivery_of, given_up_of, must_moment, stamp_of
from bot.store.sqlite.base.tallies import standing_counts

# The head of each channel: nothing overtakes an earlier delivery of the same channel that is
# under way or waiting for its next try, but for one that waits aside.
HEADS = """
SELECT * FROM deliveries WHERE id IN (
  SELECT min(id) FROM deliveries WHERE state IN ('new', 'waiting', 'sending')
    AND NOT (state = 'waiting' AND aside AND next_try_at > ?1) GROUP BY channel)
AND state IN ('new', 'waiting') AND (next_try_at IS NULL OR next_try_at <= ?1) ORDER BY id"""

GIVEN_UP = """
SELECT d.*, coalesce(d.ended_at, d.attempted_at, d.created_at) AS at,
       coalesce(a.title, s.title, '') AS title
FROM deliveries d LEFT JOIN articles a ON a.id = d.article LEFT JOIN stories s ON s.id = d.story
WHERE d.state = 'dead' AND (:tenant IS NULL OR d.tenant = :tenant)
AND coalesce(d.ended_at, d.attempted_at, d.created_at) >= :since ORDER BY at DESC, d.id DESC"""


class SqliteOutbox:
    """The table of deliveries."""

    def __init__(self, file: File) -> None:
        self.file = file

    @writes
    def claim(
        self, db: Database, now: datetime, *, skip: Iterable[str] = (), only: str = ""
    ) -> list[Delivery]:
        """Take the next due delivery of every channel but those in `skip`, or of one channel."""
        left = set(skip)
        rows = [
            row
            for row in db.query(HEADS, [stamp_of(now)])
            if row["channel"] not in left and only in ("", row["channel"])
        ]
        if rows:
            self.file.reached(db, now)
        for row in rows:
            db.execute(
                """UPDATE deliveries SET state = 'sending', attempted_at = ?,
                     attempts = attempts + 1 WHERE id = ?""",
                [stamp_of(now), row["id"]],
            )
        return [
            delivery_of(row | {"state": "sending", "attempted_at": stamp_of(now)}) for row in rows
        ]

    @reads
    def unsettled(self, db: Database) -> list[Delivery]:
        """List the deliveries whose outcome is unknown or being awaited."""
        return [
            delivery_of(row)
            for row in db.query(
                f"""SELECT * FROM deliveries INDEXED BY deliveries_open
                    WHERE state = 'sending' AND {OPEN} ORDER BY id"""
            )
        ]

    @writes
    def sent(self, db: Database, delivery: int, message_ref: str) -> None:
        """Note that a delivery is out; an edit that grew stale meanwhile is due again."""
        db.execute(
            """UPDATE deliveries SET message_ref = ?, next_try_at = NULL, reason = '',
                 state = CASE WHEN stale THEN 'new' ELSE 'sent' END, stale = 0, uncertain = 0
               WHERE id = ?""",
            [message_ref, delivery],
        )

    @writes
    def wait(
        self,
        db: Database,
        delivery: int,
        until: datetime,
        reason: Words,
        *,
        aside: bool = False,
        uncertain: bool = False,
    ) -> None:
        """Put a delivery back until a time; nothing was posted that is known of."""
        db.execute(
            """UPDATE deliveries SET state = 'waiting', next_try_at = ?, reason = ?, aside = ?,
                 uncertain = uncertain OR ? WHERE id = ?""",
            [stamp_of(until), keep_words(reason), int(aside), int(uncertain), delivery],
        )

    @writes
    def simplify(self, db: Database, delivery: int, reason: Words) -> None:
        """Put a delivery back at once, to be shown as a plainer card; nothing was posted."""
        db.execute(
            """UPDATE deliveries SET state = 'new', next_try_at = NULL, reason = ?, plain = 1
               WHERE id = ?""",
            [keep_words(reason), delivery],
        )

    @writes
    def uncertain(self, db: Database, delivery: int, reason: Words, *, fault: bool = False) -> None:
        """Note why the outcome of a delivery is not known; it stays in `sending`."""
        db.execute(
            "UPDATE deliveries SET reason = ?, faults = faults + ? WHERE id = ?",
            [keep_words(reason), int(fault), delivery],
        )

    @writes
    def hold(self, db: Database, delivery: int) -> None:
        """Keep a delivery of a paused channel until it is resumed."""
        db.execute(
            """UPDATE deliveries SET state = 'held', held_until = NULL, reason = '', paused = 1
               WHERE id = ?""",
            [delivery],
        )

    @writes
    def gather(
        self,
        db: Database,
        delivery: int,
        until: datetime,
        reason: Words,
        *,
        uncertain: bool = False,
    ) -> None:
        """Hold a delivery that may have been shown for a digest of all such ones."""
        db.execute(
            """UPDATE deliveries SET state = 'held', held_until = ?, reason = ?,
                 uncertain = uncertain OR ? WHERE id = ?""",
            [stamp_of(until), keep_words(reason), int(uncertain), delivery],
        )

    @writes
    def unbundle(self, db: Database, digest: int, told: Mapping[int, str]) -> None:
        """Take alerts out of a digest that were told before: by id, with the message of each."""
        row = next(iter(db.query("SELECT * FROM deliveries WHERE id = ?", [digest])))
        bundled = delivery_of(row).payload
        assert isinstance(bundled, DigestPayload)
        left = DigestPayload(tuple(item for item in bundled.deliveries if item not in told))
        db.execute("UPDATE deliveries SET payload = ? WHERE id = ?", [pack_payload(left), digest])
        db.conn.executemany(
            "UPDATE deliveries SET digest = NULL, message_ref = ? WHERE id = ?",
            [(ref, item) for item, ref in told.items()],
        )

    @writes
    def bury(self, db: Database, delivery: int, reason: Words, at: datetime) -> None:
        """Give a delivery up for good, with the reason."""
        _end_delivery(db, delivery, DeliveryState.DEAD, reason, at)

    @writes
    def drop(self, db: Database, delivery: int, reason: Words, at: datetime) -> None:
        """End a delivery that has nothing left to do; nothing is lost by it."""
        _end_delivery(db, delivery, DeliveryState.MOOT, reason, at)

    @reads
    def lost(self, db: Database, since: datetime, *, tenant: str | None = None) -> list[GivenUp]:
        """List what was given up since a time, newest first, of one tenant or of all."""
        rows = db.query(GIVEN_UP, {"since": stamp_of(since), "tenant": tenant})
        return [given_up_of(row) for row in rows]

    @writes
    def keep_summary(self, db: Database, delivery: int, summary: KeptSummary) -> None:
        """Store what an alert shows, so that its edits say the same."""
        db.execute(
            "UPDATE deliveries SET payload = ? WHERE id = ?", [pack_payload(summary), delivery]
        )

    @reads
    def get(self, db: Database, delivery: int) -> Delivery | None:
        """Find a delivery by id."""
        rows = list(db.query("SELECT * FROM deliveries WHERE id = ?", [delivery]))
        return delivery_of(rows[0]) if rows else None

    @reads
    def alert_of(self, db: Database, edit: Delivery) -> Delivery | None:
        """Find the alert that an edit or update belongs to.

        A subscription to a whole feed has an alert for each of its articles in a story.
        """
        rows = list(
            db.query(
                """SELECT * FROM deliveries WHERE subscription = ? AND story = ? AND kind = 'alert'
                   ORDER BY article = ? DESC, id LIMIT 1""",
                [edit.subscription, edit.story, edit.article],
            )
        )
        return delivery_of(rows[0]) if rows else None

    @reads
    def newest_alert(self, db: Database, tenant: str, channel: str) -> Delivery | None:
        """Find the newest alert that a channel was shown."""
        rows = list(
            db.query(
                """SELECT * FROM deliveries WHERE tenant = ? AND channel = ? AND kind = 'alert'
                   AND state = 'sent' ORDER BY id DESC LIMIT 1""",
                [tenant, channel],
            )
        )
        return delivery_of(rows[0]) if rows else None

    @reads
    def alerts_of_story(self, db: Database, tenant: str | None, story: int) -> list[Delivery]:
        """List the alerts of a story that a tenant was shown (every tenant for None)."""
        rows = db.query(
            """SELECT * FROM deliveries WHERE (:tenant IS NULL OR tenant = :tenant)
               AND story = :story AND kind = 'alert' ORDER BY id""",
            {"tenant": tenant, "story": story},
        )
        return [delivery_of(row) for row in rows]

    @reads
    def of_story(self, db: Database, tenant: str | None, story: int) -> list[Delivery]:
        """List the alerts and updates of a story that are a tenant's (everybody's for None)."""
        rows = db.query(
            """SELECT * FROM deliveries WHERE (:tenant IS NULL OR tenant = :tenant)
               AND story = :story AND kind IN ('alert', 'update') ORDER BY id""",
            {"tenant": tenant, "story": story},
        )
        return [delivery_of(row) for row in rows]

    @writes
    def digests_due(self, db: Database, now: datetime) -> int:
        """Bundle what is held and due, a digest a subscription; a single alert goes by itself."""
        # By "+id" it sorts what it finds; by "id" it would walk through all that was ever sent.
        rows = db.execute(
            """SELECT subscription, group_concat(id) FROM
                 (SELECT subscription, id FROM deliveries WHERE state = 'held' AND held_until <= ?
                  AND EXISTS (SELECT 1 FROM subscriptions
                              WHERE id = deliveries.subscription AND paused = '') ORDER BY +id)
               GROUP BY subscription""",
            [stamp_of(now)],
        ).fetchall()
        for subscription, joined in rows:
            _bundle_digest(db, subscription, [int(part) for part in joined.split(",")], now)
        return len(rows)

    @writes
    def digest_now(self, db: Database, subscription: int, now: datetime) -> int:
        """Bundle at once what a subscription holds; returns how many alerts went in."""
        ids = [
            row[0]
            for row in db.execute(
                """SELECT id FROM deliveries WHERE state = 'held' AND subscription = ?
                   AND held_until IS NOT NULL ORDER BY id""",
                [subscription],
            ).fetchall()
        ]
        if ids:
            _bundle_digest(db, subscription, ids, now)
        return len(ids)

    @writes
    def post_notice(
        self,
        db: Database,
        *,
        key: str,
        tenant: str,
        channel: str,
        notice: NoticePayload,
        now: datetime,
    ) -> None:
        """Put a notice in the outbox, once per key."""
        db.execute(
            """INSERT INTO deliveries (key, tenant, channel, kind, state, created_at, payload)
               VALUES (?, ?, ?, 'notice', 'new', ?, ?) ON CONFLICT (key) DO NOTHING""",
            [key, tenant, channel, stamp_of(now), pack_payload(notice)],
        )

    @writes
    def not_relevant(self, db: Database, delivery: int, user: str, now: datetime) -> None:
        """Note that somebody found an alert not relevant."""
        db.execute(
            "INSERT OR IGNORE INTO feedback VALUES (?, ?, ?)", [delivery, user, stamp_of(now)]
        )

    @reads
    def given_up(self, db: Database, since: datetime) -> tuple[int, datetime, Words] | None:
        """Tell of the alerts given up since a time: how many, when first, why last; None if none.

        An edit that came to nothing is no loss: its alert was shown.
        """
        # Rows from before that was written down were tried just before they were given up.
        count, first, reason, _ = db.execute(
            """SELECT count(*), min(at), reason, max(at) FROM
                 (SELECT coalesce(ended_at, attempted_at, created_at) AS at, reason FROM deliveries
                  WHERE state = 'dead' AND kind <> 'edit') WHERE at > ?""",
            [stamp_of(since)],
        ).fetchone()
        return (count, must_moment(first), said.kept_words(reason)) if count else None

    @writes
    def wake(self, db: Database, platform: str, now: datetime) -> None:
        """Make due what waits for a platform."""
        db.execute(
            f"""UPDATE deliveries SET next_try_at = ?1
               WHERE state = 'waiting' AND {OPEN} AND next_try_at > ?1
               AND channel GLOB ?2 || ':*'""",
            [stamp_of(now), platform],
        )

    @reads
    def standing(self, db: Database, tenant: str | None) -> dict[str, int]:
        """Count deliveries by state, of one tenant or of all."""
        return standing_counts(db, tenant)


def _end_delivery(
    db: Database, delivery: int, state: DeliveryState, reason: Words, at: datetime
) -> None:
    db.execute(
        "UPDATE deliveries SET state = ?, reason = ?, ended_at = ? WHERE id = ?",
        [state.value, keep_words(reason), stamp_of(at), delivery],
    )


def _bundle_digest(db: Database, subscription: int, ids: list[int], now: datetime) -> None:
    marks = ",".join("?" * len(ids))
    if len(ids) == 1:
        db.execute(
            "UPDATE deliveries SET state = 'new', held_until = NULL, paused = 0 WHERE id = ?", ids
        )
        return
    first = next(iter(db.query("SELECT * FROM deliveries WHERE id = ?", [ids[0]])))
    digest = db.execute(
        """INSERT INTO deliveries
             (key, tenant, channel, kind, subscription, state, created_at, payload, mark, uncertain)
           SELECT ?, ?, ?, ?, ?, 'new', ?, ?, ?, max(uncertain) FROM deliveries
           WHERE id IN (SELECT value FROM json_each(?))""",
        [
            f"{subscription}:{ids[0]}-{ids[-1]}:digest",
            first["tenant"],
            first["channel"],
            DeliveryKind.DIGEST.value,
            subscription,
            stamp_of(now),
            pack_payload(DigestPayload(tuple(ids))),
            digest_mark(_marks(db, ids)),
            json.dumps(ids),
        ],
    ).lastrowid
    db.execute(
        f"UPDATE deliveries SET state = 'sent', paused = 0, digest = ? WHERE id IN ({marks})",
        [digest, *ids],
    )


def _marks(db: Database, ids: list[int]) -> list[str]:
    rows = db.execute(
        """SELECT iif(mark = '', key, mark) FROM deliveries
           WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id""",
        [json.dumps(ids)],
    ).fetchall()
    return [row[0] for row in rows]
