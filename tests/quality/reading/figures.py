"""The figures of a set of pages: body, title, day, authors, and what reading costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.feeds.extract.body.boilerplate import fold_line
from tests.quality.reading.measure import compare, f1, is_lost
from tests.quality.reading.readers import Found
from tests.quality.reading.sets import Sample


def of_body(samples: Sequence[Sample], found: Sequence[Found]) -> dict[str, float]:
    """Give F1 of the bodies and how many articles were lost whole."""
    rows = [compare(s.body, _body(s, page)) for s, page in zip(samples, found, strict=True)]
    return {"f1": f1(rows)[0], "lost_whole": float(sum(map(is_lost, rows)))}


def _body(sample: Sample, page: Found) -> str:
    """Give the text that was read without the standfirst, which some readers give apart."""
    standfirst = str(sample.truth.get("standfirst") or "")
    return page.text.replace(standfirst, "") if standfirst else page.text


def of_fields(samples: Sequence[Sample], found: Sequence[Found]) -> dict[str, float]:
    """Give the shares of pages whose title, day and authors are right, of those that show any."""
    pairs = list(zip(samples, found, strict=True))
    return {
        "title": _share([_is_title(s.truth["title"], page.title) for s, page in pairs]),
        "day": _share(
            [page.day in _days(s.truth["published"]) for s, page in pairs if s.truth["published"]]
        ),
        "author": _share(
            [_names(s.truth["authors"]) == _names([page.author]) for s, page in pairs]
        ),
    }


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


def _days(iso: str) -> tuple[str, str]:
    """Give the day where the page was written and the day in UTC; a reader may give either."""
    at = datetime.fromisoformat(iso)
    return at.date().isoformat(), at.astimezone(UTC).date().isoformat()


def _is_title(wanted: str, given: str) -> bool:
    return fold_line(wanted) == fold_line(given)


def _names(authors: Sequence[str]) -> list[str]:
    """Part names as any reader may join them, in one order and one case."""
    parts = (part for names in authors for part in names.replace(";", ",").split(","))
    return sorted(fold_line(part) for part in parts if part.strip())


def cost(found: Sequence[Found]) -> float:
    """Sum the CPU seconds of a set."""
    return sum(page.seconds for page in found)
