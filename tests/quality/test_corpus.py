"""The corpus is large and mixed enough to say something, and its pages are as they are told."""

from __future__ import annotations

from collections import Counter

from bot.feeds.extract.body.tree import page_characters, parse_root
from tests.quality.corpus.feeds import KINDS, corpus_feeds
from tests.quality.corpus.pages import corpus_samples, later_samples
from tests.quality.corpus.texts import HERE, all_articles

PAGES, LANGUAGES, FRAMES, FEEDS = 80, 12, 20, 60
"""What the corpus was asked to hold at least."""


def test_the_corpus_holds_many_pages_of_many_kinds_and_languages() -> None:
    told = all_articles()
    assert len(told) >= PAGES
    assert len({one.language for one in told}) >= LANGUAGES
    assert len({one.frame for one in told}) >= FRAMES
    assert max(Counter(one.key for one in told).values()) == 1


def test_every_frame_is_used() -> None:
    frames = {path.stem for path in (HERE / "frames").glob("[!_]*.html")}
    assert frames == {one.frame for one in all_articles()}
    later = {path.stem for path in (HERE / "later").glob("[!_]*.html")}
    assert later == {sample.truth["frame"] for sample in later_samples()}


def test_every_line_that_is_right_stands_on_its_page() -> None:
    for sample in (*corpus_samples(), *later_samples()):
        shown = page_characters(sample.html)
        text = "".join(str(part) for part in parse_root(shown).itertext())
        if sample.truth["frame"] != "nextjs":
            assert all(line in text or "<td>" in shown for line in sample.body.split("\n"))
        assert sample.truth["title"] in text


def test_the_corpus_holds_feeds_of_every_kind() -> None:
    made = corpus_feeds()
    assert len(made) >= FEEDS
    assert {feed.key.partition("-")[2] for feed in made} == set(KINDS)
    assert len({feed.outlet for feed in made}) == len(made)
    assert all(len(feed.entries) > 3 for feed in made)
