"""The pages whose text is known: our own, and those of two public sets beside the project."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html

from tests.conftest import SHARED

OWN = Path(__file__).parents[1] / "pages"
DATA = SHARED / "data"
LEAST = 400
"""Characters of a body under which a page of the readability set is left out, and named: it asks
what to do with a page that has no article.
"""
_BREAKS = [
    "p",
    "div",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "tr",
    "table",
    "section",
    "article",
    "figure",
    "pre",
    "blockquote",
    "dd",
    "dt",
    "hr",
]


@dataclass(frozen=True)
class Sample:
    """A page and what is true of it."""

    key: str
    url: str
    html: bytes
    truth: dict[str, Any]

    @property
    def half(self) -> int:
        return hashlib.sha256(self.key.encode()).digest()[0] & 1

    @property
    def body(self) -> str:
        body = self.truth.get("articleBody")
        return "\n".join(self.truth["text"]) if body is None else str(body)


def own_samples() -> list[Sample]:
    """Read the twenty pages that were written alongside the rules."""
    found = []
    for path in sorted(OWN.glob("*.html")):
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        found.append(Sample(path.stem, truth["url"], path.read_bytes(), truth))
    return found


def extraction_samples() -> list[Sample]:
    """Read the public benchmark of article extraction; none where it is absent."""
    folder = DATA / "extraction"
    truths = folder / "ground-truth.json"
    if not truths.exists():
        return []
    return [
        Sample(key, truth["url"], gzip.decompress((folder / f"{key}.html.gz").read_bytes()), truth)
        for key, truth in json.loads(truths.read_text("utf-8")).items()
    ]


def readability_samples() -> list[Sample]:
    """Read the test pages of a browser's reader view; none where they are absent."""
    found = []
    for path in sorted((DATA / "readability").glob("*.source.html.gz")):
        key = path.name.removesuffix(".source.html.gz")
        expected = gzip.decompress(path.with_name(f"{key}.expected.html.gz").read_bytes())
        truth = {"articleBody": html_text(expected.decode("utf-8"))}
        found.append(Sample(key, "", gzip.decompress(path.read_bytes()), truth))
    return found


def long_enough(samples: list[Sample]) -> list[Sample]:
    """Leave out the pages that have hardly a body."""
    return [sample for sample in samples if len(sample.body) >= LEAST]


def html_text(source: str) -> str:
    """Give the text of HTML, captions apart, parted where a browser would begin a line."""
    root = html.fromstring(f"<div>{source}</div>")
    for element in root.xpath("//script|//style|//figcaption"):
        element.drop_tree()
    for element in root.iter(*_BREAKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return "\n".join(" ".join(line.split()) for line in root.text_content().split("\n") if line)
