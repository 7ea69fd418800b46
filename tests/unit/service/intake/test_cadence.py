from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Failed, Feed, Fetched, NotModified
from bot.service.intake.cadence import Cadence, Trust, next_poll

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CADENCE = Cadence(min_interval=300, max_interval=21_600, default_interval=900)
SAME = NotModified()
NEW = Fetched(b"", "https://a.example/")
HOUR = 3600.0


def wait(
    result, *, silent: float | None = None, jitter: float = 0.0, cadence=CADENCE, **feed
) -> float:
    changed = None if silent is None else NOW - timedelta(seconds=silent)
    given_feed = Feed(1, "https://a.example/", "a", last_change=changed, **feed)
    due = next_poll(given_feed, result, now=NOW, cadence=cadence, jitter=jitter)
    assert due is not None
    return (due - NOW).total_seconds()


def test_a_feed_that_never_changed_is_asked_at_the_default():
    assert wait(SAME) == 900


@pytest.mark.parametrize(
    ("silent", "seconds"), [(0, 300), (HOUR, 450), (8 * HOUR, HOUR), (1000 * HOUR, 21_600)]
)
def test_the_longer_the_silence_the_rarer_the_question(silent: float, seconds: float):
    assert wait(SAME, silent=silent) == seconds


def test_new_bytes_bring_a_silent_feed_back_quickly():
    assert wait(NEW, silent=1000 * HOUR) == 900


@pytest.mark.parametrize("result", [SAME, NEW, NotModified(max_age=7200)])
def test_a_given_interval_is_kept(result):
    assert wait(result, silent=1000 * HOUR, interval=1200.0) == 1200


def test_a_given_interval_is_not_under_the_least():
    assert wait(SAME, interval=1.0) == 300
    assert wait(SAME, interval=1.0, cadence=Cadence(1, 60, 10)) == 1


def test_freshness_is_waited_out_up_to_the_longest_interval():
    assert wait(NotModified(max_age=7200)) == 7200
    assert wait(NotModified(max_age=60)) == 900
    assert wait(NotModified(max_age=10**7)) == 21_600


def test_failures_back_off_to_a_cap():
    waits = [wait(Failed("x"), failures=n) for n in range(1, 12)]
    assert waits[:4] == [900, 1800, 3600, 7200]
    assert max(waits) == 21_600
    fast = [
        wait(Failed("x"), failures=n, interval=10.0, cadence=Cadence(5, 21_600, 900))
        for n in (1, 2, 50)
    ]
    assert fast == [10, 20, 320]


def test_retry_after_outweighs_everything_but_a_day():
    assert wait(Failed("x", retry_after=5000), failures=1) == 5000
    assert wait(Failed("x", retry_after=5000), failures=1, interval=10.0) == 5000
    assert wait(Failed("x", retry_after=10), failures=1) == 900
    assert wait(Failed("x", retry_after=30 * 86_400), failures=1) == 86_400


def test_what_is_gone_is_never_asked_again():
    gone = Failed("x", gone=True)
    assert next_poll(Feed(1, "u", "a"), gone, now=NOW, cadence=CADENCE, jitter=0) is None


results = st.one_of(
    st.builds(NotModified, max_age=st.none() | st.floats(0, 10**7)),
    st.builds(Failed, reason=st.just("x"), retry_after=st.none() | st.floats(0, 86_400)),
)


@given(
    results,
    st.floats(-1, 1),
    st.none() | st.floats(1, 10**6),
    st.none() | st.floats(-1000, 10**8),
    st.integers(0, 10**6),
)
def test_jitter_moves_by_a_tenth_at_most_and_never_under_the_floors(
    result, jitter: float, interval: float | None, silent: float | None, failures: int
):
    feed = {"interval": interval, "silent": silent, "failures": failures}
    plain, moved = wait(result, **feed), wait(result, jitter=jitter, **feed)
    assert 0.9 * plain - 1e-3 <= moved <= 1.1 * plain + 1e-3
    assert moved >= 300
    if isinstance(result, Failed) and result.retry_after:
        assert moved >= result.retry_after - 1e-3


@pytest.mark.parametrize(
    ("hint", "seconds"), [(None, 300), (60.0, 300), (600.0, 600), (900.0, 900), (86_400.0, 900)]
)
def test_what_a_document_says_of_itself_slows_a_busy_feed_to_the_default_at_most(
    hint: float | None, seconds: float
):
    busy = Feed(1, "u", "a", last_change=NOW)
    due = next_poll(busy, NEW, now=NOW, cadence=CADENCE, jitter=0, hint=hint)
    assert due == NOW + timedelta(seconds=seconds)


def test_what_gaps_taught_and_a_given_interval_outweigh_what_a_document_says():
    for feed in (Feed(1, "u", "a", pace=400.0, last_change=NOW), Feed(1, "u", "a", interval=400.0)):
        due = next_poll(feed, SAME, now=NOW, cadence=CADENCE, jitter=0, hint=86_400.0)
        assert NOW < due <= NOW + timedelta(seconds=400)


def test_a_feed_is_asked_for_all_of_its_document_once_a_day():
    trust, hour = Trust(), timedelta(hours=1)
    start = datetime(2026, 3, 1, tzinfo=UTC)
    asked = 0
    for number in range(1, 49):
        feed = Feed(id=7, url="u", name="n", etag='"a"', last_poll=start + (number - 1) * hour)
        asked += not trust.request(feed, start + number * hour).etag
    assert asked == 2
    assert not trust.request(Feed(id=7, url="u", name="n", etag='"a"'), start).etag


def test_a_server_whose_validators_never_change_is_caught():
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    feed = Feed(id=1, url="u", name="n", etag='"a"', body_hash="h", last_poll=now)
    other, same = Fetched(b"", "u", etag='"b"'), Fetched(b"", "u", etag='"a"')
    trust = Trust()
    for result, fresh in ((other, True), (same, False), (Fetched(b"", "u"), True)):
        trust.judge(feed, result, fresh=fresh)
        assert trust.request(feed, now).etag == '"a"'
    trust.judge(feed, same, fresh=True)
    caught = trust.request(feed, now + timedelta(minutes=5))
    assert (caught.etag, caught.body_hash) == ("", "h")
