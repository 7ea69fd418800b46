"""A thousand watches find in a thousand articles what was stored: spans, forms and reasons."""

from __future__ import annotations

import json

import pytest

from tests.conftest import LONG
from tests.differential import record
from tests.differential.made import ARTICLES, WATCHES, articles, watches

TOLD = (
    "these articles are found otherwise: {}; dump before and after (python -m tests.differential),"
    " and where it is meant store anew with --store and list each in the commit"
)


def _stored() -> dict[str, str]:
    lines = record.STORED.read_text("utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def _differing(step: int) -> list[str]:
    stored, told = _stored(), [one for one in articles() if int(one.id) % step == 0]
    found = record.recorded(told)
    return [name for name, hits in found if stored[name] != record.digest(hits)]


def test_the_readable_sample_is_found_as_stored():
    rows = map(json.loads, record.SAMPLE.read_text("utf-8").splitlines())
    stored = {row["id"]: row["matches"] for row in rows}
    told = [one for one in articles() if record.is_sampled(one.id)]
    assert dict(record.recorded(told)) == stored
    assert len(stored) == ARTICLES // 100


def test_every_fifth_article_is_matched_as_stored():
    assert not (found := _differing(5)), TOLD.format(found)


@pytest.mark.skipif(not LONG, reason="the long form: WIREBELL_LONG=1")
def test_every_article_is_matched_as_stored():
    assert not (found := _differing(1)), TOLD.format(found)


def test_what_is_made_up_is_of_every_kind():
    made = list(watches())
    assert len(made) == WATCHES == len(list(articles()))
    texts = " ".join(one.query for one in made)
    assert all(sign in texts for sign in (" AND ", " OR ", " NOT ", "NEAR", "SENT", "*", "=", '"'))
    hits = [int(line.split()[0]) for line in _stored().values()]
    assert sum(hits) > 10 * ARTICLES
    assert sum(hit > 0 for hit in hits) > 0.95 * ARTICLES
