"""Run the commands on large input as real processes: is the output right, how long it takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.core.language.sentences import split_sentences
from tests.bench import press
from tests.quality.score_stories import b_cubed

HEADS = ("command", "lines", "seconds", "what came out")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Report:
    """One command's run: lines in, seconds, and whether the output is right."""

    command: str
    lines: int
    seconds: float
    right: bool
    found: str

    @property
    def cells(self) -> tuple[str, ...]:
        said = self.found if self.right else f"WRONG: {self.found}"
        return self.command, str(self.lines), f"{self.seconds:.1f}", said


@dataclass(frozen=True)
class Ran:
    """What a process wrote, as JSON lines, and what it took."""

    rows: list[dict[str, Any]]
    seconds: float


def ran(words: list[str], lines: list[dict[str, Any]]) -> Ran:
    """Run `wirebell` with JSON lines on standard input; raises CalledProcessError if it fails."""
    given = "\n".join(json.dumps(line) for line in lines) + "\n"
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=given.encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    seconds = time.perf_counter() - begun
    return Ran([json.loads(line) for line in done.stdout.splitlines()], seconds)


def _line(told: press.Told) -> dict[str, Any]:
    one = told.article
    return {
        "id": one.id,
        "title": one.title,
        "summary": one.lead,
        "content": one.text,
        "language": one.language,
        "source": one.source,
        "url": one.url,
        "published": one.published.isoformat(),
    }


def _names_and_articles(count: int) -> tuple[list[str], list[press.Told]]:
    names = press.names(count, Random(3))
    return names, list(press.articles(count, names))


def match(count: int = 1000) -> Report:
    names, told = _names_and_articles(count)
    words = ["match", *(word for name in names for word in ("--watch", name))]
    result = ran(words, [_line(one) for one in told])
    hits = [{hit["watch"] for hit in row["matches"]} for row in result.rows]
    met = sum(one.name in found for one, found in zip(told, hits, strict=True))
    spans = sum(_spans_fit(one, row) for one, row in zip(told, result.rows, strict=True))
    total = sum(map(len, hits))
    return Report(
        f"match, {count} watches",
        count,
        result.seconds,
        met == count and spans == count,
        f"{met} of {count} names that were put in were found; {total} matches",
    )


def _spans_fit(told: press.Told, row: dict[str, Any]) -> bool:
    """Tell whether every span says what stands there."""
    fields = {"title": told.article.title, "summary": told.article.lead}
    fields |= {"lead": told.article.lead, "content": told.article.text, "text": told.article.text}
    return all(
        fields[span["field"]][span["start"] : span["end"]] == span["text"]
        for hit in row["matches"]
        for span in hit["spans"]
    )


def stories(count: int = 5000) -> Report:
    told = list(press.titles(count))
    result = ran(["stories"], [_line(one) for one in told])
    labels = [str(one.event) for one in told]
    precision, recall, f = b_cubed(labels, [row["story"] for row in result.rows])
    return Report(
        "stories",
        count,
        result.seconds,
        [row["id"] for row in result.rows] == [one.article.id for one in told],
        f"B-cubed {f:.3f} (precision {precision:.3f}, recall {recall:.3f})",
    )


def extract(count: int = 1000) -> Report:
    _, told = _names_and_articles(count)
    lines = [{"id": t.article.id, "url": t.article.url, "html": press.page(t)} for t in told]
    result = ran(["extract", "--jsonl"], lines)
    wanted = [" ".join(one.article.text.split()) for one in told]
    whole = sum(
        text == " ".join(row["text"].split()) for text, row in zip(wanted, result.rows, strict=True)
    )
    return Report(
        "extract --jsonl",
        count,
        result.seconds,
        whole == count,
        f"{whole} of {count} bodies whole and clean",
    )


def summarize(count: int = 1000) -> Report:
    _, told = _names_and_articles(count)
    result = ran(["summarize", "--jsonl"], [_line(one) for one in told])
    sound = sum(
        _verbatim(one.article.text, row["summary"])
        for one, row in zip(told, result.rows, strict=True)
    )
    return Report(
        "summarize --jsonl",
        count,
        result.seconds,
        sound == count,
        f"{sound} of {count} summaries verbatim and within 280 characters",
    )


def _verbatim(text: str, summary: str) -> bool:
    """Tell whether a summary is short enough and made of whole sentences of its article."""
    given = {text[start:end] for start, end in split_sentences(text)}
    return 0 < len(summary) <= 280 and all(
        summary[start:end] in given for start, end in split_sentences(summary)
    )


COMMANDS: tuple[Callable[..., Report], ...] = (match, stories, extract, summarize)


def run_all() -> Iterator[Report]:
    """Run every command; tells on standard error which one."""
    for command in COMMANDS:
        print(f"wirebell {command.__name__} ...", file=sys.stderr, flush=True)
        yield command()
