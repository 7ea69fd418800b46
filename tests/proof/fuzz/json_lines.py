# ruff: noqa: E501 - documents and words stand as they are sent
"""JSON lines, as they are handed to `stories`, `summarize --jsonl` and `match` on standard input."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from bot.cli import texts
from bot.errors import InputError
from tests.proof.fuzz.mutators import as_json, mutated_value, seldom_damaged
from tests.proof.fuzz.target import Read, Target

SEEDS: tuple[dict[str, Any], ...] = (
    {"id": "1", "title": "Harbour wall gives way at Bria", "summary": "Crews return.",
     "content": "The wall at Bria gave way on Sunday. Crews returned to the quay. Two people were hurt.",
     "language": "en", "source": "bay.example", "url": "https://bay.example/1", "published": "2026-03-01T08:30:00Z"},
    {"id": "2", "title": "Bria : la digue cède, deux blessés", "content": "La digue de Bria a cédé dimanche. "
     "Deux personnes ont été blessées. Le groupe Wagner n’y est pour rien.", "language": "fr",
     "source": "quai.example", "published": 1772353800, "authors": ["I. Diallo"]},
    {"id": 3, "title": "Nach dem Deichbruch in Bria: zwei Verletzte", "summary": "<p>Der Deich brach.</p>",
     "published": "2026-03-01", "author": "A. Weber"},
    {"title": "Prices of grain rise"},
)  # fmt: skip
WORDS = (
    "Bria", "harbour", "digue", "Sunday", "dimanche", "2", "two", "deux", "hurt", "2026-03-01T08:30:00+14:00",
    "9999-12-31T23:59:59Z", "0001-01-01", "1e20", "fr", "en", "zh", "tlh", "https://x.example/?a=b", "said", ".",
    "“", "Mr.", "\n\n", "<p>", "&amp;", "Wagner",
)  # fmt: skip


def make_lines(dice: Random) -> bytes:
    """Change one or two objects of some lines."""
    lines = []
    for _ in range(dice.randint(1, 4)):
        value = dice.choice(SEEDS)
        changed = mutated_value(dice, value, WORDS) if dice.random() < 0.6 else value
        lines.append(as_json(dice, changed))
    ending = dice.choice((b"\n", b"\n", b"\r\n", b"\n\n"))
    return seldom_damaged(dice, ending.join(lines) + ending)


def _are_objects(body: bytes) -> bool:
    try:
        return all(isinstance(json.loads(line), dict) for line in body.splitlines() if line.strip())
    except (ValueError, RecursionError):
        return False


COMMANDS: tuple[Callable[[], None], ...] = (
    texts.stories,
    lambda: texts.summarize(None, url="", lang="", max_chars=280, title="", jsonl=True),
    lambda: texts.match(["Wagner", "title:Bria OR digue"], aliases=True, sense=None),
)


@contextmanager
def opened_lines() -> Iterator[Read]:
    """Run one of the commands on lines; each line of its answer is JSON that UTF-8 can carry."""
    streams = sys.stdin, sys.stdout

    def read(body: bytes) -> str:
        written = io.BytesIO()
        answer = io.TextIOWrapper(written, encoding="utf-8")
        sys.stdin, sys.stdout = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8"), answer
        try:
            COMMANDS[len(body) % len(COMMANDS)]()
        finally:
            sys.stdin, sys.stdout = streams
        answer.flush()
        answers = [json.loads(line) for line in written.getvalue().splitlines()]
        assert all(isinstance(line, dict) for line in answers)
        return "answered"

    yield read


JSON_LINES = Target("json-lines", make_lines, opened_lines, _are_objects, (InputError,))
