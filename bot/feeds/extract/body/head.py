"""Read the head of an article: who, when and the standfirst, between title and first paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.feeds.extract.body import boilerplate as lines
from bot.feeds.extract.body import container as page_pick
from bot.feeds.extract.metadata import bylines as page_people
from bot.feeds.extract.metadata import dates as page_dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.feeds.extract.body.blocks import Block

BEFORE, AFTER = 3, 10
"""How many blocks before and after the title are looked at for byline and date. By hand: further
off names and dates belong to others.
"""
MAX_LINE = 160
"""Characters of a line of the head, by hand: more is a sentence."""
MAX_HEAD = 6
"""How many of the first kept blocks may still be head. By hand: further down a name or date alone
is text.
"""

MIN_STANDFIRST, MAX_STANDFIRST = 40, 700
"""Characters of a standfirst, by hand: less is a rubric, more is the article."""

_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|chapo|chapeau|dek|deck|sub-?title|sub-?headline|subhead|sub-?heading|"
    r"sous-?titre|lede|accroche|entradilla|vorspann|article__desc|intro|introduction|abstract|lead|"
    r"excerpt|strapline|ingress)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:^|[\s_-])(?:intro|introduction|lead|lede|ingress)(?:$|[\s_-])", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?:par|by|von|por|di|door|بقلم)\s|(?:\b(?:autor|автор|текст)|作者|記者|记者|文)\s?[:：]",
    re.IGNORECASE,
)
_DIGIT_DATE = re.compile(r"\d{4}|\d{1,2}[/.]\d{1,2}")


def head_lines(blocks: Sequence[Block], title: int) -> tuple[str, ...]:
    """Give the short lines around the title, those after it first; () where no title shows."""
    if title < 0:
        return ()
    near = [*blocks[title + 1 : title + 1 + AFTER], *blocks[max(0, title - BEFORE) : title]]
    return tuple(block.text for block in near if len(block.text) <= MAX_LINE)


def byline_lines(head: Sequence[str]) -> tuple[str, ...]:
    """Pick from the head the lines that say who wrote or delivered the article."""
    return tuple(line for line in head if _BY.match(line) or page_people.is_agency(line))


def is_date_line(line: str) -> bool:
    """Tell whether a short line is little more than a date."""
    if len(line) > 70 or len(line.split()) > 10 or line[:1] in "—–-@" or "@" in line:
        return False
    return bool(_DIGIT_DATE.search(line)) and page_dates.read_date(line) is not None


def find_standfirst(blocks: Sequence[Block], title: int) -> Block | None:
    """Find below the title the block that its label or a long h2 makes the standfirst."""
    for block in blocks[title + 1 : title + 1 + AFTER] if title >= 0 else ():
        if not MIN_STANDFIRST <= len(block.text) <= MAX_STANDFIRST or block.link_share > 0.5:
            continue
        if _STANDFIRST.search(_block_labels(block)) or (
            block.element.tag == "h2" and len(block.text) >= 60
        ):
            return block
    return None


def opens_text(lead: Block, kept: Sequence[Block]) -> bool:
    """Tell whether a standfirst is the first paragraph of the text, called its introduction."""
    around = lead.element.getparent()
    alike = [b for b in kept if b.element.tag == "p" and b.element.getparent() is around]
    called = _OPENING.search(_block_labels(lead)) is not None
    return called and lead.element.tag == "p" and len(alike) > 2


def _block_labels(block: Block) -> str:
    """Join the class names of a block, of its parent when it is alone there, and its itemprop."""
    element = block.element
    parent = element.getparent()
    own = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    around = (parent.get("class") or "") if parent is not None and len(parent) <= 2 else ""
    return f"{own} {around}"[:300]


def head_date(head: Sequence[str]) -> datetime | None:
    """Read the first date that a line of the head gives."""
    found = (page_dates.read_date(line) for line in head if _DIGIT_DATE.search(line))
    return next((day for day in found if day), None)


def without_head(
    kept: Sequence[Block], blocks: Sequence[Block], lead: str, people: Sequence[str]
) -> list[Block]:
    """Drop from the first blocks the standfirst, dates, names and agencies that stand alone."""
    names = {lines.fold_line(name) for name in people if name}
    found = _find_lead(kept, blocks, lead)
    return [
        block
        for at, block in enumerate(kept)
        if block is not found and not (at < MAX_HEAD and _is_credit(block.text, names))
    ]


def _is_credit(text: str, names: set[str]) -> bool:
    if len(text) > MAX_LINE:
        return False
    folded = lines.fold_line(text)
    if folded in names or is_date_line(text) or page_people.is_agency(text):
        return True
    begins = any(len(name) > 6 and folded.startswith(name) for name in names)
    return begins and len(text) < 90 and text[-1:] not in ".!?”»"


def _find_lead(kept: Sequence[Block], blocks: Sequence[Block], lead: str) -> Block | None:
    """Find the standfirst among the first blocks when it is set apart from the paragraphs.

    Many pages give their first paragraph as description: then it is text and stays.
    """
    wanted = lines.fold_line(lead)
    if not wanted or len(kept) < 2:
        return None
    for at, block in enumerate(kept[:2]):
        if lines.fold_line(block.text) == wanted:
            following = kept[at + 1 :]
            return block if following and _stands_apart(block, following, blocks) else None
    return None


def _stands_apart(block: Block, following: Sequence[Block], blocks: Sequence[Block]) -> bool:
    prose = [other for other in following if page_pick.is_prose(other)]
    alike = sum(_is_like(other, block) for other in prose)
    if prose and alike < len(prose) / 2:
        return True
    places = {id(other): at for at, other in enumerate(blocks)}
    here, there = places.get(id(block), 0), places.get(id(following[0]), 0)
    return any(_BY.match(b.text) or is_date_line(b.text) for b in blocks[here + 1 : there])


def _is_like(other: Block, block: Block) -> bool:
    """Tell whether blocks bear one label, or are paragraphs side by side without a word of it."""
    if _label_of(other) == _label_of(block):
        return True
    beside = other.element.getparent() is block.element.getparent()
    paragraphs = other.element.tag == block.element.tag == "p"
    set_apart = _STANDFIRST.search(_block_labels(block)) or 2 * block.strong > len(block.text)
    return beside and paragraphs and not set_apart


def _label_of(block: Block) -> tuple[str, str, str]:
    parent = block.element.getparent()
    return (
        str(block.element.tag),
        block.element.get("class") or "",
        (parent.get("class") or "") if parent is not None else "",
    )
