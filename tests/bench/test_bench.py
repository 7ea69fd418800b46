"""The benchmarks run, on a small scale; the commands' output is right on made-up news."""

from __future__ import annotations

import pytest

from tests.bench import lucene, press, processes
from tests.bench.asking import Shelf
from tests.bench.measures import MEASURES, Scale
from tests.bench.timing import NO_PEER
from tests.bench.whole import Size

SMALL = Scale(
    articles=5,
    watches=20,
    window=200,
    items=60,
    feeds=1,
    summaries=2,
    sets=(20, 40),
    polled=(Size(2, 3, 5),),
    files=((2, 2),),
    starts=1,
    shelves=(Shelf(200, 25, 30, tenants=3),),
)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_has_ours_and_a_peer(name: str):
    timings = list(MEASURES[name](SMALL))
    assert timings
    assert all(one.ours > 0 or one.name.startswith("an unchanged feed") for one in timings)
    assert all(one.peer > 0 or one.who in {NO_PEER, lucene.MISSING} for one in timings)


@pytest.mark.parametrize("command", processes.COMMANDS, ids=lambda command: command.__name__)
def test_a_command_is_right_on_many_lines(command):
    report = command(25)
    assert report.right, report.found


@pytest.mark.skipif(not lucene.is_there(), reason=lucene.MISSING)
def test_lucene_finds_the_phrases_as_they_are_written():
    texts = ["Jean Corvaz parle.", "Corvaz, de Jean", "jean corvaz\net Zelmo"]
    _, hits = lucene.article(["Jean Corvaz", "Zelmo", "Mali"], texts)
    assert hits == 3


def test_made_up_news_is_always_the_same():
    assert list(press.titles(50)) == list(press.titles(50))
    assert len({told.event for told in press.titles(200)}) < 120
