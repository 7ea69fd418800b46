"""Find rows of teasers and of a gallery's pictures by their shape: siblings alike with little text.

Each teaser has a linked headline, each picture a caption.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.feeds.extract.body.container import text_weight

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
TITLED_REST = 150
"""What has to remain where the page shows its title and the row is linked headlines: two sentences
of an article that has to be paid for. By hand.
"""
TITLED_SHARE = 0.1
"""The same as a share of the row's own text. By hand."""
MAX_PICTURES = 400
"""Pictures of a page that are looked at, by hand: bounds the cost."""
MAX_CAPTIONS = 3
"""Blocks of text beside a picture of a gallery, by hand: caption, place and credit."""
_BOXES = frozenset(["div", "td", "article", "section"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True)
class _Shape:
    blocks: int = 0
    headlines: int = 0
    plain: int = 0
    headings: int = 0
    pictures: int = 0
    opened: int = 0


def _element_shapes(root: HtmlElement, blocks: Sequence[Block]) -> dict[HtmlElement, _Shape]:
    shapes: dict[HtmlElement, _Shape] = {}
    for block in blocks:
        weight = text_weight(block.text)
        headline = block.link_share > 0.8 and 15 <= weight <= 200
        plain = int(weight * max(0.0, 1 - block.link_share))
        opened = _opens_with_link(block)
        element: HtmlElement | None = block.element
        while element is not None:
            shape = shapes.setdefault(element, _Shape())
            shape.blocks += 1
            shape.headlines += headline
            shape.plain += plain
            shape.opened += opened
            shape.headings += block.element.tag in _HEADINGS
            element = element.getparent()
    for picture in islice(root.iter("img", "picture", "amp-img"), MAX_PICTURES):
        for around in picture.iterancestors():
            if around in shapes:
                shapes[around].pictures += 1
    return shapes


def teaser_cards(
    root: HtmlElement, blocks: Sequence[Block], *, titled: bool = False
) -> set[HtmlElement]:
    """Collect the teasers, and the pictures of a gallery, that stand in a row of at least three."""
    shapes = _element_shapes(root, blocks)
    rows: dict[tuple[HtmlElement | None, str, str], list[HtmlElement]] = {}
    for element in shapes:
        label = (element.getparent(), str(element.tag), element.get("class") or "")
        rows.setdefault(label, []).append(element)
    total = shapes[root].plain if root in shapes else 0
    found: set[HtmlElement] = set()
    for row in rows.values():
        teasers = [e for e in row if _is_card(shapes[e]) or _is_picture(shapes[e], str(e.tag))]
        sure = titled and all(_is_card(shapes[e]) for e in teasers)
        held = sum(shapes[element].plain for element in teasers)
        enough = len(teasers) >= max(MIN_CARDS, ALIKE * len(row))
        if (
            enough
            and held <= MEAN_PLAIN * len(teasers)
            and _spares_article(total - held, held, sure=sure)
        ):
            found.update(teasers)
    return found


def _opens_with_link(block: Block) -> bool:
    """Tell whether a block of a box begins with a linked headline, and a line follows it."""
    element = block.element
    first = next(iter(element), None)
    begins = first is not None and first.tag == "a" and not (element.text or "").strip()
    linked = int(text_weight(block.text) * min(1.0, block.link_share))
    return begins and element.tag in _BOXES and 15 <= linked <= 200


def _is_card(shape: _Shape) -> bool:
    if shape.blocks == 1:
        return bool(shape.opened) and shape.plain <= MAX_PLAIN
    return 2 <= shape.blocks <= MAX_BLOCKS and shape.headlines > 0 and shape.plain <= MAX_PLAIN


def _is_picture(shape: _Shape, tag: str) -> bool:
    """Tell whether an element is a picture with its caption; with a heading it is more."""
    said = shape.blocks <= MAX_CAPTIONS and shape.plain <= MAX_PLAIN
    return shape.pictures > 0 and not shape.headings and said and tag != "p"


def _spares_article(rest: int, held: int, *, sure: bool) -> bool:
    least, share = (TITLED_REST, TITLED_SHARE) if sure else (REST, REST_SHARE)
    return held == 0 or rest >= max(least, share * held)
