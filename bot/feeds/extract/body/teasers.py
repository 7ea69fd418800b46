"""Find rows of teasers by their shape: siblings alike, each a linked headline and little text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from bot.feeds.extract.body.blocks import Block

MIN_CARDS = 3
"""Teasers of a row, by hand: two boxes alike are found in articles too."""
MAX_BLOCKS = 6
"""Blocks of one teaser, by hand: rubric, headline, line, author, date, button."""
MAX_PLAIN = 700
"""Characters of unlinked text in one, by hand: two long sentences and what stands around them."""
MEAN_PLAIN = 350
"""Characters of unlinked text that one teaser, and a teaser of the row on average, may hold. By
hand.
"""
ALIKE = 0.6
"""Share of the siblings with the same label that have to be teasers too. By hand: advertisements
stand among them.
"""
REST = 600
"""Characters of prose that have to remain outside a row, or it is the article (a live blog). By
hand.
"""
REST_SHARE = 0.25
"""The same as a share of the row's own text. By hand."""


@dataclass(slots=True)
class _Shape:
    blocks: int = 0
    headlines: int = 0
    plain: int = 0


def _element_shapes(blocks: Sequence[Block]) -> dict[HtmlElement, _Shape]:
    shapes: dict[HtmlElement, _Shape] = {}
    for block in blocks:
        headline = block.link_share > 0.8 and 15 <= len(block.text) <= 200
        plain = max(0, len(block.text) - block.links)
        element: HtmlElement | None = block.element
        while element is not None:
            shape = shapes.setdefault(element, _Shape())
            shape.blocks += 1
            shape.headlines += headline
            shape.plain += plain
            element = element.getparent()
    return shapes


def teaser_cards(root: HtmlElement, blocks: Sequence[Block]) -> set[HtmlElement]:
    """Collect the elements that are teasers in a row of at least three."""
    shapes = _element_shapes(blocks)
    rows: dict[tuple[HtmlElement | None, str, str], list[HtmlElement]] = {}
    for element in shapes:
        label = (element.getparent(), str(element.tag), element.get("class") or "")
        rows.setdefault(label, []).append(element)
    total = shapes[root].plain if root in shapes else 0
    found: set[HtmlElement] = set()
    for row in rows.values():
        teasers = [element for element in row if _is_card(shapes[element])]
        held = sum(shapes[element].plain for element in teasers)
        enough = len(teasers) >= max(MIN_CARDS, ALIKE * len(row))
        if enough and held <= MEAN_PLAIN * len(teasers) and _spares_article(total - held, held):
            found.update(teasers)
    return found


def _is_card(shape: _Shape) -> bool:
    return 2 <= shape.blocks <= MAX_BLOCKS and shape.headlines > 0 and shape.plain <= MAX_PLAIN


def _spares_article(rest: int, held: int) -> bool:
    return held == 0 or rest >= max(REST, REST_SHARE * held)
