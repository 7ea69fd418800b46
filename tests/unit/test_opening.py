"""A database that is replaced again and again is not started on at every turn."""

from __future__ import annotations

from bot.opening import LONGEST_PAUSE, STEADY, Brake


def test_one_replacement_is_taken_up_at_once_a_row_of_them_ever_later() -> None:
    brake = Brake()
    pauses = [brake.pause(1.0) for _ in range(9)]
    assert pauses[:4] == [0.0, 5.0, 10.0, 20.0]
    assert pauses[-1] == LONGEST_PAUSE
    assert brake.pause(STEADY) == 0.0
    assert brake.pause(1.0) == 0.0
