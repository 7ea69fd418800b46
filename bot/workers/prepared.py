"""Drafts and prepared articles as what JSON and bytes can carry, and back."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot import said
from bot.core.prepare import Draft, Prepared
from bot.core.stories.features import Sketch
from bot.models import Article, HitSpan, Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.workers.protocol import Message

_ARTICLE = [field.name for field in fields(Article)]
_read = lru_cache(maxsize=4096)(said.unpack_said)
"""Reasons of a watch are mostly those that it had before: its rule and one of its forms."""
_SPAN = [field.name for field in fields(HitSpan)]


def drafts_head(drafts: Iterable[Draft]) -> list[dict[str, Any]]:
    """Return drafts as what JSON can carry."""
    return [
        {name: getattr(draft.article, name) for name in _ARTICLE} | {"shared": draft.shared}
        for draft in drafts
    ]


def drafts_of(rows: Iterable[dict[str, Any]]) -> list[Draft]:
    """Return the drafts that `drafts_head` gave."""
    return [_draft_of(**row) for row in rows]


def _draft_of(*, shared: bool, published: str, authors: list[str], **rest: Any) -> Draft:
    when = datetime.fromisoformat(published)
    return Draft(Article(published=when, authors=tuple(authors), **rest), shared)


def prepared_answer(done: Sequence[Prepared]) -> Message:
    """Return prepared articles without their texts, which the asker has."""
    sketches = [one.sketch.to_bytes() for one in done]
    rows = [_row_of(one) for one in done]
    return {"rows": rows, "sizes": list(map(len, sketches))}, b"".join(sketches)


def _row_of(one: Prepared) -> dict[str, Any]:
    return {
        "url": one.article.url,
        "language": one.article.language,
        "title": one.title,
        "body": one.body,
        "title_key": one.title_key,
        "words": list(one.sketch.words.values()),
        "matches": [_match_row(match) for match in one.matches],
        "watches": one.watches,
    }


def _match_row(match: Match) -> list[Any]:
    spans = [[getattr(span, name) for name in _SPAN] for span in match.spans]
    return [match.watch, match.about, spans, said.pack_said(match.reasons)]


def prepared_of(drafts: Sequence[Draft], message: Message) -> list[Prepared]:
    """Return what `prepared_answer` gave for these drafts; raises ValueError for anything else."""
    head, body = message
    ends = [0]
    for size in head["sizes"]:
        ends.append(ends[-1] + size)
    sketches = [body[low:high] for low, high in pairwise(ends)]
    rows = zip(drafts, head["rows"], sketches, strict=True)
    return [_prepared_of(*row) for row in rows]


def _prepared_of(draft: Draft, row: dict[str, Any], sketch: bytes) -> Prepared:
    bare = Sketch.from_bytes(sketch)
    words = dict(zip(bare.keys.tolist(), row["words"], strict=True))
    article = replace(draft.article, url=row["url"], language=row["language"])
    return Prepared(
        article=article,
        sketch=replace(bare, words=words),
        title=row["title"],
        body=row["body"],
        url_key="" if draft.shared else article.url,
        title_key=row["title_key"],
        matches=tuple(_match_of(*match) for match in row["matches"]),
        watches=row["watches"],
    )


def _match_of(watch: str, about: bool, spans: list[list[Any]], reasons: str) -> Match:
    return Match(watch, about, tuple(HitSpan(*span) for span in spans), _read(reasons))
