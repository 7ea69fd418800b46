"""Why articles are one story or apart, in words that a reader can follow."""

from __future__ import annotations

import re

import pytest

from bot.core.stories import explain
from bot.core.stories.constraints import NEVER
from bot.i18n import translator_for


def lines(odds: float, sure: float = 2.0, maybe: float = -1.0) -> list[str]:
    return [str(said) for said in explain.stays_apart(odds, sure, maybe, "bridge, Bria")]


def percent(line: str) -> int:
    found = re.search(r"(\d+)%", line)
    assert found is not None
    return int(found[1])


def test_a_merge_names_likelihood_threshold_and_words() -> None:
    said = str(explain.merged_reason(3.0, 2.0, "bridge, Bria"))
    assert "95% likely" in said
    assert "88% is enough" in said
    assert "(bridge, Bria)" in said


def test_a_copy_names_its_share_and_the_threshold() -> None:
    said = str(explain.copied_reason(0.918))
    assert said.startswith("the same text: 91% of the shorter one")
    assert percent(said.partition("from")[2]) <= 91


@pytest.mark.parametrize("odds", [-4.0, -1.0, 0.0, 1.0, 1.99])
def test_what_stays_apart_is_less_likely_than_what_it_would_take(odds: float) -> None:
    first, needed = lines(odds)
    assert percent(first) < percent(needed)
    assert first.startswith("perhaps the same event" if odds >= -1.0 else "another event")


def test_where_nothing_would_be_enough_the_rule_is_told() -> None:
    assert "stay apart" in lines(3.0, sure=2.0 + NEVER)[1]
    assert len(lines(-3.0, sure=2.0 + NEVER)) == 1


def test_every_reason_has_words_in_french() -> None:
    french = translator_for("fr")
    for said in (explain.same_article(), explain.copied_reason(0.9), explain.same_title("x")):
        assert french(said) != str(said)


def test_an_article_told_again_is_not_said_to_be_known_by_its_address() -> None:
    assert str(explain.told_again()).startswith("told again by the same outlet")
    assert explain.told_again() != explain.same_article()
