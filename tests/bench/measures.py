"""The benchmarks: each times an engine and a peer on the same made-up news in the same run."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any

from bot.core.match.matcher import Matcher, Watch
from bot.core.stories.index import StoryIndex
from bot.core.summary.selection import summarise
from bot.feeds.extract.page import extract_article
from bot.feeds.parse.parser import parse_feed
from bot.models import Article
from tests.bench import asking, lucene, press, starting, watches, whole
from tests.bench.timing import Timing
from tests.fakes.compiled import compiled as watch_of
from tests.quality.reading.readers import by_exact, by_fast
from tests.quality.reading.sets import own_samples
from tests.quality.score_summaries import lexrank


@dataclass(frozen=True)
class Scale:
    """How much of everything is run."""

    articles: int = 300
    watches: int = 1000
    window: int = 10_000
    items: int = 2_000
    feeds: int = 10
    summaries: int = 100
    sets: tuple[int, ...] = (100, 10_000)
    files: tuple[tuple[int, int], ...] = ((0, 0), (1_000, 500))
    starts: int = 7
    polled: tuple[whole.Size, ...] = (whole.Size(60, 10, 0), whole.Size(60, 10, 10_000))
    shelves: tuple[asking.Shelf, ...] = (asking.Shelf(50_000, 10_000, 10_000),)


FULL = Scale(
    articles=1000,
    window=50_000,
    items=5_000,
    feeds=40,
    summaries=500,
    sets=(100, 10_000, 100_000, 1_000_000),
    polled=tuple(whole.Size(200, 10, count) for count in (0, 10_000, 100_000)),
    shelves=tuple(asking.Shelf(1_000_000, 10_000, 10_000, tenants) for tenants in (1, 500)),
)
EXPRESSION = 10_000
"""Watches up to which one regular expression of all is tried: it takes a second an article."""
PHRASES = 100_000
"""Watches up to which Lucene is tried, by hand: it holds an object for each phrase."""


def each(function: Callable[[Any], object], values: Iterable[Any]) -> float:
    """Return the mean milliseconds of processor time of a call over some values."""
    given = list(values)
    begun = time.process_time()
    for value in given:
        function(value)
    return 1000 * (time.process_time() - begun) / len(given)


def matching(scale: Scale) -> Iterator[Timing]:
    names = press.names(scale.watches, Random(3))
    told = list(press.articles(scale.articles, names))
    begun = time.process_time()
    compiled = [watch_of(name, name=name) for name in names]
    few, many = Matcher(compiled[:10]), Matcher(compiled)
    compiling = 1000 * (time.process_time() - begun) / len(compiled)
    texts = [one.article for one in told]
    for one in press.articles(50, names[::20], seed=12):  # loads tables that load when needed
        many.match(one.article)
    ten, thousand = each(few.match, texts), each(many.match, texts)
    yield Timing(f"an article, {len(compiled)} watches", thousand, ten, "ours with 10 watches")
    patterns = [_pattern(watch) for watch in compiled]
    sample = [f"{one.title}\n{one.text}" for one in texts[:20]]
    slow = each(lambda text: [one.search(text) for one in patterns], sample)
    yield Timing(f"an article, {len(compiled)} watches", thousand, slow, "a regex per watch")
    yield Timing("a watch, compiled", compiling, each(_pattern, compiled), "its regex, compiled")


def sets(scale: Scale) -> Iterator[Timing]:
    """Time growing sets of watches: an article, compiling, memory, a change."""
    told = watches.articles(min(scale.articles, 100))
    first = None
    for count in scale.sets:
        one = watches.measured(count, told)
        first = first or one
        name = f"{count:,} watches"
        yield Timing(f"an article, {name}", one.article, first.article, f"ours with {first.count}")
        if count <= EXPRESSION:
            compiling, searching = watches.by_expression(count, told)
            yield Timing(f"an article, {name}", one.article, searching, "one regex of their names")
            yield Timing(f"{name} compiled", 1000 * one.seconds, compiling, "that regex")
        if count <= PHRASES:
            yield _lucene(f"an article, {name}", one, told)
        names = sum(map(len, watches.queries(count))) / 1e6
        yield Timing(f"{name} in memory", one.megabytes, names, "their letters", "MB")
        whole = 1000 * one.seconds
        yield Timing(f"a change of {name}", watches.change(one.watches), whole, "all compiled anew")


def _lucene(name: str, one: watches.Measured, told: Sequence[Article]) -> Timing:
    """Time Lucene on the same names and texts; it finds them as written, and no other form."""
    if not lucene.is_there():
        return Timing(name, one.article, 0.0, lucene.MISSING)
    texts = (f"{article.title}\n{article.text}" for article in told)
    milliseconds, _ = lucene.article(watches.queries(one.count), texts)
    return Timing(name, one.article, milliseconds, lucene.WHO)


def _pattern(watch: Watch) -> re.Pattern[str]:
    """Write a watch as people would: its name and aliases in one pattern with word borders."""
    forms = [watch.name, *(shown.form for shown in watch.shown if shown.on)]
    re.purge()
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b", re.IGNORECASE)


def stories(scale: Scale) -> Iterator[Timing]:
    told = list(press.titles(scale.window + 100))
    index, before, after = StoryIndex(), told[:-100], told[-100:]
    for one in before:
        index.add(index.sketch(one.article), str(one.event))

    def place(one: press.Told) -> None:
        sketch = index.sketch(one.article)
        placed = index.place(sketch)
        index.add(sketch, placed.story or one.article.id)

    ours = each(place, after)
    name = f"a headline placed among {scale.window}"
    earlier = [one.article.title for one in before]
    later = [one.article.title for one in after[:10]]
    yield Timing(name, ours, _fuzzy(earlier, later), "rapidfuzz against each")
    yield Timing(name, ours, _tfidf(earlier, later), "TF-IDF against each (scikit-learn)")


def _fuzzy(earlier: list[str], later: list[str]) -> float:
    from rapidfuzz import fuzz, process

    return each(lambda t: process.extractOne(t, earlier, scorer=fuzz.token_set_ratio), later)


def _tfidf(earlier: list[str], later: list[str]) -> float:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True)
    matrix = vectorizer.fit_transform(earlier)
    return each(lambda t: (matrix @ vectorizer.transform([t]).T).toarray().argmax(), later)


def streams(scale: Scale) -> Iterator[Timing]:
    told = list(press.titles(scale.items))
    index = StoryIndex()
    spent: list[float] = []
    for one in told:
        begun = time.process_time()
        sketch = index.sketch(one.article)
        placed = index.place(sketch)
        index.add(sketch, placed.story or one.article.id)
        spent.append(1000 * (time.process_time() - begun))
    half = len(spent) // 2
    early, late = sum(spent[:half]) / half, sum(spent[half:]) / (len(spent) - half)
    yield Timing(f"an item, the later half of {scale.items}", late, early, "the earlier half")


def parsing(scale: Scale) -> Iterator[Timing]:
    import feedparser

    told = list(press.articles(scale.feeds * 50, press.names(50, Random(5))))
    bodies = [press.feed(told[at : at + 50]) for at in range(0, len(told), 50)]
    ours = each(lambda body: parse_feed(body, slow=True), bodies)
    yield Timing("a feed of 50 entries", ours, each(feedparser.parse, bodies), "feedparser")


def summaries(scale: Scale) -> Iterator[Timing]:
    texts = [one.article.text for one in press.articles(scale.summaries, ["Corvaz"])]
    ours = each(
        lambda text: summarise(title="", lead="", text=text, language="fr", limit=280), texts
    )
    yield Timing("a summary", ours, each(lexrank, islice(cycle(texts), 50)), "LexRank (sumy)")


def reading(scale: Scale) -> Iterator[Timing]:
    pages = own_samples()
    ours = each(lambda page: extract_article(page.html, page.url), pages)
    yield Timing("a page", ours, each(by_fast, pages), "trafilatura fast")
    yield Timing("a page", ours, each(by_exact, pages), "trafilatura")


def polling(scale: Scale) -> Iterator[Timing]:
    for size in scale.polled:
        yield from whole.measured(size)


def asked(scale: Scale) -> Iterator[Timing]:
    """Time every question that people and monitors ask, over a full store."""
    for shelf in scale.shelves:
        yield from asking.measured(shelf)


def commands(scale: Scale) -> Iterator[Timing]:
    for feeds, followed in scale.files:
        yield from starting.measured(feeds, followed, scale.starts)


MEASURES: dict[str, Callable[[Scale], Iterator[Timing]]] = {
    "matching": matching,
    "watches": sets,
    "stories": stories,
    "streams": streams,
    "parsing": parsing,
    "summaries": summaries,
    "reading": reading,
    "polling": polling,
    "starting": commands,
    "asking": asked,
}
