"""What each piece of evidence is worth, and the sum over it."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from bot.core.senses import model as table
from bot.core.senses.evidence import Evidence
from bot.core.senses.model import Model
from bot.core.senses.signs import PAIRS, Kind, Sign

PERSON = Evidence(Sign.GIVEN_BEFORE, Kind.PERSON)
PLACE = Evidence(Sign.PLACE_MOSTLY, Kind.PLACE)


def made(margin: float = 0.5, **weights: float) -> Model:
    own = table.in_use()
    worth = dict.fromkeys(PAIRS, 0.0)
    worth[PERSON[:2]] = weights.get("person", 2.0)
    worth[PLACE[:2]] = weights.get("place", 1.0)
    return Model(replace(own.limits, margin=margin), worth)


def test_evidence_adds_its_weight_times_its_strength() -> None:
    model = made()
    assert model.worth(PERSON) == 2.0
    assert model.worth(PERSON._replace(strength=0.25)) == 0.5
    sums = model.sums([PERSON, PLACE, PLACE])
    assert (sums[Kind.PERSON], sums[Kind.PLACE], sums[Kind.THING]) == (2.0, 2.0, 0.0)


def test_the_wanted_kind_has_to_be_better_by_the_margin() -> None:
    assert made(margin=0.5).winner([PERSON], Kind.PERSON) is Kind.PERSON
    assert made(margin=3.0).winner([PERSON], Kind.PERSON) is not Kind.PERSON
    assert made(margin=0.5).winner([PERSON, PLACE], Kind.PLACE) is Kind.PERSON


def test_between_kinds_that_are_worth_the_same_the_wanted_one_wins() -> None:
    assert made(margin=0.0).winner([], Kind.PLACE) is Kind.PLACE


def test_another_model_judges_within_its_block_alone() -> None:
    other = made()
    own = table.in_use()
    with table.using_model(other):
        assert table.in_use() is other
    assert table.in_use() is own


def test_the_file_is_read_with_what_is_fitted_and_what_is_set_by_hand() -> None:
    limits = asdict(table.in_use().limits)
    text = "[limits]\n" + "".join(f"{key} = {value}\n" for key, value in limits.items())
    text += (
        '[person]\n"given-name-before" = 1.5\n[hand.place]\n"preposition-mostly-of-places" = 3\n'
    )
    read = table.parsed_model(text)
    assert read.worth(PERSON) == 1.5
    assert read.worth(PLACE) == 3.0
    assert asdict(read.limits) == limits


def test_a_sign_that_does_not_exist_is_no_weight() -> None:
    limits = asdict(table.in_use().limits)
    text = "[limits]\n" + "".join(f"{key} = {value}\n" for key, value in limits.items())
    with pytest.raises(ValueError, match="no-such-sign"):
        table.parsed_model(text + "[person]\nno-such-sign = 1\n[hand]\n")
