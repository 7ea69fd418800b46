"""News agencies and how they are written."""

from __future__ import annotations

import re

import pytest

from bot.core.language.agencies import AGENCIES, IN_DATELINES

WRITTEN = dict(AGENCIES)


def test_each_agency_stands_once_and_is_found_by_its_name() -> None:
    assert len(WRITTEN) == len(AGENCIES)
    found = [name for name, written in AGENCIES if re.fullmatch(written, name)]
    # Letters that are also an article or a mother stand for their agency in a dateline alone.
    assert set(WRITTEN) - set(found) <= {"PA"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("AFP", "Agence France-Presse"),
        ("AP", "Associated Press"),
        ("dpa", "Deutsche Presse-Agentur"),
    ],
)
def test_an_agency_is_found_by_its_long_name_too(name: str, text: str) -> None:
    assert re.fullmatch(WRITTEN[name], text)


def test_capitals_count() -> None:
    assert not re.fullmatch(WRITTEN["AP"], "ap")


def test_a_dateline_names_any_of_them() -> None:
    for name in WRITTEN:
        assert re.fullmatch(IN_DATELINES, name), name
    assert not re.fullmatch(IN_DATELINES, "ZORBAL")
