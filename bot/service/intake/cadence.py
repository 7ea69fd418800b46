"""When to poll a feed next: often while it changes, seldom while it sleeps, late after failures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.models import Failed, Fetched, FetchRequest

if TYPE_CHECKING:
    from bot.models import Feed, FetchResult

_JITTER = 0.1  # of an interval either way, so that feeds do not come in step
# A feed that last changed eight hours ago is asked every hour: news that comes is at most an
# eighth older than the silence before it, and a dead feed drifts to the longest interval.
_SILENCE_SHARE = 0.125
_BACK_OFF_MAX = 32.0  # times the interval, reached at the sixth failure
_DAY = 86_400.0  # seconds
_APART = 977  # seconds between the days of two feeds, by hand: ten thousand ask all day long
# Set by hand: from five minutes back to six hours in some forty changes that left no gap.
_PACE_GROWS = 1.1


@dataclass(frozen=True, slots=True)
class Cadence:
    """The bounds of polling, in seconds."""

    min_interval: float = 300.0
    max_interval: float = 21_600.0
    default_interval: float = 900.0


class Trust:
    """Which feeds are believed when they say "unchanged".

    A server whose validators never change would be believed for ever. So each feed is asked for
    all of its document once a day, at a time of its own; one that is caught is always asked so.
    """

    def __init__(self) -> None:
        self._caught: set[int] = set()

    def request(self, feed: Feed, now: datetime) -> FetchRequest:
        """Make the request of a poll, with validators where they are believed."""
        last = feed.last_poll
        if feed.id in self._caught or last is None or _day_of(feed, last) != _day_of(feed, now):
            return FetchRequest(feed.url, body_hash=feed.body_hash)
        return FetchRequest(feed.url, feed.etag, feed.last_modified, feed.body_hash)

    def judge(self, feed: Feed, result: Fetched, *, fresh: bool) -> None:
        """Note a document that brought something new under the validators of the last one."""
        known, told = (feed.etag, feed.last_modified), (result.etag, result.last_modified)
        if fresh and any(known) and known == told:
            self._caught.add(feed.id)


def _day_of(feed: Feed, moment: datetime) -> float:
    """Give the number of a feed's day; its days begin at a second of their own."""
    return (moment.timestamp() + feed.id * _APART) // _DAY


def next_poll(
    feed: Feed,
    result: FetchResult,
    *,
    now: datetime,
    cadence: Cadence,
    jitter: float,
    hint: float | None = None,
) -> datetime | None:
    """Return when to poll again after `result`, None for a feed that is gone for good.

    `feed` is as it stands after the poll: its failures counted, its `last_change` set.
    `jitter` between -1 and 1 moves the time by at most a tenth. A feed's own interval is
    kept and never adapted; `hint` is how long the document says that it may be kept, in seconds.
    Only a server that asks for a pause (Retry-After) outweighs it.
    """
    if isinstance(result, Failed):
        if result.gone:
            return None
        wanted, floor = _back_off(feed, cadence), _failure_pause(result, cadence)
    elif feed.interval is not None:
        wanted, floor = feed.interval, 0.0
    else:
        floor = max(
            _stays_fresh_for(result.max_age, cadence), _hinted_interval(feed, hint, cadence)
        )
        wanted = _adapted_interval(feed, result, now, cadence)
    moved = wanted * (1 + _JITTER * max(-1.0, min(1.0, jitter)))
    # What a server asked for is only ever waited out, and not by all of its feeds at once.
    asked = floor * (1 + _JITTER * abs(jitter) / 2)
    return now + timedelta(seconds=max(moved, asked, cadence.min_interval))


def pace_after(
    feed: Feed, *, gap: bool, changed: bool, now: datetime, cadence: Cadence
) -> float | None:
    """Return the longest interval at which a feed is polled after what a poll showed of gaps.

    `feed` is as it stood before. A gap halves the time that passed; each change that joined what
    was known shows that the pace is enough and lets it grow by a tenth. A feed's own interval is
    nobody's to change.
    """
    if feed.interval is not None:
        return None
    if gap:
        since = feed.failing_since or feed.last_poll
        passed = (now - since).total_seconds() if since else cadence.default_interval
        passed = min(passed, feed.pace or cadence.max_interval, cadence.max_interval)
        return max(cadence.min_interval, passed / 2)
    if feed.pace is None or not changed:
        return feed.pace
    grown = feed.pace * _PACE_GROWS
    return grown if grown < cadence.max_interval else None


def _adapted_interval(feed: Feed, result: FetchResult, now: datetime, cadence: Cadence) -> float:
    if feed.last_change is None:
        return _within_bounds(cadence.default_interval, cadence)
    silence = (now - feed.last_change).total_seconds()
    wanted = _within_bounds(silence * _SILENCE_SHARE, cadence)
    if feed.pace is not None:
        wanted = min(wanted, feed.pace)
    # New bytes after a long silence or outage: it lives, whatever the age of its entries.
    return min(wanted, cadence.default_interval) if isinstance(result, Fetched) else wanted


def _back_off(feed: Feed, cadence: Cadence) -> float:
    base = max(feed.interval or cadence.default_interval, cadence.min_interval)
    factor = min(2.0 ** min(max(feed.failures - 1, 0), 16), _BACK_OFF_MAX)
    return max(base, min(base * factor, cadence.max_interval))


def _failure_pause(failed: Failed, cadence: Cadence) -> float:
    # A wish for a month is a mistake that would lose the feed without a word.
    return min(failed.retry_after or 0.0, max(cadence.max_interval, _DAY))


def _stays_fresh_for(max_age: float | None, cadence: Cadence) -> float:
    return min(max_age or 0.0, cadence.max_interval)


def _hinted_interval(feed: Feed, hint: float | None, cadence: Cadence) -> float:
    # Most documents say what their program writes by itself (hourly), breaking news or not: such
    # a word lets us wait as long as for an unknown feed, and not where that missed entries.
    return min(hint or 0.0, cadence.default_interval, feed.pace or cadence.max_interval)


def _within_bounds(seconds: float, cadence: Cadence) -> float:
    return max(cadence.min_interval, min(seconds, cadence.max_interval))
