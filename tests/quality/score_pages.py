"""Score the page reader on this project's own pages and, where it lies beside the project, on the
English benchmark of article extraction; trafilatura runs on the same pages in the same run.

    python -m tests.quality.score_pages
"""

import gzip
import hashlib
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trafilatura

from bot.feeds.extract.body import boilerplate as lines
from bot.feeds.extract.page import extract_article, read_with_lines
from bot.models import Page

OWN = Path(__file__).parent / "pages"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "extraction"
SHINGLE = 4
FIELDS = ("title", "standfirst", "authors", "agency", "published", "language", "image", "stub")

Counts = tuple[float, float, float]
"""True positives, false positives and false negatives of one page, as shares of their sum."""


@dataclass(frozen=True)
class Sample:
    key: str
    url: str
    html: bytes
    truth: dict[str, Any]

    @property
    def half(self) -> int:
        return hashlib.sha256(self.key.encode()).digest()[0] & 1


def own_samples() -> list[Sample]:
    found = []
    for path in sorted(OWN.glob("*.html")):
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        found.append(Sample(path.stem, truth["url"], path.read_bytes(), truth))
    return found


def shared_samples() -> list[Sample]:
    truths = SHARED / "ground-truth.json"
    if not truths.exists():
        return []
    return [
        Sample(key, truth["url"], gzip.decompress((SHARED / f"{key}.html.gz").read_bytes()), truth)
        for key, truth in json.loads(truths.read_text("utf-8")).items()
    ]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - SHINGLE + 1))
    return Counter(part for at in starts if (part := tuple(words[at : at + SHINGLE])))


def compare(truth: str, text: str) -> Counts:
    """Count the shingles two texts share, every page with the same weight."""
    wanted, given = shingles(truth), shingles(text)
    parts = (
        (wanted & given).total(),
        (given - wanted).total(),
        (wanted - given).total(),
    )
    total = sum(parts) or 1
    return parts[0] / total, parts[1] / total, parts[2] / total


def f1(rows: Sequence[Counts]) -> tuple[float, float, float]:
    """Give F1, precision and recall, each a mean over pages, of the benchmark's own measure."""
    precision = statistics.mean(hit / (hit + extra) for hit, extra, _ in rows if hit + extra)
    recall = statistics.mean(hit / (hit + missed) for hit, _, missed in rows if hit + missed)
    return 2 * precision * recall / (precision + recall), precision, recall


def by_fast(sample: Sample) -> str:
    return trafilatura.extract(sample.html, fast=True) or ""


def by_fast_without_comments(sample: Sample) -> str:
    return trafilatura.extract(sample.html, fast=True, include_comments=False) or ""


def by_default(sample: Sample) -> str:
    return trafilatura.extract(sample.html) or ""


def by_us(sample: Sample) -> str:
    return extract_article(sample.html, sample.url).text


READERS: dict[str, Callable[[Sample], str]] = {
    "wirebell": by_us,
    "trafilatura fast": by_fast,
    "trafilatura fast, no comments": by_fast_without_comments,
    "trafilatura": by_default,
}


def body_of(sample: Sample) -> str:
    body = sample.truth.get("articleBody")
    return "\n".join(sample.truth["text"]) if body is None else body


def run(samples: Sequence[Sample], reader: Callable[[Sample], str]) -> tuple[list[Counts], float]:
    """Give the counts of every page and the median of the milliseconds they took."""
    rows, spent = [], []
    for sample in samples:
        start = time.perf_counter()
        text = reader(sample)
        spent.append(1000 * (time.perf_counter() - start))
        rows.append(compare(body_of(sample), text))
    return rows, statistics.median(spent)


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
    from datetime import datetime

    return datetime.fromisoformat(truth[name]).timestamp()


def wrong_fields(pages: Sequence[tuple[Sample, Page]]) -> Iterator[tuple[str, str, object]]:
    """List page, field and value for every field that was read wrongly."""
    for sample, page in pages:
        for name in FIELDS:
            if field_of(page, name) != wanted_field(sample.truth, name):
                yield sample.key, name, field_of(page, name)


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}


def own_figures() -> dict[str, float]:
    """Score the project's own pages, with the memory of what a host repeats."""
    own = own_samples()
    pages = with_memory(own)
    rows = [compare(body_of(sample), page.text) for sample, page in pages]
    fields = len(own) * len(FIELDS)
    return _rounded(
        {
            "own_f1": f1(rows)[0],
            "own_fast_f1": f1(run(own, by_fast)[0])[0],
            "own_leaks": float(len(list(leaks(pages)))),
            "own_lost": float(len(list(lost(pages)))),
            "own_fields": 1 - len(list(wrong_fields(pages))) / fields,
        }
    )


def shared_figures() -> dict[str, float]:
    """Score the benchmark's pages; none where they are absent."""
    shared = shared_samples()
    if not shared:
        return {}
    rows, spent = run(shared, by_us)
    return _rounded(
        {
            "shared_f1": f1(rows)[0],
            "shared_fast_f1": f1(run(shared, by_fast)[0])[0],
            "shared_ms": spent,
        }
    )


def score() -> dict[str, float]:
    """Score everything that is here; shared figures only where the shared pages are."""
    return own_figures() | shared_figures()


def table(name: str, samples: Sequence[Sample]) -> Iterator[str]:
    yield f"{name}: {len(samples)} pages"
    yield f"  {'':32}{'F1':>7}{'P':>8}{'R':>8}{'half 0':>9}{'half 1':>9}{'ms':>8}"
    for reader, function in READERS.items():
        rows, spent = run(samples, function)
        halves = [
            f1([row for row, s in zip(rows, samples, strict=True) if s.half == half])[0]
            for half in (0, 1)
        ]
        whole = f1(rows)
        yield (
            f"  {reader:32}{whole[0]:7.4f}{whole[1]:8.4f}{whole[2]:8.4f}"
            f"{halves[0]:9.4f}{halves[1]:9.4f}{spent:8.1f}"
        )


def report() -> Iterator[str]:
    own = own_samples()
    yield from table("own pages, without memory", own)
    pages = with_memory(own)
    rows = [compare(body_of(sample), page.text) for sample, page in pages]
    yield f"  with memory of three pages: F1 {f1(rows)[0]:.4f}"
    yield from (f"  leak  {key}: {text}" for key, text in leaks(pages))
    yield from (f"  lost  {key}: {text[:90]}" for key, text in lost(pages))
    yield from (f"  field {key}: {name} = {value!r}" for key, name, value in wrong_fields(pages))
    if shared := shared_samples():
        yield from table("benchmark pages", shared)


if __name__ == "__main__":
    for line in report():
        sys.stdout.write(line + "\n")
