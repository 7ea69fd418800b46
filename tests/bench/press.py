"""Make news up, as much as is wanted and always the same: what the benchmarks run on.

Sentences are those of the project's own cases, put in another order; names are those of the
alias table and invented ones. A name that was put in tells which watch has to hit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random

from bot.core.language.sentences import split_sentences
from bot.core.names.aliases import all_entities, entities_named
from bot.models import Article

QUALITY = Path(__file__).parent.parent / "quality"
START = datetime(2026, 1, 5, tzinfo=UTC)
WINDOW = timedelta(hours=72)
_SYLLABLES = "ba cor dan el fen gra hol is jor kel lan mo nor ol pra quin ros sa tor ul val wen zel"


@dataclass(frozen=True)
class Told:
    """An article, the event it tells and the name that was put in."""

    article: Article
    event: int
    name: str


@cache
def stock() -> tuple[str, ...]:
    """Return the French sentences of the project's own cases and pages; none is boilerplate."""
    rows = (QUALITY / "summaries" / "cases.jsonl").read_text("utf-8").splitlines()
    cases = [row for row in map(json.loads, rows) if row["language"] == "fr"]
    texts = [row["text"] for row in cases if row["kind"] != "boilerplate"]
    for path in sorted((QUALITY / "pages").glob("fr-*.json")):
        texts += json.loads(path.read_text("utf-8"))["text"]
    found = (text[start:end] for text in texts for start, end in split_sentences(text))
    return tuple(dict.fromkeys(one for one in found if 50 <= len(one) <= 250 and one[-1] == "."))


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the words of the stock as often as they stand there."""
    return tuple(word for one in stock() for word in re.findall(r"[^\W\d_]{4,}", one.lower()))


def names(count: int, random: Random) -> list[str]:
    """Return names that a watch finds: those of the alias table first, then invented ones."""
    known = [entity.name for entity in all_entities() if len(entities_named(entity.name)) == 1]
    random.shuffle(known)
    return (known + [invented(random) for _ in range(count)])[:count]


def invented(random: Random) -> str:
    """Make up the name of a person or firm: two words that nobody has."""
    parts = _SYLLABLES.split()
    return " ".join("".join(random.choices(parts, k=3)).capitalize() for _ in range(2))


def titles(count: int, seed: int = 7) -> Iterator[Told]:
    """Yield headlines in time order over 72 hours; an event has one to a dozen of them.

    Each event has a place, a name and words of its own; each headline picks among them and adds
    words of its own.
    """
    random = Random(seed)
    places = [entity.name for entity in all_entities() if entity.sense.value == "place"]
    open_events: list[tuple[int, str, str, list[str]]] = []
    for at in range(count):
        if not open_events or random.random() < 0.3:
            event = (at, random.choice(places), invented(random), _words(random, 6))
            open_events = [*open_events[-200:], event]
        number, place, name, words = random.choice(open_events)
        shown = [*random.sample(words, 3), *_words(random, 3)]
        random.shuffle(shown)
        lead = random.choice((f"{place} :", f"{name},", f"{place}, {name} :"))
        title = " ".join((lead, *shown))
        yield Told(_article(at, title, "", WINDOW * at / count), number, place)


def _words(random: Random, count: int) -> list[str]:
    return [_word(random) for _ in range(count)]


def _word(random: Random) -> str:
    """Draw a word: half of the stock, half of a long tail, as rank and number go in real text."""
    if random.random() < 0.5:
        return random.choice(vocabulary())
    rank = int(40_000 ** random.random())
    parts = _SYLLABLES.split()
    return parts[rank % 23] + parts[rank // 23 % 23] + parts[rank // 529 % 23] + parts[rank % 7]


def _article(number: int, title: str, text: str, after: timedelta) -> Article:
    return Article(
        id=str(number),
        source=f"outlet-{number % 97}",
        title=title,
        lead="",
        text=text,
        url=f"https://outlet-{number % 97}.example/{number}",
        language="fr",
        published=START + after,
    )


def articles(count: int, about: list[str], seed: int = 11) -> Iterator[Told]:
    """Yield articles of 14 sentences; each speaks of one of the names in a sentence of its own."""
    random = Random(seed)
    for at in range(count):
        body = random.sample(stock(), 14)
        name = about[at % len(about)]
        body.insert(random.randrange(10), f"Les enquêteurs ont évoqué {name} devant la presse.")
        title = random.choice(body).rstrip(".")
        text = "\n".join(" ".join(body[i : i + 3]) for i in range(0, len(body), 3))
        yield Told(_article(at, title, text, WINDOW * at / count), at, name)


FOLLOW_UPS = 0.26
"""Share of reports that tell an event told before: of 1,876 entries of real feeds 26 % joined or
touched another.
"""
FUNCTION_WORDS = ("le", "la", "les", "de", "des", "du", "une", "et", "dans", "pour", "sur", "par")


def news(about: list[str], seed: int = 5) -> Iterator[Told]:
    """Yield reports for ever; each event has words of its own, as news has, and few tell it.

    Each speaks of one of the names in a sentence of its own.
    """
    random = Random(seed)
    places = [entity.name for entity in all_entities() if entity.sense.value == "place"]
    events: list[tuple[int, str, str, list[str]]] = []
    at = 0
    while True:
        if not events or random.random() >= FOLLOW_UPS:
            told = (at, random.choice(places), invented(random), _words(random, 12))
            events = [*events[-50:], told]
        else:
            told = random.choice(events)
        yield _report(at, about[at % len(about)], told, random)
        at += 1


def _report(at: int, name: str, event: tuple[int, str, str, list[str]], random: Random) -> Told:
    number, place, person, words = event
    title = " ".join([f"{place} :", *random.sample(words, 4), person, *_words(random, 2)])
    body = [_sentence(random, [*random.sample(words, 3), *_words(random, 6)]) for _ in range(7)]
    body[0] = f"À {place}, {person} : {body[0][0].lower()}{body[0][1:]}"
    body.insert(random.randrange(1, 4), f"Les enquêteurs ont évoqué {name} devant la presse.")
    return Told(_article(at, title, " ".join(body), WINDOW * at / 100_000), number, name)


def _sentence(random: Random, words: list[str]) -> str:
    random.shuffle(words)
    told = " ".join(f"{random.choice(FUNCTION_WORDS)} {word}" for word in words)
    return f"{told[0].upper()}{told[1:]}."


def page(told: Told) -> str:
    """Write an article as a page with a menu, teasers and a foot."""
    one = told.article
    menu = "".join(f'<li><a href="/r{n}">Rubrique {n}</a></li>' for n in range(30))
    teasers = "".join(f'<div class="teaser"><a href="/t{n}">{s}</a></div>' for n, s in _teasers())
    body = "".join(f"<p>{escape(line)}</p>" for line in one.text.splitlines())
    return (
        f'<!DOCTYPE html><html lang="fr"><head><title>{escape(one.title)}</title></head><body>'
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{escape(one.title)}</h1>{body}</article>"
        f"</main><aside>{teasers}</aside><footer>Mentions légales</footer></body></html>"
    )


def _teasers() -> Iterator[tuple[int, str]]:
    return ((n, escape(one[:60])) for n, one in enumerate(stock()[:20]))


def feed(told: list[Told]) -> bytes:
    """Write articles as an RSS feed."""
    items = "".join(
        f"<item><title>{escape(one.article.title)}</title><link>{one.article.url}</link>"
        f"<guid>{one.article.url}</guid><description>{escape(one.article.text[:600])}</description>"
        f"<pubDate>{one.article.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for one in told
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Bench</title>'
        f"<link>https://outlet.example/</link>{items}</channel></rss>"
    ).encode()
