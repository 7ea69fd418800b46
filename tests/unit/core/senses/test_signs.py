"""Signs and kinds: every piece of evidence by a name of its own."""

from __future__ import annotations

from collections import Counter

from bot.core.senses.signs import PAIRS, Kind, Sign
from bot.models import Sense


def test_every_sign_speaks_for_some_kind_and_each_pair_stands_once() -> None:
    silent = set(Sign) - {sign for sign, _ in PAIRS}
    assert not silent, f"tell in `_SPEAKING` of signs.py for which kinds {silent} can speak"
    assert Counter(PAIRS).most_common(1)[0][1] == 1


def test_names_of_signs_are_words_that_a_person_reads() -> None:
    assert all(sign.value == sign.value.lower() and " " not in sign.value for sign in Sign)
    assert len({sign.value for sign in Sign}) == len(Sign)


def test_no_sign_of_a_person_speaks_for_a_place() -> None:
    assert (Sign.GIVEN_BEFORE, Kind.PERSON) in PAIRS
    assert (Sign.GIVEN_BEFORE, Kind.PLACE) not in PAIRS


def test_every_sense_that_can_be_asked_for_is_a_kind() -> None:
    assert {sense.value for sense in Sense} | {"thing"} == {kind.value for kind in Kind}
