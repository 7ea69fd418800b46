"""What the watches find in the articles, written so that a later version can be held against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.core.match.matcher import Matcher
from bot.errors import QueryError
from bot.models import Article, Match
from bot.said import pack_said
from tests.differential.made import Made, articles, watches
from tests.fakes.compiled import compiled

STORED = Path(__file__).parent / "stored.txt"
SAMPLE = Path(__file__).parent / "sample.jsonl"
_SAMPLED = 100
"""An article in so many is stored in readable form too."""


@cache
def matcher() -> Matcher:
    """Compile every watch whose expression can be read."""
    return Matcher([watch for made in watches() if (watch := _compiled(made))])


def _compiled(made: Made) -> Any:
    try:
        return compiled(made.query, name=made.name, **made.options)
    except QueryError:
        return None


def shown(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Write matches with all that they say."""
    return [
        {
            "watch": match.watch,
            "about": match.about,
            "spans": [[s.field, s.start, s.end, s.text, s.via, s.atom] for s in match.spans],
            "reasons": pack_said(match.reasons),
        }
        for match in matches
    ]


def digest(found: list[dict[str, Any]]) -> str:
    """Write a line of the store: how many watches hit, how often, and a hash of everything."""
    text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    spans = sum(len(one["spans"]) for one in found)
    return f"{len(found)} {spans} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def recorded(told: Iterable[Article]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Match articles; yields the id of each with what was found."""
    for article in told:
        yield article.id, shown(matcher().match(article))


def is_sampled(article: str) -> bool:
    """Tell whether an article is stored in readable form."""
    return int(article) % _SAMPLED == 0


def write() -> None:
    """Store what this version finds."""
    found = list(recorded(articles()))
    STORED.write_text("".join(f"{name} {digest(hits)}\n" for name, hits in found), "utf-8")
    rows = [{"id": name, "matches": hits} for name, hits in found if is_sampled(name)]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    SAMPLE.write_text("".join(f"{line}\n" for line in lines), "utf-8")
