"""Sets of many watches: what an article, a set and a change cost as their number grows."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getpagesize, getrusage
from typing import TypeVar

from bot.core.match.matcher import Matcher
from bot.core.match.watchset import WatchSet, watch_set
from bot.core.watch.compile import WantedWatch
from bot.models import Article
from tests.bench import press
from tests.fakes.compiled import sought

ARTICLE = 3_700
"""Characters of an article: the mean of a page that was read in full."""

_GIVEN = ("Jean", "Marie", "Paul", "Anna", "Pierre", "John", "Maria", "Karl")
_SYLLABLES = "ba cor dan el fen gra hol is jor kel lan mo nor ol pra quin ros sa tor ul val wen zel"

T = TypeVar("T")


@dataclass(frozen=True)
class Measured:
    """A set of watches with what it cost: seconds of CPU, megabytes, milliseconds an article."""

    count: int
    watches: WatchSet
    seconds: float
    megabytes: float
    article: float


def queries(count: int) -> Iterator[str]:
    """Yield plain watches: names of the tables first, then people, firms, words and phrases."""
    random = Random(4)
    yield from press.names(min(count // 3, 1_500), random)
    for at in range(count - min(count // 3, 1_500)):
        one, two = (_word(random) for _ in range(2))
        ways = (
            f"{one.capitalize()} {two.capitalize()}",
            f"{one.capitalize()} {two.capitalize()}",
            f"{random.choice(_GIVEN)} {one.capitalize()}",
            f"{one.capitalize()} {two}",
            f"{one} de {two}" if at % 2 else f"{one} {two}",
        )
        yield ways[at % len(ways)]


def _word(random: Random) -> str:
    return "".join(random.choices(_SYLLABLES.split(), k=3))


@cache
def articles(count: int) -> tuple[Article, ...]:
    """Return articles of one length that speak of some names of the tables."""
    told = [one.article for one in press.articles(3 * count, press.names(200, Random(3)))]
    texts = ("\n".join(one.text for one in told[at : at + 3]) for at in range(0, len(told), 3))
    return tuple(replace(told[0], text=text[:ARTICLE]) for text in texts)


def spent(function: Callable[[], T]) -> tuple[float, T]:
    """Return seconds of processor time and what came of it."""
    begun = time.process_time()
    result = function()
    return time.process_time() - begun, result


def resident() -> float:
    """Return the megabytes that this process has in memory now."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return int(statm.read_text().split()[1]) * getpagesize() / 1e6


def measured(count: int, told: tuple[Article, ...]) -> Measured:
    """Compile a set and match articles against it, the second time they come."""
    asked = [sought(query, name=str(at)) for at, query in enumerate(queries(count))]
    gc.collect()
    before = resident()
    seconds, watches = spent(lambda: watch_set(asked))
    megabytes = max(resident() - before, 0.1)
    matcher = Matcher(watches)
    _matched(matcher, told)
    rounds = [spent(lambda: _matched(matcher, told))[0] for _ in range(3)]
    return Measured(count, watches, seconds, megabytes, 1000 * min(rounds) / len(told))


def _matched(matcher: Matcher, told: tuple[Article, ...]) -> int:
    return sum(len(matcher.match(article)) for article in told)


def change(watches: WatchSet) -> float:
    """Return the milliseconds until one watch more, one less and one other are live."""
    news = [WantedWatch("new", "Zorbal Kenvar"), WantedWatch("0", "Kenvar")]
    return 1000 * spent(lambda: Matcher(watches.changed(news, ["1"])))[0]


def by_expression(count: int, told: tuple[Article, ...]) -> tuple[float, float]:
    """Return the milliseconds of compiling one regular expression of all names, and of an article.

    It finds no other form of a name, and not which watches hit where they overlap.
    """
    names = "|".join(map(re.escape, queries(count)))
    re.purge()
    seconds, expression = spent(lambda: re.compile(rf"\b(?:{names})\b", re.IGNORECASE))
    texts = [one.text for one in told[:2]]
    searching, _ = spent(lambda: [expression.findall(text) for text in texts])
    return 1000 * seconds, 1000 * searching / len(texts)
