"""Find the part of a page that holds its article, by where the prose stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from bot.feeds.page_blocks import Block

PROSE_CHARS = 80
"""Characters that make a block prose; scripts without spaces need a third of it."""
DENSE_FACTOR = 3
MAX_PROSE_LINKS = 0.4
HELD = 0.7
"""Share of the prose that the article's container has to hold."""


def weight(text: str) -> int:
    """Give a text's length, characters of scripts without spaces counted threefold."""
    dense = sum(char > "\u2e80" and char < "\uffa0" for char in text)
    return len(text) + (DENSE_FACTOR - 1) * dense


def is_prose(block: Block) -> bool:
    """Tell whether a block is long and unlinked enough to be a paragraph."""
    return weight(block.text) >= PROSE_CHARS and block.link_share < MAX_PROSE_LINKS


def prose_below(blocks: Iterable[Block]) -> dict[HtmlElement, int]:
    """Sum for every element the characters of prose that it holds."""
    sums: dict[HtmlElement, int] = {}
    for block in blocks:
        if not is_prose(block):
            continue
        size = weight(block.text)
        element: HtmlElement | None = block.element
        while element is not None:
            sums[element] = sums.get(element, 0) + size
            element = element.getparent()
    return sums


def container(root: HtmlElement, prose: dict[HtmlElement, int]) -> HtmlElement:
    """Descend from the root as long as one child holds most of the prose."""
    here = root
    total = prose.get(root, 0)
    while total:
        best = max(here, key=lambda child: prose.get(child, 0), default=None)
        if best is None or prose.get(best, 0) < HELD * total:
            break
        here = best
    return here
