"""Columns: a set that was given as arrays and taken back finds what it found before."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.match.columns import columns_of, set_of_columns
from bot.core.match.matcher import Matcher
from bot.core.match.watchset import WatchSet, watch_set
from bot.core.watch.compile import WantedWatch, WatchSettings
from bot.models import Sense
from tests.differential.made import articles, watches
from tests.fakes.compiled import sought

MADE = [sought(made.query, name=made.name, **made.options) for made in watches(1000)]
TOLD = list(articles(150))
PARTED = watch_set(MADE[:900]).changed(MADE[850:], ["w3", "w7"])


def found(watches: WatchSet) -> list[object]:
    matcher = Matcher(watches)
    return [matcher.match(article) for article in TOLD]


def test_what_is_taken_back_finds_the_same_for_the_same_reasons():
    again = set_of_columns(columns_of(PARTED))
    assert len(again) == len(PARTED) == 998
    assert found(again) == found(PARTED)
    assert sum(map(len, found(again))) > 100


def test_it_can_be_changed_merged_and_given_again():
    again = set_of_columns(columns_of(PARTED))
    new = [WantedWatch("w9", "Zorbal"), WantedWatch("neu", "Corée du Nord NEAR/5 missile")]
    assert found(again.changed(new, ["w1"])) == found(PARTED.changed(new, ["w1"]))
    assert found(again.merged()) == found(PARTED.merged())
    twice = set_of_columns(columns_of(set_of_columns(columns_of(again.merged()))))
    assert found(twice) == found(PARTED.merged())


def test_it_tells_what_was_wanted_as_it_was_wanted():
    odd = [
        WantedWatch("größe", "mot\ud800 Größe 😀"),
        WantedWatch("", "Mali OR coup*", WatchSettings(aliases=False, off=frozenset({"b", "a"}))),
        WantedWatch("s", "Jordan", WatchSettings(True, frozenset(), ("JO",), Sense.PLACE)),
        WantedWatch("l", "=Mali", WatchSettings(languages=("fr", "de"), sources=frozenset("x"))),
    ]
    wanted = {one.name: one for one in [*MADE, *odd]}
    again = set_of_columns(columns_of(watch_set(wanted.values())))
    assert {one.name: one for one in again.wanted()} == wanted
    assert not list(set_of_columns(columns_of(WatchSet())).wanted())


def test_they_are_plain_arrays_of_numbers():
    assert {column.dtype.kind for column in columns_of(PARTED).values()} == {"b", "u"}


NAMES = sorted(columns_of(PARTED))


@pytest.mark.parametrize("name", NAMES)
def test_a_column_that_is_missing_cut_or_of_another_kind_is_no_set(name: str):
    good = columns_of(PARTED)
    bad = [
        good[name][: len(good[name]) // 2],
        good[name].astype(np.float64),
        good[name].reshape(1, -1),
    ]
    if name.endswith(".always"):
        # Fewer of them are fewer, not wrong.
        del bad[0]
    for column in bad:
        with pytest.raises(ValueError, match=r"\w"):
            set_of_columns(good | {name: column})
    if not name.endswith(".alive"):
        with pytest.raises(ValueError, match=r"\w"):
            set_of_columns({other: good[other] for other in NAMES if other != name})


BOUNDED = [
    name
    for name in NAMES
    if columns_of(PARTED)[name].dtype == np.uint32 and len(columns_of(PARTED)[name])
]


@pytest.mark.parametrize("name", BOUNDED)
def test_numbers_that_lead_nowhere_are_no_set(name: str):
    column = columns_of(PARTED)[name].copy()
    column[len(column) // 2] = 2**32 - 1
    with pytest.raises(ValueError, match=r"\w"):
        set_of_columns(columns_of(PARTED) | {name: column})


@pytest.mark.parametrize(
    "few",
    [b"", b"[]", b"{}", b"null", b"\xff", b'{"manners": [[1]], "settings": []}', b"[" * 100_000],
)
def test_settings_that_cannot_be_read_are_no_set(few: bytes):
    column = np.frombuffer(few, np.uint8)
    with pytest.raises(ValueError, match=r"\w"):
        set_of_columns(columns_of(PARTED) | {"base.few": column})
