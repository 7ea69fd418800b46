from __future__ import annotations

import pytest

from bot.core.lanes import GIVEN_UP_FOR, QUOTA, Lane, LaneStanding


def test_who_was_never_heard_of_goes_first_but_for_a_first_read():
    standing = LaneStanding()
    assert standing.lane(["a"], 0.0) is Lane.FAST
    assert standing.lane(["a"], 0.0, first=True) is Lane.SLOW


@pytest.mark.parametrize("keys", [["feed"], ["host"], ["other", "host"]])
def test_what_was_given_up_once_goes_slowly_until_that_is_forgotten(keys: list[str]):
    standing = LaneStanding()
    standing.give_up(["feed", "host"], 100.0)
    assert standing.lane(keys, 100.0 + GIVEN_UP_FOR - 1) is Lane.SLOW
    assert standing.lane(keys, 100.0 + GIVEN_UP_FOR + 1) is Lane.FAST
    assert standing.lane(["third"], 101.0) is Lane.FAST


def test_a_quota_is_used_up_and_comes_back_within_a_minute():
    standing = LaneStanding()
    for second in range(int(QUOTA) + 1):
        standing.spend(["a"], 1.4, float(second))
    assert standing.overdrawn(["b", "a"], QUOTA)
    assert not standing.overdrawn(["b"], QUOTA)
    assert not standing.overdrawn(["a"], QUOTA + 60)
    assert standing.lane(["a"], QUOTA + 120) is Lane.FAST


def test_who_takes_half_of_the_quota_gives_way():
    standing = LaneStanding()
    standing.spend(["a"], QUOTA / 2 + 1, 0.0)
    assert standing.lane(["a"], 0.0) is Lane.SLOW
    assert not standing.overdrawn(["a"], 0.0)


def test_who_is_quick_again_is_trusted_again():
    standing = LaneStanding()
    standing.give_up(["a"], 0.0)
    standing.clear("a")
    assert standing.lane(["a"], 1.0) is Lane.FAST


def test_a_flood_of_hosts_takes_no_more_memory():
    standing = LaneStanding(most=10)
    for number in range(100):
        standing.give_up([f"host{number}"], 0.0)
    known = [n for n in range(100) if standing.gave_up([f"host{n}"], 1.0)]
    assert known == list(range(90, 100))
