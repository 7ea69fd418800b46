"""Gather the article's paragraphs from a page's tree."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree

from bot.feeds import lines, page_blocks, page_cards, page_noise, page_pick

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from bot.feeds.page_blocks import Block

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

MAX_LINK_SHARE = 0.6
PEER_MAX_CHARS = 1_500_000
"""A longer page is not handed to the library: its cost grows faster than the page."""


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article, and every line around them that was looked at."""

    paragraphs: tuple[str, ...]
    seen: tuple[str, ...]


def gather(root: HtmlElement, titles: frozenset[str], repeated: frozenset[str]) -> Body:
    """Find the article's paragraphs, without boilerplate and without lines that its host repeats."""
    everything = page_blocks.cut(root, set())
    dropped = page_noise.noisy(root, page_pick.prose_below(everything))
    blocks = page_blocks.cut(root, dropped)
    teasers = page_cards.cards(root, blocks)
    if teasers:
        blocks = page_blocks.cut(root, dropped | teasers)
    seen = tuple(block.text for block in blocks)
    known = frozenset(lines.fold_line(title) for title in titles)
    own = _own(root, blocks, known, repeated)
    if page_pick.weight("".join(own)) < 300:
        other = _library(root, known, repeated)
        if len("".join(other)) > 1.5 * len("".join(own)):
            own = other
    return Body(tuple(own), seen)


def _own(
    root: HtmlElement, blocks: list[Block], titles: frozenset[str], repeated: frozenset[str]
) -> list[str]:
    picked = page_pick.pick(root, blocks, titles)
    wanted = [b for b in picked.blocks if _is_wanted(b.text, titles, repeated)]
    return [b.text for b in wanted if _is_text(b)]


def _is_text(block: Block) -> bool:
    """Tell whether a block is more than a link; a linked sentence in a paragraph is text."""
    if block.link_share < MAX_LINK_SHARE:
        return True
    said = len(block.text) > 60 and block.text.endswith((".", "?", "!", "”", '"', "»"))
    return said and block.element.tag == "p" and block.link_share < 0.95


def _is_wanted(text: str, titles: frozenset[str], repeated: frozenset[str]) -> bool:
    if lines.is_boilerplate(text) or lines.fold_line(text) in titles:
        return False
    return not repeated or lines.line_key(text) not in repeated


def _library(root: HtmlElement, titles: frozenset[str], repeated: frozenset[str]) -> list[str]:
    """Ask trafilatura; whatever it trips over counts as nothing found."""
    source = etree.tostring(root, encoding="unicode", method="html")
    if len(source) > PEER_MAX_CHARS:
        return []
    try:
        text = trafilatura.extract(source, fast=True, include_comments=False) or ""
    except (RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError, MemoryError):
        return []
    return [
        line for line in text.split("\n") if line.strip() and _is_wanted(line, titles, repeated)
    ]
