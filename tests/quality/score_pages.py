"""Score the page reader on this project's own pages and on the public sets beside the project;
trafilatura, readability-lxml and resiliparse read the same pages in the same run.

    python -m tests.quality.score_pages    tells leaks, losses and each set's worst pages
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.feeds.extract.body import boilerplate as lines
from bot.feeds.extract.page import extract_article, read_with_lines
from bot.models import Page
from tests.quality.corpus.pages import corpus_samples, later_samples
from tests.quality.reading import figures, readers, sets
from tests.quality.reading.measure import compare, f1
from tests.quality.reading.sets import Sample

FIELDS = ("title", "standfirst", "authors", "agency", "published", "language", "image", "stub")
Figures = dict[str, float]

SETS: dict[str, Callable[[], list[Sample]]] = {
    "own": sets.own_samples,
    "corpus": corpus_samples,
    "later": later_samples,
    "shared": sets.extraction_samples,
    "readability": lambda: sets.long_enough(sets.readability_samples()),
}
"""The sets by the word that their figures begin with."""


def repeated_of(samples: Iterable[Sample]) -> dict[str, frozenset[str]]:
    """Learn for each host of the own set the lines that its first three pages repeat."""
    hosts: dict[str, list[frozenset[str]]] = {}
    for sample in samples:
        if host := sample.truth.get("host"):
            hosts.setdefault(host, []).append(read_with_lines(sample.html, sample.url).lines)
    return {
        host: lines.repeated_keys(lines.count_lines(pages[:3])) for host, pages in hosts.items()
    }


def with_memory(samples: Sequence[Sample]) -> list[tuple[Sample, Page]]:
    known = repeated_of(samples)
    return [
        (
            s,
            extract_article(
                s.html, s.url, repeated=known.get(s.truth.get("host", ""), frozenset())
            ),
        )
        for s in samples
    ]


def leaks(pages: Sequence[tuple[Sample, Page]]) -> Iterator[tuple[str, str]]:
    """List page and text for every piece of boilerplate that came through."""
    for sample, page in pages:
        for text in sample.truth["absent"]:
            if text in page.text:
                yield sample.key, text


def lost(pages: Sequence[tuple[Sample, Page]]) -> Iterator[tuple[str, str]]:
    """List page and text for every paragraph that is missing."""
    for sample, page in pages:
        for text in sample.truth["text"]:
            if " ".join(text.split()) not in " ".join(page.text.split()):
                yield sample.key, text


def field_of(page: Page, name: str) -> object:
    value = getattr(page, name)
    if name == "authors":
        return list(value)
    if name == "published":
        return value.timestamp() if value else None
    return value


def wanted_field(truth: dict[str, Any], name: str) -> object:
    if name != "published":
        return truth[name]
    return datetime.fromisoformat(truth[name]).timestamp()


def wrong_fields(pages: Sequence[tuple[Sample, Page]]) -> Iterator[tuple[str, str, object]]:
    """List page, field and value for every field that was read wrongly."""
    for sample, page in pages:
        for name in FIELDS:
            if field_of(page, name) != wanted_field(sample.truth, name):
                yield sample.key, name, field_of(page, name)


def _rounded(values: Figures) -> Figures:
    return {name: round(value, 4) for name, value in values.items()}


def own_figures() -> Figures:
    """Score the twenty pages with the memory of what a host repeats, and the corpus without."""
    own = sets.own_samples()
    pages = with_memory(own)
    fields = len(own) * len(FIELDS)
    return (
        _rounded(
            {
                "own_f1": f1([compare(sample.body, page.text) for sample, page in pages])[0],
                "own_leaks": float(len(list(leaks(pages)))),
                "own_lost": float(len(list(lost(pages)))),
                "own_fields": 1 - len(list(wrong_fields(pages))) / fields,
            }
        )
        | _scored_set("corpus")
        | _scored_set("later")
    )


def shared_figures() -> Figures:
    """Score the public sets; none where they are absent."""
    return _scored_set("shared") | _scored_set("readability")


def _scored_set(name: str) -> Figures:
    samples = SETS[name]()
    return _scored(name, samples, [readers.by_us(s) for s in samples]) if samples else {}


def _scored(name: str, samples: Sequence[Sample], found: Sequence[readers.Found]) -> Figures:
    values = figures.of_body(samples, found)
    if "title" in samples[0].truth:
        values |= figures.of_fields(samples, found)
    return _rounded({f"{name}_{figure}": value for figure, value in values.items()})


def figures_of_others(which: str) -> Figures:
    """Score who else reads the same pages; our cost, with all fields, is told as a
    multiple of what trafilatura takes for the text alone.
    """
    found: Figures = {}
    for name in ("own", "corpus", "later") if which == "own" else ("shared", "readability"):
        samples = SETS[name]()
        if not samples:
            continue
        read = {reader: readers.found_by(reader, samples) for reader in readers.HERE}
        fast = [readers.timed(readers.by_fast_text, sample) for sample in samples]
        found[f"{name}_cost"] = figures.cost(read["wirebell"]) / figures.cost(fast)
        for reader, pages in (read | readers.found_by_peers(samples)).items():
            if reader != "wirebell":
                scored = _scored(name, samples, pages)
                if name == "own":  # whose fields and losses are scored in a way of their own
                    scored = {"own_f1": scored["own_f1"]}
                found |= {f"{figure} by {reader}": value for figure, value in scored.items()}
    return found


def report() -> Iterator[str]:
    pages = with_memory(sets.own_samples())
    yield from (f"leak  {key}: {text}" for key, text in leaks(pages))
    yield from (f"lost  {key}: {text[:90]}" for key, text in lost(pages))
    yield from (f"field {key}: {name} = {value!r}" for key, name, value in wrong_fields(pages))
    for name, samples in SETS.items():
        yield from _worst(name, samples())
    short = {s.key for s in sets.readability_samples()} - {s.key for s in SETS["readability"]()}
    yield f"left out for want of a body: {', '.join(sorted(short)) or 'none'}"


def _worst(name: str, samples: Sequence[Sample], most: int = 8) -> Iterator[str]:
    scored = [(f1([compare(s.body, readers.by_us(s).text)])[0], s.key) for s in samples]
    yield f"{name}: {len(scored)} pages; the worst:"
    yield from (f"  {value:.3f} {key}" for value, key in sorted(scored)[:most])


if __name__ == "__main__":
    for line in report():
        sys.stdout.write(line + "\n")
