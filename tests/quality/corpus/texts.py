"""Read the invented articles: title, authors, date, standfirst and blocks of text.

A file of `texts` holds one language; `= key frame` begins an article. Lines of its text begin
with `## ` for a heading, `- ` for an item, `| ` for the cells of a row, `? ` for a question, `@ `
for the time and head of a post; `~` stands where a paywall cuts the article.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date

HERE = Path(__file__).parent
SHORT = 150
"""Characters of an article that a teaser shows."""
_KINDS = {"## ": "h", "- ": "ul", "| ": "table", "? ": "q", "@ ": "post"}


@dataclass
class Part:
    """A part of a text: `text` reads as the page shows it, `lines` and `rows` are its cells."""

    kind: str
    text: str
    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    time: str = ""
    head: str = ""


@dataclass(frozen=True)
class Told:
    """An invented article."""

    key: str
    frame: str
    language: str
    host: str
    title: str
    authors: tuple[str, ...]
    iso: str
    lead: str
    blocks: tuple[Part, ...]
    cut: int

    @property
    def by(self) -> str:
        return ", ".join(self.authors)

    @property
    def day(self) -> str:
        return format_date(datetime.fromisoformat(self.iso), "long", locale=self.language)

    @property
    def url(self) -> str:
        return f"https://{self.host}/{self.iso[:4]}/{self.key}"

    @property
    def short(self) -> str:
        """Give the beginning of the text as a teaser has it."""
        return f"{self.blocks[0].text[:SHORT].rsplit(' ', 1)[0]} …"

    @property
    def description(self) -> str:
        return self.lead or self.blocks[0].text

    @property
    def shown(self) -> tuple[Part, ...]:
        """Give what a paywall shows."""
        return self.blocks[: self.cut]

    @property
    def plain(self) -> str:
        return "\n\n".join(block.text for block in self.blocks)

    def ld(self, words: dict[str, Any], kind: str, free: bool, body: str) -> str:
        """Write what JSON-LD says of the article."""
        node: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": kind,
            "headline": self.title,
            "datePublished": self.iso,
            "author": [{"@type": "Person", "name": name} for name in self.authors],
            "publisher": {"@type": "Organization", "name": words["outlet"]},
            "isAccessibleForFree": free,
        }
        return json.dumps(node | ({"articleBody": body} if body else {}), ensure_ascii=False)


@cache
def all_words() -> dict[str, dict[str, Any]]:
    """Read what stands around articles, by language."""
    return tomllib.loads((HERE / "words.toml").read_text("utf-8"))


@cache
def all_articles() -> tuple[Told, ...]:
    """Read the articles of every language."""
    return tuple(told for path in sorted((HERE / "texts").glob("*.txt")) for told in _read(path))


def _read(path: Path) -> Iterator[Told]:
    host = all_words()[path.stem]["host"]
    for block in path.read_text("utf-8").split("\n= "):
        first, title, by, date, *lines = block.removeprefix("= ").strip("\n").split("\n")
        key, frame = first.split()
        lead = lines.pop(0).removeprefix("lead: ") if lines[0].startswith("lead: ") else ""
        parts = list(_parts([line for line in lines if line != "~"]))
        yield Told(
            key=key,
            frame=frame,
            language=path.stem,
            host=host,
            title=title,
            authors=tuple(name for name in by.removeprefix("by:").strip().split(", ") if name),
            iso=date.removeprefix("date: "),
            lead=lead,
            blocks=tuple(parts),
            cut=lines.index("~") if "~" in lines else len(parts),
        )


def _parts(lines: list[str]) -> Iterator[Part]:
    """Group the lines of a text; items and rows that follow each other are one part."""
    open_part: Part | None = None
    for line in lines:
        mark = next((mark for mark in _KINDS if line.startswith(mark)), "")
        kind, said = _KINDS.get(mark, "p"), line.removeprefix(mark)
        if open_part and open_part.kind == kind and kind in ("ul", "table"):
            _add(open_part, said)
            continue
        if open_part and open_part.kind == "post" and not open_part.text:
            open_part.text = said
            continue
        if open_part:
            yield open_part
        open_part = Part(kind, "" if kind in ("ul", "table", "post") else said)
        if kind == "post":
            open_part.time, open_part.head = _time_and_head(said)
        elif kind in ("ul", "table"):
            _add(open_part, said)
    if open_part:
        yield open_part


def _add(part: Part, said: str) -> None:
    cells = [cell.strip() for cell in said.split("|")] if part.kind == "table" else [said]
    part.rows.append(cells)
    part.lines.append(said)
    part.text = "\n".join(" ".join(row) for row in part.rows)


def _time_and_head(said: str) -> tuple[str, str]:
    """Part "16:45 Uhr Gespräche gehen weiter": the time ends with its last sign of time."""
    words = said.split(" ")
    until = max(at for at, word in enumerate(words) if word[:1].isdigit() or word in ("h", "Uhr"))
    until = next(at for at in range(until + 1) if _ends_time(words, at))
    return " ".join(words[: until + 1]), " ".join(words[until + 1 :])


def _ends_time(words: list[str], at: int) -> bool:
    """Tell whether the time is over behind a word: "22 h 30" and "9:00 Uhr" have several."""
    following = words[at + 1] if at + 1 < len(words) else ""
    within = following in ("h", "Uhr") or (words[at] == "h" and following[:1].isdigit())
    return not within
