"""When children die again and again, and when one only died of its document."""

from __future__ import annotations

from bot.workers.deaths import IN_A_ROW, OFTEN, Deaths


def test_a_few_deaths_are_no_trouble() -> None:
    deaths = Deaths()
    for _ in range(IN_A_ROW - 1):
        deaths.died()
    assert deaths.ill() is None


def test_deaths_in_a_row_are_told_and_an_answer_ends_it() -> None:
    deaths = Deaths()
    for _ in range(IN_A_ROW):
        deaths.died()
    ill = deaths.ill()
    assert ill is not None
    assert ill.times == IN_A_ROW
    deaths.answered()
    assert deaths.ill() is None


def test_many_deaths_within_a_minute_are_told_although_some_answer() -> None:
    deaths = Deaths()
    for _ in range(OFTEN):
        deaths.died()
        deaths.answered()
    assert deaths.ill() is not None
