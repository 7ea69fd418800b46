r"""The articles of the sample newsroom: one readable text file each.

A file is a head of `key: value` lines, a line `---`, and paragraphs parted by blank lines. A
paragraph that begins with `:: KIND` is no body text: `h2`, `caption`, `teaser`, `quote` (a pulled
quote, repeated from the body). After a line `===` stands the corrected version, head and body, of
an article that is updated. Apostrophes, quotation marks and French spaces are typed plainly and
set properly here; `\uXXXX` is a character and `~` a no-break space. `{day}` is the weekday of
publication, `{day-1}` that of the day before.

Head: `title`, `lead`, `hours` (age when the newsroom opens), and where needed `phase` (`live`
comes after the first poll), `authors` (parted by `;`), `section`, `agency`, `link` (instead of
its own address), `story` (articles of one event share it), `follows` (the event it takes up a
day later), `alerts` and `silent` (the watches,
parted by `;`, that must and must not alert).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.core.language.calendar import weekday_names

if TYPE_CHECKING:
    from datetime import datetime
    from importlib.resources.abc import Traversable

NBSP = "\u00a0"
ARTICLES = files("bot.demo") / "articles"


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part of a body; `kind` is `p`, `h2`, `caption`, `teaser` or `quote`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as its outlet wrote it; `hours` is its age when the newsroom opens."""

    id: str
    outlet: str
    title: str
    lead: str
    blocks: tuple[BodyPart, ...]
    hours: float = 1.0
    phase: str = "morning"
    authors: tuple[str, ...] = ()
    section: str = ""
    agency: str = ""
    link: str = ""
    story: str = ""
    follows: str = ""
    alerts: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    revised: Piece | None = None

    @property
    def number(self) -> int:
        """Give a stable number of six digits, for addresses."""
        return 100_000 + zlib.crc32(self.id.encode()) % 900_000

    @property
    def text(self) -> str:
        """Join the body's own paragraphs by newlines, without captions and boxes."""
        return "\n".join(block.text for block in self.blocks if block.kind == "p")


def typeset_text(text: str, language: str) -> str:
    """Set plainly typed text with the marks and spaces of its language."""
    text = " ".join(text.split())
    text = re.sub(r"(?<=\w)'|'(?=\w)", "’", text)
    if language == "fr":
        text = re.sub(r" ([;:!?»%])", NBSP + r"\1", text).replace("« ", "«" + NBSP)
        text = re.sub(r"(?<=\d) (?=\d{3}\b)", NBSP, text)
    else:
        text = re.sub(r'(^|[\s(])"', r"\1“", text).replace('"', "”")
    text = text.replace("~", NBSP)
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)


def parse_piece(source: str, *, id: str, outlet: str, language: str) -> Piece:
    """Read one article file; raises ValueError where its head is incomplete."""
    first, _, second = source.partition("\n===\n")
    piece = _make_piece(first, id, outlet, language)
    return replace(piece, revised=_make_piece(second, id, outlet, language)) if second else piece


def dated_piece(piece: Piece, published: datetime, language: str) -> Piece:
    """Fill in the weekdays that a piece speaks of."""
    names = weekday_names(language)

    def fill(text: str) -> str:
        return re.sub(r"\{day([+-]\d)?\}", lambda m: _weekday_name(names, published, m[1]), text)

    return replace(
        piece,
        title=fill(piece.title),
        lead=fill(piece.lead),
        blocks=tuple(BodyPart(block.kind, fill(block.text)) for block in piece.blocks),
        revised=piece.revised and dated_piece(piece.revised, published, language),
    )


def _body_parts(body: str, language: str) -> tuple[BodyPart, ...]:
    return tuple(
        _body_part(part, language) for part in re.split(r"\n[ \t]*\n", body) if part.strip()
    )


@cache
def load_pieces(outlet: str, language: str) -> tuple[Piece, ...]:
    """Read every article of an outlet, oldest first."""
    pieces = [_read_piece(entry, outlet, language) for entry in (ARTICLES / outlet).iterdir()]
    return tuple(sorted(pieces, key=lambda piece: (-piece.hours, piece.id)))


def _read_piece(entry: Traversable, outlet: str, language: str) -> Piece:
    source = entry.read_text(encoding="utf-8")
    return parse_piece(source, id=entry.name.removesuffix(".txt"), outlet=outlet, language=language)


def _weekday_name(names: tuple[str, ...], published: datetime, shift: str | None) -> str:
    return names[(published.weekday() + int(shift or 0)) % 7]


def _body_part(part: str, language: str) -> BodyPart:
    match = re.match(r"\s*::\s*(\w+)\s+", part)
    if match is None:
        return BodyPart("p", typeset_text(part, language))
    return BodyPart(match[1], typeset_text(part[match.end() :], language))


def _make_piece(source: str, id: str, outlet: str, language: str) -> Piece:
    head_text, _, body = source.strip().partition("\n---\n")
    head = dict(_head_pair(line, id) for line in head_text.splitlines() if line.strip())
    if missing := {"title", "lead", "hours"} - head.keys():
        raise ValueError(f"{outlet}/{id}: no {', '.join(sorted(missing))} in the head")
    return Piece(
        id=id,
        outlet=outlet,
        title=typeset_text(head["title"], language),
        lead=typeset_text(head["lead"], language),
        blocks=_body_parts(body, language),
        hours=float(head["hours"]),
        phase=head.get("phase", "morning"),
        authors=_split_list(head.get("authors", "")),
        section=head.get("section", ""),
        agency=head.get("agency", ""),
        link=head.get("link", ""),
        story=head.get("story", ""),
        follows=head.get("follows", ""),
        alerts=_split_list(head.get("alerts", "")),
        silent=_split_list(head.get("silent", "")),
    )


def _head_pair(line: str, id: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon:
        raise ValueError(f"{id}: the head line {line!r} has no colon")
    return key.strip(), value.strip()


def _split_list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";") if part.strip())
