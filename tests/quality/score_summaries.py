"""Score the summaries: `python -m tests.quality.score_summaries` prints a table.

The project's own cases always: each says what must and must not stand in a summary. Summaries that
somebody wrote, in ROUGE F in percent, without the title, beside a lead of two sentences, a lead of
the same length and LexRank in the same run: of the project's own invented English articles always,
of French news by their publishers where `../shared/data` is there.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.core.language.sentences import split_sentences
from bot.core.summary.selection import Summary, summarise
from bot.core.summary.vocabulary import folded_words
from tests.quality.fit.summaries import half
from tests.quality.rouge import folded, rouge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OWN = Path(__file__).parent / "summaries" / "cases.jsonl"
ENGLISH = Path(__file__).parent / "summaries" / "english.jsonl"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "summaries" / "orangesum_valid.jsonl"
LIMIT = 280
RESAMPLES = 2000

Row = dict[str, Any]
Figures = tuple[float, float, float]


def read(path: Path) -> list[Row]:
    """Read JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def run(case: Row) -> Summary:
    """Summarise one of the project's own cases."""
    return summarise(
        title=case["title"],
        lead=case.get("lead", ""),
        text=case["text"],
        language=case["language"],
        must=case.get("must", ""),
        hit=case.get("hit", ""),
        limit=LIMIT,
        shared_standfirst=case.get("shared", False),
    )


def faults(case: Row) -> list[str]:
    """Say what is wrong with the summary of a case."""
    found = run(case)
    wrong = [f"lacks {wanted!r}" for wanted in case.get("contains", ()) if wanted not in found.text]
    wrong += [f"has {never!r}" for never in case.get("excludes", ()) if never in found.text]
    if case.get("method", found.method) != found.method:
        wrong.append(f"by {found.method}, not {case['method']}")
    if len(found.text) > LIMIT:
        wrong.append("too long")
    return [*wrong, *_not_verbatim(case, found.text)]


def _not_verbatim(case: Row, text: str) -> list[str]:
    """Name the sentences that stand neither in the lead nor in the text."""
    source = case.get("lead", "") + "\n" + case["text"]
    return [
        f"not verbatim: {text[start:end]!r}"
        for start, end in split_sentences(text)
        if text[start:end] not in source
    ]


def own() -> dict[str, float]:
    """Return every figure of the project's own sets."""
    return {**own_cases(), **english()}


def own_cases() -> dict[str, float]:
    """Return the share of own cases without fault, by kind and in all."""
    seen: Counter[str] = Counter()
    sound: Counter[str] = Counter()
    for case in read(OWN):
        passed = not faults(case)
        for kind in (case["kind"], "all"):
            seen[kind] += 1
            sound[kind] += passed
    return {f"own.{kind}": sound[kind] / count for kind, count in seen.items()}


def extract(text: str, language: str = "fr", title: str = "") -> str:
    """Summarise an article of which only the text, and perhaps the title, is known."""
    return summarise(title=title, lead="", text=text, language=language, limit=LIMIT).text


def lead_two(text: str) -> str:
    """Take the first two sentences."""
    spans = split_sentences(text)[:2]
    return text[spans[0][0] : spans[-1][1]] if spans else ""


class _Tokens:
    """What sumy asks of a tokenizer, by our own splitter and fold: its own downloads data."""

    language = "french"

    def to_sentences(self, text: str) -> tuple[str, ...]:
        return tuple(text[start:end] for start, end in split_sentences(text))

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(folded_words(text))


def lexrank(text: str) -> str:
    """Take the two sentences that LexRank (sumy) puts first."""
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer

    document = PlaintextParser.from_string(text, _Tokens()).document
    return " ".join(str(one) for one in LexRankSummarizer()(document, 2))


def _mean(figures: Sequence[Figures]) -> Figures:
    one, two, longest = (100 * float(value) for value in np.mean(figures, 0))
    return one, two, longest


def _named(name: str, figures: Sequence[Figures]) -> dict[str, float]:
    return {
        f"{name}.rouge{kind}": round(value, 2)
        for kind, value in zip(("1", "2", "L"), _mean(figures), strict=True)
    }


def not_worse(ours: Sequence[Figures], theirs: Sequence[Figures]) -> float:
    """Return the share of paired bootstrap samples in which ours is at least as good."""
    gain = np.mean(ours, 1) - np.mean(theirs, 1)
    draws = np.random.default_rng(7).integers(0, len(gain), (RESAMPLES, len(gain)))
    return float((gain[draws].mean(1) >= 0).mean())


_PEERS: dict[str, Callable[[str, str], str]] = {
    "ours": lambda _, ours: ours,
    "lead-2": lambda text, _: lead_two(text),
    "lead-same-length": lambda text, ours: text[: len(ours)],
    "lexrank": lambda text, _: lexrank(text),
}


def beside_peers(
    texts: Sequence[str], said: Sequence[str], wanted: Sequence[str]
) -> dict[str, list[Figures]]:
    """Return the ROUGE figures of each text by ours and by every peer."""
    return {
        name: [
            rouge(peer(text, ours), reference)
            for text, ours, reference in zip(texts, said, wanted, strict=True)
        ]
        for name, peer in _PEERS.items()
    }


@cache
def english() -> dict[str, float]:
    """Return the ROUGE figures of ours and of its peers on the invented English articles."""
    rows = read(ENGLISH)
    texts = [row["text"] for row in rows]
    said = [extract(text, "en") for text in texts]
    figures = beside_peers(texts, said, [row["summary"] for row in rows])
    figures["titled"] = [
        rouge(extract(row["text"], "en", row["title"]), row["summary"]) for row in rows
    ]
    found = {key: value for name in figures for key, value in _named(name, figures[name]).items()}
    found |= {
        f"not-worse-than.{name}": not_worse(figures["ours"], theirs)
        for name, theirs in figures.items()
        if name not in ("ours", "titled")
    }
    found["ours.characters"] = sum(map(len, said)) / len(said)
    return {f"english.{name}": value for name, value in found.items()}


@cache
def shared() -> dict[str, float]:
    """Return the ROUGE figures of ours and of its peers on the shared French news."""
    rows = read(SHARED)
    texts = [row["article"] for row in rows]
    said = [extract(text) for text in texts]
    figures = beside_peers(texts, said, [row["heading"] for row in rows])
    for row, ours, measured in zip(rows, said, list(figures["ours"]), strict=True):
        figures.setdefault("ours.folded", []).append(rouge(ours, row["heading"], folded))
        figures.setdefault(f"ours.half{half(row['id'])}", []).append(measured)
    found = {key: value for name in figures for key, value in _named(name, figures[name]).items()}
    for name in ("lead-2", "lead-same-length", "lexrank"):
        found[f"not-worse-than.{name}"] = not_worse(figures["ours"], figures[name])
    return found | {"ours.characters": sum(map(len, said)) / len(said)}


def shared_figures() -> dict[str, float]:
    """Return the figures of the shared data; none where it is absent."""
    return shared() if SHARED.exists() else {}


def score() -> dict[str, float]:
    """Return every figure by name; those of the shared data only where it is there."""
    return own() | shared_figures()


def main() -> None:
    """Print the table and every case that fails."""
    for name, value in score().items():
        sys.stdout.write(f"{name:34} {value:8.3f}\n")
    for case in read(OWN):
        for wrong in faults(case):
            sys.stdout.write(f"{case['id']}: {wrong}\n")


if __name__ == "__main__":
    main()
